"""A list of values as a table in a query, in the words of SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection


def listed(kind: str) -> str:
    """A source called ``listed`` with a column ``value``, in the order of column ``place``.

    ``kind`` is the type of the values: text or bigint. Its one parameter is ``parameter(values)``.
    """
    if connection.vendor == "sqlite":
        return "(SELECT value, key AS place FROM json_each(%s)) AS listed"
    return f"unnest(%s::{kind}[]) WITH ORDINALITY AS listed (value, place)"


def parameter(values: Sequence[str | int]) -> str | list[str | int]:
    """The values as the parameter of ``listed``."""
    return json.dumps(list(values)) if connection.vendor == "sqlite" else list(values)
