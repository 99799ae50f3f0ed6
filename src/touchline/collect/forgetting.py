"""What this room holds of people: refused rows, files that wait, and the names of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from touchline.collect.drafting import LOOKED_AT
from touchline.collect.kept import Rows, names_them
from touchline.collect.models import FactsBefore, Import, State
from touchline.collect.refused import NAME
from touchline.collect.verdicts import CELLS
from touchline.workspace.traces import ERASED, Traces

MODELS = ("collect.Import", "collect.FactsBefore", "collect.Preset")
KEPT = (NAME, CELLS)
"""Files with the cells of single rows; every other file is kept or goes as a whole."""
FILES = ("imports/**",)
PERSONS = ("person", "other_id", "brought_by")
TAKEN = "Its file named a person who asked to be forgotten, and was removed. Import the file again."


def found(traces: Traces) -> dict[str, int]:
    """Refused rows that name them, and files kept in the workspace that do."""
    return {
        "refused_rows": sum(1 for rows in _rows(NAME) for _ in rows.naming(traces)),
        "shown_rows": sum(1 for rows in _rows(CELLS) for _ in rows.naming(traces)),
        "files": sum(1 for path in _others() if names_them(path, traces)),
    }


def export(traces: Traces) -> dict[str, Any]:
    """The rows kept cell by cell that name them, and the names of files that do."""
    rows = {
        name: [
            {"import": _number(one.path), "row": row.row, "reason": row.reason, "cells": row.cells}
            for one in _rows(name)
            for row in one.naming(traces)
        ]
        for name in KEPT
    }
    files = [str(path.relative_to(_folder())) for path in _others() if names_them(path, traces)]
    return {"refused_rows": rows[NAME], "shown_rows": rows[CELLS], "waiting_files": files}


def forget(traces: Traces) -> dict[str, int]:
    """Blank the refused rows that name them, remove other files that do, and their names from imports.

    Counts of imports stay. Call it while no import runs: one whose file goes has failed, and says why.
    """
    rows = {name: sum(_erase(one, traces) for one in _rows(name)) for name in KEPT}
    files = [path for path in _others() if names_them(path, traces)]
    for path in files:
        _remove(path)
    with transaction.atomic():
        for asked in Import.objects.order_by("pk").iterator(500):
            _reword(asked, traces)
        _forget_before(traces)
    return {"refused_rows": rows[NAME], "shown_rows": rows[CELLS], "files": len(files)}


def _erase(rows: Rows, traces: Traces) -> int:
    erased = rows.erase(traces)
    if erased:
        Import.objects.filter(pk=_number(rows.path)).update(resume={})
    return erased


def _remove(path: Path) -> None:
    """Remove a file. The import that needed it says so."""
    path.unlink(missing_ok=True)
    waiting = Import.objects.filter(pk=_number(path), file=str(path)).exclude(
        state__in=(State.DONE, State.UNDONE)
    )
    waiting.update(state=State.FAILED, error=TAKEN, resume={})


def _reword(asked: Import, traces: Traces) -> None:
    """Take them out of the name of a file, of what was asked for, and of what was said."""
    options = asked.options if isinstance(asked.options, dict) else {}
    texts = ("names", "given", LOOKED_AT)
    parts = {name: traces.clean(options[name]) for name in texts if name in options}
    foreseen = traces.clean(asked.foreseen)
    file = ERASED if traces.in_text(asked.file) else asked.file
    error = ERASED if traces.in_text(asked.error) else asked.error
    before = (asked.file, asked.error, asked.foreseen, {name: options[name] for name in parts})
    if (file, error, foreseen, parts) != before:
        asked.file, asked.error, asked.foreseen, asked.options = file, error, foreseen, options | parts
        asked.save(update_fields=["file", "error", "foreseen", "options"])


def _forget_before(traces: Traces) -> None:
    """What was known before an import changed it: theirs goes, and they go out of that of others."""
    gone = set(traces.numbers)
    for one in FactsBefore.objects.order_by("pk").iterator(2_000):
        if one.key in gone:
            one.delete()
            continue
        before, after = (_without(known, gone, traces) for known in (one.before, one.after))
        if (before, after) != (one.before, one.after):
            FactsBefore.objects.filter(pk=one.pk).update(before=before, after=after)


def _without(known: Any, gone: set[int], traces: Traces) -> Any:
    if known is None:
        return None
    left = {**known, "attributes": traces.rid_value(known["attributes"])}
    return {**left, "brought_by": 0, "brought_as": ""} if known["brought_by"] in gone else left


def _folder() -> Path:
    folder: Path = settings.TOUCHLINE.imports
    return folder


def _rows(name: str) -> Iterator[Rows]:
    """The rows that every import keeps in a file of this name, the oldest import first."""
    columns = dict(Import.objects.values_list("pk", "options"))
    for path in sorted(_folder().glob(f"*/{name}"), key=lambda path: (_number(path), str(path))):
        options = columns.get(_number(path))
        places = options.get("columns", {}) if isinstance(options, dict) else {}
        yield Rows(path, [places[name] for name in PERSONS if name in places])


def _others() -> Iterator[Path]:
    """Every other file that imports keep."""
    for path in sorted(_folder().rglob("*")):
        if path.is_file() and not (path.name in KEPT and path.parent.parent == _folder()):
            yield path


def _number(path: Path) -> int:
    """The number of the import in whose folder a file is, 0 for none."""
    first = path.relative_to(_folder()).parts[0]
    return int(first) if first.isascii() and first.isdigit() else 0
