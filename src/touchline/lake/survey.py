"""What the newest events say beside the touch: which properties there are, and their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from touchline.lake.parquet import CAMPAIGN
from touchline.lake.snapshot import Snapshot

ROWS = 50_000
"""Of the newest events so many are looked at; who shows the survey says so."""
MORE = 1000
"""Different values of one property that are counted; there may be more."""


@dataclass(frozen=True)
class Seen:
    """One attribute that events have: how many of those looked at, how many values, the most frequent."""

    name: str
    events: int
    values: int
    often: tuple[str, ...]


@dataclass(frozen=True)
class Survey:
    """What was seen, most events first; ``looked_at`` of ``events`` were looked at, the newest."""

    seen: tuple[Seen, ...]
    looked_at: int
    events: int


def survey(snapshot: Snapshot) -> Survey:
    """Look at the newest events of the lake."""
    tables = list(_newest(snapshot))
    if not tables:
        return Survey((), 0, 0)
    events = pa.concat_tables(tables)
    with duckdb.connect() as base:
        base.execute("SET enable_progress_bar = false")
        base.register("events", events)
        rows = base.sql(_query()).fetchall()
    seen = tuple(Seen(name, found, values, tuple(often)) for name, found, values, often in rows)
    return Survey(seen, events.num_rows, snapshot.count)


def _newest(snapshot: Snapshot) -> Iterator[pa.Table]:
    """The last row groups of the newest files, until there are enough rows; campaigns as in every file."""
    left = ROWS
    for part in reversed(snapshot.parts):
        with snapshot.store.parquet(part.name) as source:
            for group in reversed(range(source.metadata.num_row_groups)):
                if left <= 0:
                    return
                columns = ["properties", *CAMPAIGN]
                there = [name for name in columns if name in source.schema_arrow.names]
                table = source.read_row_group(group, columns=there, use_threads=False)
                for name in CAMPAIGN:
                    if name not in there:
                        table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
                table = table.slice(max(0, table.num_rows - left)).select(columns).cast(_SCHEMA)
                left -= table.num_rows
                yield table


_SCHEMA = pa.schema([(name, pa.string()) for name in ("properties", *CAMPAIGN)])


def _query() -> str:
    """Every property and campaign field with its events and values. A campaign field hides a property."""
    fields = " union all ".join(
        f"select '{name}' as name, trim({name}) as value, count(*) as events from events group by all"
        for name in CAMPAIGN
    )
    hidden = ", ".join(f"'{name}'" for name in CAMPAIGN)
    return f"""
        with texts as (
            select properties as text, count(*) as events from events
            where properties is not null and try(json_type(properties)) = 'OBJECT' group by all
        ), pairs as (
            select unnest(json_keys(text)) as name, text, events from texts
        ), properties as (
            select name, trim(json_extract_string(
                text, '/' || replace(replace(name, '~', '~0'), '/', '~1'))) as value, sum(events) as events
            from pairs where name not in ({hidden}) group by all
        ), said as (
            select name, value, events from properties union all {fields}
        )
        select name, sum(events)::bigint, count(*)::bigint,
               list(value order by events desc, value)[1:5]
        from said where value <> '' group by name order by 2 desc, 1
    """
