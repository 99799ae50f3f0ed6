"""Where generations and bases stand, and what is said of each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from touchline.lake import checksums

NAME = re.compile(r"g[0-9]{6,}-[0-9a-f]{6}|[br][0-9]{6,}")
"""A generation's name ends in chance: when the index was deleted and begins anew, no name comes again."""


class GenerationGone(Exception):
    """A generation that no longer exists. The message is a sentence."""


class GenerationDamaged(Exception):
    """A generation whose files are not what was written. The message is a sentence; a build repairs it."""


class Shelf:
    """The folders of an index: reading what is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.pointer = self.folder / "pointer"
        self.bases, self.runs = self.folder / "bases", self.folder / "runs"
        self.all = self.folder / "generations"

    def current(self) -> str | None:
        """The name in the pointer file, or None when nothing is built."""
        try:
            name = self.pointer.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return None
        return name if NAME.fullmatch(name) else None

    def names(self) -> list[str]:
        """The names of all generations that can be opened, oldest first."""
        return names_in(self.all)

    def manifest(self, name: str) -> dict[str, Any]:
        """What a generation was made of. Raises ``GenerationGone`` or ``GenerationDamaged``.

        ``base`` its oldest level, ``levels`` all of them with how much each holds; ``lake`` id and version,
        ``last_seq``, ``events``; ``digests`` of the meaning; ``made_at`` and ``end`` in µs; ``people``,
        ``touches``, ``shards``; events that are not in the index: ``unrecognised`` (events, names, the most
        frequent of them under ``often``), ``left_out`` by class, ``without_code``; touches that lost the
        channel of their event, ``channels_folded``; ``spare_codes``; ``attributes`` and ``facts``, their
        values and how much is under "other"; ``referrals`` (given, used); ``bytes`` of the arrays.
        """
        path = self.all / name / "manifest.json"
        if not NAME.fullmatch(name) or not path.parent.is_dir():
            raise gone(name)
        try:
            said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise GenerationDamaged(f"The generation {name} is damaged: {error}.") from error
        return said

    def missing(self, name: str, said: dict[str, Any]) -> list[str]:
        """Sentences on files of a generation or its levels that are missing or have another size.

        What is small is read and compared as well: a wrong letter in a legend would be a wrong answer.
        """
        return [sentence for folder in (self.all / name, *self.levels(said)) for sentence in _wrong(folder)]

    def levels(self, said: dict[str, Any]) -> list[Path]:
        """The folders of the levels of a generation with this manifest, the base first."""
        names = [one["name"] for one in said["levels"]]
        return [self.bases / said["base"], *(self.runs / name for name in names[1:])]


def _wrong(folder: Path) -> list[str]:
    """What is wrong with the files of a folder; shards, facts and joins are looked at from outside only."""
    small = [name for name in checksums.names(folder) if not re.match(r"(facts/.*/)?shard-|joins", name)]
    return checksums.wrong(folder, small)


def gone(name: str) -> GenerationGone:
    """What is said of a generation that does not exist."""
    return GenerationGone(f"The generation {name} no longer exists. Ask again to see the newest one.")


def number(name: str) -> int:
    """The place of a generation or a base among its like."""
    return int(name[1:].split("-")[0])


def names_in(folder: Path) -> list[str]:
    """Names of generations or bases in a folder, ascending."""
    found = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return sorted((name for name in found if NAME.fullmatch(name)), key=number)
