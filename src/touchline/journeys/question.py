"""The one shape of a question, and of its answer.

A question is a frozen request. ``partial`` answers it for one shard with something small that adds
up; ``finish`` turns the sum into a frozen result; ``select`` names the persons behind a number of
that result, through the same kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, Self, TypeVar

from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.index import Array, Legend, Shard

FOREVER = (-(2**62), 2**62)


class QuestionError(ValueError):
    """A question that cannot be asked. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Period:
    """Half open: ``start <= time < end``, microseconds since 1970 UTC; None means without end."""

    start: int | None = None
    end: int | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        """Both ends as numbers a kernel can compare with."""
        start = FOREVER[0] if self.start is None else self.start
        return (start, FOREVER[1] if self.end is None else self.end)


class Partial(Protocol):
    """Sums and counts over one shard, by group; ``journeys/sums.py`` has the common form."""

    def __add__(self, other: Self, /) -> Self: ...

    def __sub__(self, other: Self, /) -> Self: ...

    def of_group(self, group: int) -> Self:
        """The sums of one group, which is then group 0 of one."""
        ...


class Result(Protocol):
    """A frozen answer. ``to_dict`` is the JSON of the command line; ``rows`` its table.

    ``journeys/export.py`` has all of it but the answer itself.
    """

    @property
    def as_of(self) -> str:
        """The state of the record it was answered from."""
        ...

    @property
    def generation(self) -> str:
        """The state of the index."""
        ...

    def shown(self) -> list[dict[str, Any]]:
        """The table for a terminal."""
        ...

    def notes(self) -> Iterator[str]:
        """The rest of the answer, in sentences for a terminal."""
        ...

    def compared(self) -> tuple[Any, ...]:
        """The rows, of ``export.Row``, that are held against those of another answer, with selectors."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """The whole answer, ready for JSON."""
        ...

    def rows(self) -> list[dict[str, Any]]:
        """The table of the answer."""
        ...


P = TypeVar("P", bound=Partial)
R_co = TypeVar("R_co", bound=Result, covariant=True)


class Question(Protocol[P, R_co]):
    """What the engine can run."""

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> P:
        """Sums and counts over one shard, by group; all groups in one pass."""
        ...

    def finish(self, legend: Legend, total: P) -> R_co:
        """The answer from the sum over all shards, which holds one group."""
        ...

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Ascending rows of the persons behind ``selector``. Raises ``QuestionError``."""
        ...


def instant(micros: int) -> str:
    """An instant as ISO 8601 in UTC, to the microsecond, the way every answer writes it."""
    seconds, rest = divmod(micros, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{rest:06d}Z"
