"""Judging touches and orders: each row is accepted as an event or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect import doubts
from touchline.collect.cells import fields
from touchline.collect.cells.dates import Order
from touchline.collect.cells.money import amounts, products
from touchline.collect.cells.numbers import plain
from touchline.collect.cells.times import read_times
from touchline.collect.forgotten import Forgotten
from touchline.collect.importers import Chunk
from touchline.collect.keys import Scribe
from touchline.collect.options import Options
from touchline.collect.reasons import Reason
from touchline.journeys import clock
from touchline.journeys.index import Array
from touchline.lake.parquet import CAMPAIGN
from touchline.workspace import currencies

ORDER_COMPLETED, ORDER_REFUNDED = "Order Completed", "Order Refunded"

STAGED = pa.schema(
    [
        ("row", pa.int64()),
        ("time", pa.int64()),
        ("person", pa.string()),
        ("other_id", pa.string()),
        ("name", pa.string()),
        ("channel", pa.string()),
        ("money", pa.int64()),
        ("currency", pa.string()),
        ("order_ref", pa.int64()),
        ("properties", pa.string()),
        ("key_high", pa.int64()),
        ("key_low", pa.int64()),
        ("by_id", pa.bool_()),
        ("doubt", pa.uint8()),
        *((name, pa.string()) for name in CAMPAIGN),
    ]
)
"""An accepted row before its person has a number. ``by_id``: its identity is the event id it came with;
``doubt``: the ``Doubt`` that the row alone raises."""


@dataclass(frozen=True)
class Judged:
    """A chunk's verdicts: ``reasons`` uint8, one a row of the chunk; ``events`` the accepted rows.

    ``refused_money``: minor units of the refused rows by currency, as far as their amounts can be read.
    """

    reasons: Array
    events: pa.Table
    refused_money: Mapping[str, int]


class Judge:
    """Judges chunk after chunk of one file of touches or orders. ``now`` is in microseconds since 1970."""

    def __init__(self, options: Options, scribe: Scribe, now: int) -> None:
        self.options = options
        self.scribe = scribe
        self.now = now
        self.zone = clock.zone(options.zone)
        self.forgotten = Forgotten()

    def __call__(self, chunk: Chunk) -> Judged:
        """The verdicts of a chunk; where several reasons hold, the first of ``Reason`` counts."""
        at, columns = self.options.columns, chunk.columns
        reasons = chunk.faults.copy()
        person, other = self._who(chunk)
        person, found = fields.persons(person)
        _merge(reasons, found)
        time, found = read_times(columns[at["time"]], self.zone, Order(self.options.dates))
        _merge(reasons, found)
        name, channel = self._where(chunk, reasons)
        if self.options.of_orders:
            _merge(reasons, fields.orders(columns[at["order"]])[1])
        money, currency = self._money(chunk, reasons)
        if self.options.of_orders:
            name = pc.if_else(pa.array(money < 0), ORDER_REFUNDED, ORDER_COMPLETED)
        self.forgotten.mark(chunk, person, reasons)
        if "other_id" in at:
            self.forgotten.mark(chunk, pc.fill_null(other, ""), reasons)
        whole = pa.table(
            {
                "row": chunk.rows,
                "time": time,
                "person": person,
                "other_id": other,
                "name": name,
                "channel": channel,
                "money": pa.array(money, mask=None if self.options.of_orders else money == 0),
                "currency": currency,
                "doubt": doubts.of_times(time, self.now),
                **{name: self._campaign(chunk, name) for name in CAMPAIGN},
            }
        )
        keep = pa.array(reasons == 0)
        cells = pa.table(list(columns), names=[f"c{place}" for place in range(len(columns))])
        kept = whole.filter(keep)
        for label, column in self.scribe(cells.filter(keep)).items():
            kept = kept.append_column(label, column)
        kept = kept if self.options.of_orders or "order" not in at else self._with_money(kept, chunk, keep)
        lost = (reasons != 0) & (chunk.faults == 0)
        return Judged(reasons, kept.select(STAGED.names).cast(STAGED), _sums(money, currency, lost))

    def _with_money(self, kept: pa.Table, chunk: Chunk, keep: pa.BooleanArray) -> pa.Table:
        """Touches of which only those with money and an order id belong to an order; the rest stand alone."""
        _ids, blank = fields.orders(chunk.columns[self.options.columns["order"]].filter(keep))
        of_order = pc.and_(kept["money"].is_valid(), pa.array(blank == 0))
        refs = pc.if_else(of_order, kept["order_ref"], pa.scalar(None, pa.int64()))
        return kept.set_column(kept.column_names.index("order_ref"), "order_ref", refs)

    def _who(self, chunk: Chunk) -> tuple[pa.Array, pa.Array]:
        """The id of each row's person, and the other id that stands beside it, or null."""
        at = self.options.columns
        first = chunk.columns[at["person"]]
        if "other_id" not in at:
            return first, pa.nulls(len(chunk.rows), pa.string())
        return fields.others(first, chunk.columns[at["other_id"]])

    def _where(self, chunk: Chunk, reasons: Array) -> tuple[pa.Array, pa.Array]:
        at, count = self.options.columns, len(chunk.rows)
        name, channel = pa.nulls(count, pa.string()), pa.nulls(count, pa.string())
        if "touchpoint" in at:
            name, found = fields.touchpoints(chunk.columns[at["touchpoint"]], self.options.touchpoint_name)
            _merge(reasons, found)
        elif self.options.touchpoint_name:
            name = pa.repeat(pa.scalar(self.options.touchpoint_name), count)
        if "channel" in at:
            channel, found = fields.channels(chunk.columns[at["channel"]])
            _merge(reasons, found)
        return name, channel

    def _campaign(self, chunk: Chunk, name: str) -> pa.Array:
        """Trimmed, null where blank or not said."""
        if name not in self.options.columns:
            return pa.nulls(len(chunk.rows), pa.string())
        said = pc.utf8_trim_whitespace(chunk.columns[self.options.columns[name]])
        return pc.if_else(pc.equal(pc.binary_length(said), 0), pa.scalar(None, pa.string()), said)

    def _money(self, chunk: Chunk, reasons: Array) -> tuple[Array, pa.Array]:
        """Minor units and their currency; touches without money have neither."""
        at, count = self.options.columns, len(chunk.rows)
        if not {"value", "quantity"} & set(at):
            return np.zeros(count, np.int64), pa.nulls(count, pa.string())
        codes, known, digits = self._currencies(chunk)
        if "quantity" in at:
            money, found = products(self._numbers(chunk, "quantity"), self._numbers(chunk, "price"), digits)
        else:
            money, found = amounts(self._numbers(chunk, "value"), digits)
        if not self.options.of_orders:
            found = np.where(found == Reason.NO_MONEY, 0, found).astype(np.uint8)
        worth = (
            np.ones(count, bool)
            if self.options.of_orders
            else (money != 0) | (found == Reason.MONEY_OUT_OF_RANGE)
        )
        wrong = (~known & worth) & ((found == 0) | (found > Reason.UNKNOWN_CURRENCY))
        _merge(reasons, np.where(wrong, Reason.UNKNOWN_CURRENCY, found).astype(np.uint8))
        return money, pc.if_else(pa.array(worth), codes, pa.scalar(None, pa.string()))

    def _numbers(self, chunk: Chunk, name: str) -> pa.StringArray:
        """A column of numbers as plain decimals, whatever their form in the file."""
        return plain(chunk.columns[self.options.columns[name]], self.options.number(name))

    def _currencies(self, chunk: Chunk) -> tuple[pa.Array, Array, Array]:
        """Currency of each row, whether there is such a currency, and its digits."""
        count = len(chunk.rows)
        if "currency" not in self.options.columns:
            code = self.options.currency
            digits = np.full(count, currencies.digits(code), np.int64)
            return pa.repeat(pa.scalar(code), count), np.ones(count, bool), digits
        named = chunk.columns[self.options.columns["currency"]]
        codes = pc.utf8_upper(pc.utf8_trim_whitespace(named)).dictionary_encode()
        words = codes.dictionary.to_pylist()
        known = np.array([currencies.known(word) for word in words], bool)
        digits = np.array([currencies.digits(word) for word in words], np.int64)
        at = codes.indices.to_numpy(zero_copy_only=False)
        return codes.dictionary_decode(), known[at], digits[at]


def _merge(reasons: Array, found: Array) -> None:
    """Where a row has no reason yet, it gets the one found."""
    np.copyto(reasons, found, where=reasons == 0)


def _sums(money: Array, currency: pa.Array, rows: Array) -> dict[str, int]:
    """Minor units by currency of some rows, exactly."""
    if not np.any(money[rows]):
        return {}
    wide = pa.table(
        {"money": pa.array(money[rows]).cast(pa.decimal128(38, 0)), "currency": currency.filter(rows)}
    )
    summed = wide.group_by("currency").aggregate([("money", "sum")]).to_pylist()
    return {one["currency"]: int(one["money_sum"]) for one in summed if currencies.known(one["currency"])}
