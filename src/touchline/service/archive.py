"""The file of a backup: a tar archive, compressed, that says what it is and shows that it is whole.

``manifest.json`` comes first and says what the archive is. Then the members, and last ``end.json`` with
size and SHA-256 of each: without it the file was cut off. Written and read as a stream, in little memory.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

FORMAT = 1
"""Changes when an older Touchline could not read the archive any more."""

ALONE = ("secret-key", "workspace-id")
"""Small files of a workspace."""

MANIFEST, END = "manifest.json", "end.json"
LEVEL = 1
"""Most bytes are packed numbers already: more effort takes longer and saves next to nothing."""

CHUNK = 1 << 20
MEMBER = re.compile(
    r"manifest\.json|end\.json|operations\.(sqlite3|pgdump)|(inbox|seen)\.sqlite3|secret-key|workspace-id|(lake|imports|pictures)(/[^/\0]+){1,4}",
    re.ASCII,
)
"""What may stand in an archive."""


class ArchiveError(Exception):
    """An archive that cannot be used. The message is a sentence."""


class _Counted:
    """Reads on, counting and hashing what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.size, self._hash = source, 0, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.size += len(data)
        self._hash.update(data)
        return data

    @property
    def sums(self) -> list[Any]:
        return [self.size, self._hash.hexdigest()]


class Writer:
    """Writes an archive member by member."""

    def __init__(self, tar: tarfile.TarFile, tell: Callable[[int], None]) -> None:
        self._tar, self._tell = tar, tell
        self._sums: dict[str, list[Any]] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a small member."""
        self._add(tarfile.TarInfo(name), io.BytesIO(data), len(data))

    def add_json(self, name: str, value: Any) -> None:
        """Add a small member with a JSON document."""
        self.add_bytes(name, json.dumps(value, indent=1).encode())

    def add_file(self, name: str, path: Path) -> None:
        """Add a file. Raises ``FileNotFoundError``."""
        with path.open("rb") as stream:
            self.add_stream(name, stream)

    def add_stream(self, name: str, stream: IO[bytes]) -> None:
        """Add an open file with the size it has now. Raises ``OSError`` when it shrinks meanwhile."""
        stat = os.fstat(stream.fileno())
        said = tarfile.TarInfo(name)
        said.mtime = int(stat.st_mtime)
        self._add(said, stream, stat.st_size)
        self._tell(stat.st_size)

    def add_sized(self, name: str, stream: IO[bytes], size: int) -> None:
        """Add a stream of known size. Raises ``OSError`` when it holds less."""
        self._add(tarfile.TarInfo(name), stream, size)
        self._tell(size)

    def end(self) -> None:
        """Add the last member, which says what the others hold."""
        self.add_json(END, {"members": self._sums})

    def _add(self, said: tarfile.TarInfo, stream: IO[bytes], size: int) -> None:
        said.size, said.mode = size, 0o600
        counted = _Counted(stream)
        self._tar.addfile(said, counted)
        self._sums[said.name] = counted.sums


@contextmanager
def writing(path: Path, tell: Callable[[int], None]) -> Iterator[Writer]:
    """Write a new archive that only its owner can read; it is whole and on disk when the block ends.

    ``tell`` hears how many bytes were added. Raises ``OSError``.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        with (
            gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            writer = Writer(tar, tell)
            yield writer
            writer.end()
        raw.flush()
        os.fsync(raw.fileno())


def read_manifest(file: Path) -> dict[str, Any]:
    """What an archive says of itself. Raises ``ArchiveError``."""
    with _open(file) as (tar, _raw):
        return _first(tar, file)


def unpack(file: Path, into: Path, tell: Callable[[float], None]) -> dict[str, Any]:
    """Write the members of an archive below the empty folder ``into``, and return its manifest.

    Everything was compared with its checksum when this returns. ``tell`` hears the share done. Raises
    ``ArchiveError``, and ``OSError`` when the files cannot be written.
    """
    sums: dict[str, list[Any]] = {}
    end: Any = None
    whole = max(file.stat().st_size, 1)
    with _open(file) as (tar, raw):
        manifest = _first(tar, file, sums)
        while (member := tar.next()) is not None:
            if end is not None or member.name in sums:
                raise ArchiveError(f"{file} holds what no backup of Touchline holds. Use another backup.")
            data = _source(tar, member, file)
            if member.name == END:
                end = json.loads(data.read())
            else:
                _write(data, into / member.name)
                sums[member.name] = data.sums
            tell(raw.tell() / whole)
        _nothing_more(tar, file)
    if end is None:
        raise ArchiveError(f"{file} is incomplete: it was cut off. Use another backup.")
    said = end.get("members") if isinstance(end, dict) else None
    if not isinstance(said, dict):
        raise ArchiveError(f"{file} is damaged: its end is not what was written. Use another backup.")
    wrong = sorted(name for name in {*sums, *said} if sums.get(name) != said.get(name))
    if wrong:
        raise ArchiveError(f"{file} is damaged: {wrong[0]} is not what was written. Use another backup.")
    return manifest


@contextmanager
def _open(file: Path) -> Iterator[tuple[tarfile.TarFile, IO[bytes]]]:
    """An archive to be read from its beginning; what is wrong with it becomes a sentence."""
    try:
        with (
            file.open("rb") as raw,
            gzip.GzipFile(fileobj=raw) as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            yield tar, raw
    except EOFError:
        raise ArchiveError(f"{file} is incomplete: it was cut off. Use another backup.") from None
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{file} is no whole backup of Touchline: {error}. Use another one.") from error


def _nothing_more(tar: tarfile.TarFile, file: Path) -> None:
    """Read to the very end, where the checksum of the whole stands; only the archive's own zeros may come."""
    rest = 0
    while data := tar.fileobj.read(CHUNK):
        rest += len(data)
        if rest > tarfile.RECORDSIZE or data.strip(b"\0"):
            raise ArchiveError(
                f"{file} goes on behind the end of the backup: it is damaged, or two files in one. "
                "Use another backup."
            )


def _first(tar: tarfile.TarFile, file: Path, sums: dict[str, list[Any]] | None = None) -> dict[str, Any]:
    member = tar.next()
    if member is None or member.name != MANIFEST:
        raise ArchiveError(f"{file} is no backup of Touchline.")
    data = _source(tar, member, file)
    manifest = json.loads(data.read())
    if not isinstance(manifest, dict):
        raise ArchiveError(f"{file} is no backup of Touchline.")
    if sums is not None:
        sums[MANIFEST] = data.sums
    return manifest


def is_member(name: str) -> bool:
    """Whether an archive may hold a member of this name: it lies below the folder it is written to."""
    return not {".", ".."} & {*name.split("/")} and MEMBER.fullmatch(name) is not None


def _source(tar: tarfile.TarFile, member: tarfile.TarInfo, file: Path) -> _Counted:
    stream = tar.extractfile(member) if member.isreg() else None
    if stream is None or not is_member(member.name):
        raise ArchiveError(f"{file} holds what no backup of Touchline holds. Use another backup.")
    return _Counted(stream)


def _write(data: _Counted, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as stream:
        while chunk := data.read(CHUNK):
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
