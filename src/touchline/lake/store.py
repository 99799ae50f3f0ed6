"""Where the files of a lake stand: a folder, or a prefix in an object store. All else is the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

pa.enable_signal_handlers(False)  # else Arrow cancels what it reads at a signal, as if a file were bad
S3 = "s3://"
LOG = "_delta_log"
"""Where the log stands below the place."""


class LakeError(Exception):
    """The lake cannot be used. The message is a sentence that says what to do."""


class Store(Protocol):
    """The files of one lake. ``place`` is how people write it; deltalake opens ``uri`` with ``options``.

    What a method wrote or deleted is lasting when it returns. Names have no folder; those of the log
    are given to the methods of the log.
    """

    place: str
    uri: str
    options: dict[str, str]

    def make(self) -> None:
        """Make the place, where it needs to be made."""

    def write(self, name: str, fill: Callable[[IO[bytes]], None]) -> int:
        """Write a new file that ``fill`` writes to a stream; returns its size in bytes."""

    def size(self, name: str) -> int | None:
        """The size of a file in bytes, None when there is none."""

    def names(self) -> list[str]:
        """The names of all files of events, those that do not count too."""

    def remove(self, names: Sequence[str]) -> None:
        """Delete files of events; those that are gone already are no trouble."""

    def below(self, folder: str) -> dict[str, int]:
        """The sizes of all files below a folder of the place, by their names with it."""

    def parquet(self, name: str, **how: Any) -> pq.ParquetFile:
        """Open a file of events. Raises ``FileNotFoundError`` when it is gone."""

    def open(self, name: str) -> IO[bytes]:
        """Open a file of events as bytes. Raises ``FileNotFoundError`` when it is gone."""

    def keeping(self) -> AbstractContextManager[None]:
        """Within the block no file of events is deleted that counts, or counted when it began."""

    def alone(self, *, wait: bool) -> AbstractContextManager[bool]:
        """Whether nobody is ``keeping`` files; with ``wait`` the block begins when nobody does."""

    def view(self, base: duckdb.DuckDBPyConnection, name: str, files: Sequence[str]) -> None:
        """Make the events of ``files`` (at least one) a view in a DuckDB."""

    def address(self, name: str) -> str:
        """A file of events as other programs name it."""

    def log_names(self) -> list[str]:
        """The names of all files of the log, ascending."""

    def read_log(self, name: str) -> bytes:
        """The content of a file of the log."""

    def remove_log(self, names: Sequence[str]) -> None:
        """Delete files of the log."""

    def keep_log(self, names: Sequence[str]) -> None:
        """Wait until what deltalake wrote as these files of the log is lasting."""

    def mend(self) -> list[str]:
        """Put aside what a crash left half written in the log; a sentence for each."""

    def torn(self) -> int | None:
        """The version of the newest commit when it is half written."""

    def trouble(self, error: Exception) -> Exception:
        """A ``LakeError`` that says what is wrong, or the error itself when it is none of the store's."""


def open_store(place: Path | str) -> Store:
    """The store at a folder or at ``s3://bucket/prefix``."""
    return open_at(str(place) if str(place).startswith(S3) else str(Path(place).absolute()))


@cache
def open_at(place: str) -> Store:
    """The store at a place as ``open_store`` names it; the same place is the same store."""
    if place.startswith(S3):
        from touchline.lake.objects import Objects

        return Objects(place)
    from touchline.lake.folder import Folder

    return Folder(Path(place))
