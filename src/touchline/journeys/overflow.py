"""Sums of money too large for 64 bits are refused with a sentence; no wrapped number is ever an answer.

An amount has at most 10**15 minor units, so it takes 9,224 of the largest. Sums within a shard, of two
shards and over blocks are looked at in floats, whose rounding is far smaller than the room left.
"""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.question import QuestionError

MOST = 9.0e18
"""Minor units up to which sums are exact."""
TOP = 4 * 10**18
"""Minor units at which the money of one order stops: an order with so much has more than can be counted."""
_TOO_MUCH = (
    "The money of these orders adds up to more than can be counted exactly (90,000,000,000,000,000.00). "
    "Take a shorter period, or look for amounts that are wrong."
)


def countable(amounts: Array) -> None:
    """Raise ``QuestionError`` when amounts, int64, may add up to more than can be counted."""
    sizes = np.abs(amounts.astype(np.float64))
    if sizes.sum() > MOST or sizes.max(initial=0) >= TOP:
        raise QuestionError(_TOO_MUCH)


def plus(one: Array, two: Array) -> Array:
    """The sum of int64 arrays. Raises ``QuestionError`` where it would not be one."""
    total = one + two
    if (((one ^ total) & (two ^ total)) < 0).any():
        raise QuestionError(_TOO_MUCH)
    return total
