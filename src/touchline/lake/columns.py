"""Columns on disk: one array a shard, and the texts of its values; read when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import numpy as np

from touchline.journeys.index import Array
from touchline.lake.durable import link
from touchline.lake.shelf import GenerationGone

T = TypeVar("T")
GONE = "This state of the index no longer exists. Ask again to see the newest one."


def texts_file(place: int) -> str:
    """The file with the values of a column, by the place of its name."""
    return f"values-{place:03d}.json"


def column_file(place: int) -> str:
    """The file with a column of a shard, by the place of its name."""
    return f"column-{place:03d}.npy"


def write_texts(folder: Path, texts: Mapping[str, Sequence[str]]) -> None:
    """Write the values of columns into an existing folder, in the order of their names."""
    for place, values in enumerate(texts.values()):
        (folder / texts_file(place)).write_text(json.dumps(list(values)), encoding="utf-8")


def write_columns(folder: Path, columns: Mapping[str, Array], old: Path | None = None) -> None:
    """Write the columns of a shard into an existing folder, in the order of their names.

    A column that stands in the same place of the folder ``old`` is linked.
    """
    for place, column in enumerate(columns.values()):
        name, column = column_file(place), np.ascontiguousarray(column, np.uint16)
        if old is not None and _is(old / name, column):
            link(old / name, folder / name)
        else:
            np.save(folder / name, column)


def _is(path: Path, column: Array) -> bool:
    """Whether a file holds exactly this column."""
    try:
        return np.array_equal(np.load(path, mmap_mode="r" if len(column) else None), column)
    except (OSError, ValueError):
        return False


class Place(Protocol):
    """Where files stand: a folder, or whatever else says where a file with a name is."""

    def __truediv__(self, name: str, /) -> Path: ...


class _Kept(Mapping[str, T], Generic[T]):
    """Something by name, read once when it is first asked for."""

    def __init__(self, folder: Place, names: Sequence[str]) -> None:
        self._folder = folder
        self._at = {name: place for place, name in enumerate(names)}
        self._read: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        place = self._at[name]
        if name not in self._read:
            try:
                self._read[name] = self._open(place)
            except FileNotFoundError:  # an erasure swept it
                raise GenerationGone(GONE) from None
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, name: object) -> bool:
        return name in self._at

    def _open(self, place: int) -> T:
        raise NotImplementedError


class Columns(_Kept[Array]):
    """The columns of one shard by name: uint16, mapped into memory, read-only.

    Raises ``GenerationGone`` when it was swept, ``ValueError`` when a file is damaged.
    """

    def __init__(self, folder: Place, names: Sequence[str], rows: int) -> None:
        super().__init__(folder, names)
        self._rows = rows

    def _open(self, place: int) -> Array:
        path = self._folder / column_file(place)
        array = np.load(path, mmap_mode="r" if self._rows else None)
        if array.dtype != np.uint16 or array.shape != (self._rows,):
            raise ValueError(f"{path} is not a column of {self._rows} rows.")
        column = np.asarray(array)
        column.setflags(write=False)
        return column


class Texts(_Kept[tuple[str, ...]]):
    """The values of columns by name, by place. Raises as ``Columns`` does."""

    def _open(self, place: int) -> tuple[str, ...]:
        return tuple(json.loads((self._folder / texts_file(place)).read_text(encoding="utf-8")))
