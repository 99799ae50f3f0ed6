"""One workspace, one database: folder and database hold the same id, or they are not used together."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from touchline.settings import Settings, SettingsError

FILE = "workspace-id"


def read(home: Path) -> tuple[str, str] | None:
    """The id of the workspace in a folder and its store (sqlite or postgresql), when it has been bound."""
    try:
        words = (home / FILE).read_text(errors="replace").split()
    except OSError:
        return None
    return (words[0], words[1]) if len(words) == 2 else None


def write(home: Path, workspace: str, store: str) -> None:
    """Write the id of the workspace into its folder, in one step."""
    fresh = home / f"{FILE}.new"
    fresh.write_text(f"{workspace} {store}\n")
    fresh.chmod(0o600)
    fresh.replace(home / FILE)


def new_id() -> str:
    """An id for a new workspace."""
    return str(uuid.uuid4())


def is_workspace(settings: Settings) -> bool:
    """Whether there is a workspace in the folder."""
    return read(settings.home) is not None if settings.postgres else settings.database.exists()


def expect_store(settings: Settings) -> None:
    """Refuse when the folder's operations store is another than the settings say. Needs no database."""
    bound = read(settings.home)
    store = bound[1] if bound else _store_by_file(settings)
    if store == "sqlite" and settings.postgres:
        raise SettingsError(
            f"The operations store of this workspace is {settings.database}, but DATABASE_URL names "
            f"{settings.postgres}. Take DATABASE_URL away, or move there: touchline move-to"
        )
    if store == "postgresql" and not settings.postgres:
        raise SettingsError(
            f"The operations store of the workspace in {settings.home} is a PostgreSQL database. "
            "Set DATABASE_URL to its address."
        )


def _store_by_file(settings: Settings) -> str | None:
    there = settings.database.exists() and settings.database.stat().st_size > 0
    return "sqlite" if there else None


def check(settings: Settings) -> None:
    """Refuse when folder and database belong to different workspaces; one out of reach is not judged."""
    from django.db import DatabaseError

    if not settings.postgres:
        return
    try:
        there = in_database()
    except DatabaseError:
        return
    bound = read(settings.home)
    if bound and there and bound[0] != there:
        _refuse(settings)


def may_make(settings: Settings) -> None:
    """Refuse to make tables where they do not belong. For the holder of the make lock."""
    from touchline.service import server

    if not settings.postgres:
        return
    for sentence in server.faults():
        raise SettingsError(sentence)
    bound, there = read(settings.home), in_database()
    if there is None:
        _may_begin(settings)
    elif bound is None or bound[0] != there:
        _refuse(settings)


def _may_begin(settings: Settings) -> None:
    from touchline.service import server

    if recorded(settings):
        raise SettingsError(
            f"{settings.lake} holds a record, but nothing of its workspace is in {settings.postgres}. "
            "Restore the database from a backup, or name another folder with --home."
        )
    others = server.tables_of_others()
    if others:
        raise SettingsError(
            f"{settings.postgres} holds tables of something else, such as {others[0]}. "
            "Make an empty database for Touchline and name it in DATABASE_URL."
        )


def recorded(settings: Settings) -> bool:
    """Whether there is a record in the lake. Raises ``SettingsError`` when the lake cannot be used."""
    from touchline.lake.events import Lake
    from touchline.lake.store import LakeError

    try:
        return Lake(settings.lake).version() >= 0
    except LakeError as error:
        raise SettingsError(str(error)) from error


def bind(settings: Settings) -> None:
    """Give a new workspace its id; the folder has it first, so that a cut-off beginning can go on."""
    from touchline.workspace.models import Bound

    bound, there = read(settings.home), in_database()
    if bound and there and bound[0] != there:
        _refuse(settings)
    workspace = there or (bound[0] if bound else new_id())
    if bound != (workspace, settings.store):
        write(settings.home, workspace, settings.store)
    if there is None:
        Bound.objects.create(workspace=workspace)


def part(settings: Settings) -> None:
    """Give a copy another id than the workspace it was copied from: neither takes the other's database."""
    from touchline.workspace.models import Bound

    workspace = new_id()
    write(settings.home, workspace, settings.store)
    Bound.objects.update(workspace=workspace)


def in_database() -> str | None:
    """The id of the workspace the database belongs to; None where it belongs to none yet."""
    from django.db import connection

    from touchline.workspace.models import Bound

    if Bound._meta.db_table not in connection.introspection.table_names():
        return None
    return Bound.objects.values_list("workspace", flat=True).first()


def _refuse(settings: Settings) -> None:
    where = settings.postgres or settings.database
    raise SettingsError(
        f"{where} belongs to another workspace than the folder {settings.home}. "
        "Name the folder it belongs to with --home, or another database with DATABASE_URL."
    )


@contextmanager
def reached(settings: Settings) -> Iterator[None]:
    """Say in a sentence when the database cannot be reached or used."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        if not settings.postgres:
            raise
        raise SettingsError(
            f"The database {settings.postgres} cannot be used: {first_line(error)}. "
            "See that it runs, and that DATABASE_URL and its password are right."
        ) from error


def first_line(error: BaseException) -> str:
    """What PostgreSQL said, without the lines it adds for programmers."""
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".:")
