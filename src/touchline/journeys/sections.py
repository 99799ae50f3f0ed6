"""Several arrays in one file, mapped into memory as they are.

A file begins with eight bytes, the length of its directory, and the directory: JSON, name, type, length and
place of each array. Places count from the end of the directory; they, and that end, are multiples of 64.
"""

from __future__ import annotations

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


def save(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays of one dimension into a new file."""
    entries, at = [], 0
    for name, array in arrays.items():
        entries.append([name, array.dtype.str, len(array), at])
        at = _up(at + array.nbytes)
    directory = json.dumps(entries).encode()
    directory = directory.ljust(_up(FIRST + len(directory)) - FIRST)
    with path.open("xb") as stream:
        stream.write(len(directory).to_bytes(FIRST, "little"))
        stream.write(directory)
        for array in arrays.values():
            stream.write(np.ascontiguousarray(array).data)
            stream.write(bytes(_up(array.nbytes) - array.nbytes))


def load(path: Path) -> dict[str, Array]:
    """Map the arrays of a file, read-only. Raises ``OSError``, or ``ValueError`` when it is damaged."""
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        entries, begin = _directory(stream, path, size)
        whole = _bytes_of(stream, size)
    found = {}
    for name, kind, count, at in entries:
        low = begin + at
        high = low + count * np.dtype(kind).itemsize
        if not begin <= low <= high <= size:
            raise ValueError(f"{path} is too short for its array {name}.")
        found[name] = whole[low:high].view(kind)
    return found


def total(path: Path) -> tuple[int, str]:
    """The size of such a file in bytes, and hexadecimal digits that say whether it is still the same."""
    from touchline.journeys.kernels import checksum

    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        whole = _bytes_of(stream, size)
    if size % ALIGNED:  # it was cut
        whole = np.append(whole, np.zeros(_up(size) - size, np.uint8))
    return size, f"{checksum.total(whole.view(np.uint64)):016x}"


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


def _bytes_of(stream: BinaryIO, size: int) -> Array:
    """A whole file, read-only."""
    if size > SMALL:
        return np.asarray(np.memmap(stream, np.uint8, "r"))
    stream.seek(0)
    return np.frombuffer(stream.read(), np.uint8)


def _up(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED
