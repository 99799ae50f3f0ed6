"""Making a workspace, and starting Django on it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from touchline.journeys import kernels
from touchline.service.locks import held
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
    one of another version, one that is half restored.
    """
    settings = choose_home(home)
    _not_half_restored(settings)
    if not make and not settings.database.exists():
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
    elif not any_version:
        _of_this_version()
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
    if settings.database.exists() and settings.database.stat().st_size > 0:
        return
    from touchline.lake.events import Lake
    from touchline.lake.store import LakeError

    try:
        recorded = Lake(settings.lake).version() >= 0
    except LakeError as error:
        raise SettingsError(str(error)) from error
    if recorded:
        raise SettingsError(
            f"{settings.lake} holds a record, but the database of its people, {settings.database}, is "
            "missing. Restore it from a backup, or name another folder with --home."
        )


def migrate(settings: Settings, *, alone: bool = False) -> list[str]:
    """Bring the operations store to this version's tables; the changes made. Repeating it changes nothing.

    ``alone``: the caller holds the locks of ``serve`` and of the worker.
    """
    from touchline.service.versions import bring_up

    with held(settings.home / "make.lock"):
        changes = bring_up(settings, alone=alone)
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

    if chosen.configured and chosen.TOUCHLINE.home != settings.home:
        raise SettingsError(
            f"This process works on {chosen.TOUCHLINE.home} already. Open {settings.home} in another one."
        )
