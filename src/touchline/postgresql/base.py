"""Text is compared byte by byte, and without regard to case in the letters A to Z only.

That is how SQLite does it. So both stores agree on what is the same, on order and on what a search
finds, whatever the collation of the database is, and an index serves the beginning of a text.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base, operations

BYTES = 'COLLATE "C"'
WITHOUT_CASE = ("iexact", "icontains", "istartswith", "iendswith")


def _varchar(data: dict[str, Any]) -> str:
    # Written out: for "varchar" Django makes a second index for LIKE, which this collation does not need.
    length = data.get("max_length")
    return f"character varying({length}) {BYTES}" if length is not None else f"character varying {BYTES}"


class DatabaseOperations(operations.DatabaseOperations):
    """Lookups without regard to case, in the bytes' collation on both sides; arrays of texts without any."""

    def bulk_insert_sql(self, fields: Any, placeholder_rows: Any) -> str:
        """Many rows at once; a type that is cast to an array has no collation."""
        made: str = super().bulk_insert_sql(fields, placeholder_rows)
        return made.replace(f" {BYTES}[]", "[]")

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        """How the column of a lookup is written."""
        cast = super().lookup_cast(lookup_type, internal_type)
        return cast.replace("UPPER(%s::text)", f"UPPER(%s::text {BYTES})")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    ops_class = DatabaseOperations
    data_types: dict[str, Any] = {
        **base.DatabaseWrapper.data_types,
        "CharField": _varchar,
        "FileField": _varchar,
        "FilePathField": _varchar,
        "SlugField": _varchar,
        "TextField": f"text {BYTES}",
    }
    operators = {
        **base.DatabaseWrapper.operators,
        **{
            name: base.DatabaseWrapper.operators[name].replace("UPPER(%s)", f"UPPER(%s {BYTES})")
            for name in WITHOUT_CASE
        },
    }
