"""What is done to a restored copy before it counts as a workspace. Django has started on it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from touchline.collect.models import Import
from touchline.lake.events import Lake
from touchline.service import binding
from touchline.service.archive import ArchiveError
from touchline.service.home import migrate
from touchline.service.instant import COUNTED
from touchline.service.refresh import rebuild
from touchline.settings import Settings
from touchline.workspace.held import hold
from touchline.workspace.models import Backup, JoinLink


def settle_copy(
    file: Path, manifest: dict[str, Any], settings: Settings, tell: Callable[[float], None]
) -> None:
    """Bring the copy of ``file`` to this version, give it an id of its own, hold it, and build its index.

    Raises ``ArchiveError`` when the lake or the store is not the one the backup was made of.
    """
    _same_store(file, manifest["counts"])
    snapshot = Lake(settings.lake).snapshot()
    if {"version": snapshot.version, "last_seq": snapshot.last_seq} != manifest["lake"]:
        raise ArchiveError(f"{file} is damaged: its lake is not the one it was made of. Use another backup.")
    migrate(settings, alone=True)
    binding.part(settings)
    with transaction.atomic():
        _files_of_imports(manifest, settings)
        JoinLink.objects.filter(used_at=None).delete()
        _of_backups(file)
        hold(str(file), datetime.fromisoformat(manifest["made_at"]))
    rebuild(lambda done, total: tell(done / max(total, 1)))
    connection.close()


def _same_store(file: Path, said: dict[str, int]) -> None:
    """Raise ``ArchiveError`` unless the operations store holds as much as the backup says it does."""
    tables = connection.introspection.table_names()
    if "django_migrations" not in tables:
        raise ArchiveError(f"{file} is damaged: its database is empty. Use another backup.")
    for kind, model in COUNTED.items():
        table = model._meta.db_table
        there = 0
        if table in tables:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                there = int(cursor.fetchone()[0])
        if kind in said and there != said[kind]:
            raise ArchiveError(
                f"{file} is damaged: it says it holds {said[kind]:,} {kind}, and its database has {there:,}. "
                "Use another backup."
            )


def _files_of_imports(manifest: dict[str, Any], settings: Settings) -> None:
    """Imports that go on find their files in the copy."""
    old, new = Path(manifest["home"]), settings.home
    for one in Import.objects.filter(file__startswith=f"{old}/"):
        one.file = str(new / Path(one.file).relative_to(old))
        one.save(update_fields=["file"])
    for number, (member, changed) in manifest["sources"].items():
        os.utime(new / member, ns=(changed, changed))
        Import.objects.filter(pk=int(number)).update(file=str(new / member))


def _of_backups(file: Path) -> None:
    """The backup was not finished when it was made; it is the file it was restored from."""
    mine = Backup.objects.filter(finished_at=None).order_by("-pk").first()
    if mine:
        Backup.objects.filter(path=str(file), removed_at=None).exclude(pk=mine.pk).update(
            removed_at=timezone.now()
        )
        mine.path, mine.finished_at, mine.size = str(file), timezone.now(), file.stat().st_size
        mine.save()
