"""What the board draws: stages across, channels or objects down, cards in their cells, links between them.

Addresses come from the caller. The board in the page is HTML, so that cards can be read, focused and moved;
its links and the board as a file are drawn from the same places, by ``board_layout``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from touchline.web.charts.interval import Share


class Course(StrEnum):
    """How a planned link is lived: people go on, fall out, or nobody comes. ``PLAN``: not known."""

    PLAN = "plan"
    LIVED = "lived"
    BROKEN = "broken"
    EMPTY = "empty"


@dataclass(frozen=True)
class Column:
    """A stage: its name, its colour class and, where the record is read, its people."""

    name: str
    colour: str
    people: int | None = None
    href: str = ""


@dataclass(frozen=True)
class Card:
    """A planned touchpoint in the cell of a column and a row, both by their place from 0.

    ``weight`` is 1 to 5, 0 where none is known. ``score`` runs from 1 to 5 with the spread of its visits.
    ``step`` is its number in the chain that is drawn, 0 outside of it. ``people`` is None where nothing is
    recorded of it.
    """

    slug: str
    name: str
    column: int
    row: int
    state: str = "live"
    state_name: str = ""
    kind: str = ""
    owner: str = ""
    owner_name: str = ""
    weight: int = 0
    people: int | None = None
    people_href: str = ""
    score: Share | None = None
    low: bool = False
    step: int = 0
    href: str = ""


@dataclass(frozen=True)
class Link:
    """From one card to another, with the people who took it and those who are lost on it."""

    source: str
    target: str
    course: Course = Course.PLAN
    people: int = 0
    lost: int = 0
    lost_href: str = ""


@dataclass(frozen=True)
class Board:
    """Columns, the names of the rows, cards in the order in which they are stacked, and links."""

    columns: tuple[Column, ...]
    rows: tuple[str, ...]
    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()
