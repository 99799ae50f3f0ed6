"""Many rows at once, the fastest way each store has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from touchline.workspace.store import on_postgresql

BATCH = 500
"""Rows a statement, where there is no COPY."""


def upsert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Add rows with their primary keys, or replace those there are. Call it inside a transaction."""
    if not rows:
        return
    if on_postgresql():
        _copy_and_merge(model, rows)
        return
    key, *others = model._meta.concrete_fields
    model._base_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[key.name],
        update_fields=[field.name for field in others],
        batch_size=BATCH,
    )


def copy_rows(model: type[models.Model], table: str, rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows of values, one a concrete field, into a table of PostgreSQL; how many there were."""
    fields = model._meta.concrete_fields
    as_json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    count = 0
    query = f"COPY {table} ({_columns(model)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(query) as copy:
        for count, row in enumerate(rows, 1):  # noqa: B007
            values = list(row)
            for place in as_json:
                values[place] = fields[place].get_db_prep_save(values[place], connection)
            copy.write_row(values)
    return count


def _copy_and_merge(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    coming = connection.ops.quote_name(f"coming_{model._meta.db_table}")
    key, *others = (connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields)
    names = [field.attname for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {coming} (LIKE {table}) ON COMMIT DELETE ROWS")
        cursor.execute(f"TRUNCATE {coming}")
        copy_rows(model, coming, ([getattr(row, name) for name in names] for row in rows))
        replaced = ", ".join(f"{column} = excluded.{column}" for column in others)
        cursor.execute(
            f"INSERT INTO {table} ({_columns(model)}) SELECT {_columns(model)} FROM {coming} "
            f"ON CONFLICT ({key}) DO UPDATE SET {replaced}"
        )


def _columns(model: type[models.Model]) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields)
