"""Which refused rows of an import were put right and sent again, by a form or in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.collect.cells_file import read_header
from touchline.collect.importers import ImportError_, open_file
from touchline.collect.models import Import, State
from touchline.collect.options import REASON, ROW, Options
from touchline.collect.refused import NAME, refused_rows
from touchline.workspace.models import Member

KEY = "puts_right"
"""Where an import keeps the numbers of the refused rows it sends again, beside its options."""
NAMED = 5
LONGEST_NUMBER = 15


class SentBefore(ImportError_):
    """Somebody else sent some of the rows. ``by``: the import that did, by the row's number."""

    def __init__(self, by: Mapping[int, Import], sentence: str = "") -> None:
        super().__init__(
            sentence or _("Somebody else put rows right meanwhile. Look at theirs before you send yours.")
        )
        self.by = by


def sent_rows(number: int) -> dict[int, Import]:
    """Refused rows of an import that were sent again, and by which import, unless that was taken back."""
    later = Import.objects.select_related("member").filter(corrects=number).order_by("pk")
    alive = later.exclude(state__in=(State.FAILED, State.UNDOING, State.UNDONE))
    return {
        row: one
        for one in alive
        for first, last in one.options.get(KEY, ())
        for row in range(first, last + 1)
    }


def keep(made: Import, rows: Iterable[int]) -> None:
    """Write down which refused rows an import sends again."""
    runs = _runs(sorted(rows))
    if runs:
        made.options = {**made.options, KEY: runs}
        made.save(update_fields=["options"])


def _runs(rows: Iterable[int]) -> list[list[int]]:
    """First and last number of the rows that follow each other."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return runs


def changed_rows(first: Import, path: Path, options: Options) -> set[int]:
    """The refused rows of ``first`` that a file has put right: it names them, and their cells are others.

    A file without the column of their numbers names none. Raises ``ImportError_`` when it is damaged.
    """
    reader = open_file(path, options.reading)
    if ROW not in reader.header:
        return set()
    number, places = reader.header.index(ROW), _places(first, reader.header)
    kept = {one.row: _seal(one.cells) for one in refused_rows(first.folder)}
    found = set()
    for chunk in reader.chunks():
        for cells in chunk.cells(np.arange(len(chunk.rows))):
            row = _number(cells[number] if number < len(cells) else "")
            if row in kept and kept[row] != _seal(_in_order(cells, places)):
                found.add(row)
    return found


def _places(first: Import, header: Sequence[str]) -> list[int]:
    """Where the columns of the refused rows are in a file; none where it has not the same ones."""
    names = read_header(first.folder / NAME)
    own = [at for at, name in enumerate(header) if name not in (ROW, REASON)]
    if [header[at] for at in own] == list(names):
        return own
    if sorted(header[at] for at in own) != sorted(names) or len(set(names)) < len(names):
        return []
    return [header.index(name) for name in names]


def _in_order(cells: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    """The cells of a row as they stood in the file it came from, those beyond its header at the end."""
    beyond = cells[max(places, default=-1) + 1 :] if places else ()
    return (*(cells[at] for at in places if at < len(cells)), *beyond)


def _seal(cells: Sequence[str]) -> int:
    """A number for the cells; programs write line ends in a cell their own way."""
    return hash(tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells))


def _number(cell: str) -> int:
    text = cell.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def refuse_sent(number: int, rows: Iterable[int]) -> None:
    """Raise ``SentBefore`` when one of the rows was sent again already."""
    sent = sent_rows(number)
    by = {row: sent[row] for row in rows if row in sent}
    if by:
        raise SentBefore(by)


def refuse_those_of_others(number: int, rows: Iterable[int], member: Member | None) -> None:
    """Raise ``SentBefore`` when another member sent one of the rows again already. What one sent oneself
    comes once more: a row that is the same is here already and counts once."""
    sent = sent_rows(number)
    by = {row: sent[row] for row in sorted(rows) if row in sent and sent[row].member != member}
    if by:
        raise SentBefore(by, _sentence(by))


def _sentence(by: Mapping[int, Import]) -> str:
    rows = ", ".join(f"{row:,}" for row in list(by)[:NAMED])
    if len(by) > NAMED:
        rows = _("{rows} and {n} more").format(rows=rows, n=f"{len(by) - NAMED:,}")
    senders = {one.number: one for one in by.values()}.values()
    names = [(one.number, one.member.name if one.member else _("the command line")) for one in senders]
    imports = ", ".join(f"{number} ({name})" for number, name in names)
    return ngettext(
        "Somebody else sent refused row {rows} again already, as import {imports}. Nothing of the file was "
        "taken. Take the row out of it, or undo that import; then send it again.",
        "Somebody else sent refused rows {rows} again already, as import {imports}. Nothing of the file was "
        "taken. Take the rows out of it, or undo that import; then send it again.",
        len(by),
    ).format(rows=rows, imports=imports)
