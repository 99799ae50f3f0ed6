"""Several arrays in one file, mapped into memory as they are.

A file begins with eight bytes, the length of its directory, and the directory: JSON, name, type, length and
place of each array. Places count from the end of the directory; they, and that end, are multiples of 64.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np

from touchline.journeys.index import Array

ALIGNED = 64
FIRST = 8
SMALL = 1 << 16
"""Bytes up to which a file is read as a whole: to map it would take longer."""


def save(path: Path, arrays: Mapping[str, Array]) -> tuple[int, str]:
    """Write arrays of one dimension into a new file; returns its size in bytes and its SHA-256."""
    entries, at = [], 0
    for name, array in arrays.items():
        entries.append([name, array.dtype.str, len(array), at])
        at = _up(at + array.nbytes)
    directory = json.dumps(entries).encode()
    directory = directory.ljust(_up(FIRST + len(directory)) - FIRST)
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as stream:
        for part in (len(directory).to_bytes(FIRST, "little"), directory, *map(_padded, arrays.values())):
            for piece in part if isinstance(part, tuple) else (part,):
                stream.write(piece)
                digest.update(piece)
                size += len(piece)
    return size, digest.hexdigest()


def load(path: Path) -> dict[str, Array]:
    """Map the arrays of a file, read-only. Raises ``OSError``, or ``ValueError`` when it is damaged."""
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        entries, begin = _directory(stream, path, size)
        if size <= SMALL:
            stream.seek(0)
            whole = np.frombuffer(stream.read(), np.uint8)
        else:
            whole = np.asarray(np.memmap(stream, np.uint8, "r"))
    found = {}
    for name, kind, count, at in entries:
        low = begin + at
        high = low + count * np.dtype(kind).itemsize
        if not begin <= low <= high <= size:
            raise ValueError(f"{path} is too short for its array {name}.")
        found[name] = whole[low:high].view(kind)
    return found


def sizes(path: Path) -> dict[str, int]:
    """Bytes of each array of a file. Raises as ``load``."""
    return {name: array.nbytes for name, array in load(path).items()}


def _directory(stream: BinaryIO, path: Path, size: int) -> tuple[list[tuple[str, str, int, int]], int]:
    """What the file says of its arrays, and where they begin."""
    length = int.from_bytes(stream.read(FIRST), "little")
    if FIRST + length > size:
        raise ValueError(f"{path} ends within its directory.")
    said = json.loads(stream.read(length))
    try:
        return [(str(name), str(kind), int(count), int(at)) for name, kind, count, at in said], FIRST + length
    except TypeError as error:
        raise ValueError(f"{path} has a damaged directory.") from error


def _padded(array: Array) -> tuple[memoryview, bytes]:
    held = np.ascontiguousarray(array)
    return memoryview(held.view(np.uint8)), bytes(_up(held.nbytes) - held.nbytes)


def _up(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED
