"""An uploaded file on its way to the record: its columns are chosen, it is rehearsed, then imported.

A draft waits in the workspace until then, with its file in the import's folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from touchline.collect import requesting
from touchline.collect.disk import is_full
from touchline.collect.guess import settle_file
from touchline.collect.importers import ImportError_, open_file
from touchline.collect.importers.encoding import EncodingDoubt
from touchline.collect.importers.packed import MemberDoubt
from touchline.collect.models import Import, Kind, State
from touchline.workspace.audit import record
from touchline.workspace.models import Member

PLACE = "file"
"""Folder of the uploaded file within the import's folder."""
LONGEST_NAME = 150
CHOOSING = (State.DRAFT, State.REHEARSED)
LOOKED_AT = "looked_at"
"""Where a draft keeps the choices that were looked at and not settled yet, beside its options."""


def upload(name: str, pieces: Iterable[bytes], member: Member | None) -> Import:
    """Keep an uploaded file as a draft; it is on disk when this returns.

    Raises ``ImportError_`` with a sentence when it cannot be kept or is no file that can be read;
    nothing is left of it then.
    """
    made = Import.objects.create(kind=Kind.TOUCHES, file="", state=State.DRAFT, member=member)
    try:
        path = made.folder / PLACE / _safe(name)
        path.parent.mkdir(parents=True)
        with path.open("xb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(EncodingDoubt, MemberDoubt):  # they are asked beside the file's columns
            open_file(path)
    except BaseException as error:
        requesting.clear(made.folder)
        made.delete()
        if is_full(error):
            raise ImportError_(_("The disk is full. Make room and send the file again.")) from error
        raise
    made.file = str(path)
    made.save(update_fields=["file"])
    return made


def note(number: int, kind: str, given: Mapping[str, str]) -> Import:
    """Keep the choices a member looks at: whoever opens the draft next finds them. Nothing is settled.

    Raises ``ImportError_`` when it is no draft any more.
    """
    with transaction.atomic():
        row = _draft(number)
        looked_at = {"kind": kind, "given": {name: text.replace("\0", "") for name, text in given.items()}}
        if row.options.get(LOOKED_AT) != looked_at:
            row.options = {**row.options, LOOKED_AT: looked_at}
            row.save(update_fields=["options"])
    return row


def choices(row: Import) -> tuple[str, dict[str, str]]:
    """The choices looked at last, else those that were settled; without any the kind is ""."""
    looked_at = row.options.get(LOOKED_AT)
    if looked_at:
        return str(looked_at["kind"]), dict(looked_at["given"])
    settled = row.options.get("given", {})
    return (row.kind, dict(settled)) if settled else ("", {})


def is_settled(row: Import) -> bool:
    """Whether it is settled how the file is read."""
    return "columns" in row.options


def choose(number: int, kind: str, given: Mapping[str, Any]) -> Import:
    """Settle how a draft is read. Raises ``ImportError_``; the draft stays as it was then."""
    with transaction.atomic():
        file = Path(_draft(number).file)
    options = settle_file(kind, file, given).to_dict()
    with transaction.atomic():
        row = _draft(number)
        row.options, row.kind, row.state, row.error = options, kind, State.DRAFT, ""
        row.save(update_fields=["options", "kind", "state", "error"])
    return row


def ask_rehearsal(number: int) -> Import:
    """Let the worker rehearse a draft whose reading is settled."""
    with transaction.atomic():
        return _move(number, State.REHEARSING)


def ask_import(number: int, member: Member | None) -> Import:
    """Let the worker import a draft whose reading is settled, rehearsed or not."""
    with transaction.atomic():
        row = _move(number, State.WAITING)
        given = row.options.get("given", {})
        record(
            member,
            "asked to import",
            Path(row.file).name,
            None,
            {"import": number, "kind": row.kind, **given},
        )
    return row


def discard(number: int) -> None:
    """Throw a draft and its file away."""
    with transaction.atomic():
        row = _draft(number)
        folder = row.folder
        row.delete()
    requesting.clear(folder)


def _move(number: int, state: State) -> Import:
    row = _draft(number)
    if not is_settled(row):
        raise ImportError_(_("Say first which column stands for what."))
    row.state, row.error, row.done_share = state, "", 0.0
    row.save(update_fields=["state", "error", "done_share"])
    return row


def _draft(number: int) -> Import:
    row = Import.objects.select_for_update().filter(pk=number).first()
    if row is None or row.state not in CHOOSING:
        raise ImportError_(_("Import {n} is no draft any more.").format(n=number))
    return row


def _safe(name: str) -> str:
    """A name that is nothing but a name, short enough for a disk."""
    plain = get_valid_filename(Path(name).name or "file")
    stem, dot, end = plain.rpartition(".")
    return plain if len(plain) <= LONGEST_NAME else f"{stem[: LONGEST_NAME - 20]}{dot}{end[:19]}"
