"""Ids and their numbers, in bulk. A number, once given, is never given again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import numpy as np
from django.db import IntegrityError, connection, transaction

from touchline.journeys.index import Array
from touchline.people.lists import listed, parameter
from touchline.people.models import Identity, Join, Quarantine
from touchline.workspace.store import on_postgresql

TABLE = Identity._meta.db_table
CACHE = "PRAGMA cache_size = -65536"
"""64 MB for the pages of the table of ids: new ids fall anywhere in it, and 2 MB take four times as long."""
DROPPED = 500
BATCH = 50_000
"""Ids a transaction: short enough that pages can write in between."""


Numbering = Callable[[Sequence[str]], Array]
"""Gives each id its number."""


def numbers(ids: Sequence[str]) -> Array:
    """The number of each id (int64), given now to those that have none, in the order of ``ids``.

    Ids may repeat; each is one statement's work in a batch, not a query of its own. Works on SQLite
    and PostgreSQL. Ids are taken as they are: trim and judge them before.
    """
    if not on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(CACHE)
    found = np.zeros(len(ids), np.int64)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        found[start : start + len(part)] = _batch(list(part))
    return found


def known(ids: Sequence[str]) -> dict[str, int]:
    """The numbers of those ids that have one."""
    found: dict[str, int] = {}
    for start in range(0, len(ids), BATCH):
        found |= _look_up(list(ids[start : start + BATCH]))
    return found


def known_numbers(ids: Sequence[str]) -> Array:
    """The number of each id (int64), in the order of ``ids``; 0 for those that have none."""
    there = known(ids)
    return np.array([there.get(one, 0) for one in ids], np.int64)


class Provisional:
    """Numbers for a rehearsal, which gives none: an id without one has the same negative number each time."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def __call__(self, ids: Sequence[str]) -> Array:
        """The number of each id (int64), in the order of ``ids``."""
        there = known(ids)
        return np.array([there.get(one) or self._new(one) for one in ids], np.int64)

    def _new(self, one: str) -> int:
        return self._given.setdefault(one, -1 - len(self._given))

    @property
    def new(self) -> int:
        """How many ids had no number."""
        return len(self._given)


def drop_unused(numbers: Iterable[int]) -> int:
    """Forget ids that nothing is known or said of, and that brought nobody.

    For numbers without an event in the record; they are not given again. Returns how many went.
    """
    wanted = sorted(set(numbers))
    gone = 0
    for start in range(0, len(wanted), DROPPED):
        part = wanted[start : start + DROPPED]
        unused = Identity.objects.filter(number__in=set(part) - _said_of(part), person=None, brought=None)
        gone += Identity.objects.filter(number__in=list(unused.values_list("number", flat=True))).delete()[0]
    return gone


def _said_of(numbers: Sequence[int]) -> set[int]:
    """Those of these ids that are in a join, or that a member ruled about."""
    found = set(Quarantine.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    for end in ("low", "high"):
        found.update(Join.objects.filter(**{f"{end}__in": numbers}).values_list(end, flat=True))
    return found


def highest() -> int:
    """The highest number given so far, also when whoever had it is gone; 0 for none."""
    with connection.cursor() as cursor:
        if not on_postgresql():
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [TABLE])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'number')", [TABLE])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _batch(ids: list[str]) -> list[int]:
    there = _look_up(ids)
    missing = [one for one in dict.fromkeys(ids) if one not in there]
    if missing:
        there |= _insert(missing)
    if beaten := [one for one in missing if one not in there]:  # another process was faster
        there |= _look_up(beaten)
    return [there[one] for one in ids]


def _insert(ids: list[str]) -> dict[str, int]:
    """Give numbers to ids without one, in their order; those that had one after all may be left out."""
    if on_postgresql():
        with suppress(IntegrityError):
            return _copy(ids)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (value) SELECT value FROM {listed('text')} ORDER BY place "
            "ON CONFLICT (value) DO NOTHING RETURNING value, number",
            [parameter(ids)],
        )
        return dict(cursor.fetchall())


def _copy(ids: list[str]) -> dict[str, int]:
    """The same by COPY, the fastest way in. Raises ``IntegrityError`` when another process was faster."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'number')) FROM generate_series(1, %s)",
            [TABLE, len(ids)],
        )
        given = dict(zip(ids, (number for (number,) in cursor.fetchall()), strict=True))
        query = f"COPY {TABLE} (value, number) FROM STDIN (FORMAT BINARY)"
        with connection.wrap_database_errors, cursor.copy(query) as copy:
            copy.set_types(["text", "int8"])
            for row in sorted(given.items()):
                copy.write_row(row)
    return given


def _look_up(ids: list[str]) -> dict[str, int]:
    """The numbers there are. On PostgreSQL each id is a walk down the index, neighbours after each other:
    it would rather read the whole table once for each batch, which grows with the record.
    """
    if on_postgresql():
        query = (
            f"SELECT listed.value, known.number FROM {listed('text')}, LATERAL "
            f"(SELECT number FROM {TABLE} WHERE value = listed.value OFFSET 0) AS known"
        )
        ids = sorted(set(ids))
    else:
        query = (
            f"SELECT known.value, known.number FROM {listed('text')} "
            f"JOIN {TABLE} AS known ON known.value = listed.value"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [parameter(ids)])
        return dict(cursor.fetchall())
