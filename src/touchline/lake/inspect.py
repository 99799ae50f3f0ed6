"""Look through the whole index for damage."""

from __future__ import annotations

import os
from pathlib import Path

from touchline.lake import checksums
from touchline.lake.away.place import away_of
from touchline.lake.lease import share
from touchline.lake.shelf import GenerationDamaged, GenerationGone, Shelf
from touchline.lake.store import LakeError


def check(shelf: Shelf) -> list[str]:
    """A sentence for a pointer to nothing, for what is half written, for each damaged file."""
    said = []
    current, names = shelf.current(), shelf.names()
    if shelf.pointer.exists() and current not in names:
        said.append("The pointer of the index names no generation that exists.")
    for path in sorted(
        path for folder in (shelf.all, shelf.bases, shelf.runs) for path in folder.glob(".*.new")
    ):
        name = path.name.removeprefix(".").removesuffix(".new")
        said.append(f"{name} of the index is half written: it is being made now, or a crash left it.")
    levels: dict[Path, list[str]] = {}
    for name in names:
        reasons = _wrong(shelf, name, levels, far=True)
        said += [f"The generation {name} is damaged: {reason}" for reason in reasons]
    return said


def damage(shelf: Shelf) -> list[str]:
    """A sentence for each damaged file that the newest generation reads; reads all of them."""
    name = shelf.current()
    found = _wrong(shelf, name, {}) if name is not None and name in shelf.names() else []
    return [f"The generation {name} is damaged: {reason}" for reason in found]


def _away(folder: Path) -> list[str]:
    """What is wrong with files of a level that stand in an object store, looked at from outside."""
    try:
        away = away_of(folder)
        return away.wrong() if away else []
    except (OSError, LakeError) as error:
        return [str(error)]


def _wrong(shelf: Shelf, name: str, levels: dict[Path, list[str]], *, far: bool = False) -> list[str]:
    """What is wrong with one generation; each level is read once, and ``far`` files are asked after."""
    lease = share(shelf.all / name / "lease")
    if lease is None and not (shelf.all / name).exists():
        return []  # swept meanwhile
    try:
        said = checksums.wrong(shelf.all / name)
        for folder in shelf.levels(shelf.manifest(name)):
            if folder not in levels:
                levels[folder] = checksums.wrong(folder) or (_away(folder) if far else [])
            said += levels[folder]
        return said
    except GenerationGone:
        return []
    except (GenerationDamaged, KeyError, TypeError) as error:
        return [str(error)]
    finally:
        if lease is not None:
            os.close(lease)
