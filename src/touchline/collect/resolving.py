"""The second half, first step: which staged rows are new, and the numbers of their persons.

Rows are compared by identity with the whole record and with each other, exactly, in DuckDB with
little memory; what does not fit goes to files beside the stage.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from touchline.collect.doubts import Doubt
from touchline.collect.judge import ORDER_COMPLETED, ORDER_REFUNDED
from touchline.collect.keys import from_hex
from touchline.collect.staging import ROWS, Meter
from touchline.lake.events import Lake
from touchline.people.identities import Numbering

NEW = "new.parquet"
IDS, TOLD_APART = "ids.parquet", "told-apart.parquet"
BATCH = 1 << 16
MEMORY = "320MB"
RARE = 0.05
"""Orders before the person's first touch are suspicious where they are rarer than this; else that is
how the business works."""


def open_base(folder: Path, threads: int) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own for one import, with its spill files in ``folder``."""
    base = duckdb.connect()
    base.execute("SET enable_progress_bar = false")
    base.execute(f"SET threads = {threads}")
    base.execute(f"SET memory_limit = '{MEMORY}'")
    base.execute("SET preserve_insertion_order = false")
    spill = str(folder / "spill").replace("'", "''")
    base.execute(f"SET temp_directory = '{spill}'")
    return base


def resolve(
    base: duckdb.DuckDBPyConnection,
    folder: Path,
    lake: Lake,
    number: int,
    numbering: Numbering,
    meter: Meter,
) -> None:
    """Find out what becomes of each staged row: the table ``fate`` (row, repeated, doubt).

    ``repeated`` are rows that an earlier import brought to the lake, and repeats of an event id. Rows of
    the file with the same cells are told apart by how many came before: two equal lines are two
    touches. ``number`` is this import's: rows it brought before an interruption are its own.
    """
    base.execute(f"create view staged as select * from read_parquet('{_path(folder / ROWS)}')")
    _number_persons(base, folder, numbering)
    meter(0, 0.3)
    _tell_apart(base, folder)
    meter(0, 0.5)
    base.execute(
        f"""
        create temp table keyed as
        select staged.row, coalesce(other.key_high, staged.key_high) as key_high,
               coalesce(other.key_low, staged.key_low) as key_low, coalesce(other.again, false) as again
        from staged left join read_parquet('{_path(folder / TOLD_APART)}') as other using (row)
        """
    )
    recorded = lake.view(base, "recorded")
    _find_known(base, recorded, number)
    meter(0, 0.8)
    _doubt_orders(base, recorded)
    _doubt_refunds(base, recorded)
    base.execute(
        f"""
        create temp table fate as
        select keyed.row, again or coalesce(not known.mine, false) as repeated,
               case when doubt = 0 and early.row is not null then {Doubt.ORDER_BEFORE_FIRST_TOUCH.value}
                    when doubt = 0 and beyond.row is not null then {Doubt.REFUND_BEYOND_ORDER.value}
                    else doubt end::utinyint as doubt
        from keyed join staged using (row) left join known using (row) left join early using (row)
        left join beyond using (row)
        """
    )
    meter(0, 1.0)


def write_new(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write ``new.parquet``: row, identity, key_high, key_low of the rows still to be recorded, by row."""
    base.execute(
        f"""
        copy (
            select keyed.row, ids.number as identity, keyed.key_high, keyed.key_low
            from keyed anti join known using (row) join staged using (row) join ids using (person)
            where not again
            order by keyed.row
        ) to '{_path(folder / NEW)}' (format parquet, compression lz4_raw, row_group_size 122880)
        """
    )


def _number_persons(base: duckdb.DuckDBPyConnection, folder: Path, numbering: Numbering) -> None:
    """The table ``ids`` (person, number): every id of the file, numbered in the order of first appearance."""
    found = base.sql(
        "select person from (select person, min(row) as first from staged group by person) order by first"
    )
    schema = pa.schema([("person", pa.string()), ("number", pa.int64())])
    with pq.ParquetWriter(folder / IDS, schema, compression="lz4") as writer:
        for batch in found.to_arrow_reader(BATCH):
            ids = batch.column(0)
            numbers = numbering(ids.to_pylist())
            writer.write_batch(pa.record_batch([ids, pa.array(numbers)], schema=schema))
    base.execute(f"create view ids as select * from read_parquet('{_path(folder / IDS)}')")


def _tell_apart(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Second and further rows with the same identity: repeats of an event id, or touches of their own."""
    found = base.sql(
        """
        with repeated as (
            select key_high, key_low from staged group by all having count(*) > 1
        ), counted as (
            select row, by_id, key_high, key_low,
                   row_number() over (partition by key_high, key_low order by row) as nth
            from staged semi join repeated using (key_high, key_low)
        )
        select row, by_id as again, md5(concat_ws(':', key_high, key_low, nth)) as key
        from counted where nth > 1
        """
    )
    schema = pa.schema(
        [("row", pa.int64()), ("again", pa.bool_()), ("key_high", pa.int64()), ("key_low", pa.int64())]
    )
    with pq.ParquetWriter(folder / TOLD_APART, schema, compression="lz4") as writer:
        for batch in found.to_arrow_reader(BATCH):
            keys = from_hex(batch.column(2))
            columns = [
                batch.column(0),
                batch.column(1),
                pa.array(keys[:, 0].copy()),
                pa.array(keys[:, 1].copy()),
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _find_known(base: duckdb.DuckDBPyConnection, recorded: bool, number: int) -> None:
    """The table ``known`` (row, mine): rows that are in the lake, and whether this import brought them."""
    if not recorded:
        base.execute("create temp table known (row bigint, mine boolean)")
        return
    base.execute(
        f"""
        create temp table known as
        select keyed.row, bool_or("import" = {number}) as mine
        from recorded join keyed using (key_high, key_low) where not again group by keyed.row
        """
    )


def _doubt_orders(base: duckdb.DuckDBPyConnection, recorded: bool) -> None:
    """The table ``early`` (row): orders before the first touch of their person, where those are rare."""
    orders = f"name in ('{ORDER_COMPLETED}', '{ORDER_REFUNDED}')"
    base.execute("create temp table early (row bigint)")
    found = base.execute(f"select 1 from staged where {orders} and money >= 0 limit 1").fetchone()
    if found is None:
        return
    earlier = ""
    if recorded:
        earlier = f"""
            union all
            select ids.person, epoch_us(recorded.time) from recorded join ids on number = identity
            where not {orders.replace("name", "recorded.name")}
            """
    base.execute(
        f"""
        create temp table first_touch as
        select person, min(time) as first from (
            select person, time from staged where not {orders} {earlier}
        ) group by person;
        create temp table ordered as
        select row, time < first as early from staged join first_touch using (person)
        where {orders} and money >= 0;
        insert into early select row from ordered
        where early and (select avg(early::int) from ordered) < {RARE};
        """
    )


def _doubt_refunds(base: duckdb.DuckDBPyConnection, recorded: bool) -> None:
    """The table ``beyond`` (row): refunds of a known order by which more went back than it brought."""
    base.execute("create temp table beyond (row bigint)")
    refunds = "staged where order_ref is not null and money < 0"
    if base.execute(f"select 1 from {refunds} limit 1").fetchone() is None:
        return
    before = "union all select order_ref, currency, money from recorded" if recorded else ""
    base.execute(
        f"""
        create temp table overdrawn as
        select order_ref, currency from (
            select order_ref, currency, money from staged join keyed using (row)
            anti join known using (row) where not again {before}
        ) semi join (select distinct order_ref from {refunds}) using (order_ref)
        where money <> 0 group by all having sum(money) < 0 and max(money) > 0;
        insert into beyond select row from staged join overdrawn using (order_ref, currency) where money < 0;
        """
    )


def _path(path: Path) -> str:
    return str(path).replace("'", "''")
