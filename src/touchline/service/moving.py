"""``touchline move-to``: the operations store of a workspace moves from its SQLite file to PostgreSQL.

Everything is copied in one transaction and compared row by row before it counts. Until the folder says
that its store is PostgreSQL the SQLite file is the store, so a move that was cut off is begun anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings as chosen
from django.core.management import call_command
from django.db import DataError, connection, connections, models, transaction

from touchline.collect.inbox.copying import MEMBERS as INBOX
from touchline.collect.inbox.copying import copy_inbox
from touchline.collect.inbox.postgresql import PostgresInbox
from touchline.collect.inbox.sqlite import SqliteInbox
from touchline.service import binding, server
from touchline.service.locks import Held, make_lock, serve_lock, worker_lock
from touchline.service.versions import refuse_other
from touchline.settings import Settings, SettingsError
from touchline.stores import sqlite
from touchline.workspace.bulk import copy_rows
from touchline.workspace.models import Bound, SignInAttempt

OLD = "old"
ROWS = 10_000
LEFT = (SignInAttempt,)
"""What is of no use a quarter of an hour later."""

Listener = Callable[[str, int], None]
"""Hears the name of a table and how many of its rows have been copied."""


def move(settings: Settings, progress: Listener = lambda _table, _rows: None, *, keep: bool = False) -> int:
    """Move the store into the database of the settings and return how many rows it has.

    The SQLite file is removed, for people in it may have to be forgotten later; with ``keep`` it stays as
    ``operations-before-move.sqlite3``. Raises ``SettingsError``, and then nothing has moved.
    """
    connections.settings = connections.configure_settings(
        {**connections.settings, OLD: sqlite(settings.database)}
    )
    try:
        with serve_lock(settings.home, "the move to PostgreSQL"), binding.reached(settings):
            refuse_other(OLD)
            with make_lock(settings.home):
                workspace = _target(settings)
                call_command("migrate", verbosity=0, interactive=False)
            with (
                worker_lock(settings.home, "the move to PostgreSQL"),
                closing(SqliteInbox(settings.home)) as old,
            ):
                if not old.empty():
                    raise SettingsError(
                        "Messages wait in the inbox. Start touchline serve until they are taken, "
                        "then stop it and move."
                    )
                rows = _copy_all(progress)
                copy_inbox(old, PostgresInbox())
            connections[OLD].close()
            binding.write(settings.home, workspace, "postgresql")
            _put_away(settings.database, keep=keep)
            return rows
    except Held as held:
        raise SettingsError(
            f"This workspace is in use ({held.holder}). Stop that first, then move it."
        ) from None


def _target(settings: Settings) -> str:
    """See that the database may be moved into; the id of the workspace."""
    for sentence in server.faults():
        raise SettingsError(sentence)
    others = server.tables_of_others()
    if others:
        raise SettingsError(
            f"{settings.postgres} holds tables of something else, such as {others[0]}. "
            "Name an empty database."
        )
    bound = binding.read(settings.home)
    own = Bound.objects.using(OLD).values_list("workspace", flat=True).first()
    workspace = own or (bound[0] if bound else binding.new_id())
    there = binding.in_database()
    if there not in (None, workspace):
        raise SettingsError(f"{settings.postgres} belongs to another workspace. Name an empty database.")
    if own is None:
        Bound.objects.using(OLD).create(workspace=workspace)
    return workspace


def _copy_all(progress: Listener) -> int:
    every = [model for model in apps.get_models(include_auto_created=True) if model not in LEFT]
    every = [model for model in every if model._meta.managed and not model._meta.proxy]
    with transaction.atomic():
        with connection.cursor() as cursor:
            tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in every)
            cursor.execute(f"TRUNCATE {tables} CASCADE")
        rows = 0
        for model in every:
            try:
                rows += _copy(model, progress)
            except DataError as error:
                raise SettingsError(
                    f"A row of {model._meta.db_table} cannot be kept there: {binding.first_line(error)}. "
                    "Nothing has moved."
                ) from error
            _compare(model)
            _go_on_numbering(model)
        Bound.objects.update(writer=f"{os.uname().nodename}:{chosen.TOUCHLINE.home}"[:300])
    return rows


def _rows(model: type[models.Model], using: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields]
    everyone = model._base_manager.using(using).order_by("pk")
    return everyone.values_list(*names).iterator(ROWS)


def _copy(model: type[models.Model], progress: Listener) -> int:
    table = model._meta.db_table

    def heard() -> Iterator[tuple[Any, ...]]:
        for count, row in enumerate(_rows(model, OLD)):
            if count % ROWS == 0:
                progress(table, count)
            yield row

    return copy_rows(model, connection.ops.quote_name(table), heard())


def _compare(model: type[models.Model]) -> None:
    for old, new in zip_longest(_rows(model, OLD), _rows(model, "default")):
        if old != new:
            raise SettingsError(f"The copy of {model._meta.db_table} is not the same. Nothing has moved.")


def _go_on_numbering(model: type[models.Model]) -> None:
    """A number that was given once is not given again, even when its row is gone."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField):
        return
    table = model._meta.db_table
    with connections[OLD].cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        given = cursor.fetchone()
    highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    last = max(given[0] if given else 0, highest or 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), greatest(%s, 1), %s)",
            [connection.ops.quote_name(table), key.column, last, last > 0],
        )


def _put_away(database: Path, *, keep: bool) -> None:
    if keep:
        database.replace(database.with_name("operations-before-move.sqlite3"))
    for name in (database.name, *INBOX):
        for end in ("", "-wal", "-shm"):
            database.with_name(f"{name}{end}").unlink(missing_ok=True)
