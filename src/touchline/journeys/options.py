"""Options every question takes: an audience, a breakdown, a comparison. ``journeys/engine.py`` runs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from touchline.journeys.audience import Audience, audience_text
from touchline.journeys.breakdown import By
from touchline.journeys.difference import Difference
from touchline.journeys.export import period_dict
from touchline.journeys.question import Period, QuestionError, Result

R = TypeVar("R", bound=Result)
FIRST, SECOND = "1", "2"
"""What the two parts of a comparison are called in links."""
OWN_NAMES = ("key", "called")
"""How a difference says which row it is of: for programs, and in words."""


@dataclass(frozen=True)
class Options:
    """Who is asked about: an ``audience``, or everybody. Cut ``by`` values, or held ``against`` something.

    ``against`` is a period, an audience, or everybody else. Raises ``QuestionError`` for two things at once.
    """

    audience: Audience | None = None
    by: By | None = None
    against: Period | Audience | Literal["rest"] | None = None

    def __post_init__(self) -> None:
        if self.by is not None and self.against is not None:
            raise QuestionError("Choose a breakdown or a comparison, not both at once.")
        if self.against == "rest" and self.audience is None:
            raise QuestionError("Everybody else is compared with an audience. Say which.")

    @property
    def parted(self) -> bool:
        """Whether the answer has parts."""
        return self.by is not None or self.against is not None


NO_OPTIONS = Options()


@dataclass(frozen=True)
class Part(Generic[R]):
    """The answer for some persons: ``people`` of them, whether or not they count in any number.

    ``key`` names it in links, ``value`` is that of a breakdown, None for ``other`` (so many ``values``) and
    ``none``.
    """

    key: str
    value: str | None
    people: int
    values: int
    result: R

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with the whole answer."""
        return {
            "part": self.key,
            "value": self.value,
            "values": self.values,
            "people": self.people,
            "answer": self.result.to_dict(),
        }


@dataclass(frozen=True)
class Parts(Generic[R]):
    """An answer by parts: of a breakdown, with the ``whole``, or two held against each other.

    ``differences`` are the second part less the first; ``both`` is how many persons are in both parts, None
    for two periods, which may have any of their people in common.
    """

    options: Options
    parts: tuple[Part[R], ...]
    whole: R | None
    differences: tuple[Difference, ...] = ()
    both: int | None = None

    @property
    def as_of(self) -> str:
        """The state of the record."""
        return self.parts[0].result.as_of

    @property
    def generation(self) -> str:
        """The generation it was counted from."""
        return self.parts[0].result.generation

    def part(self, key: str) -> Part[R] | None:
        """A part by its key."""
        return next((part for part in self.parts if part.key == key), None)

    def rows(self) -> list[dict[str, Any]]:
        """The tables of all parts below each other, the key first."""
        return [{"part": part.key, **row} for part in self.parts for row in part.result.rows()]

    def shown(self) -> list[dict[str, Any]]:
        """The same with the columns of a terminal."""
        return [{"part": part.key, **row} for part in self.parts for row in part.result.shown()]

    def difference_rows(self) -> list[dict[str, Any]]:
        """The differences as a table, the name of a row in one column."""
        listed = [difference.to_dict() for difference in self.differences]
        return [
            {"key": row["called"]} | {name: value for name, value in row.items() if name not in OWN_NAMES}
            for row in listed
        ]

    def notes(self) -> Iterator[str]:
        """What has to be said below the tables."""
        for part in self.parts if self.options.by else ():
            values = f", {part.values:,} values" if part.value is None and part.values else ""
            yield f"{part.key}: {part.people:,} people{values}."
        if not self.options.against:
            return
        for name, part in zip(("first", "second"), self.parts, strict=True):
            yield f"{name}: {part.people:,} people."
        if self.both:
            who = "person is" if self.both == 1 else "people are"
            yield f"{self.both:,} {who} in both: the intervals are rather too wide."
        if self.both is None:
            yield "Both periods may have the same people: the intervals hold even then."
        yield "Of twenty differences that are none, about one is sure by chance."

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        answer: dict[str, Any] = {"as_of": self.as_of, "generation": self.generation}
        answer |= options_dict(self.options)
        answer["parts"] = [part.to_dict() for part in self.parts]
        if self.whole is not None:
            answer["whole"] = self.whole.to_dict()
        if self.options.against is not None:
            answer["people_in_both"] = self.both
            answer["differences"] = [difference.to_dict() for difference in self.differences]
        return answer


def options_dict(options: Options) -> dict[str, Any]:
    """What was chosen, for JSON."""
    against = options.against
    return {
        "audience": None if options.audience is None else audience_text(options.audience),
        "by": None if options.by is None else str(options.by),
        "against": period_dict(against)
        if isinstance(against, Period)
        else (against if against is None or isinstance(against, str) else audience_text(against)),
    }
