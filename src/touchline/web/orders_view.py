"""From the answer of the orders to what its page shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.money import REACH
from touchline.journeys.orders_answer import CurrencyRow, OrdersResult, OrdersRow
from touchline.journeys.units import first_day, number_of
from touchline.web import options_view, wording
from touchline.web.access import OWNER
from touchline.web.asked import Answered
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import phrase
from touchline.web.charts.takings import Taking, takings
from touchline.web.links import Behind, address
from touchline.web.paging import part
from touchline.web.period import chosen
from touchline.web.periods import period_name, short_name
from touchline.web.shell import member_of

MOST_COLUMNS = 60


def orders_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, columns, table by period, sums by currency, what is left out."""
    result: OrdersResult = answered.result
    behind, by = answered.behind, answered.asked.text("unit")
    some = bool(result.total.orders or result.total.refunds)
    rows = list(reversed(result.periods))
    shown = part(request, len(rows))
    scale = _scale(result)
    member = member_of(request)
    return {
        "answered": True,
        "some": some,
        "by": by,
        "sentence": sentence(result),
        "summary": _summary(result, behind) if some else "",
        "ways": _ways(request, by),
        "picture": _picture(result, by) if result.periods else "",
        "not_drawn": _not_drawn(result),
        "heads": {"month": _("Month"), "week": _("Week"), "day": _("Day")}.get(by, ""),
        "rows": [_row(row, result, behind, scale, by) for row in rows[shown.start : shown.stop]],
        "total": _row(result.total, result, behind, scale, by),
        "part": shown,
        "loose": _loose(result),
        "currency": result.currency,
        "currencies": [_currency(row, behind, "currency") for row in result.currencies],
        "several": any(row.currency != result.currency for row in result.currencies),
        "left_out": [_left_out(row, behind) for row in result.left_out],
        "rates": reverse("rates") if member and member.may(OWNER) else "",
        "reach": REACH,
    }


def _ways(request: HttpRequest, by: str) -> list[dict[str, Any]]:
    dates = {**chosen(request).params(), **options_view.kept(request)}
    labels = {"month": _("Months"), "week": _("Weeks"), "day": _("Days"), "total": _("In total")}
    return [
        {
            "label": label,
            "href": address("orders", {**dates, "unit": None if one == "month" else one}),
            "current": one == by,
        }
        for one, label in labels.items()
    ]


def sentence(result: OrdersResult) -> str:
    """The title: who ordered how often, and what came of it."""
    total = result.total
    if not total.orders and not total.refunds:
        return _("Nobody ordered in this period.")
    words = {
        "n": wording.count(total.people),
        "orders": ngettext("{n} order", "{n} orders", total.orders).format(n=wording.count(total.orders)),
        "net": wording.amount(total.net, result.currency),
        "refunded": wording.amount(total.refunded, result.currency),
    }
    if not total.refunds:
        said = ngettext(
            "{n} person placed {orders} worth {net}.", "{n} people placed {orders} worth {net}.", total.people
        )
    else:
        said = ngettext(
            "{n} person placed {orders} worth {net} after {refunded} went back.",
            "{n} people placed {orders} worth {net} after {refunded} went back.",
            total.people,
        )
    return said.format(**words)


def _summary(result: OrdersResult, behind: Behind) -> SafeString:
    total = result.total
    return phrase(
        _("{people} ordered, {new} of them for the first time, {returning} again; {kept} kept something"),
        people=behind.link(total.people, "people", label=_("people who ordered")),
        new=behind.link(total.new, "new", label=_("people who ordered for the first time")),
        returning=behind.link(total.returning, "returning", label=_("people who ordered again")),
        kept=behind.link(total.kept, "kept", label=_("people who kept something")),
    )


def _scale(result: OrdersResult) -> tuple[float, float]:
    """The lowest and the highest net that the dots of the table have to show."""
    ends = [0.0]
    for row in result.periods or (result.total,):
        ends += [float(one) for one in (row.net, row.net_low, row.net_high) if one is not None]
    return min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1


def _row(
    row: OrdersRow, result: OrdersResult, behind: Behind, scale: tuple[float, float], by: str
) -> dict[str, Any]:
    unit = number_of(by, row.period)
    start = "" if unit is None else f"period={row.period}:"

    def link(count: int, what: str) -> SafeString:
        return behind.link(count, f"{start}{what}")

    spread = None
    if row.net_low is not None and row.net_high is not None and not row.few:
        spread = Share(float(row.net), float(row.net_low), float(row.net_high))
    money = {
        name: _amount(getattr(row, name), result.currency)
        for name in ("gross", "refunded", "net", "per_order", "per_person")
    }
    return {
        "name": _("In total") if unit is None else period_name(by, unit),
        "people": link(row.people, "people"),
        "kept": link(row.kept, "kept"),
        "new": link(row.new, "new"),
        "returning": link(row.returning, "returning"),
        "orders": wording.count(row.orders),
        "repeat": wording.count(row.repeat),
        "refunds": wording.count(row.refunds),
        "people_refunded": link(row.people_refunded, "refunded"),
        "dot": dot_line(spread, lowest=scale[0], highest=scale[1], width=110) if unit is not None else "",
        "span": wording.amount_span(row.net_low, row.net_high)
        if spread and row.net_low is not None and row.net_high is not None
        else "",
        "few": row.few and bool(row.people),
        **money,
    }


def _amount(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else wording.amount(value, currency)


def _picture(result: OrdersResult, by: str) -> SafeString:
    items, year = [], 0
    for row in result.periods[-MOST_COLUMNS:]:
        unit = number_of(by, row.period) or 0
        this = first_day(by, unit).year
        sure = not row.few and row.net_low is not None and row.net_high is not None
        items.append(
            Taking(
                name=short_name(by, unit, year=this != year),
                gross=float(row.gross),
                refunded=float(row.refunded),
                net=float(row.net),
                shown=wording.number(float(row.net), 0),
                low=float(row.net_low) if sure and row.net_low is not None else None,
                high=float(row.net_high) if sure and row.net_high is not None else None,
            )
        )
        year = this
    return takings(
        items,
        id="takings",
        title=_("Orders by period"),
        desc=_(
            "A column is the money of orders; below the line is what went back. The table has the numbers."
        ),
    )


def _not_drawn(result: OrdersResult) -> str:
    rest = len(result.periods) - MOST_COLUMNS
    if rest <= 0:
        return ""
    return ngettext(
        "The newest {most} are drawn; {n} older one is in the table.",
        "The newest {most} are drawn; {n} older ones are in the table.",
        rest,
    ).format(most=MOST_COLUMNS, n=wording.count(rest))


def _loose(result: OrdersResult) -> str:
    count = result.refunds_without_order
    if not count:
        return ""
    return ngettext(
        "{n} refund names no order: it reduces the sums and makes no order wholly refunded.",
        "{n} refunds name no order: they reduce the sums and make no order wholly refunded.",
        count,
    ).format(n=wording.count(count))


def _currency(row: CurrencyRow, behind: Behind, selector: str) -> dict[str, Any]:
    return {
        "currency": row.currency,
        "people": behind.link(row.people, f"{selector}={row.currency}"),
        "orders": wording.count(row.orders),
        "refunds": wording.count(row.refunds),
        **{name: wording.amount(getattr(row, name), row.currency) for name in ("gross", "refunded", "net")},
    }


def _left_out(row: CurrencyRow, behind: Behind) -> SafeString:
    orders = ngettext("{n} order", "{n} orders", row.orders).format(n=wording.count(row.orders))
    refunds = ngettext("{n} refund", "{n} refunds", row.refunds).format(n=wording.count(row.refunds))
    said = ngettext(
        "{net} are not in the sums, for want of a rate: {orders} and {refunds} of {people} person.",
        "{net} are not in the sums, for want of a rate: {orders} and {refunds} of {people} people.",
        row.people,
    )
    return phrase(
        said,
        net=wording.amount(row.net, row.currency),
        orders=orders,
        refunds=refunds,
        people=behind.link(row.people, f"left_out={row.currency}"),
    )
