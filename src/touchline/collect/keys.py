"""What a row is called for ever, and what else it says.

A row's identity is 128 bits: the MD5 of its source and its event id, else of its source and all its
cells. Rows of one file with the same cells are told apart later, by how many came before.
"""

from __future__ import annotations

import hashlib
import json
from json.encoder import encode_basestring

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchline.collect.options import Options
from touchline.journeys.index import Array
from touchline.lake.parquet import CAMPAIGN

CELL, ID = 31, 30
"""Signs between source and cells, and between source and event id."""
WIDE = 100
"""With more columns than these a row is written by hand."""
TRIMMED = ("event_id", "order")
NOT_KEPT = ("person", "other_id", "time", "touchpoint", "channel", "value", "currency", "order", *CAMPAIGN)


class Scribe:
    """Writes identities, order references and properties of accepted rows, in DuckDB."""

    def __init__(self, base: duckdb.DuckDBPyConnection, options: Options) -> None:
        self.base = base
        self.options = options
        self._wide = len(options.names) > WIDE
        self._query = "" if self._wide else _query(options)

    def __call__(self, cells: pa.Table) -> dict[str, pa.Array]:
        """Columns of ``STAGED`` beyond what was judged. ``cells`` has the columns c0, c1, … as text."""
        for name in TRIMMED:
            if name in self.options.columns:
                lean = pc.utf8_trim_whitespace(cells[f"c{self.options.columns[name]}"])
                cells = cells.append_column(name, lean)
        found = by_hand(cells, self.options) if self._wide else self._in_base(cells)
        keys = from_hex(_whole(found["key"]))
        refs = None
        if "order" in self.options.columns:
            refs = from_hex(_whole(found["ref"]))[:, 1] & np.int64(2**63 - 1)
        return {
            "key_high": pa.array(keys[:, 0].copy()),
            "key_low": pa.array(keys[:, 1].copy()),
            "order_ref": pa.nulls(len(keys), pa.int64()) if refs is None else pa.array(refs),
            "properties": found["properties"],
            "by_id": found["by_id"],
        }

    def _in_base(self, cells: pa.Table) -> pa.Table:
        self.base.register("cells", cells)
        found = self.base.sql(self._query).to_arrow_table()
        self.base.unregister("cells")
        return found


def by_hand(cells: pa.Table, options: Options) -> pa.Table:
    """What the query makes, row by row: for tables of so many columns that planning it takes longer."""
    at, count = options.columns, cells.num_rows
    columns = [cells[f"c{place}"].to_pylist() for place in _hashed(options)]
    source = options.source
    ids = cells["event_id"].to_pylist() if "event_id" in at else [""] * count
    rows = zip(*columns, strict=True)
    keys = [
        _md5(f"{source}{chr(ID)}{one}" if one else chr(CELL).join((source, *row)))
        for one, row in zip(ids, rows, strict=True)
    ]
    refs = [_md5(one) for one in cells["order"].to_pylist()] if "order" in at else [None] * count
    return pa.table(
        {
            "key": pa.array(keys, pa.string()),
            "ref": pa.array(refs, pa.string()),
            "by_id": pa.array([bool(one) for one in ids], pa.bool_()),
            "properties": _properties_by_hand(cells, options),
        }
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _properties_by_hand(cells: pa.Table, options: Options) -> pa.Array:
    rows: list[list[str]] = [[] for _ in range(cells.num_rows)]
    for name, column in _kept(options):
        label = json.dumps(name, ensure_ascii=False) + ":"
        for row, cell in zip(rows, cells[column].to_pylist(), strict=True):
            if cell.strip(" "):
                row.append(label + encode_basestring(cell))
    return pa.array(["{" + ",".join(row) + "}" if row else None for row in rows], pa.string())


def from_hex(column: pa.StringArray) -> Array:
    """MD5 sums in hex as two signed 64-bit halves each, the first eight bytes first."""
    count = len(column)
    if not count:
        return np.zeros((0, 2), np.int64)
    start = np.frombuffer(column.buffers()[1], np.int32)[column.offset]
    letters = np.frombuffer(column.buffers()[2], np.uint8)[start : start + 32 * count]
    nibbles = np.where(letters > 57, letters - 87, letters - 48).reshape(-1, 2)
    packed = (nibbles[:, 0] << 4) | nibbles[:, 1]
    return packed.reshape(count, 16).view(">i8").astype(np.int64)


def _whole(column: pa.ChunkedArray) -> pa.StringArray:
    return pa.concat_arrays([pa.array([], pa.string()), *column.chunks])


def _query(options: Options) -> str:
    at = options.columns
    cells = ", ".join(f"c{place}" for place in _hashed(options))
    source = _text(options.source)
    key = f"md5(concat_ws(chr({CELL}), {source}, {cells}))"
    by_id = "false"
    if "event_id" in at:
        by_id = "event_id <> ''"
        key = f"case when {by_id} then md5({source} || chr({ID}) || event_id) else {key} end"
    ref = 'md5("order")' if "order" in at else "null"
    rest = _properties(options)
    return f"select {key} as key, {ref} as ref, {by_id} as by_id, {rest} as properties from cells"


def _hashed(options: Options) -> list[int]:
    """The places of the columns that make a row what it is."""
    return [place for place in range(len(options.names)) if place not in options.ignored]


def _kept(options: Options) -> list[tuple[str, str]]:
    """Names and columns of what is kept beside the touch, in the order of the file."""
    used = {options.columns[name] for name in NOT_KEPT if name in options.columns} | {*options.ignored}
    kept = [("order_id", "order")] if "order" in options.columns else []
    first = bool(kept)
    for place, name in enumerate(options.names):
        if place not in used and not (name == "order_id" and first):
            kept.append((name, f"c{place}"))
    return kept


def _properties(options: Options) -> str:
    """JSON text of every other column that is not blank, in the order of the file; null without any."""
    parts = [_part(name, f'"{column}"') for name, column in _kept(options)]
    if not parts:
        return "null"
    joined = " || ".join(parts)
    return f"'{{' || nullif(substr({joined}, 2), '') || '}}'"


def _part(name: str, column: str) -> str:
    label = _text("," + json.dumps(name, ensure_ascii=False) + ":")
    return f"case when trim({column}) = '' then '' else {label} || to_json({column})::varchar end"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
