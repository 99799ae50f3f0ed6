"""Making a workspace, and starting Django on it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from touchline.journeys import kernels
from touchline.lake.away.near import use_near
from touchline.service import binding
from touchline.service.locks import held, make_lock
from touchline.settings import Settings, SettingsError, load

SHORTEST_SECRET = 40
RESTORING = ".restoring"
"""A folder in a workspace that is not one yet: a restore goes on in it until it is removed."""


def use_home(
    home: str | os.PathLike[str] | None = None, *, make: bool = False, any_version: bool = False
) -> Settings:
    """Start Django on the workspace in ``home`` (else ``TOUCHLINE_HOME``, else ./touchline-home).

    With ``make`` the folder, its secret key and its databases are made when they are not there, and an
    older workspace is brought to this version. Without it a workspace of another version is refused,
    unless ``any_version``. Raises ``SettingsError`` with a sentence: wrong settings, no workspace there,
    one of another version, one that is half restored, another one's database. Without ``make`` a database
    that does not answer is no reason to refuse: it may come back.
    """
    settings = choose_home(home)
    _not_half_restored(settings)
    binding.expect_store(settings)
    if not make and not binding.is_workspace(settings):
        raise SettingsError(
            f"There is no workspace in {settings.home}. Make one: touchline init, touchline demo, "
            "or touchline import; or name another folder with --home."
        )
    if make:
        _not_over_a_record(settings)
        make_folders(settings)
    start_django(settings)
    if make:
        migrate(settings)
        return settings
    binding.check(settings)
    if not any_version:
        _of_this_version()
    return settings


def use_for_moving(home: str | os.PathLike[str] | None = None) -> Settings:
    """Start Django on the database that a workspace's SQLite file is to move to. Raises ``SettingsError``."""
    settings = choose_home(home)
    _not_half_restored(settings)
    if settings.postgres is None:
        raise SettingsError("Name the database to move to: touchline move-to DATABASE_URL")
    bound = binding.read(settings.home)
    if bound and bound[1] == "postgresql":
        raise SettingsError(f"The operations store of the workspace in {settings.home} has moved already.")
    if not settings.database.exists() or not settings.database.stat().st_size:
        raise SettingsError(f"There is no workspace in {settings.home} that could be moved.")
    start_django(settings)
    return settings


def choose_home(home: str | os.PathLike[str] | None) -> Settings:
    """The settings of this process, with the workspace's folder settled for it and its children."""
    if home is not None:
        os.environ["TOUCHLINE_HOME"] = str(Path(home).expanduser().absolute())
    settings = load(os.environ)
    _one_a_process(settings)
    return settings


def start_django(settings: Settings) -> None:
    """Start Django on a workspace whose folder is there."""
    kernels.use_cache(settings.cache)
    use_near(settings.cache / "shards", settings.shards_mb << 20)
    os.environ["DJANGO_SETTINGS_MODULE"] = "touchline.django_settings"
    import django

    django.setup()


def make_folders(settings: Settings) -> None:
    """Make the folders of a workspace and its secret key; what is there stays."""
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (settings.index, settings.imports, settings.cache, settings.spool):
            folder.mkdir(exist_ok=True)
        with held(settings.home / "make.lock"):
            secret = settings.home / "secret-key"
            if not secret.exists() or len(secret.read_text(errors="ignore")) < SHORTEST_SECRET:
                fresh = settings.home / "secret-key.new"
                fresh.touch(mode=0o600)
                fresh.write_text(secrets.token_urlsafe(50))
                fresh.replace(secret)
    except OSError as error:
        raise SettingsError(
            f"The workspace cannot be made in {settings.home}: {error.strerror}. "
            "Name a folder you may write to with --home."
        ) from error


def _not_over_a_record(settings: Settings) -> None:
    """A new operations store beside an old lake would give people's numbers to others."""
    if settings.postgres or (settings.database.exists() and settings.database.stat().st_size > 0):
        return
    if binding.recorded(settings):
        raise SettingsError(
            f"{settings.lake} holds a record, but the database of its people, {settings.database}, is "
            "missing. Restore it from a backup, or name another folder with --home."
        )


def migrate(settings: Settings, *, alone: bool = False) -> list[str]:
    """Bring the operations store to this version's tables; the changes made. Repeating it changes nothing.

    ``alone``: the caller holds the locks of ``serve`` and of the worker.
    """
    from touchline.service.versions import bring_up

    with binding.reached(settings), make_lock(settings.home):
        binding.may_make(settings)
        changes = bring_up(settings, alone=alone)
        binding.bind(settings)
    if not settings.postgres:
        settings.database.chmod(0o600)
    return changes


def _of_this_version() -> None:
    from touchline.service.versions import refuse_other

    refuse_other()


def _not_half_restored(settings: Settings) -> None:
    if (settings.home / RESTORING).exists():
        raise SettingsError(
            f"A restore into {settings.home} is under way, or was cut off. Wait for it, or restore again: "
            "touchline restore FILE"
        )


def _one_a_process(settings: Settings) -> None:
    from django.conf import settings as chosen

    if not chosen.configured:
        return
    if chosen.TOUCHLINE.home != settings.home:
        raise SettingsError(
            f"This process works on {chosen.TOUCHLINE.home} already. Open {settings.home} in another one."
        )
    if chosen.TOUCHLINE.postgres != settings.postgres:
        raise SettingsError("DATABASE_URL has changed since this process started. Start another one.")
