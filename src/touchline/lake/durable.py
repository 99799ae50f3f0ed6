"""Files that are on disk when a function returns, not only in the system's memory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

SYNCED_TOGETHER = 8
"""Files handed to the disk at once: it writes them together."""


def sync_file(path: Path) -> None:
    """Wait until the contents of a file are on disk."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def sync_tree(*folders: Path, also: Sequence[Path] = ()) -> None:
    """Wait until every file and folder below ``folders``, they themselves, and ``also`` are on disk."""
    walked = [found for folder in folders for found in os.walk(folder, topdown=False)]
    paths = [Path(place, name) for place, _, names in walked for name in names]
    paths += [*(Path(place) for place, _, _ in walked), *also]
    with ThreadPoolExecutor(min(SYNCED_TOGETHER, len(paths))) as pool:
        list(pool.map(sync_file, paths))


def make_folder(path: Path) -> None:
    """Make a folder and those above it; each new name is on disk when this returns."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_folder(path.parent)


def replace_file(path: Path, text: str, *after: Path) -> None:
    """Write a file so that a reader, or a machine that loses power, sees the old text or the new one.

    It is not replaced before the folders ``after``, and their names, are on disk.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    sync_tree(*after, also=[fresh, *{folder.parent for folder in after}])
    fresh.replace(path)
    sync_folder(path.parent)


def link(old: Path, new: Path) -> None:
    """The same file under another name; a copy where the disk knows no links."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def link_tree(old: Path, new: Path) -> None:
    """The files of a folder under another name, as ``link`` does it."""
    for place, folders, names in os.walk(old):
        here = new / Path(place).relative_to(old)
        here.mkdir()
        for name in names:
            link(Path(place, name), here / name)
        folders.sort()


def remove_folder(path: Path) -> None:
    """Remove a folder; its name goes first, so that nobody sees half of it."""
    hidden = path if path.name.startswith(".") else path.with_name(f".{path.name}.gone")
    if hidden != path:
        path.rename(hidden)
    shutil.rmtree(hidden)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def reserve(folder: Path) -> None:
    """Make the folder that ``becoming`` works in, so that everybody sees that the name is taken."""
    make_folder(folder.parent)
    _work(folder).mkdir(exist_ok=True)


def remove_reserved(folder: Path) -> None:
    """Give a name back that was reserved, with what may be written under it."""
    shutil.rmtree(_work(folder), ignore_errors=True)


def _work(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


@contextmanager
def becoming(folder: Path, *, synced: bool = True) -> Iterator[Path]:
    """An empty folder to write in, which is ``folder`` once it is complete.

    It is on disk then where it is to be ``synced``. After trouble nothing is left of it: on a full disk
    there is room again.
    """
    make_folder(folder.parent)
    work = _work(folder)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
        if synced:
            sync_tree(work)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    work.rename(folder)
    if synced:
        sync_folder(folder.parent)
