"""A shard whose file stands in an object store: it is fetched when something of it is asked for.

Who is in it stands there in a file of its own as well: that is looked at in every shard when a generation is
opened, and all the rest only by who counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from touchline.journeys import sections
from touchline.journeys.index import SHARD_DTYPES, Array, Shard
from touchline.journeys.lines import Lines
from touchline.journeys.stored import SAVED, open_shard
from touchline.lake.away.place import Away

T = TypeVar("T")
TRIES = 5
KEY = "key"


def keys_file(name: str) -> str:
    """The file with the keys alone beside the file of a shard."""
    return f"keys-{name}"


def write_keys(shard: Shard, path: Path) -> None:
    """Write the keys of a shard into a new file."""
    sections.save(path, {KEY: shard.key})


class AwayFile:
    """The file of a shard with these attributes.

    It is mapped each time: what is let go frees the disk once nobody reads it any more.
    """

    def __init__(self, away: Away, name: str, attributes: Sequence[str]) -> None:
        self._away, self._name, self.attributes = away, name, tuple(attributes)

    def open(self) -> tuple[Shard, Lines]:
        """Map what it holds. Raises as ``Near.file`` and ``open_shard``."""
        return self._mapped(self._name, lambda path: open_shard(path, self.attributes))

    def keys(self) -> Array:
        """Map the keys alone. Raises as ``open``."""
        return self._mapped(keys_file(self._name), sections.load)[KEY]

    def _mapped(self, name: str, how: Callable[[Path], T]) -> T:
        for _ in range(TRIES):
            try:
                return how(self._away.file(name))
            except FileNotFoundError:  # let go between fetching and mapping
                continue
        return how(self._away.file(name))


class AwayColumns(Mapping[str, Array]):
    """The attributes of a shard; which there are is known without its file."""

    def __init__(self, file: AwayFile) -> None:
        self._file = file

    def __getitem__(self, name: str) -> Array:
        if name not in self:
            raise KeyError(name)
        return self._file.open()[0].attributes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.attributes)

    def __len__(self) -> int:
        return len(self._file.attributes)

    def __contains__(self, name: object) -> bool:
        return name in self._file.attributes


class AwayShard(Shard):
    """A ``Shard`` that holds no array."""

    def __init__(self, file: AwayFile, people: int, touches: int) -> None:
        set_ = object.__setattr__
        set_(self, "_file", file)
        set_(self, "_counts", (people, touches))
        for name in SHARD_DTYPES:
            if name not in SAVED:
                set_(self, name, np.zeros(0, SHARD_DTYPES[name]))
        set_(self, "attributes", AwayColumns(file))
        set_(self, "facts", {})

    def __getattr__(self, name: str) -> Array:
        if name not in SAVED:
            raise AttributeError(name)
        file: AwayFile = self.__dict__["_file"]
        array: Array = file.keys() if name == KEY else getattr(file.open()[0], name)
        return array

    @property
    def lines(self) -> Lines:
        """The lines of its orders."""
        file: AwayFile = self.__dict__["_file"]
        return file.open()[1]

    @property
    def people(self) -> int:
        """As of any shard; nothing is fetched."""
        return int(self.__dict__["_counts"][0])

    @property
    def touches(self) -> int:
        """As of any shard; nothing is fetched."""
        return int(self.__dict__["_counts"][1])

    def dressed(self, **changes: Any) -> Shard:
        """As of any shard; nothing is fetched."""
        made = copy(self)
        for name, value in changes.items():
            object.__setattr__(made, name, value)
        return made
