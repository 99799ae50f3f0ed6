"""What the time line draws: one person's touches. Addresses come from the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """How a touch is drawn: a circle, an envelope, a diamond, a hollow red diamond."""

    TOUCH = "touch"
    LETTER = "letter"
    ORDER = "order"
    REFUND = "refund"


@dataclass(frozen=True)
class Touch:
    """One touch. ``at`` is an instant with its zone.

    ``lane`` is the channel; orders and refunds have a lane of their own. ``stage`` is its place in
    the scheme, None without one. ``filled`` fills a letter: it was answered or clicked (an open
    never does). ``money`` is written beside an order. ``href`` opens the touch.
    """

    at: datetime
    lane: str
    name: str
    stage: int | None = None
    kind: Kind = Kind.TOUCH
    filled: bool = False
    money: str = ""
    href: str = ""


@dataclass(frozen=True)
class Stage:
    """A stage of the scheme: its name and colour class."""

    name: str
    colour: str
