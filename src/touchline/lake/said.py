"""What events say of attributes: columns of the lake, or properties, as texts by number.

A property is a key of the JSON object that an event came with. Its value counts as text: a number, true
and false as JSON writes them, a list or an object as its JSON. Space around it is taken off; nothing,
null and what is no JSON say nothing. A text ends after ``LONGEST`` letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.journeys.index import Array
from touchline.lake.parquet import CAMPAIGN

LONGEST = 200
PROPERTIES = "properties"
HUGE = 1 << 30
LOOKED_AT = 4096
"""Rows from which it is judged whether properties repeat enough to read each text once."""


@dataclass(frozen=True)
class Said:
    """What some events say of one attribute: ``place`` int32 into ``texts``, -1 for nothing."""

    place: Array
    texts: tuple[str, ...]


def needed(attributes: Sequence[str]) -> tuple[str, ...]:
    """The columns of the lake that these attributes are read from."""
    own = tuple(name for name in CAMPAIGN if name in attributes)
    return own if len(own) == len(attributes) else (*own, PROPERTIES)


def said(table: pa.Table, attributes: Sequence[str]) -> dict[str, Said]:
    """What the rows of a table say; it has the columns ``needed``, as far as its file has them."""
    found = {name: _column(table, name) for name in attributes if name in CAMPAIGN}
    keys = [name for name in attributes if name not in found]
    if keys and PROPERTIES in table.column_names:
        found |= dict(zip(keys, _properties(table[PROPERTIES], keys), strict=True))
    elif keys:
        found |= dict.fromkeys(keys, _nothing(table.num_rows))
    return {name: found[name] for name in attributes}


def _column(table: pa.Table, name: str) -> Said:
    """A file older than the column says nothing of it."""
    if name not in table.column_names:
        return _nothing(table.num_rows)
    return _encoded(table[name])


def _nothing(rows: int) -> Said:
    return Said(np.full(rows, -1, np.int32), ())


def _properties(column: pa.ChunkedArray, keys: Sequence[str]) -> list[Said]:
    texts = (
        column.cast(pa.large_string()).combine_chunks() if column.nbytes > HUGE else column.combine_chunks()
    )
    few = texts.slice(0, LOOKED_AT)
    if 2 * pc.count_distinct(few).as_py() > len(few):
        return [_encoded(values) for values in _values(texts, keys)]
    once = texts.dictionary_encode()
    at = once.indices.fill_null(-1).to_numpy().astype(np.int32, copy=False)
    return [
        Said(np.append(one.place, np.int32(-1))[at], one.texts)
        for one in (_encoded(values) for values in _values(once.dictionary, keys))
    ]


def _values(texts: pa.Array, keys: Sequence[str]) -> list[pa.ChunkedArray]:
    """The value of each key in each text, null where there is none."""
    paths = ["/" + key.replace("~", "~0").replace("/", "~1") for key in keys]
    picked = ", ".join(f"found[{at}] as c{at}" for at in range(1, len(keys) + 1))
    with duckdb.connect() as base:
        base.execute("SET enable_progress_bar = false")
        base.execute("SET threads = 1")
        base.register("said", pa.table({"text": texts}))
        query = f"select {picked} from (select try(json_extract_string(text, $paths)) as found from said)"
        table = base.sql(query, params={"paths": paths}).to_arrow_table()
    return [table.column(at) for at in range(len(keys))]


def _encoded(column: pa.ChunkedArray) -> Said:
    """Each text once, with space taken off and its end cut; blank ones are nothing."""
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(column.type, pa.DictionaryType):
        whole = column.unify_dictionaries().combine_chunks() if column.num_chunks != 1 else whole
    else:
        whole = whole.dictionary_encode()
    at = whole.indices.fill_null(-1).to_numpy().astype(np.int32, copy=False)
    lean = [text.strip()[:LONGEST] for text in whole.dictionary.to_pylist()]
    places: dict[str, int] = {}
    new = [places.setdefault(text, len(places)) if text else -1 for text in lean]
    if new == list(range(len(lean))):
        return Said(at, tuple(lean))
    return Said(np.array([*new, -1], np.int32)[at], tuple(places))
