"""What of a legend the sums of a question depend on, as one short key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np

from touchline.journeys.index import Legend

CODES = ("code_touchpoint", "code_channel", "code_initiative", "code_money")
RATES = ("rate_currency", "rate_day", "rate_value")
PLAIN = (
    "touchpoints",
    "touchpoint_numbers",
    "channels",
    "currencies",
    "currency",
    "digits",
    "currency_digits",
    "silence",
    "zone",
)


def legend_key(legend: Legend, codes: int, question: Any) -> tuple[bytes, int]:
    """Equal keys, equal sums over everybody in a level whose touches have codes below ``codes``.

    Attributes and facts say who is in an audience or a group; of everybody they say nothing.

    The end of the record is part of it as far as the question says: a question may have a method
    ``until(legend)`` with the instant its sums depend on; without one that is the end itself.
    """
    until: Callable[[Legend], int] = getattr(question, "until", lambda one: one.end)
    return _digest(legend, codes), until(legend)


def _digest(legend: Legend, codes: int) -> bytes:
    known: dict[int, bytes] = legend.__dict__.setdefault("_digests", {})
    if codes not in known:
        made = hashlib.sha256()
        for name in CODES:
            array = getattr(legend, name)
            made.update(np.ascontiguousarray(array[:codes]).tobytes())
        for name in RATES:
            made.update(getattr(legend, name).tobytes())
        made.update(repr([getattr(legend, name) for name in PLAIN]).encode())
        for name, one in sorted(legend.schemes.items()):
            parts = (
                name,
                one.stages,
                one.stage_of.tobytes(),
                one.order_stage,
                one.repeat_stage,
                one.refer_stage,
            )
            made.update(repr(parts).encode())
        known[codes] = made.digest()
    return known[codes]
