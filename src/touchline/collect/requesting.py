"""Asking for an import: everything that can be said before reading the rows is said here."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from touchline.collect.guess import settle_file
from touchline.collect.importers import ImportError_
from touchline.collect.models import Import, State
from touchline.collect.options import Options
from touchline.workspace.audit import record
from touchline.workspace.models import Member

LONGEST_PATH = 1000


def request_import(
    kind: str,
    path: str | Path,
    options: Mapping[str, Any] | Options,
    member: Member | None = None,
    corrects: Import | None = None,
) -> Import:
    """Write down that a file is to be imported; ``run_import`` does it.

    ``kind`` is touches, orders or people; ``options`` says which column stands for what, in the names
    of the command line (``person``, ``time``, ``touchpoint``, ``event_id``, …), or is what
    ``settle_file`` made of them. What is not said is guessed where that is sure. ``corrects`` is the
    import whose refused rows the file puts right. Raises ``ImportError_`` with a sentence: no such file,
    no rows, no such column, unknown zone or currency, something that must be said.
    """
    file = Path(path).expanduser().absolute()
    settled = options if isinstance(options, Options) else settle_file(kind, file, options)
    if len(str(file)) > LONGEST_PATH:
        raise ImportError_(f"The path of {file.name} is too long. Move the file to a folder nearer the top.")
    with transaction.atomic():
        made = Import.objects.create(
            kind=kind, file=str(file), options=settled.to_dict(), member=member, corrects=corrects
        )
        puts_right = {"corrects": corrects.number} if corrects else {}
        after = {"import": made.number, **puts_right, "kind": kind, **settled.given}
        record(member, "asked to import", file.name, None, after)
    return made


def request_table(
    kind: str,
    table: pa.Table | pa.RecordBatchReader,
    options: Mapping[str, Any],
    *,
    folder: Path,
    name: str,
    member: Member | None = None,
) -> Import:
    """Ask for the import of a table that is not a file, such as the sample business.

    ``folder`` is the workspace's folder of imports, in which the table waits as ``name``.parquet until
    it has been read. Raises ``ImportError_`` as ``request_import`` does.
    """
    batches = table.to_reader() if isinstance(table, pa.Table) else table
    folder.mkdir(parents=True, exist_ok=True)
    waiting = folder / f"{name}.parquet"
    try:
        with pq.ParquetWriter(waiting, batches.schema, compression="lz4") as writer:
            for batch in batches:
                writer.write_batch(batch)
        made = request_import(kind, waiting, options, member)
        own = folder / str(made.number) / waiting.name
        own.parent.mkdir(exist_ok=True)
        waiting.replace(own)
    finally:
        waiting.unlink(missing_ok=True)
    made.file = str(own)
    made.save(update_fields=["file"])
    return made


def request_again(number: int) -> Import:
    """Let a failed import wait to be run again. Raises ``ImportError_`` when it did not fail."""
    row = Import.objects.get(pk=number)
    if row.state != State.FAILED:
        raise ImportError_(f"Import {number} has not failed.")
    row.state, row.error = State.WAITING, ""
    row.save(update_fields=["state", "error"])
    return row


def clear(folder: Path) -> None:
    """Throw a stage away."""
    shutil.rmtree(folder, ignore_errors=True)
