"""The second half, first step: which staged rows are new, and the numbers of their persons.

Rows are compared by identity with the whole record and with each other, exactly, in DuckDB with
little memory; what does not fit goes to files beside the stage.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from touchline.collect.keys import from_hex
from touchline.collect.staging import ROWS, Meter
from touchline.lake.events import Lake
from touchline.people import identities

NEW = "new.parquet"
IDS, TOLD_APART = "ids.parquet", "told-apart.parquet"
BATCH = 1 << 16
MEMORY = "320MB"


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


def resolve(base: duckdb.DuckDBPyConnection, folder: Path, lake: Lake, meter: Meter) -> None:
    """Write ``new.parquet``: row, identity, key_high, key_low of the rows to record, by row.

    Left out are rows that are in the lake already, and repeats of an event id. Rows of the file with
    the same cells are told apart by how many came before: two equal lines are two touches.
    """
    base.execute(f"create view staged as select * from read_parquet('{_path(folder / ROWS)}')")
    _number_persons(base, folder)
    meter(0, 0.3)
    _tell_apart(base, folder)
    meter(0, 0.5)
    base.execute(
        f"""
        create temp table keyed as
        select staged.row, coalesce(other.key_high, staged.key_high) as key_high,
               coalesce(other.key_low, staged.key_low) as key_low
        from staged left join read_parquet('{_path(folder / TOLD_APART)}') as other using (row)
        where not coalesce(other.again, false)
        """
    )
    _leave_out_known(base, lake)
    meter(0, 0.8)
    base.execute(
        f"""
        copy (
            select keyed.row, ids.number as identity, keyed.key_high, keyed.key_low
            from keyed join staged using (row)
            join read_parquet('{_path(folder / IDS)}') as ids using (person)
            order by keyed.row
        ) to '{_path(folder / NEW)}' (format parquet, compression lz4_raw, row_group_size 122880)
        """
    )
    meter(0, 1.0)


def _number_persons(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Give every id of the file its number, in the order of first appearance."""
    found = base.sql(
        "select person from (select person, min(row) as first from staged group by person) order by first"
    )
    schema = pa.schema([("person", pa.string()), ("number", pa.int64())])
    with pq.ParquetWriter(folder / IDS, schema, compression="lz4") as writer:
        for batch in found.to_arrow_reader(BATCH):
            ids = batch.column(0)
            numbers = identities.numbers(ids.to_pylist())
            writer.write_batch(pa.record_batch([ids, pa.array(numbers)], schema=schema))


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


def _leave_out_known(base: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    if not lake.view(base, "recorded"):
        return
    base.execute(
        """
        create temp table known as
        select distinct keyed.row from recorded join keyed using (key_high, key_low)
        """
    )
    base.execute("delete from keyed where row in (select row from known)")


def _path(path: Path) -> str:
    return str(path).replace("'", "''")
