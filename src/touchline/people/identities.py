"""Ids and their numbers, in bulk. A number, once given, is never given again."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from django.db import connection, transaction

from touchline.journeys.index import Array
from touchline.people.models import Identity

BATCH = 20_000
"""Ids a transaction: short enough that pages can write in between."""


def numbers(ids: Sequence[str]) -> Array:
    """The number of each id (int64), given now to those that have none, in the order of ``ids``.

    Ids may repeat; each is one statement's work in a batch, not a query of its own. Works on SQLite
    and PostgreSQL. Ids are taken as they are: trim and judge them before.
    """
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


def _batch(ids: list[str]) -> list[int]:
    there = _look_up(ids)
    missing = [one for one in dict.fromkeys(ids) if one not in there]
    if missing:
        _insert(missing)
        there |= _look_up(missing)
    return [there[one] for one in ids]


def _insert(ids: list[str]) -> None:
    table = Identity._meta.db_table
    order = "key" if connection.vendor == "sqlite" else "ordinality"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (value) SELECT value FROM {_listed()} ORDER BY {order} "
            "ON CONFLICT (value) DO NOTHING",
            [_parameter(ids)],
        )


def _look_up(ids: list[str]) -> dict[str, int]:
    table = Identity._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT known.value, known.number FROM {_listed()} "
            f"JOIN {table} AS known ON known.value = listed.value",
            [_parameter(ids)],
        )
        return dict(cursor.fetchall())


def _listed() -> str:
    """A list of texts as a table with a column ``value``, in the words of the database."""
    if connection.vendor == "sqlite":
        return "json_each(%s) AS listed"
    return "unnest(%s::text[]) WITH ORDINALITY AS listed (value, ordinality)"


def _parameter(ids: list[str]) -> str | list[str]:
    return json.dumps(ids) if connection.vendor == "sqlite" else ids
