"""What stands in the columns: persons, names, channels. Each a cleaned column and a ``Reason`` a row."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.reasons import LONGEST_CHANNEL, LONGEST_NAME, LONGEST_PERSON, Reason
from touchline.journeys.index import Array
from touchline.people.impossible import NOBODY

IMPOSSIBLE = pa.array(sorted(NOBODY))
"""What no row may call a person, in small letters."""


def mark(reasons: Array, where: Array, reason: int) -> None:
    """Give ``reason`` to rows that have none yet."""
    reasons[where & (reasons == 0)] = reason


def persons(column: pa.StringArray) -> tuple[pa.StringArray, Array]:
    """Trimmed ids of persons; blank and impossible ones have a reason."""
    ids = pc.utf8_trim_whitespace(column)
    reasons = np.zeros(len(ids), np.uint8)
    mark(reasons, _blank(ids), Reason.NO_PERSON)
    odd = pc.or_(pc.is_in(pc.utf8_lower(ids), IMPOSSIBLE), pc.greater(pc.utf8_length(ids), LONGEST_PERSON))
    mark(reasons, _mask(odd), Reason.IMPOSSIBLE_PERSON)
    return ids, reasons


def others(first: pa.StringArray, column: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    """Ids of persons, and the other id of each; null where there is none that could be anybody's.

    Where the first id is blank the other one stands for the person.
    """
    none = pa.scalar(None, pa.string())
    ids, (other, found) = pc.utf8_trim_whitespace(first), persons(column)
    good = pc.if_else(pa.array(found == 0), other, none)
    ids = pc.if_else(pa.array(_blank(ids)), pc.fill_null(good, ""), ids)
    return ids, pc.if_else(pc.fill_null(pc.equal(good, ids), True), none, good)


def touchpoints(column: pa.StringArray, otherwise: str = "") -> tuple[pa.StringArray, Array]:
    """Trimmed names of touchpoints, ``otherwise`` where blank; blank and long ones have a reason."""
    names = pc.utf8_trim_whitespace(column)
    names = pc.if_else(pa.array(_blank(names)), pa.scalar(otherwise, pa.string()), names)
    reasons = np.zeros(len(names), np.uint8)
    mark(reasons, _blank(names), Reason.NO_TOUCHPOINT)
    mark(reasons, _longer(names, LONGEST_NAME), Reason.LONG_TOUCHPOINT)
    return names, reasons


def channels(column: pa.StringArray) -> tuple[pa.StringArray, Array]:
    """Trimmed channels, null where blank; long ones have a reason."""
    names = pc.utf8_trim_whitespace(column)
    reasons = np.zeros(len(names), np.uint8)
    mark(reasons, _longer(names, LONGEST_CHANNEL), Reason.LONG_CHANNEL)
    return pc.if_else(pa.array(_blank(names)), pa.scalar(None, pa.string()), names), reasons


def orders(column: pa.StringArray) -> tuple[pa.StringArray, Array]:
    """Trimmed order ids; blank ones have a reason."""
    ids = pc.utf8_trim_whitespace(column)
    return ids, np.where(_blank(ids), Reason.NO_ORDER, 0).astype(np.uint8)


def _blank(column: pa.StringArray) -> Array:
    return _mask(pc.equal(pc.binary_length(column), 0))


def _longer(column: pa.StringArray, most: int) -> Array:
    return _mask(pc.greater(pc.utf8_length(column), most))


def _mask(column: pa.BooleanArray) -> Array:
    return np.asarray(column.to_numpy(zero_copy_only=False))
