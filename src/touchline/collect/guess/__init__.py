"""Guessing how a file is imported: what it is, which column stands for what, how times and money are
written. Everything guessed has a sentence; what is not sure is a question, never a silent choice."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from touchline.collect.guess.columns import Found, Looks, bare_id, find
from touchline.collect.guess.forms import Forms, forms_of
from touchline.collect.guess.glance import Glance, glance_at
from touchline.collect.guess.kind import kind_of
from touchline.collect.guess.said import say, unanswered
from touchline.collect.guess.systems import System, columns_of, recognise
from touchline.collect.guess.words import lean
from touchline.collect.importers import Chunk, ImportError_, Reading
from touchline.collect.options import (
    APART,
    MONEY,
    SHAPES,
    Options,
    asked_for,
    find_column,
    needed,
    option,
    settle,
)  # fmt: skip
from touchline.collect.zones import read_before
from touchline.lake.parquet import CAMPAIGN

SHOWN_ROWS = 5
ROLES = {
    "orders": (
        "time", "currency", "person", "order", "value", "quantity", "price", "channel", "event_id", *CAMPAIGN,
        "other_id",
    ),
    "touches": (
        "time", "person", "touchpoint", "channel", "value", "currency", "order", "event_id", *CAMPAIGN,
        "other_id",
    ),
    "people": ("person", "name", "brought_by", "other_id"),
}  # fmt: skip
"""In this order columns are taken, the plainest first."""


@dataclass(frozen=True)
class Guess:
    """How a file would be imported.

    ``kind`` is touches, orders or people, ``kind_why`` the reason, ``system`` the known export or "".
    ``columns``: which column stands for what, with reasons. ``given`` are all options in the words of the
    command line, ``said`` sentences on what was guessed, ``questions`` what must be said before the file
    can be imported, ``notes`` what to know. ``options`` is the settled import, None while there are
    questions.
    """

    path: Path
    reading: Reading
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str
    kind_why: str
    system: str = ""
    columns: tuple[Found, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    options: Options | None = None

    def command(self) -> str:
        """The command that imports the file just so, without asking anything."""
        parts = ["touchline", "import", self.kind, shlex.quote(str(self.path))]
        for name, value in self.given.items():
            parts += [option(name), shlex.quote(value)]
        return " ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "file": str(self.path),
            "reading": self.reading.to_dict() | {"sentence": self.reading.sentence()},
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "kind": self.kind,
            "why": self.kind_why,
            "system": self.system,
            "columns": [
                {
                    "for": one.role,
                    "column": one.column,
                    "why": one.why,
                    "sure": one.sure,
                    "or": list(one.rivals),
                }
                for one in self.columns
            ],
            "options": dict(self.given),
            "said": list(self.said),
            "questions": list(self.questions),
            "notes": list(self.notes),
            "command": self.command(),
        }


def guess(path: Path, kind: str | None = None, given: Mapping[str, Any] | None = None) -> Guess:
    """Find out how to import a file; what is ``given``, in the words of the command line, is not guessed.

    ``kind`` None: it is guessed too. Once all needed columns are named, no other column is taken for
    anything but the money of orders: who maps by hand means what they leave out. Raises
    ``ImportError_`` with a sentence when the file cannot be read, has no rows, or what was given cannot
    be.
    """
    file = Path(path).expanduser().absolute()
    wanted = {name: value for name, value in (given or {}).items() if value not in (None, "")}
    about = glance_at(file, {name: str(value) for name, value in wanted.items()})
    header = about.header
    system = recognise(header)
    seen = [] if kind and _by_hand(kind, wanted) else about.seen
    taken = kind or (system.kind if system else "")
    why = "it was asked for" if kind else f"the headers are those of {system.name}" if system else ""
    if not taken:
        taken, why = kind_of(header, seen)
    asked = asked_for(taken, wanted)
    system = system if system and system.kind == taken else None
    columns = _columns(taken, header, seen, asked, system)
    start = Guess(
        file, about.reading, header, _shown(about.first), taken, why, system.name if system else "", columns
    )
    return _complete(start, about, asked, system)


def settle_file(kind: str, path: Path, given: Mapping[str, Any]) -> Options:
    """Settle an import of a file; what is not given is guessed where that is sure.

    Raises ``ImportError_`` with a sentence that asks, where it is not.
    """
    found = guess(path, kind, given)
    if found.options is None:
        raise ImportError_(" ".join(found.questions))
    return found.options


def _complete(start: Guess, about: Glance, asked: dict[str, str], system: System | None) -> Guess:
    """With times, money and the rest settled."""
    questions = unanswered(start.kind, start.header, start.columns, asked)
    chosen = {one.role: one.column for one in start.columns if one.sure and one.role not in asked}
    places = {one.role: one.place for one in start.columns if one.sure}
    words = {name: value for name, value in (system.words if system else {}).items() if name not in asked}
    if "time_zone" not in {**asked, **words} and "time" in places and _in_utc(about.header[places["time"]]):
        words["time_zone"] = "UTC"
    forms = forms_of(about, places, start.kind, {**asked, **words})
    full = {**chosen, **start.reading.words(), **words, **forms.words, **asked}
    said = [say(one) for one in start.columns if one.sure and one.role not in asked]
    found = replace(
        start,
        given=_in_order(start.kind, full, asked),
        said=(start.reading.sentence(), *said, *forms.said),
        questions=(*questions, *forms.questions),
        notes=(system.note,) if system and system.note else (),
    )
    return found if found.questions else _settled(found, forms)


def _settled(found: Guess, forms: Forms) -> Guess:
    options = settle(found.kind, found.given, found.header, found.reading)
    before = read_before(found.path, options.zone) if forms.wall else ""
    notes = (*found.notes, before) if before else found.notes
    said = (*found.said, *notes)
    return replace(
        found, notes=notes, options=replace(options, numbers=forms.numbers, wall=forms.wall, said=said)
    )


def _columns(
    kind: str, header: tuple[str, ...], seen: Sequence[Looks], asked: Mapping[str, str], system: System | None
) -> tuple[Found, ...]:
    known, name = (columns_of(system, header), system.name) if system else ({}, "")
    found: dict[str, Found] = {}
    for role in ROLES[kind]:
        if role in asked and not (role == "currency" and _no_column(asked[role], header)):
            place = find_column(asked[role], header)
            found[role] = Found(role, place, header[place], "it was named")
    taken = {one.place for one in found.values()}
    by_hand = asked.keys() >= set(needed(kind, asked))
    for role in ROLES[kind]:
        if role in found or role in asked or _not_both(kind, role, {*found, *asked}):
            continue
        if _by_hand(kind, asked) or (by_hand and not (kind == "orders" and role in MONEY)):
            continue
        if role == "other_id" and kind != "touches":  # there it is often an address that several share
            continue
        if role in known:
            one: Found | None = Found(role, known[role], header[known[role]], f"so it is in {name}")
        else:
            one = None if system and role not in SHAPES[kind].needs else find(role, header, seen, taken)
        if one is None and kind == "people" and role == "person":
            one = bare_id(header, seen)
        if one is not None:
            found[role] = one
            taken.add(one.place)
    return tuple(found[role] for role in ROLES[kind] if role in found)


def _by_hand(kind: str, asked: Mapping[str, Any]) -> bool:
    """Whether nothing about the columns is left to be guessed."""
    worth = kind != "orders" or "value" in asked or {"quantity", "price"} <= asked.keys()
    return worth and kind in SHAPES and asked.keys() >= set(needed(kind, asked))


def _not_both(kind: str, role: str, there: set[str]) -> bool:
    """Money is a value, or a quantity and a price; a name for all rows needs no column of touchpoints; an
    order id among touches belongs to their money."""
    if role == "touchpoint":
        return "touchpoint_name" in there
    if role == "order" and kind == "touches":
        return "value" not in there
    return (role == "value" and bool({"quantity", "price"} & there)) or (
        role in ("quantity", "price") and "value" in there
    )


def _no_column(word: str, header: Sequence[str]) -> bool:
    return not any(word.casefold() == name.casefold() for name in header)


def _shown(first: Chunk) -> tuple[tuple[str, ...], ...]:
    places = np.arange(min(SHOWN_ROWS, len(first.rows)))
    rows = first.cells(places)
    return tuple(tuple(cell.encode("utf-8", "replace").decode()[:200] for cell in row) for row in rows)


def _in_utc(header: str) -> bool:
    return bool({"utc", "gmt"} & set(lean(header).split()))


def _in_order(kind: str, full: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """Only what such an import knows, columns first; what would hold unasked is left out."""
    shape = SHAPES[kind]
    usual = {"encoding": "utf-8", "delimiter": "comma", "quote": "double", "dates": "iso", "lines": APART}
    names = (*shape.needs, *shape.may, *shape.words)
    return {
        name: full[name]
        for name in names
        if name in full and (name in asked or usual.get(name) != full[name])
    }
