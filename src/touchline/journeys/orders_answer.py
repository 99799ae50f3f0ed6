"""The answer of the orders: exact money, averages and their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from touchline.journeys import intervals, jackknife
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.index import Array, Legend
from touchline.journeys.money import REACH

if TYPE_CHECKING:
    from touchline.journeys.orders import Orders

SHOWN = (
    "period",
    "people",
    "kept",
    "orders",
    "new",
    "repeat",
    "gross",
    "refunds",
    "refunded",
    "net",
    "net_low",
    "net_high",
    "per_order",
    "per_person",
    "few",
)
"""Columns on a terminal; JSON and CSV have all."""


@dataclass(frozen=True)
class OrdersRow(Row):
    """One period, called ``2026-03``, or ``2026-03-02`` for a day and for the week of that Monday.

    ``people`` ordered, ``kept`` of them something, ``returning`` had ordered before; ``new`` and ``repeat``
    make ``orders``; ``people_refunded`` got ``refunds``. ``gross`` less ``refunded`` is ``net``, of which
    ``per_order`` and ``per_person`` are averages over orders, and people with such, whose money is not left
    out. ``low`` and ``high`` are 95 % intervals, None with too few people to tell. ``few``: fewer than 20
    people.
    """

    period: str
    people: int
    kept: int
    kept_share: float | None
    kept_low: float
    kept_high: float
    returning: int
    orders: int
    orders_low: int | None
    orders_high: int | None
    new: int
    repeat: int
    gross: Decimal
    gross_low: Decimal | None
    gross_high: Decimal | None
    refunds: int
    people_refunded: int
    refunded: Decimal
    refunded_low: Decimal | None
    refunded_high: Decimal | None
    net: Decimal
    net_low: Decimal | None
    net_high: Decimal | None
    per_order: Decimal | None
    per_order_low: Decimal | None
    per_order_high: Decimal | None
    per_person: Decimal | None
    per_person_low: Decimal | None
    per_person_high: Decimal | None
    few: bool

    def behind(self, _place: int) -> dict[str, str]:
        """The selectors of its people."""
        whats = {"people": "people", "kept": "kept", "new": "new", "returning": "returning"}
        whats["people_refunded"] = "refunded"
        start = "" if self.period == "total" else f"period={self.period}:"
        return {name: f"{start}{what}" for name, what in whats.items()}


@dataclass(frozen=True)
class CurrencyRow(Row):
    """Money of the whole period in one currency, exact; ``minor`` is ``net`` in minor units.

    An order with two currencies is in both rows.
    """

    currency: str
    people: int
    orders: int
    refunds: int
    gross: Decimal
    refunded: Decimal
    net: Decimal
    minor: int


@dataclass(frozen=True)
class OrdersResult(Exported):
    """The answer, in ``currency`` with ``digits`` behind the point.

    ``total`` is the whole period; ``currencies`` the sums as they were paid; ``left_out`` those of them
    that have no rate and are in no sum above. ``refunds_without_order`` name no order, so they make no
    order wholly refunded.
    """

    ROW = OrdersRow

    question: Orders
    currency: str
    digits: int
    as_of: str
    generation: str
    refunds_without_order: int
    total: OrdersRow
    periods: tuple[OrdersRow, ...]
    currencies: tuple[CurrencyRow, ...]
    left_out: tuple[CurrencyRow, ...]

    @property
    def table(self) -> tuple[OrdersRow, ...]:
        """One row a period from the first with an order or refund to the last; by total, the one row."""
        return (self.total,) if self.question.by == "total" else self.periods

    def shown(self) -> list[dict[str, Any]]:
        """The main columns, with the total below."""
        rows = [*self.periods, self.total] if self.total.orders or self.total.refunds else []
        exact = [row.to_dict(money=lambda amount: amount) for row in rows]
        return [{name: row[name] for name in SHOWN} for row in exact]

    def compared(self) -> tuple[tuple[Row, dict[str, str]], ...]:
        """The row of everything."""
        return ((self.total, self.total.behind(0)),)

    def notes(self) -> Iterator[str]:
        """The sums in words, and what is not in them."""
        total = self.total
        if not total.orders and not total.refunds:
            return
        yield (
            f"{total.people:,} people ordered {total.orders:,} times; "
            f"{total.kept:,} kept something. Money is in {self.currency}."
        )
        if self.refunds_without_order:
            loose = self.refunds_without_order
            yield f"Refunds that name no order: {loose:,}. They reduce the sums, and no order."
        if any(one.currency != self.currency for one in self.currencies):
            listed = ", ".join(f"{one.net:,f} {one.currency}" for one in self.currencies)
            yield f"As it was paid: {listed}."
        for one in self.left_out:
            yield (
                f"Left out, because no rate is known: {one.net:,f} {one.currency}, orders "
                f"{one.orders:,}, refunds {one.refunds:,}. See: touchline rates missing"
            )

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "orders",
            "unit": self.question.by,
            "currency": self.currency,
            "digits": self.digits,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "rate_reach_days": REACH,
            "refunds_without_order": self.refunds_without_order,
            "total": self.total.to_dict(),
            "currencies": [row.to_dict() for row in self.currencies],
            "left_out": [row.to_dict() for row in self.left_out],
            "rows": self.rows(),
        }


def amount(minor: int, digits: int) -> Decimal:
    """Minor units as a number, with all its digits."""
    return Decimal(minor).scaleb(-digits)


def divided(minor: int, count: int) -> int:
    """``minor / count``, rounded half away from zero."""
    size = (2 * abs(minor) + count) // (2 * count)
    return -size if minor < 0 else size


def make_row(period: str, counts: Array, sums: Array, everybody: Array, legend: Legend) -> OrdersRow:
    """A row from its counts and sums by block; ``everybody`` are all persons by block."""
    people, kept, new, returning, refunded, orders, refunds, _ = (int(count) for count in counts)
    gross, back, ordered, counted, buyers = sums
    net = gross - back
    few = people < intervals.FEW
    low, high = intervals.wilson(kept, people)
    spans = {
        "gross": _not_below(jackknife.sums(gross, everybody), int(gross.sum())),
        "refunded": _not_below(jackknife.sums(back, everybody), int(back.sum())),
        "net": jackknife.sums(net, everybody),
        "per_order": jackknife.ratios(net, counted, everybody),
        "per_person": jackknife.ratios(net, buyers, everybody),
    }
    money = {name: _ends(span, legend.digits) for name, span in spans.items()}
    often = jackknife.sums(ordered, everybody)
    values = {"gross": int(gross.sum()), "refunded": int(back.sum()), "net": int(net.sum())}
    exact: dict[str, Any] = {name: amount(minor, legend.digits) for name, minor in values.items()}
    for name, ends in money.items():
        exact |= {f"{name}_low": ends[0], f"{name}_high": ends[1]}
    for name, count in (("per_order", int(counted.sum())), ("per_person", int(buyers.sum()))):
        exact[name] = amount(divided(values["net"], count), legend.digits) if count else None
    return OrdersRow(
        period=period,
        people=people,
        kept=kept,
        kept_share=intervals.share(kept, people),
        kept_low=low,
        kept_high=high,
        returning=returning,
        orders=orders,
        orders_low=None if often is None else max(0, round(often[0])),
        orders_high=None if often is None else round(often[1]),
        new=new,
        repeat=orders - new,
        refunds=refunds,
        people_refunded=refunded,
        few=few,
        **exact,
    )


def _not_below(span: tuple[float, float] | None, value: int) -> tuple[float, float] | None:
    """An interval that does not reach below 0, nor above it for less than nothing."""
    return span and ((max(0.0, span[0]), span[1]) if value >= 0 else (span[0], min(0.0, span[1])))


def _ends(span: tuple[float, float] | None, digits: int) -> tuple[Decimal | None, Decimal | None]:
    return (None, None) if span is None else (amount(round(span[0]), digits), amount(round(span[1]), digits))


def currency_rows(table: Array, legend: Legend) -> tuple[CurrencyRow, ...]:
    """The rows of the currencies that have any amount, by code."""
    found = []
    for at, (orders, refunds, people, gross, back) in enumerate(table.tolist()):
        if orders or refunds:
            digits = legend.currency_digits[at] if legend.currency_digits else 2
            paid, returned, net = (amount(minor, digits) for minor in (gross, back, gross - back))
            name, counts = legend.currencies[at], (people, orders, refunds)
            found.append(CurrencyRow(name, *counts, paid, returned, net, gross - back))
    return tuple(sorted(found, key=lambda row: row.currency))
