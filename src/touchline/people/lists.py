"""A list of values as a table in a query, in the words of SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence

from touchline.workspace.store import on_postgresql


def listed(kind: str) -> str:
    """A source called ``listed`` with a column ``value``, in the order of column ``place``.

    ``kind`` is the type of the values: text or bigint. Its one parameter is ``parameter(values)``.
    """
    if not on_postgresql():
        return "(SELECT value, key AS place FROM json_each(%s)) AS listed"
    return f"unnest(%s::{kind}[]) WITH ORDINALITY AS listed (value, place)"


def parameter(values: Sequence[str | int]) -> str | list[str | int]:
    """The values as the parameter of ``listed``."""
    return list(values) if on_postgresql() else json.dumps(list(values))
