"""What stands below the table of an answer on a terminal: the rest of the answer, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

MOST = 10
"""Starts and ends listed; the rest is counted."""


def notes(answer: dict[str, Any]) -> Iterator[str]:
    """The sentences of an answer. ``--json`` has all of it."""
    yield from _NOTES[answer["question"]](answer)
    yield f"As of {answer['as_of']}."


def _hourglass(answer: dict[str, Any]) -> Iterator[str]:
    unplaced, brought = answer["unplaced"], answer["brought"]
    yield f"{answer['people']:,} people, {answer['touches']:,} touches."
    if unplaced["touches"]:
        yield f"Without a place: {unplaced['touches']:,} touches of {unplaced['people']:,} people."
    waiting = answer["before_second_order"]["touches"]
    if waiting:
        yield f"Placed on repeat before a second order, and counted nowhere: {waiting:,} touches."
    if brought["people"]:
        yield f"{brought['by']:,} people brought {brought['people']:,} new ones."


def _funnel(answer: dict[str, Any]) -> Iterator[str]:
    if answer["still_open"]:
        yield f"{answer['still_open']:,} people are still inside their window."


def _paths(answer: dict[str, Any]) -> Iterator[str]:
    for word, listed in (("Starts", answer["starts"]), ("Ends", answer["ends"])):
        named = ", ".join(f"{one['touchpoint']} {one['people']:,}" for one in listed[:MOST])
        rest = f", and {len(listed) - MOST:,} more touchpoints" if len(listed) > MOST else ""
        if named:
            yield f"{word}: {named}{rest}."


def _touches(answer: dict[str, Any]) -> Iterator[str]:
    if answer["median"] is not None:
        low, high = answer["median_low"], answer["median_high"]
        span = "" if low is None else f" (95 % interval {low:,} to {high:,})"
        yield f"Median {answer['median']:,}{span}, of {answer['people']:,} people."
    yield f"{answer['never']:,} people have touches and never got there."


def _orders(answer: dict[str, Any]) -> Iterator[str]:
    total = answer["total"]
    if not total["orders"] and not total["refunds"]:
        return
    yield (
        f"{total['people']:,} people ordered {total['orders']:,} times; "
        f"{total['kept']:,} kept something. Money is in {answer['currency']}."
    )
    if answer["refunds_without_order"]:
        loose = answer["refunds_without_order"]
        yield f"Refunds that name no order: {loose:,}. They reduce the sums, and no order."
    if any(one["currency"] != answer["currency"] for one in answer["currencies"]):
        listed = ", ".join(f"{Decimal(one['net']):,f} {one['currency']}" for one in answer["currencies"])
        yield f"As it was paid: {listed}."
    for one in answer["left_out"]:
        yield (
            f"Left out, because no rate is known: {Decimal(one['net']):,f} {one['currency']}, orders "
            f"{one['orders']:,}, refunds {one['refunds']:,}. See: touchline rates missing"
        )


_NOTES = {
    "hourglass": _hourglass,
    "funnel": _funnel,
    "paths": _paths,
    "touches": _touches,
    "orders": _orders,
}
