"""Ids and their numbers, in bulk. A number, once given, is never given again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db import connection, transaction

from touchline.journeys.index import Array
from touchline.people.lists import listed, parameter
from touchline.people.models import Identity

TABLE = Identity._meta.db_table
CACHE = "PRAGMA cache_size = -65536"
"""64 MB for the pages of the table of ids: new ids fall anywhere in it, and 2 MB take four times as long."""
BATCH = 50_000
"""Ids a transaction: short enough that pages can write in between."""


def numbers(ids: Sequence[str]) -> Array:
    """The number of each id (int64), given now to those that have none, in the order of ``ids``.

    Ids may repeat; each is one statement's work in a batch, not a query of its own. Works on SQLite
    and PostgreSQL. Ids are taken as they are: trim and judge them before.
    """
    if connection.vendor == "sqlite":
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


def highest() -> int:
    """The highest number given so far, also when whoever had it is gone; 0 for none."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
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
    """Give numbers to ids without one; those that had one after all are left out."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (value) SELECT value FROM {listed('text')} ORDER BY place "
            "ON CONFLICT (value) DO NOTHING RETURNING value, number",
            [parameter(ids)],
        )
        return dict(cursor.fetchall())


def _look_up(ids: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT known.value, known.number FROM {listed('text')} "
            f"JOIN {TABLE} AS known ON known.value = listed.value",
            [parameter(ids)],
        )
        return dict(cursor.fetchall())
