"""What the rows of a file are: touches, orders or people."""

from __future__ import annotations

from collections.abc import Sequence

from touchline.collect.guess.columns import MOST, Looks, find


def kind_of(header: Sequence[str], seen: Sequence[Looks]) -> tuple[str, str]:
    """What the rows are, by the columns that are plainly there."""

    def plainly(role: str) -> bool:
        one = find(role, header, seen, ())
        return one is not None and (one.sure or bool(one.rivals))

    if not plainly("time"):
        return "people", "there is no column with times"
    if plainly("touchpoint") and _in_some(header, seen):
        return "touches", "there are times and touchpoints, and ids of orders in some rows only"
    if plainly("order") and (plainly("value") or (plainly("quantity") and plainly("price"))):
        return "orders", "there are times, ids of orders and money"
    return "touches", "there are times and no ids of orders with money"


def _in_some(header: Sequence[str], seen: Sequence[Looks]) -> bool:
    """Whether ids of orders stand in some rows only, so that the others are no orders."""
    one = find("order", header, seen, ())
    return one is not None and seen[one.place].filled < MOST
