"""The second half, last step: new rows go to the lake, in the order of the file, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from touchline.collect import turns
from touchline.collect.resolving import BATCH, NEW
from touchline.collect.staging import ROWS, Meter
from touchline.lake.events import GIVEN, Lake

CHUNK = 1 << 17
CHUNK_BYTES = 32 * 1024 * 1024


def record(
    folder: Path,
    lake: Lake,
    number: int,
    *,
    business: bool,
    discover: Callable[[list[str]], object],
    meter: Meter,
    total: int,
) -> None:
    """Append the staged rows that ``new.parquet`` names, as import ``number``.

    Each chunk is one transaction of the lake. After an interruption the rows already there are not
    among the new ones, and versions go on behind the last. ``discover`` hears the names of a chunk
    before it is written. ``total``: how many rows there may be, for the meter.
    """
    app = f"import-{number}"
    version = lake.transaction(app) or 0
    done = 0
    for table in new_rows(folder):
        version += 1
        discover(pc.unique(table["name"]).to_pylist())
        lake.append(_events(table, number, business), app=app, version=version)
        turns.recorded(table.num_rows)
        done += table.num_rows
        meter(0, done / total)


def new_rows(folder: Path) -> Iterator[pa.Table]:
    """The new rows of a stage with their identities, in order, bounded in rows and in bytes."""
    with pq.ParquetFile(folder / NEW) as new, pq.ParquetFile(folder / ROWS) as staged:
        wanted = new.iter_batches(BATCH)
        held = pa.Table.from_batches([], schema=new.schema_arrow)
        ready: list[pa.Table] = []
        for batch in staged.iter_batches(BATCH):
            last = batch.column("row")[-1].as_py()
            while not held.num_rows or held["row"][-1].as_py() < last:
                more = next(wanted, None)
                if more is None:
                    break
                held = pa.concat_tables([held, pa.Table.from_batches([more])])
            here = int(np.searchsorted(held["row"].to_numpy(), last, side="right"))
            ready.append(_join(pa.Table.from_batches([batch]), held.slice(0, here)))
            held = held.slice(here)
            if _enough(ready):
                yield pa.concat_tables(ready)
                ready = []
        if any(table.num_rows for table in ready):
            yield pa.concat_tables(ready)


def _enough(ready: list[pa.Table]) -> bool:
    rows, size = sum(table.num_rows for table in ready), sum(table.nbytes for table in ready)
    return bool(rows >= CHUNK or (rows and size >= CHUNK_BYTES))


def _join(staged: pa.Table, new: pa.Table) -> pa.Table:
    """The staged rows that are new, with what was found out about them. Both ascend by row."""
    places = np.searchsorted(staged["row"].to_numpy(), new["row"].to_numpy())
    table = staged if len(places) == staged.num_rows else staged.take(pa.array(places))
    for name in ("key_high", "key_low"):
        table = table.set_column(table.schema.get_field_index(name), name, new[name])
    return table.append_column("identity", new["identity"])


def _events(table: pa.Table, number: int, business: bool) -> pa.Table:
    count = table.num_rows
    known = {
        "time": table["time"].cast(pa.timestamp("us", tz="UTC")),
        "business": pa.repeat(pa.scalar(business), count),
        "class": pa.repeat(pa.scalar("person"), count),
        "import": pa.repeat(pa.scalar(number, pa.int32()), count),
    }
    return pa.table(
        {name: known.get(name, table[name] if name in table.column_names else None) for name in GIVEN.names}
    )
