"""What was seen of a file, remembered for a while, so that it is not read again for every question on it.

A file is known by its path, size, time of change and number on its disk; one that changed is read anew.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from touchline.collect.guess.columns import Looks, seen_in
from touchline.collect.guess.survey import Survey, survey
from touchline.collect.importers import Chunk, ImportError_, Reading, open_file, sniff
from touchline.collect.importers.reading import WORDS
from touchline.collect.importers.xlsx import Xlsx
from touchline.collect.options import MONEY

FILES = 8
"""Files that are remembered; of each its first rows, at most some megabytes."""
SURVEYED = ("time", "order", *MONEY)


@dataclass
class Glance:
    """A file as it is read: its header, its first rows, and on demand what its columns look like."""

    path: Path
    reading: Reading
    header: tuple[str, ...]
    first: Chunk
    _surveys: dict[object, Survey] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def seen(self) -> list[Looks]:
        """What stands in each column."""
        return seen_in(self.first)

    def survey(self, columns: Mapping[str, int], *, times: bool, money: bool) -> Survey:
        """As ``survey`` of the file; the same question is answered once. Raises ``ImportError_``."""
        wanted = {name: columns[name] for name in SURVEYED if name in columns}
        key = (tuple(wanted.items()), times, money)
        with self._turn:
            if key not in self._surveys:
                reader = open_file(self.path, self.reading)
                self._surveys[key] = survey(reader, wanted, times=times, money=money)
            return self._surveys[key]


def glance_at(path: Path, given: Mapping[str, str]) -> Glance:
    """Open a file as ``given`` says and look at its beginning.

    Raises ``ImportError_``: it cannot be read, or has no rows.
    """
    try:
        about = path.stat()
    except OSError:
        sniff(path, given)
        raise
    words = tuple(sorted((name, given[name]) for name in WORDS if name in given))
    return _glance(path, (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns), words)


@lru_cache(maxsize=FILES)
def _glance(path: Path, _state: tuple[int, ...], words: tuple[tuple[str, str], ...]) -> Glance:
    reading = sniff(path, dict(words))
    reader = open_file(path, reading)
    reading = replace(reading, sheet=reader.sheet) if isinstance(reader, Xlsx) else reading
    first = next(reader.chunks(), None)
    if first is None:
        raise ImportError_(f"{path.name} has a header and no rows. There is nothing to import.")
    return Glance(path, reading, reader.header, first)
