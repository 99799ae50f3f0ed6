"""What a simulation hands over: the record as the business could have kept it, and the truth."""

from __future__ import annotations

from dataclasses import dataclass, fields

from touchline.journeys.index import Array
from touchline.journeys.simulate.firm import Product, Touchpoint
from touchline.journeys.simulate.truth import Truth

VARIANTS = ("", "reminder", "held back")


@dataclass(frozen=True)
class Columns:
    """Read-only arrays of one length."""

    def __post_init__(self) -> None:
        for item in fields(self):
            getattr(self, item.name).setflags(write=False)

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


@dataclass(frozen=True)
class Touches(Columns):
    """All touches in time order, one row each.

    ``person`` int32 dense number. ``time`` int64 µs since 1970 UTC, never later than the end.
    ``touchpoint`` uint8 into ``Simulated.touchpoints``, ``channel`` uint8 into
    ``Simulated.channels``, ``initiative`` uint8 (PERSON or BUSINESS). ``has_money`` bool, ``money``
    int64 minor units (orders positive, refunds negative, 0 where there is none). ``order`` int32:
    number of the order from 1 on in time order, -1 where there is none; a refund carries the number
    of its order. ``variant`` uint8 into ``Simulated.variants``.
    """

    person: Array
    time: Array
    touchpoint: Array
    channel: Array
    initiative: Array
    has_money: Array
    money: Array
    order: Array
    variant: Array


@dataclass(frozen=True)
class Lines(Columns):
    """The lines of all orders, by order: ``order`` int32, ``product`` uint8 into
    ``Simulated.products``, ``quantity`` int32, ``price`` int64 minor units for one piece. The sum of
    quantity x price over the lines of an order is its money."""

    order: Array
    product: Array
    quantity: Array
    price: Array


@dataclass(frozen=True)
class Brought(Columns):
    """Who brought whom: ``person`` int32 ascending, ``by`` int32, ``how`` uint8 into ``BROUGHT_AS``
    (1 fan, 2 promoter, 3 partner). ``by`` is always the smaller number."""

    person: Array
    by: Array
    how: Array


@dataclass(frozen=True)
class Simulated:
    """One simulated business.

    Persons 0 to ``people - 1`` came by themselves, the others were brought; everyone has at least one
    touch. ``person_ids`` are unique: e-mail addresses of known people, browser ids of the others;
    ``names``, ``countries`` and ``club`` (friend, patron) are "" for those. ``start`` and ``end`` in µs.
    ``keen`` (bool, one per person) is part of the truth: no business can see it.
    """

    firm: str
    zone: str
    currency: str
    start: int
    end: int
    people: int
    touchpoints: tuple[Touchpoint, ...]
    channels: tuple[str, ...]
    variants: tuple[str, ...]
    products: tuple[Product, ...]
    touches: Touches
    lines: Lines
    brought: Brought
    person_ids: list[str]
    names: list[str]
    countries: list[str]
    club: list[str]
    keen: Array
    truth: Truth

    @property
    def everyone(self) -> int:
        """Persons with a touch, those who were brought included."""
        return len(self.person_ids)


def order_name(number: int) -> str:
    """How the firm writes an order number: ``TQ-000123``."""
    return f"TQ-{number:06d}"
