"""The rows of the answer of a chain, and what adds up over shards."""

from __future__ import annotations

from dataclasses import dataclass

from touchline.journeys.export import Row
from touchline.journeys.index import Array
from touchline.journeys.sums import Sums
from touchline.journeys.tally import Tallies

CLASSES = ("in_time", "late", "detour", "skipped", "done", "stopped", "open")
"""What becomes of the people at a link, each in one of them."""
WHOLES = ("followed", "as_planned", "ahead")
"""What is said of everybody who entered."""


@dataclass(frozen=True)
class BecameRow(Row):
    """One thing that became of people: so many, with their ``share`` and Wilson's 95 % interval.

    ``what`` is one of ``CLASSES``, of the people at link ``place``; or ``reached``, or (``place`` 0) one of
    ``WHOLES``, of all who entered. Two answers are held against each other by these.
    """

    KEY = ("place", "link", "what")

    place: int
    link: str
    what: str
    people: int
    share: float | None
    low: float
    high: float
    few: bool

    def behind(self, _place: int) -> dict[str, str]:
        """The selector of its people."""
        return {"people": self.what if self.place == 0 else f"link={self.place}:{self.what}"}


@dataclass(frozen=True)
class OffRow(Row):
    """Where people left the chain: ``touchpoint`` (None: no touch came after), with their share."""

    touchpoint: str | None
    people: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class ToRow(Row):
    """``people`` went on to link ``place``."""

    place: int
    link: str
    people: int


@dataclass(frozen=True)
class AtRow(Row):
    """``people`` met the link at ``touchpoint`` first; ``seen``: the record knows the touchpoint at all."""

    touchpoint: str
    people: int
    seen: bool


@dataclass(frozen=True)
class ChainRow(Row):
    """One link.

    ``place`` from 1; ``chain``: the chains it came through, the outermost first. ``reached``: people who
    met it or a later link, with their ``share`` of all who entered. ``people`` = ``reached`` -
    ``passed_over`` met it itself; ``started`` of them met no link before. Each of the ``people`` is in one
    class:

    * ``in_time``: met the next link in the time expected, or none is, without a detour; ``late``: later;
    * ``detour``: met the next link after touches elsewhere, ``detour_late`` of them late;
    * ``skipped``: went on beyond a link that is not optional;
    * ``done``: nothing that is not optional comes after;
    * ``stopped``: went no further and is silent; ``open``: may still go on.

    ``became`` has the same with shares and intervals. ``went_to``: the links the first four went to.
    ``detours``: the first touch elsewhere, the most frequent of ``detour_touchpoints``;
    ``detours_elsewhere``: people of those not listed. ``stops`` likewise: the touch after the last one at
    this link. ``met_at``: at which touchpoint people met it first.

    Waits are of people who came from the link before without skipping: from their first touch there to their
    first touch here. Half of them had come after ``median_seconds``, with its 95 % interval; ``p25_seconds``
    and ``p75_seconds`` are the quartiles. ``expected_seconds``: what the plan expects. ``few``: fewer than 20
    people.
    """

    KEY = ("place", "link")

    place: int
    link: str
    chain: tuple[str, ...]
    optional: bool
    repeated: bool
    expected_seconds: float | None
    reached: int
    share: float | None
    low: float
    high: float
    people: int
    passed_over: int
    started: int
    in_time: int
    late: int
    detour: int
    detour_late: int
    skipped: int
    done: int
    stopped: int
    open: int
    median_seconds: float | None
    median_low: float | None
    median_high: float | None
    p25_seconds: float | None
    p75_seconds: float | None
    few: bool
    became: tuple[BecameRow, ...]
    went_to: tuple[ToRow, ...]
    detours: tuple[OffRow, ...]
    detour_touchpoints: int
    detours_elsewhere: int
    stops: tuple[OffRow, ...]
    stop_touchpoints: int
    stops_elsewhere: int
    met_at: tuple[AtRow, ...]

    def behind(self, _place: int) -> dict[str, str]:
        """The selectors of its numbers; ``off``, ``to`` and ``at`` have those of the rows inside."""
        link = f"link={self.place}"
        names = ("reached", "passed_over", "started", "detour_late", *CLASSES)
        return {"people": link} | {name: f"{link}:{name}" for name in names}

    def off(self, row: OffRow, *, stopped: bool) -> str:
        """The selector of a row of ``stops`` or ``detours``."""
        what = "stopped" if stopped else "detour"
        return f"link={self.place}:{what}" + (":" if row.touchpoint is None else f"={row.touchpoint}")

    def to(self, row: ToRow) -> str:
        """The selector of a row of ``went_to``."""
        return f"link={self.place}:to={row.place}"

    def at(self, row: AtRow) -> str:
        """The selector of a row of ``met_at`` whose touchpoint was seen."""
        return f"link={self.place}:at={row.touchpoint}"


@dataclass(frozen=True)
class HopRow(Row):
    """Two touches of which the plan does not have the second directly after the first.

    ``people`` did so at least once, ``count`` times in all; ``share`` of all who entered.
    """

    KEY = ("from_", "to")

    from_: str
    to: str
    people: int
    count: int
    share: float
    low: float
    high: float
    few: bool

    def behind(self, _place: int) -> dict[str, str]:
        """The selector of its people."""
        return {"people": f"hop={self.from_}>{self.to}"}


@dataclass(frozen=True)
class ChainSums(Sums):
    """What adds up, int64 by group first.

    ``totals`` (people, followed, as planned, ahead, links not met, touches that meet none); ``links`` (link,
    column), ``went`` (link, link), ``waits`` (link, bin), ``slots`` (link and touchpoint), ``touched``
    (touchpoint of the chain). ``ways``: people by ``(2 * link + 0 or 1) * (touchpoints + 1) + touchpoint``.
    ``times`` and ``by``: times and people of each hop, by ``from * touchpoints + to``.
    """

    totals: Array
    links: Array
    went: Array
    waits: Array
    slots: Array
    touched: Array
    ways: Tallies
    times: Tallies
    by: Tallies
