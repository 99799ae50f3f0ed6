"""A person's orders: what each was, what went back, what is left, and what all of it is worth."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.index import ORDER, REFUND
from touchline.web import wording
from touchline.web.journey import Journey

MOST = 50
"""Orders listed, the newest; the page says when there are more."""

Amounts = dict[str, int]
"""Minor units by currency."""


def money(journey: Journey) -> dict[str, Any]:
    """Orders less refunds in the reporting currency, and as they were paid where that is another."""
    paid, legend = journey.money(), journey.legend
    if not paid:
        return {"money": "", "paid": []}
    net, left_out = journey.reported()
    foreign = any(currency != legend.currency for _minor, currency in paid)
    known = len(left_out) < len(paid) or net
    return {
        "money": wording.money(net, legend.currency) if known else _("no rate"),
        "paid": [wording.money(*one) for one in paid] if foreign else [],
    }


def orders(journey: Journey) -> dict[str, Any]:
    """The newest orders with what is left of each, and sentences about what the list does not show."""
    refunds = journey.refunded()
    placed = np.flatnonzero(journey.kinds == ORDER)[::-1].tolist()
    linked = {at for those in refunds.values() for at in those}
    loose = [at for at in np.flatnonzero(journey.kinds == REFUND).tolist() if at not in linked]
    rows = []
    for at in placed[:MOST]:
        order, back = _sum(journey, [at]), _sum(journey, refunds.get(at, []))
        left = {currency: order.get(currency, 0) + back.get(currency, 0) for currency in {**order, **back}}
        rows.append(
            {
                "day": wording.day(journey.when(at).date()),
                "order": _said(order),
                "refunded": _said({currency: -minor for currency, minor in back.items()}),
                "left": _said(left),
                "beyond": any(minor < 0 for minor in left.values()),
            }
        )
    return {"rows": rows, "said": list(_beside(journey, len(placed) - len(rows), loose))}


def _beside(journey: Journey, more: int, loose: list[int]) -> Iterable[str]:
    if more > 0:
        yield ngettext("{n} older order is not listed.", "{n} older orders are not listed.", more).format(
            n=wording.count(more)
        )
    if loose:
        yield ngettext(
            "{n} refund names no order: {money}.", "{n} refunds name no order: {money}.", len(loose)
        ).format(n=wording.count(len(loose)), money=_said(_sum(journey, loose)))
    _net, left_out = journey.reported()
    if left_out:
        yield _("Without a rate, and not in the sum: {money}.").format(
            money=", ".join(wording.money(*one) for one in left_out)
        )


def _sum(journey: Journey, places: Iterable[int]) -> Amounts:
    sums: Amounts = {}
    for at in places:
        for minor, currency in journey.touch(at).money:
            sums[currency] = sums.get(currency, 0) + minor
    return sums


def _said(amounts: Amounts) -> str:
    return ", ".join(wording.money(minor, currency) for currency, minor in sorted(amounts.items())) or "–"
