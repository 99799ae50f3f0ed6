"""Refused rows put right: which can be, one by one, and sending them again as a file of their own.

Whether they come as a file or from a form, they are read as the first import was and have the identity they
would have had in its file.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from touchline.collect.cells_file import read_header
from touchline.collect.guess import settle_file
from touchline.collect.importers import ImportError_
from touchline.collect.importers.reading import WORDS
from touchline.collect.models import Import, State
from touchline.collect.options import REASON, ROW
from touchline.collect.reasons import Reason
from touchline.collect.refused import NAME, Refused, refused_rows
from touchline.collect.requesting import request_import
from touchline.collect.sent_again import changed_rows, keep, refuse_sent, refuse_those_of_others, sent_rows
from touchline.collect.sweeping import PREFIX
from touchline.workspace.models import Member

LONGEST_NAME = 150
MOST_LETTERS = 2_000
"""Letters of a row that can be put right by hand; a longer one is for the file."""
LOST = "\ufffd"
"""Stands in a kept cell for bytes that were no letter, and in a form for NUL."""
READ = {"encoding": "utf-8", "delimiter": "comma", "quote": "double"}


@dataclass(frozen=True)
class Open:
    """Refused rows that can be put right by hand.

    ``header`` and the cells of every row have one length. ``more``: further ones follow; ``too_long`` are
    rows left for the file.
    """

    header: tuple[str, ...]
    rows: tuple[Refused, ...]
    more: bool
    too_long: int


def take_file(
    number: int, name: str, pieces: Iterable[bytes], member: Member | None, rows: Sequence[int] = ()
) -> Import:
    """Ask for the import of a corrected file, which is in that import's own folder when anybody sees it.

    ``rows`` are the numbers of the refused rows it is known to put right, from a form; a file says so
    itself. Raises ``ImportError_``, and ``SentBefore`` when somebody sent one of them already.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=settings.TOUCHLINE.imports) as folder:
        path = Path(folder) / get_valid_filename(Path(name or "file").name)[-LONGEST_NAME:]
        with path.open("xb") as stream:
            for piece in pieces:
                stream.write(piece)
        with transaction.atomic():
            made = request_corrected(number, path, member, rows)
            own = made.folder / "file" / path.name
            own.parent.mkdir(parents=True)
            shutil.move(path, own)
            made.file = str(own)
            made.save(update_fields=["file"])
    return made


def request_corrected(
    number: int, path: Path, member: Member | None = None, rows: Sequence[int] = ()
) -> Import:
    """Ask for the import of a file that puts refused rows right, read as the import of that number was.

    The file has the columns of the refused rows, in any order. It may have any encoding and delimiter,
    unless a form wrote it, which knows the ``rows`` it has. Raises as ``take_file``.
    """
    first = Import.objects.filter(pk=number).first()
    if first is None:
        raise ImportError_(f"There is no import {number}. See them with: touchline imports")
    given = {name: value for name, value in first.options.get("given", {}).items() if name not in WORDS}
    file = path.expanduser().absolute()
    settled = settle_file(first.kind, file, {**given, **(READ if rows else {})})
    named = rows or changed_rows(first, file, settled)
    with transaction.atomic():
        Import.objects.select_for_update().filter(pk=number).first()
        if rows:
            refuse_sent(number, rows)
        else:
            refuse_those_of_others(number, named, member)
        made = request_import(first.kind, file, settled, member, first)
        keep(made, named)
    return made


def open_rows(found: Import, why: str, after: int, most: int) -> Open:
    """The refused rows behind number ``after`` that nobody sent again; ``why`` keeps one reason."""
    if found.state != State.DONE:
        return Open((), (), more=False, too_long=0)
    header = read_header(found.folder / NAME)
    sent = sent_rows(found.number)
    long: list[int] = []
    rows = list(islice(_fit(found, why, after, sent, long), most + 1))
    shown = rows[:most]
    width = max((len(header), *(len(one.cells) for one in shown)))
    return Open(
        header + ("",) * (width - len(header)),
        tuple(Refused(one.row, one.reason, _padded(one.cells, width)) for one in shown),
        more=len(rows) > most,
        too_long=len(long),
    )


def _fit(
    found: Import, why: str, after: int, sent: Mapping[int, Import], long: list[int]
) -> Iterator[Refused]:
    for one in refused_rows(found.folder):
        if one.row <= after or one.row in sent or one.reason == Reason.FORGOTTEN:
            continue
        if why and one.reason.id != why:
            continue
        if sum(map(len, one.cells)) > MOST_LETTERS:
            long.append(one.row)
        else:
            yield one


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def put_right(found: Import, typed: Mapping[int, Sequence[str]], member: Member | None) -> Import:
    """Send rows again with the cells that were typed, all of a row, as ``open_rows`` gave them.

    A row that was not changed is left out.

    Raises ``ImportError_``: nothing was changed, letters are still missing; ``SentBefore``.
    """
    came = {one.row: one for one in refused_rows(found.folder) if one.row in typed}
    changed = {row: kept for row, one in came.items() if (kept := _changed(one.cells, typed[row]))}
    if not changed:
        raise ImportError_(_("No cell was changed. Put a row right, then send it."))
    for row, cells in changed.items():
        if any(LOST in cell for cell in cells):
            raise ImportError_(
                _(
                    "Row {row} still has letters that could not be read, shown as {sign}. Type them anew."
                ).format(row=f"{row:,}", sign=LOST)
            )
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    header = read_header(found.folder / NAME)
    writer.writerow([ROW, REASON, *header])
    for row, cells in changed.items():
        writer.writerow([row, came[row].reason.id, *_cut(cells, len(header))])
    name = f"import-{found.number}-put-right.csv"
    return take_file(found.number, name, [stream.getvalue().encode()], member, tuple(changed))


def _changed(came: Sequence[str], typed: Sequence[str]) -> tuple[str, ...]:
    """The cells to send, or none when the form gave back what it was given.

    A form writes every line end its own way, so a cell that differs in nothing else is as it came.
    """
    old = [*came, *[""] * (len(typed) - len(came))]
    cells = tuple(
        was if _lines(was) == _lines(now) else _lines(now) for was, now in zip(old, typed, strict=True)
    )
    return cells if list(cells) != old else ()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", LOST)


def _cut(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Without blank cells beyond the header, which would leave the row with too many."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
