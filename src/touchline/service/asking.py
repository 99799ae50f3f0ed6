"""From what a person asked, in words, to a question the engine can run.

Pages, command line and notebook all come through here, so the same words are the same question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from touchline.journeys import audience_reading, breakdown, clock
from touchline.journeys.audience import Audience
from touchline.journeys.index import Legend
from touchline.journeys.options import Options
from touchline.journeys.question import Period, Question, QuestionError
from touchline.journeys.questions import QUESTIONS
from touchline.journeys.words import Spoken, Value

REST = "everybody else"
"""What an audience is compared with where no other audience is named."""


@dataclass(frozen=True)
class Chosen:
    """The options of a question in words: an ``audience``, ``by`` what it is broken down, and comparisons.

    ``compare_period`` is two dates as ``2025-01-01..2025-04-01``, the second not included.
    ``compare_audience`` is another audience, or ``everybody else``.
    """

    audience: str = ""
    by: str = ""
    compare_period: str = ""
    compare_audience: str = ""

    def params(self) -> list[tuple[str, str]]:
        """Those that were chosen, as parameters of an address or options of the command."""
        listed = [(one.name.replace("_", "-"), getattr(self, one.name)) for one in fields(self)]
        return [(name, value) for name, value in listed if value]


NOTHING = Chosen()


@dataclass(frozen=True, init=False)
class Asked:
    """A question in words. Dates are read in the business's zone; ``until`` is not included.

    ``said`` are the words that differ from the usual, and those always said, in the question's order.
    ``chosen`` are its options.
    """

    question: str
    since: str | None
    until: str | None
    said: tuple[tuple[str, Value], ...]
    chosen: Chosen

    def __init__(
        self,
        question: str,
        since: str | None = None,
        until: str | None = None,
        chosen: Chosen = NOTHING,
        **words: Value,
    ) -> None:
        """Raises ``QuestionError`` for a question there is not, ``TypeError`` for a word it does not have."""
        spoken = _spoken(question)
        values = spoken.said(words).values
        said = tuple(
            (word.name, values[word.name])
            for word in spoken.words
            if word.always or values[word.name] not in (word.usual, ())
        )
        made = {"question": question, "since": since, "until": until, "said": said, "chosen": chosen}
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @property
    def spoken(self) -> Spoken:
        """What the question is, and the words it has."""
        return QUESTIONS[self.question]

    def text(self, name: str) -> str:
        """What was said for a word, or the usual; an empty text where the question has no such word."""
        return self.spoken.said(dict(self.said)).text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """All that was said for a word that may be said several times."""
        return self.spoken.said(dict(self.said)).texts(name)

    def but(self, **words: Value) -> Asked:
        """The same question with other words."""
        return Asked(self.question, self.since, self.until, self.chosen, **{**dict(self.said), **words})

    def params(self) -> list[tuple[str, str]]:
        """The words as parameters of an address, or options of the command; what is usual is left out."""
        named = {word.name: word.said_as for word in self.spoken.words}
        listed = [(named[name], value if isinstance(value, tuple) else (value,)) for name, value in self.said]
        return [(name, one) for name, values in listed for one in values if one] + self.chosen.params()

    def to_params(self) -> list[tuple[str, str]]:
        """The whole question as parameters of a link."""
        params = [("question", self.question)]
        params += [("from", self.since)] if self.since else []
        params += [("to", self.until)] if self.until else []
        return params + self.params()


def from_params(question: str, params: Mapping[str, Sequence[str]]) -> Asked:
    """Read a question back from the parameters of a link. Raises ``QuestionError``."""

    def one(name: str) -> str | None:
        values = params.get(name) or [""]
        return values[-1].strip() or None

    words: dict[str, Value] = {}
    for word in _spoken(question).words:
        several = tuple(text.strip() for text in params.get(word.said_as, ()) if text.strip())
        words[word.name] = several if word.many else one(word.said_as)
    return Asked(question, one("from"), one("to"), chosen_from(params), **words)


def chosen_from(params: Mapping[str, Sequence[str]]) -> Chosen:
    """Read the options of a question back from the parameters of a link."""
    words = {one.name: params.get(one.name.replace("_", "-")) or [""] for one in fields(Chosen)}
    return Chosen(**{name: values[-1].strip() for name, values in words.items()})


def _spoken(question: str) -> Spoken:
    if question not in QUESTIONS:
        raise QuestionError(f"{question!r} is not a question. Ask one of: {', '.join(QUESTIONS)}.")
    return QUESTIONS[question]


def to_question(asked: Asked, legend: Legend) -> Question[Any, Any]:
    """The question for the engine. Raises ``QuestionError`` with a sentence."""
    said = asked.spoken.said(dict(asked.said))
    return asked.spoken.make(said, legend, period_of(asked, legend))


def to_options(asked: Asked, legend: Legend) -> Options:
    """The options for the engine. Raises ``QuestionError`` with a sentence."""
    chosen = asked.chosen
    if chosen.compare_period and chosen.compare_audience:
        raise QuestionError("Compare with a period or with an audience, not with both at once.")
    against: Period | Audience | str | None = None
    if chosen.compare_period:
        since, dots, until = chosen.compare_period.partition("..")
        if not dots:
            raise QuestionError(
                f"{chosen.compare_period!r} is not a period. Write it as 2025-01-01..2025-04-01."
            )
        against = clock.period(since.strip() or None, until.strip() or None, clock.zone(legend.zone))
    elif chosen.compare_audience.strip().casefold() == REST:
        against = "rest"
    elif chosen.compare_audience:
        against = audience_reading.read(chosen.compare_audience)
    return Options(
        audience_reading.read(chosen.audience) if chosen.audience.strip() else None,
        breakdown.read(chosen.by, legend) if chosen.by else None,
        against,  # type: ignore[arg-type]
    )


def period_of(asked: Asked, legend: Legend) -> Period:
    """The period a question is about, cut in the business's zone."""
    return clock.period(asked.since, asked.until, clock.zone(legend.zone))
