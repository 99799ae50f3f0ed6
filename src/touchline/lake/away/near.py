"""Files fetched from an object store, in a folder that keeps the most recent of them."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from touchline.lake.checksums import checksum
from touchline.lake.columns import GONE
from touchline.lake.durable import make_folder
from touchline.lake.shelf import GenerationDamaged, GenerationGone

if TYPE_CHECKING:
    from touchline.lake.store import Store

CHUNK = 1 << 20
MOST = 4 << 30


class Far(NamedTuple):
    """A file in an object store: its name below a place, its size in bytes, its checksum."""

    name: str
    size: int
    digest: str


class Near:
    """A folder of at most ``most`` bytes, and what is being read beyond it. Any number of processes use it.

    Files are called by their size and checksum: two that hold the same are one.
    """

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self.folder, self._most = folder, most

    def file(self, place: str, far: Far) -> Path:
        """The file here. Raises ``GenerationGone`` when it is not there any more, ``GenerationDamaged``."""
        path = self.folder / f"{far.digest}-{far.size}{Path(far.name).suffix}"
        try:
            os.utime(path)
        except FileNotFoundError:
            from touchline.lake.store import open_store

            self._fetch(open_store(place), place, far, path)
        return path

    def clear(self) -> None:
        """Let go of everything. What is being read stays readable."""
        for path in self.folder.glob("*"):
            path.unlink(missing_ok=True)

    def _fetch(self, store: Store, place: str, far: Far, path: Path) -> None:
        make_folder(self.folder)
        self.folder.chmod(0o700)
        fresh = self.folder / f".{secrets.token_hex(8)}{path.suffix}"
        try:
            with store.open(far.name) as source, fresh.open("xb") as target:
                shutil.copyfileobj(source, target, CHUNK)
            if checksum(fresh) != (far.size, far.digest):
                raise GenerationDamaged(f"{place}/{far.name} is damaged: its checksum is another.")
            fresh.replace(path)
        except FileNotFoundError:
            raise GenerationGone(GONE) from None
        except OSError as error:
            raise store.trouble(error) from error
        finally:
            fresh.unlink(missing_ok=True)
        self._bound(path)

    def _bound(self, newest: Path) -> None:
        """Let those go that were not asked for the longest."""
        found = []
        for path in self.folder.glob("[!.]*"):
            try:
                about = path.stat()
            except FileNotFoundError:  # another process was quicker
                continue
            found.append((about.st_mtime_ns, about.st_size, path))
        over = sum(size for _, size, _ in found) - self._most
        for _, size, path in sorted(found):
            if over <= 0:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                over -= size


_near: list[Near] = []


def use_near(folder: Path, most: int) -> Near:
    """From now on keep what is fetched in a folder, at most so many bytes of it."""
    _near[:] = [Near(folder, most)]
    return _near[0]


def near() -> Near:
    """Where this process keeps what it fetches; a folder that goes with it, when nobody said."""
    if not _near:
        folder = tempfile.TemporaryDirectory(prefix="touchline-shards-")
        _near.append(Near(Path(folder.name)))
        _HELD.append(folder)
    return _near[0]


_HELD: list[object] = []
