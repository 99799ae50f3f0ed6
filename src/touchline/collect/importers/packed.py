"""The bytes of a file, unpacked as they are read. Nothing is held in memory beyond what was asked for."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol

from touchline.collect.importers.chunk import CHUNK_BYTES, ImportError_
from touchline.collect.importers.reading import Reading

MOST_UNPACKED = 256 * 1024 * 1024
MOST_TIMES = 200
"""A file may unpack to this many bytes, or to this many times its size, whichever is more."""
ASIDE = ("__MACOSX/", ".", "~$")
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError, RuntimeError)


class MemberDoubt(ImportError_):
    """A zip holds several files and none was named. ``choices``: their names, as the zip has them."""

    def __init__(self, name: str, choices: Sequence[str]) -> None:
        listed = ", ".join(choices[:10]) + (", …" if len(choices) > 10 else "")
        super().__init__(
            f"{name} holds {len(choices)} files. Which one is to be read? Say it with --member: {listed}."
        )
        self.choices = tuple(choices)


class Source(Protocol):
    """A stream of bytes that knows how much of its file was read."""

    def read(self, size: int) -> bytes:
        """About ``size`` bytes, none at the end. Raises ``ImportError_`` when the file is damaged."""
        ...

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


class Unpacked:
    """The bytes inside a file: of itself, of what gzip packed, of one member of a zip."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self._file = path.open("rb")
        self._size = max(path.stat().st_size, 1)
        self._given = 0
        self._packed = bool(reading.compression)
        self._stream: IO[bytes] = self._file
        try:
            if reading.compression == "gzip":
                self._stream = gzip.GzipFile(fileobj=self._file)  # type: ignore[assignment]
            elif reading.compression == "zip":
                self._stream = zipfile.ZipFile(self._file).open(reading.member)  # noqa: SIM115
        except (*DAMAGED, KeyError) as error:
            self._file.close()
            raise _damaged(path, error) from error

    def read(self, size: int) -> bytes:
        """The next bytes, none at the end."""
        try:
            data = self._stream.read(size)
        except DAMAGED as error:
            raise _damaged(self.path, error) from error
        self._given += len(data)
        if self._packed and self._given > max(MOST_UNPACKED, MOST_TIMES * self._file.tell()):
            raise ImportError_(bomb(self.path.name))
        return data

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        return min(1.0, self._file.tell() / self._size)

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()
        self._file.close()


def whole(path: Path, reading: Reading) -> IO[bytes]:
    """The file as one that can be read anywhere; what is packed is unpacked into a nameless file first."""
    if not reading.compression:
        return path.open("rb")
    spool = tempfile.TemporaryFile()  # noqa: SIM115
    source = Unpacked(path, reading)
    try:
        while data := source.read(CHUNK_BYTES):
            spool.write(data)
    except BaseException:
        spool.close()
        raise
    finally:
        source.close()
    spool.seek(0)
    return spool


def only_member(path: Path, named: str) -> str:
    """The member of a zip to read: the one named, else the only one. Raises ``ImportError_``."""
    try:
        with zipfile.ZipFile(path) as packed:
            infos = [one for one in packed.infolist() if _is_data(one)]
    except (*DAMAGED, OSError) as error:
        raise _damaged(path, error) from error
    found = [one for one in infos if one.filename == named] if named else infos
    found = found or [one for one in infos if Path(one.filename).name == named]
    if len(found) != 1:
        raise _which(path.name, [one.filename for one in found or infos], named if not found else "")
    if found[0].flag_bits & 1:
        raise ImportError_(f"{path.name} is locked with a password. Unpack it and import what is inside.")
    return found[0].filename


def bomb(name: str) -> str:
    """The sentence about a file that unpacks to far more than a table would."""
    return (
        f"{name} unpacks to over {MOST_TIMES} times its size, as no usual table does, and was left alone. "
        "If you trust it, unpack it yourself and import what is inside."
    )


def _is_data(one: zipfile.ZipInfo) -> bool:
    return not one.is_dir() and not any(
        one.filename.startswith(sign) or Path(one.filename).name.startswith(sign) for sign in ASIDE
    )


def _which(name: str, members: list[str], named: str) -> ImportError_:
    if not members:
        return ImportError_(f"{name} holds no file. Choose a zip with one table in it.")
    if named:
        listed = ", ".join(members[:10]) + (", …" if len(members) > 10 else "")
        return ImportError_(f"{name} holds no file {named!r}. It holds: {listed}.")
    return MemberDoubt(name, members)


def _damaged(path: Path, error: Exception) -> ImportError_:
    if isinstance(error, EOFError):
        return ImportError_(f"{path.name} ends too early: it was cut off. Get it anew and import it again.")
    said = str(error).strip("'\". ") or type(error).__name__
    return ImportError_(f"{path.name} is damaged and cannot be unpacked ({said}). Get it anew.")
