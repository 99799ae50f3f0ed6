"""What stands in the inbox, and what a store of it can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

INBOX, SEEN = "inbox.sqlite3", "seen.sqlite3"
"""The files of the small form."""


@dataclass(frozen=True)
class Coming:
    """Messages that came together: when (µs since 1970 UTC), how many, and what they say, as JSON."""

    received: int
    count: int
    body: bytes


@dataclass(frozen=True)
class Row(Coming):
    """The same in the inbox. Numbers ascend as rows become visible; none is given twice."""

    number: int


@dataclass(frozen=True)
class Refused:
    """A message the intake refused: its row, place in it, when it came, the reason's id, and what it said."""

    number: int
    place: int
    received: int
    reason: str
    body: str


@dataclass(frozen=True)
class Standing:
    """How the inbox stands: messages that wait, since when the oldest does, refused ones by reason."""

    waiting: int
    oldest: int | None
    refused: dict[str, int]


class Inbox(Protocol):
    """A store of the inbox, of refused messages and of the ids of accepted ones. Not shared by threads."""

    @property
    def name(self) -> str:
        """Its own name, which changes when its numbers begin anew."""

    def add(self, rows: Sequence[Coming]) -> None:
        """Keep rows in one commit; they are on disk when this returns."""

    def take(self, after: int, messages: int) -> list[Row]:
        """The rows behind ``after``, in order: as many as hold ``messages`` messages, and at least one."""

    def drop(self, upto: int, most: int) -> int:
        """Remove at most ``most`` rows up to this number; how many went."""

    def refuse(self, refused: Iterable[Refused]) -> None:
        """Keep refused messages; one that is kept already stays as it is."""

    def refused(self, most: int, reason: str = "") -> list[Refused]:
        """The newest refused messages, of one reason if given."""

    def refused_in(self, numbers: Sequence[int]) -> set[tuple[int, int]]:
        """Row and place of the refused messages of these rows."""

    def erase(self, change: Change) -> int:
        """Change what rows and refused messages say, or blank them; how many changed."""

    def seen(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of these keys of messages that were accepted before."""

    def see(self, keys: Sequence[bytes], at: int) -> None:
        """Remember keys of accepted messages."""

    def all_seen(self) -> Iterator[tuple[list[bytes], int]]:
        """Every key that is remembered, in pieces seen at one time."""

    def forget_seen(self, before: int, most: int) -> int:
        """Forget at most ``most`` keys that were seen before this time; how many went."""

    def standing(self) -> Standing:
        """How it stands."""

    def empty(self) -> bool:
        """Whether nothing waits: one small look."""

    def sweep(self, needles: Sequence[bytes] | None) -> None:
        """Leave no byte of what was removed, where these or, with None, anything may be left.

        Raises ``StillRead`` when somebody reads an older state for long.
        """

    def close(self) -> None:
        """Let go of it."""


class Change(Protocol):
    """Says what is to stand in the place of a body, None where it is to stay."""

    def __call__(self, body: str, /) -> str | None:
        """The new body."""
