"""A lake in a folder. Nothing is acknowledged before the disk has it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow.parquet as pq
from deltalake.exceptions import DeltaError

from touchline.lake import mend
from touchline.lake.durable import make_folder, sync_file, sync_folder
from touchline.lake.lease import share, take
from touchline.lake.parquet import CAMPAIGN
from touchline.lake.store import LOG, LakeError

PATTERN = "events-*.parquet"


class Folder:
    """A ``Store`` in a folder; it need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.lease = folder, folder / LOG, folder / "lease"
        self.place = self.uri = str(folder)
        self.options: dict[str, str] = {}

    def make(self) -> None:
        """Make the folder; nobody else on this machine may read it."""
        if not self.folder.is_dir():
            make_folder(self.folder)
            self.folder.chmod(0o700)

    def write(self, name: str, fill: Callable[[IO[bytes]], None]) -> int:
        """Write a new file; file and folder are on disk when this returns."""
        path = self.folder / name
        with path.open("xb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        sync_folder(self.folder)
        return path.stat().st_size

    def size(self, name: str) -> int | None:
        """The size of a file."""
        try:
            return (self.folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """All files of events."""
        return sorted(path.name for path in self.folder.glob(PATTERN))

    def remove(self, names: Sequence[str]) -> None:
        """Delete files of events; their names are off the disk when this returns."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
        if names:
            sync_folder(self.folder)

    def below(self, folder: str) -> dict[str, int]:
        """The sizes of all files below."""
        return {
            path.relative_to(self.folder).as_posix(): path.stat().st_size
            for path in sorted((self.folder / folder).rglob("*"))
            if path.is_file()
        }

    def parquet(self, name: str, **how: Any) -> pq.ParquetFile:
        """Open a file of events."""
        return pq.ParquetFile(self.folder / name, **how)

    def open(self, name: str) -> IO[bytes]:
        """Open a file of events as bytes."""
        return (self.folder / name).open("rb")

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """A shared lock on a file of the folder, which ends with its process."""
        if not self.folder.is_dir():
            yield
            return
        self.lease.touch()
        handle = share(self.lease)
        try:
            yield
        finally:
            if handle is not None:
                os.close(handle)

    @contextmanager
    def alone(self, *, wait: bool) -> Iterator[bool]:
        """The same lock, alone."""
        handle = take(self.lease)
        while wait and handle is None and self.lease.exists():
            time.sleep(0.1)
            handle = take(self.lease)
        try:
            yield handle is not None or not self.lease.exists()
        finally:
            if handle is not None:
                os.close(handle)

    def view(self, base: duckdb.DuckDBPyConnection, name: str, files: Sequence[str]) -> None:
        """DuckDB reads the files itself. Files of an earlier version say nothing of campaigns."""
        paths = [self.address(one) for one in files]
        events = base.sql("select * from read_parquet($files, union_by_name = true)", params={"files": paths})
        lacking = [f"null::varchar as {one}" for one in CAMPAIGN if one not in events.columns]
        events.project(", ".join(["*", *lacking])).create_view(name)

    def address(self, name: str) -> str:
        """The absolute path."""
        return str(self.folder / name)

    def log_names(self) -> list[str]:
        """All files of the log."""
        return sorted(path.name for path in self.log.iterdir()) if self.log.is_dir() else []

    def read_log(self, name: str) -> bytes:
        """The content of a file of the log."""
        return (self.log / name).read_bytes()

    def remove_log(self, names: Sequence[str]) -> None:
        """Delete files of the log; their names are off the disk when this returns."""
        for name in names:
            path = self.log / name
            path.unlink() if path.is_file() else shutil.rmtree(path)
        sync_folder(self.log)

    def keep_log(self, names: Sequence[str]) -> None:
        """Sync files and folders."""
        for name in names:
            sync_file(self.log / name)
        sync_folder(self.log)
        sync_folder(self.folder)

    def mend(self) -> list[str]:
        """See ``touchline.lake.mend``."""
        return mend.mend(self.log)

    def torn(self) -> int | None:
        """See ``touchline.lake.mend``."""
        return mend.torn(self.log)

    def trouble(self, error: Exception) -> Exception:
        """A log that deltalake cannot read is the store's trouble; what the system says is not."""
        if not isinstance(error, DeltaError):
            return error
        said = next(iter(str(error).splitlines()), "").rstrip(".")
        return LakeError(
            f"The log of the lake in {self.place} cannot be read: {said}. Restore the lake from a backup."
        )
