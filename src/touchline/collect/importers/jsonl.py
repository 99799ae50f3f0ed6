"""JSON Lines: an object a line. Its keys are the columns, in the order in which they first appear.

Objects inside are flattened (``{"page": {"url": "/"}}`` is the column ``page.url``), lists stay JSON.
Numbers stand as they were written. A missing key, ``null`` and an empty object are empty cells. A line
that is no object, or in which a key stands twice, is refused alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from touchline.collect.importers.chunk import CHUNK_BYTES, Chunk, ImportError_, not_too_wide, rows_of
from touchline.collect.importers.encoding import InUtf8
from touchline.collect.importers.packed import Unpacked
from touchline.collect.importers.reading import Reading
from touchline.collect.reasons import LONGEST_ROW, Reason

BROKEN = (ValueError, RecursionError)


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class Jsonl:
    """A JSON Lines file. Its columns are ``reading.keys``; a row with any other key is refused."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self.reading = reading
        self.header = reading.keys

    def chunks(self) -> Iterator[Chunk]:
        """All rows, numbered by their lines."""
        places = {key: at for at, key in enumerate(self.header)}
        for row, lines, share in _blocks(self.path, self.reading):
            found = [(row + at, line) for at, line in enumerate(lines) if not line.isspace() and line]
            step = rows_of(len(self.header))
            for start in range(0, len(found), step):
                yield _chunk(found[start : start + step], places, share)


def keys_of(path: Path, reading: Reading) -> tuple[str, ...]:
    """The keys of all rows, by a pass over the file. Raises ``ImportError_`` where there are none."""
    keys: dict[str, None] = {}
    shapes: set[tuple[str, ...]] = set()
    for _row, lines, _share in _blocks(path, reading):
        for line in lines:
            try:
                one = _object(line)
            except BROKEN:
                continue
            shape = tuple(one)
            if shape in shapes and not any(isinstance(value, dict) for value in one.values()):
                continue
            shapes.add(shape)
            keys.update(dict.fromkeys(key for key, _value in _flat(one)))
        not_too_wide(path.name, len(keys))
    if not keys:
        raise ImportError_(f"{path.name} has no line with a JSON object in it. There is nothing to import.")
    return tuple(keys)


def is_object(line: str) -> bool:
    """Whether a line is a JSON object."""
    try:
        return bool(_object(line.encode("utf-8", "replace")))
    except BROKEN:
        return False


def _blocks(path: Path, reading: Reading) -> Iterator[tuple[int, Sequence[bytes], float]]:
    """Whole lines with the number of the first, and the share read; of an endless line only a part."""
    stream = InUtf8(Unpacked(path, reading), reading.encoding)
    row, rest, ended = 1, b"", False
    try:
        while not ended:
            fresh = stream.read(CHUNK_BYTES)
            ended = not fresh
            whole, mark, rest = (rest + fresh).rpartition(b"\n") if not ended else (rest, b"", b"")
            if whole or mark:
                lines = whole.split(b"\n")
                yield row, lines, stream.share
                row += len(lines)
            while len(rest) > LONGEST_ROW and not ended:
                fresh = stream.read(CHUNK_BYTES)
                ended = not fresh
                _head, mark, tail = fresh.partition(b"\n")
                if mark or ended:
                    yield row, [rest], stream.share
                    row, rest = row + 1, tail
    finally:
        stream.close()


def _object(line: bytes) -> dict[str, Any]:
    found = _DECODER.decode(line.decode("utf-8"))
    if not isinstance(found, dict):
        raise ValueError("The line is no object.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A key stands twice.")
    return found


_DECODER = json.JSONDecoder(
    parse_float=Number, parse_int=Number, parse_constant=Number, object_pairs_hook=_once
)


def _flat(one: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in one.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, value


def _chunk(found: list[tuple[int, bytes]], places: dict[str, int], share: float) -> Chunk:
    width = len(places)
    faults = np.zeros(len(found), np.uint8)
    originals: dict[int, tuple[str, ...]] = {}
    cells: list[list[str]] = []
    for at, (_row, line) in enumerate(found):
        row = [""] * width
        fault = _fill(row, line, places)
        if fault:
            faults[at] = fault
            kept = line[:1000] if fault == Reason.ROW_TOO_LONG else line.rstrip(b"\r")
            originals[at] = (kept.decode("utf-8", "surrogateescape"),)
            row = [""] * width
        cells.append(row)
    columns = tuple(pa.array(column, pa.string()) for column in zip(*cells, strict=True))
    rows = np.array([row for row, _line in found], np.int64)
    return Chunk(rows, columns, faults, share, originals)


def _fill(row: list[str], line: bytes, places: dict[str, int]) -> int:
    """Write the cells of a line into its row; a ``Reason`` when it cannot be read."""
    if len(line) > LONGEST_ROW:
        return Reason.ROW_TOO_LONG
    try:
        one = _object(line)
    except UnicodeDecodeError:
        return Reason.NOT_UTF8
    except BROKEN:
        return Reason.BROKEN_JSON
    seen = set()
    for key, value in _flat(one):
        if key in seen:
            return Reason.BROKEN_JSON
        seen.add(key)
        if key not in places:
            return Reason.NEW_KEY
        row[places[key]] = text = _text(value)
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            return Reason.NOT_UTF8
        if "\0" in text:
            return Reason.NUL
    return 0


def _text(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value)


def _json(value: Any) -> str:
    """A list as JSON, with its numbers as they were written."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_json(key)}: {_json(one)}" for key, one in value.items()) + "}"
    return str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)
