"""What this room holds of people: refused rows, files that wait, and the names of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from touchline.collect.kept import Rows, names_them
from touchline.collect.models import Import, State
from touchline.collect.refused import NAME
from touchline.workspace.traces import ERASED, Traces

MODELS = ("collect.Import",)
FILES = ("imports/**",)
PERSONS = ("person", "brought_by")
TAKEN = "Its file named a person who asked to be forgotten, and was removed. Import the file again."


def found(traces: Traces) -> dict[str, int]:
    """Refused rows that name them, and files kept in the workspace that do."""
    return {
        "refused_rows": sum(1 for rows in _refused() for _ in rows.naming(traces)),
        "files": sum(1 for path in _others() if names_them(path, traces)),
    }


def export(traces: Traces) -> dict[str, Any]:
    """The refused rows that name them, cell by cell, and the names of files that do."""
    rows = [
        {"import": _number(one.path), "row": row.row, "reason": row.reason, "cells": row.cells}
        for one in _refused()
        for row in one.naming(traces)
    ]
    files = [str(path.relative_to(_folder())) for path in _others() if names_them(path, traces)]
    return {"refused_rows": rows, "waiting_files": files}


def forget(traces: Traces) -> dict[str, int]:
    """Blank the refused rows that name them, remove other files that do, and their names from imports.

    Counts of imports stay. Call it while no import runs: one whose file goes has failed, and says why.
    """
    rows = 0
    for one in _refused():
        erased = one.erase(traces)
        rows += erased
        if erased:
            Import.objects.filter(pk=_number(one.path)).update(resume={})
    files = [path for path in _others() if names_them(path, traces)]
    for path in files:
        _remove(path)
    with transaction.atomic():
        for asked in Import.objects.order_by("pk").iterator(500):
            _reword(asked, traces)
    return {"refused_rows": rows, "files": len(files)}


def _remove(path: Path) -> None:
    """Remove a file. The import that needed it says so."""
    path.unlink(missing_ok=True)
    waiting = Import.objects.filter(pk=_number(path), file=str(path)).exclude(state=State.DONE)
    waiting.update(state=State.FAILED, error=TAKEN, resume={})


def _reword(asked: Import, traces: Traces) -> None:
    """Take them out of the name of a file, of what was asked for, and of what was said."""
    options = asked.options if isinstance(asked.options, dict) else {}
    parts = {name: traces.clean(options[name]) for name in ("names", "given") if name in options}
    file = ERASED if traces.in_text(asked.file) else asked.file
    error = ERASED if traces.in_text(asked.error) else asked.error
    if file != asked.file or error != asked.error or any(parts[name] != options[name] for name in parts):
        asked.file, asked.error, asked.options = file, error, options | parts
        asked.save(update_fields=["file", "error", "options"])


def _folder() -> Path:
    folder: Path = settings.TOUCHLINE.imports
    return folder


def _refused() -> Iterator[Rows]:
    """The refused rows of every import, the oldest first."""
    columns = dict(Import.objects.values_list("pk", "options"))
    for path in sorted(_folder().glob(f"*/{NAME}"), key=lambda path: (_number(path), str(path))):
        options = columns.get(_number(path))
        places = options.get("columns", {}) if isinstance(options, dict) else {}
        yield Rows(path, [places[name] for name in PERSONS if name in places])


def _others() -> Iterator[Path]:
    """Every other file that imports keep."""
    for path in sorted(_folder().rglob("*")):
        if path.is_file() and not (path.name == NAME and path.parent.parent == _folder()):
            yield path


def _number(path: Path) -> int:
    """The number of the import in whose folder a file is, 0 for none."""
    first = path.relative_to(_folder()).parts[0]
    return int(first) if first.isascii() and first.isdigit() else 0
