"""What a finished folder holds: the size of each file and its SHA-256; of arrays what is quicker to find."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from touchline.journeys import sections

NAME = "checksums.json"
ARRAYS = ".arrays"
"""What files of arrays have in their names."""
Sums = dict[str, tuple[int, str]]


def checksum(path: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file, or what stands for it."""
    if ARRAYS in path.name:
        return sections.total(path)
    with path.open("rb") as stream:
        return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def write(folder: Path, known: Sums, before: Path | None = None) -> None:
    """Write the checksums of a folder: ``known`` by relative name, and all other files in it.

    Files that are also in the folder ``before`` are not read again. They are on disk when the folder is.
    """
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    same = {} if before is None else _shared(folder, before)
    sums = {
        name: known.get(name) or same.get(name) or checksum(folder / name) for name in names if name != NAME
    }
    (folder / NAME).write_text(json.dumps(sums, indent=0), encoding="utf-8")


def missing(folder: Path) -> list[str]:
    """Sentences on files that are missing or have another size. Reads no contents."""
    sums = _read(folder)
    if sums is None:
        return [f"{folder / NAME} is missing or damaged."]
    return [sentence for name, (size, _) in sums.items() for sentence in _size(folder / name, size)]


def wrong(folder: Path, only: Collection[str] | None = None) -> list[str]:
    """Sentences on files that are missing or damaged. Reads everything, or ``only`` the files named."""
    said = missing(folder)
    if said:
        return said
    sums = _read(folder) or {}
    return [
        f"{folder / name} is damaged: its checksum is another."
        for name, expected in sums.items()
        if (only is None or name in only) and checksum(folder / name) != expected
    ]


def names(folder: Path) -> list[str]:
    """Names of the files in a folder; none when nothing is known of it."""
    return list(read(folder))


def size_of(folder: Path) -> int:
    """Bytes in a folder."""
    return sum(size for size, _ in (_read(folder) or {}).values())


def read(folder: Path) -> Sums:
    """Size and checksum of each file of a folder, by its name; nothing when nothing is known of it."""
    return _read(folder) or {}


def _read(folder: Path) -> Sums | None:
    try:
        sums = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return {str(name): (int(size), str(digest)) for name, (size, digest) in sums.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _shared(folder: Path, before: Path) -> Sums:
    """The checksums of files of another folder that are in this one too, under the same name."""
    found = {}
    for name, one in (_read(before) or {}).items():
        try:
            if (folder / name).samefile(before / name):
                found[name] = one
        except FileNotFoundError:
            continue
    return found


def _size(path: Path, expected: int) -> list[str]:
    try:
        found = path.stat().st_size
    except FileNotFoundError:
        return [f"{path} is missing."]
    return [] if found == expected else [f"{path} has {found} bytes instead of {expected}."]
