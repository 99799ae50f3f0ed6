"""``touchline doctor``: looks at a whole workspace and says in sentences what is wrong."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection

from touchline.collect.models import AT_REST, Import
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.store import LakeError
from touchline.service import binding, server
from touchline.service.erasing import unfinished
from touchline.service.fitting import behind, lost, outrun
from touchline.service.intake import standing
from touchline.service.locks import Held, serve_lock, worker_lock
from touchline.service.refresh import meaning
from touchline.service.underway import underway_here
from touchline.service.versions import due, refuse_newer
from touchline.settings import SettingsError
from touchline.workspace import backups
from touchline.workspace.held import held
from touchline.workspace.store import unreachable

ENOUGH_BYTES = 1 << 30
LATE = 60_000_000
"""Microseconds after which a message should have left the inbox."""


def examine() -> dict[str, list[str]]:
    """What is wrong, by the part of the workspace it is in; an empty list says the part is well."""
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "folder": _folder,
        "operations": _operations,
        "lake": _lake,
        "index": _index,
        "inbox": _inbox,
        "imports": _imports,
        "erasures": _erasures,
        "backups": _backups,
    }
    found: dict[str, list[str]] = {}
    for name, look in parts.items():
        try:
            found[name] = list(look())
        except SettingsError as error:
            found[name] = [str(error)]
        except Exception as error:
            if unreachable(error):
                found[name] = ["It was not looked at, because the database does not answer."]
                continue
            found[name] = [f"It cannot be read: {error}. Restore it from a backup, or make it anew."]
    return found


def _folder() -> Iterator[str]:
    home = settings.TOUCHLINE.home
    secret = home / "secret-key"
    if not secret.exists() or len(secret.read_text(errors="ignore").strip()) < 40:
        yield "The secret key is missing. Run touchline init; everybody has to sign in again."
    elif secret.stat().st_mode & 0o077:
        yield f"Others on this machine can read {secret}. Run: chmod 600 {secret}"
    free = shutil.disk_usage(home).free
    if free < ENOUGH_BYTES:
        yield f"{free / (1 << 20):,.0f} MiB are free on the disk of {home}. Make room before the next import."


def _operations() -> Iterator[str]:
    if settings.TOUCHLINE.postgres:
        with binding.reached(settings.TOUCHLINE):
            yield from server.faults()
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(5)")
            yield from (f"The database is damaged: {row[0]}." for row in cursor.fetchall() if row[0] != "ok")
    try:
        refuse_newer()
    except SettingsError as error:
        yield str(error)
    behind = due()
    if behind:
        yield f"{len(behind)} changes of the tables are due. Run: touchline upgrade"


def _lake() -> Iterator[str]:
    try:
        lake = Lake(settings.TOUCHLINE.lake)
        missing = lost(lake)
        if missing:
            yield missing
            return
        yield from lake.check()
        yield from filter(None, (outrun(lake), behind(lake)))
    except LakeError as error:
        yield str(error)


def _index() -> Iterator[str]:
    generations = Generations(settings.TOUCHLINE.index)
    said = generations.check()
    yield from said
    if any(" is damaged: " in one for one in said):
        yield "Make the index anew from the record: touchline index build"
    try:
        lake = Lake(settings.TOUCHLINE.lake)
        if lost(lake) or (generations.current() is None and not lake.count()):
            return
        if underway_here() or generations.is_current(lake, meaning()):
            return
    except LakeError:
        return
    yield "Answers are behind the record. Start touchline serve, or run: touchline index build"


def _inbox() -> Iterator[str]:
    try:
        now = standing()
    except OSError as error:
        yield str(error)
        return
    if now.oldest is not None and time.time_ns() // 1000 - now.oldest > LATE:
        wait = f"{now.waiting:,} {'message waits' if now.waiting == 1 else 'messages wait'}"
        yield f"{wait} in the inbox, one for more than a minute. Start touchline serve; it takes them."


def _imports() -> Iterator[str]:
    cut_off = list(Import.objects.exclude(state__in=AT_REST))
    if not cut_off:
        return
    try:
        with worker_lock(settings.TOUCHLINE.home):
            for one in cut_off:
                yield f"Import {one.pk} of {one.file} was cut off. Start touchline serve; it goes on."
    except Held:
        return


def _erasures() -> Iterator[str]:
    cut_off = len(unfinished())
    if not cut_off:
        return
    try:
        with worker_lock(settings.TOUCHLINE.home):
            yield f"{cut_off} erasures were cut off. Run: touchline forget --finish"
    except Held:
        return


def _backups() -> Iterator[str]:
    for one in backups.listed():
        if one.state == "expired":
            yield (
                f"The backup {one.path} was to be kept until {one.expires_at:%d %b %Y} and is still there. "
                "Run: touchline backups --prune"
            )


def held_since() -> str | None:
    """That this workspace is a restored copy that sends nothing, in a sentence; None when it is none."""
    try:
        here = held()
    except DatabaseError:
        return None
    if here is None:
        return None
    return (
        f"Held since {here.since:%d %b %Y}: restored from {here.backup}, it sends nothing. "
        "Let it send: touchline release"
    )


def served_by() -> str | None:
    """Who serves the workspace now, in words; None when nobody does, as far as can be seen from here."""
    try:
        with serve_lock(settings.TOUCHLINE.home):
            return None
    except Held as held:
        return held.holder
    except DatabaseError:
        return None
