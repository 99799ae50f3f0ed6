"""The record while it grows: chunks of touches and order lines, put in order at the end."""

from __future__ import annotations

import numpy as np

from touchline.journeys.index import NO_MONEY, Array
from touchline.journeys.simulate.firm import AT, TOUCHPOINTS, channel_of
from touchline.journeys.simulate.record import Lines, Touches

_INITIATIVE = np.array([touchpoint.initiative for touchpoint in TOUCHPOINTS], np.uint8)
_MONEY = np.array([touchpoint.money != NO_MONEY for touchpoint in TOUCHPOINTS])
_DTYPES = (np.int32, np.int64, np.uint8, np.int64, np.int32, np.uint8)
_LINE_DTYPES = (np.int32, np.uint8, np.int32, np.int64)


class Ledger:
    """Takes touches in any order and forgets those after the end."""

    def __init__(self, end: int) -> None:
        self.end = end
        self.orders = 0
        self._touches: list[tuple[Array, ...]] = []
        self._lines: list[tuple[Array, ...]] = []

    def add(
        self,
        person: Array,
        time: Array,
        touchpoint: Array | str,
        *,
        money: Array | int = 0,
        order: Array | int = -1,
        variant: Array | int = 0,
    ) -> None:
        """Add one touch a row; single values stand for all rows."""
        keep = np.flatnonzero(time <= self.end)
        number = AT[touchpoint] if isinstance(touchpoint, str) else touchpoint
        columns = (person, time, number, money, order, variant)
        self._touches.append(
            tuple(
                np.broadcast_to(column, time.shape)[keep].astype(dtype)
                for column, dtype in zip(columns, _DTYPES, strict=True)
            )
        )

    def new_orders(self, count: int) -> Array:
        """Numbers for orders, provisional until ``close``."""
        numbers = np.arange(self.orders, self.orders + count)
        self.orders += count
        return numbers

    def add_lines(self, order: Array, product: Array, quantity: Array, price: Array) -> None:
        """Add order lines; an order's lines are kept in the order they were added."""
        columns = (order, product, quantity, price)
        self._lines.append(tuple(c.astype(d) for c, d in zip(columns, _LINE_DTYPES, strict=True)))

    def times_of(self, touchpoint: str) -> tuple[Array, Array]:
        """Persons and times of all touches at one touchpoint so far, as they were added."""
        hits = [chunk[2] == AT[touchpoint] for chunk in self._touches]
        persons = [chunk[0][hit] for chunk, hit in zip(self._touches, hits, strict=True)]
        times = [chunk[1][hit] for chunk, hit in zip(self._touches, hits, strict=True)]
        return np.concatenate(persons), np.concatenate(times)

    def close(self) -> tuple[Touches, Lines]:
        """Sort touches by time, number the orders by time, and drop lines of orders after the end."""
        parts = [_join(self._touches, k, dtype) for k, dtype in enumerate(_DTYPES)]
        self._touches.clear()
        turn = np.argsort(parts[1], kind="stable")
        person, time, touchpoint, money, order, variant = (part[turn] for part in parts)
        first = np.flatnonzero((order >= 0) & (money > 0))
        number = np.full(self.orders, -1, np.int32)
        number[order[first]] = np.arange(1, len(first) + 1)
        placed = np.flatnonzero(order >= 0)
        order[placed] = number[order[placed]]
        channel = channel_of()[touchpoint]
        touches = Touches(
            person,
            time,
            touchpoint,
            channel,
            _INITIATIVE[touchpoint],
            _MONEY[touchpoint],
            money,
            order,
            variant,
        )
        return touches, self._close_lines(number)

    def _close_lines(self, number: Array) -> Lines:
        order, product, quantity, price = (_join(self._lines, k, d) for k, d in enumerate(_LINE_DTYPES))
        self._lines.clear()
        order = number[order] if len(order) else order
        turn = np.argsort(order, kind="stable")
        turn = turn[np.searchsorted(order[turn], 1) :]
        return Lines(order[turn], product[turn], quantity[turn], price[turn])


def _join(chunks: list[tuple[Array, ...]], column: int, dtype: type) -> Array:
    """One column of all chunks."""
    return np.concatenate([np.zeros(0, dtype), *(chunk[column] for chunk in chunks)])
