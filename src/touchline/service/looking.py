"""Looking into a file before it is imported: its first rows, and how it would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from touchline.collect.importers import ImportError_, open_file
from touchline.collect.options import SHAPES, settle

SHOWN_ROWS = 12
LONGEST_CELL = 200


@dataclass(frozen=True)
class Look:
    """A file as it would be imported.

    ``columns``: by what a column stands for, the column's name; ``why`` the reason of what was guessed.
    ``given``: all that is settled, in the words of the command line. ``said`` sentences on what was found
    out, ``questions`` what must be said first. ``wrong``: why the file cannot be read so, or "".
    """

    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    kind: str = "touches"
    columns: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    said: Sequence[str] = ()
    questions: Sequence[str] = ()
    wrong: str = ""

    @property
    def ready(self) -> bool:
        """Whether it can be rehearsed and imported so."""
        return not self.questions and not self.wrong


def look(path: Path, kind: str, given: Mapping[str, Any]) -> Look:
    """Look into a file with what a member has said of it so far. Never raises for a file or a choice."""
    asked = {name: str(value) for name, value in given.items() if value not in (None, "")}
    taken = kind if kind in SHAPES else "touches"
    shape = SHAPES[taken]
    known = {name: value for name, value in asked.items() if name in (*shape.needs, *shape.may, *shape.words)}
    try:
        reader = open_file(path)
        first = next(reader.chunks(), None)
    except ImportError_ as error:
        return Look(kind=taken, given=known, wrong=str(error))
    rows = () if first is None else tuple(first.cells(np.arange(min(SHOWN_ROWS, len(first.rows)))))
    shown = tuple(tuple(_plain(cell) for cell in row) for row in rows)
    columns = {name: value for name, value in known.items() if name in (*shape.needs, *shape.may)}
    found = Look(reader.header, shown, taken, columns, {}, known)
    try:
        settle(taken, known, reader.header)
    except ImportError_ as error:
        return _asking(found, str(error))
    return found


def _asking(found: Look, sentence: str) -> Look:
    return Look(
        found.header, found.rows, found.kind, found.columns, found.why, found.given, found.said, (sentence,)
    )


def _plain(cell: str) -> str:
    return cell.encode("utf-8", "replace").decode()[:LONGEST_CELL]
