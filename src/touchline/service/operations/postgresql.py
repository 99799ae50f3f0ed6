"""The operations store in its large form, copied by PostgreSQL's own tools inside one snapshot."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from touchline.service.operations import LEFT_OUT

MEMBER = "operations.pgdump"
WANTED = "Restore it without DATABASE_URL."
NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
"""Django's settings of a connection, and the variables from which the tools read them: a password stands on
no command line."""


class Moment:
    """The database at one moment: a read-only transaction whose snapshot ``pg_dump`` shares."""

    def __init__(self) -> None:
        import psycopg
        from django.db import connection

        self._base = psycopg.connect(**_plain(connection.get_connection_params()))
        self._snapshot = ""

    def __enter__(self) -> Self:
        self._base.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        ((self._snapshot,),) = self.ask("SELECT pg_export_snapshot()")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the moment."""
        self._base.close()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query as they were at the moment."""
        return self._base.execute(query).fetchall()

    def write(self, path: Path) -> None:
        """Write the whole database, but for the rows of ``LEFT_OUT``, in pg_dump's custom format."""
        left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
        plain = ("--format=custom", "--no-owner", "--no-privileges", "--compress=0")
        _run("pg_dump", *plain, f"--snapshot={self._snapshot}", *left_out, f"--file={path}")


def put(path: Path, _home: Path) -> None:
    """Fill the database, which has to be empty, in one transaction."""
    import psycopg
    from django.db import connection

    with psycopg.connect(**_plain(connection.get_connection_params())) as base:
        tables = base.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    if tables and tables[0]:
        raise OSError("The database named by DATABASE_URL is not empty. Name an empty one.")
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname=", str(path))
    path.unlink()


def _run(*words: str) -> None:
    """Run one of PostgreSQL's tools. Raises ``OSError`` with a sentence."""
    from django.conf import settings

    known = settings.DATABASES["default"]
    given = {variable: str(known[name]) for name, variable in NAMES.items() if known.get(name)}
    try:
        done = subprocess.run(words, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise OSError(f"{words[0]} is not installed. Install PostgreSQL's client tools first.") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise OSError(f"{words[0]} failed: {said[-1] if said else done.returncode}")


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """Django's parameters of a connection without those psycopg itself does not take."""
    left_out = ("cursor_factory", "context", "prepare_threshold")
    return {name: value for name, value in params.items() if name not in left_out}
