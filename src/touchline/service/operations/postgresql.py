"""The operations store in its large form, copied by PostgreSQL's own tools inside one snapshot."""

from __future__ import annotations

import os
import subprocess
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from touchline.service.operations import LEFT_OUT
from touchline.service.processes import die_with_parent

if TYPE_CHECKING:
    import psycopg

MEMBER = "operations.pgdump"
WANTED = "Restore it without DATABASE_URL."
HALF = "touchline_half_restored"
"""A table that is there while a restore goes on: all other tables are the restore's, and may go."""
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"


class Moment:
    """The database at one moment: a read-only transaction whose snapshot ``pg_dump`` shares."""

    def __init__(self) -> None:
        self._base = _connect()
        self._snapshot = ""

    def __enter__(self) -> Self:
        self._base.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self._base.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # pg_dump takes its time
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
        from django.db import connection

        with connection.wrap_database_errors:
            return self._base.execute(query).fetchall()

    def write(self, path: Path) -> None:
        """Write the whole database, but for the rows of ``LEFT_OUT``, in pg_dump's custom format."""
        left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
        plain = ("--format=custom", "--no-owner", "--no-privileges", "--compress=0")
        _run("pg_dump", *plain, f"--snapshot={self._snapshot}", *left_out, f"--file={path}")


def put(path: Path, _home: Path) -> None:
    """Fill the database, which has to be empty, or half filled by a restore that was cut off."""
    tables = _tables()
    if tables and HALF not in tables:
        raise OSError("The database named by DATABASE_URL is not empty. Name an empty one.")
    clear()
    with _connect() as base:
        base.execute(f"CREATE TABLE {HALF} ()")
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(path))
    path.unlink()


def clear() -> None:
    """Empty the database again, when it is half restored."""
    from django.db import connection

    connection.close()
    tables = _tables()
    if HALF in tables:
        with _connect() as base:
            base.execute(f"DROP TABLE {', '.join(tables)} CASCADE")


def settle() -> None:
    """What was put is whole: the database is this workspace's from now on."""
    with _connect() as base:
        base.execute(f"DROP TABLE {HALF}")


def _tables() -> list[str]:
    with _connect() as base:
        return [name for (name,) in base.execute(TABLES)]


def _run(tool: str, *words: str) -> None:
    """Run one of PostgreSQL's tools on the database. Raises ``OSError`` with a sentence.

    A password stands in the environment of the tool, not on its command line. The tool ends with this
    process: what goes on filling a database would be in the way of the next restore.
    """
    from psycopg.conninfo import make_conninfo

    with_us = partial(die_with_parent, os.getpid())
    known = _known()
    environ = {**os.environ, "PGPASSWORD": str(known.pop("password", ""))}
    command = [tool, f"--dbname={make_conninfo(**known)}", *words]
    try:
        done = subprocess.run(
            command, env=environ, capture_output=True, text=True, check=False, preexec_fn=with_us
        )
    except FileNotFoundError:
        raise OSError(f"{tool} is not installed. Install PostgreSQL's client tools first.") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        why = next((line for line in said if "error:" in line), said[-1] if said else str(done.returncode))
        raise OSError(f"{tool} failed: {why.removeprefix(f'{tool}: ')}")


def _connect() -> psycopg.Connection[Any]:
    """A connection of one's own, outside Django's. Raises Django's errors."""
    import psycopg
    from django.db import connection

    with connection.wrap_database_errors:
        return psycopg.connect(**_known())


def _known() -> dict[str, Any]:
    """How the database is reached: Django's parameters but those that are not PostgreSQL's own."""
    from django.db import connection

    left_out = ("cursor_factory", "context", "prepare_threshold")
    return {name: value for name, value in connection.get_connection_params().items() if name not in left_out}
