"""Undoing a whole import: what it recorded goes, and with it the people and touchpoints only it knew.

Asking is a change of state; the holder of the worker lock does the work. ``kill -9`` at any moment loses
nothing and undoes nothing twice: it is done again from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchline.collect import requesting, turns
from touchline.collect.importers import ImportError_
from touchline.collect.models import FactsBefore, Import, Kind, State
from touchline.lake.events import Lake
from touchline.people import facts_back, joins
from touchline.people.identities import drop_unused
from touchline.touchpoints.discover import drop_unmet
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, undoes

PEOPLE, NAMES = "undo-people.parquet", "undo-names.parquet"
BATCH = 10_000
SINCE = b"since"
SOME = 1_000
"""Ids that are looked at again at a time."""
CAN_UNDO = (State.WAITING, State.DONE, State.FAILED)
CUT_OFF = (State.READING, State.WRITING)
"""States that say an import is under way, or was when its process ended."""


def request_undo(
    number: int, member: Member | None = None, *, idle: bool = False, corrected: bool = False
) -> Import:
    """Ask for an import to be undone. Raises ``ImportError_`` when it is under way or undone already.

    ``corrected``: those of ``corrected_by`` too.
    ``idle`` says that nobody works on imports, so that one under way was cut off; where that was an undo,
    it goes on.
    """
    if idle:
        cut_off = Import.objects.filter(pk=number, state=State.UNDOING).first()
        if cut_off is not None:
            return cut_off
    with transaction.atomic():
        row = _begin(number, (*CAN_UNDO, *CUT_OFF) if idle else CAN_UNDO)
        for one in (row, *(corrected_by(number) if corrected else ())):
            if one is not row:
                one = _begin(one.number, (*CAN_UNDO, *CUT_OFF) if idle else CAN_UNDO)
            before = {"import": one.number, "kind": one.kind}
            record(member, "asked to undo", Path(one.file).name, before, None)
    return row


def corrected_by(number: int) -> list[Import]:
    """Imports that put refused rows of this one right, or of one of those, and are not undone."""
    found: list[Import] = []
    first = [number]
    while first:
        later = list(Import.objects.filter(corrects__in=first).order_by("number"))
        found += [one for one in later if one.state not in (State.UNDOING, State.UNDONE) and not _empty(one)]
        first = [one.number for one in later]
    return sorted(found, key=lambda one: one.number)


@undoes("asked to import")
def undo_import(entry: AuditEntry, _member: Member | None) -> None:
    """Undo the import that an entry of the audit trail asked for."""
    try:
        _begin(entry.after["import"])
    except ImportError_ as error:
        raise CannotUndo(str(error)) from None


def _empty(one: Import) -> bool:
    return one.state == State.FAILED and not one.accepted


def leaned_on(number: int) -> list[Import]:
    """Later imports with rows that were here already: some may have come with this one, and go with it."""
    later = Import.objects.filter(number__gt=number, state=State.DONE, duplicates__gt=0)
    return list(later.order_by("number"))


def run_undo(number: int, *, lake: Lake) -> Import:
    """Undo an import that waits for it, and return it. For the holder of the worker lock."""
    row = Import.objects.get(pk=number)
    if row.state != State.UNDOING:
        return row
    if row.kind == Kind.PEOPLE:
        _undo_people(row, lake)
    else:
        _undo_events(row, lake)
    requesting.clear(row.folder)
    row.state, row.undone_at, row.foreseen = State.UNDONE, timezone.now(), {}
    row.save()
    return row


def _begin(number: int, allowed: Sequence[State] = CAN_UNDO) -> Import:
    row = Import.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise ImportError_(_("There is no import {n}.").format(n=number))
    if row.state == State.UNDONE:
        raise ImportError_(_("Import {n} is undone already.").format(n=number))
    if row.state == State.UNDOING:
        raise ImportError_(_("Import {n} is being undone already.").format(n=number))
    if row.state not in allowed:
        raise ImportError_(_("Import {n} is under way. Undo it when it is done.").format(n=number))
    row.state, row.error = State.UNDOING, ""
    row.save(update_fields=["state", "error"])
    return row


def _undo_events(row: Import, lake: Lake) -> None:
    people, names = row.folder / PEOPLE, row.folder / NAMES
    if not names.exists():  # before its events go: whom and what only this import knows
        since = lake.last_seq()
        _note(people, _with_ends(row, lake, lake.only_in_import(row.number, "identity")), since)
        _note(names, lake.only_in_import(row.number, "name"), since)
    with turns.a_part():
        joins.take_back(row.number)
    lake.remove_import(row.number)
    _drop_unused(people, lake)
    came = _Came(lake, names)
    with turns.a_part():
        came.look()
        drop_unmet(set(pq.read_table(names).column(0).to_pylist()) - came.names)


def _undo_people(row: Import, lake: Lake) -> None:
    """Put back what was known, newest change first, where nothing else was learnt since."""
    people = row.folder / PEOPLE
    if not people.exists():
        named = {one for pair in _named(row) for one in pair if one} | {*joins.ends_of(row.number)}
        since = lake.last_seq()
        strangers = sorted(named - set(lake.met(sorted(named))))
        _note(people, pa.table({"identity": pa.array(strangers, pa.int64())}), since)
    while True:
        with turns.a_part(), transaction.atomic():
            part = list(FactsBefore.objects.filter(of_import=row).order_by("-number")[:BATCH])
            if not part:
                break
            facts_back.put_back([(one.key, one.before, one.after) for one in part])
            FactsBefore.objects.filter(of_import=row, number__gte=part[-1].number).delete()
    with turns.a_part():
        joins.take_back(row.number)
    _drop_unused(people, lake)


class _Came:
    """What events came with since something was noted in a file: messages are taken while an undo goes on."""

    def __init__(self, lake: Lake, noted: Path) -> None:
        self.identities: set[int] = set()
        self.names: set[str] = set()
        self._lake = lake
        self._last = int((pq.read_schema(noted).metadata or {}).get(SINCE, b"0"))

    def look(self) -> None:
        """Look at what came by now."""
        last = self._lake.last_seq()
        if last > self._last:
            identities, names = self._lake.came_after(self._last)
            self.identities.update(identities)
            self.names.update(names)
            self._last = last


def _drop_unused(people: Path, lake: Lake) -> None:
    """Forget the noted ids, but for those that came again since."""
    came = _Came(lake, people)
    for batch in pq.ParquetFile(people).iter_batches(SOME):
        with turns.a_part():
            came.look()
            drop_unused(set(batch.column(0).to_pylist()) - came.identities)


def _with_ends(row: Import, lake: Lake, only_here: pa.Table) -> pa.Table:
    """Persons of whom only this import knows events, and ids it ties to others of whom there are none."""
    ends = sorted(set(joins.ends_of(row.number)))
    strangers = sorted(set(ends) - set(lake.met(ends))) if ends else []
    numbers = pa.table({"identity": pa.array(strangers, pa.int64())})
    return pa.concat_tables([only_here.rename_columns(["identity"]).cast(numbers.schema), numbers])


def _named(row: Import) -> Iterator[tuple[int, int]]:
    changed = FactsBefore.objects.filter(of_import=row).values_list("key", "after__brought_by")
    return ((int(key), int(by or 0)) for key, by in changed.iterator(BATCH))


def _note(path: Path, table: pa.Table, since: int) -> None:
    """Keep what is still to be done, so that the work can go on after an interruption.

    ``since`` is the last ``seq`` there was before it was found out.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    pq.write_table(table.replace_schema_metadata({SINCE: str(since)}), fresh)
    fresh.replace(path)
