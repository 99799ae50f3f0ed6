"""A list of values as a table in a query, in the words of SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from touchline.workspace.store import on_postgresql


def listed(kind: str) -> str:
    """A source called ``listed`` with a column ``value``, in the order of column ``place``.

    ``kind`` is the type of the values: text or bigint. Its one parameter is ``parameter(values)``.
    """
    if not on_postgresql():
        return "(SELECT value, key AS place FROM json_each(%s)) AS listed"
    return f"unnest(%s::{kind}[]) WITH ORDINALITY AS listed (value, place)"


def paired() -> str:
    """A source called ``listed`` with columns ``low`` and ``high``; its parameters: ``pair_parameters``."""
    if not on_postgresql():
        return (
            "(SELECT json_extract(value, '$[0]') AS low, json_extract(value, '$[1]') AS high "
            "FROM json_each(%s)) AS listed"
        )
    return "unnest(%s::bigint[], %s::bigint[]) AS listed (low, high)"


def pair_parameters(pairs: Sequence[tuple[int, int]]) -> list[str | list[int]]:
    """The pairs as the parameters of ``paired``."""
    if on_postgresql():
        return [[low for low, _high in pairs], [high for _low, high in pairs]]
    return [json.dumps(pairs)]


def ask(query: str, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
    """The rows of a query over many numbers at once; ``{listed}`` in it stands for them."""
    wanted = sorted(set(numbers))
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(query.format(listed=listed("bigint")), [parameter(wanted)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def parameter(values: Sequence[str | int]) -> str | list[str | int]:
    """The values as the parameter of ``listed``."""
    return list(values) if on_postgresql() else json.dumps(list(values))
