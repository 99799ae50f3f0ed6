"""What the slow twins share: journeys as plain lists, and a median read off a sorted list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def journeys(touches: Iterable[Any]) -> dict[int, list[Any]]:
    """Each person's touches by time; touches at the same instant keep the order given."""
    by_person: dict[int, list[Any]] = {}
    for touch in touches:
        by_person.setdefault(touch.person, []).append(touch)
    return {person: sorted(theirs, key=lambda touch: touch.time) for person, theirs in by_person.items()}


def within_period(theirs: list[Any], start: int | None, end: int | None) -> list[Any]:
    """Touches of a half open period."""
    return [
        touch
        for touch in theirs
        if (start is None or start <= touch.time) and (end is None or touch.time < end)
    ]


def lower_median(values: Iterable[int]) -> int | None:
    """The middle value, of two the lower."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def wanted(which: str | list[str]) -> Callable[[Any], bool]:
    """Whether a touch is of a kind (any, own, order), or of one of some touchpoints."""
    return {
        "any": lambda _touch: True,
        "own": lambda touch: not touch.by_business,
        "order": lambda touch: touch.money == 1,
    }.get(which if isinstance(which, str) else "", lambda touch: touch.touchpoint in which)
