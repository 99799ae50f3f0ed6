"""Making a workspace, and starting Django on it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from touchline.journeys import kernels
from touchline.service import binding
from touchline.service.locks import held, make_lock
from touchline.settings import Settings, SettingsError, load

SHORTEST_SECRET = 40


def use_home(home: str | os.PathLike[str] | None = None, *, make: bool = False) -> Settings:
    """Start Django on the workspace in ``home`` (else ``TOUCHLINE_HOME``, else ./touchline-home).

    With ``make`` the folder, its secret key and its databases are made when they are not there.
    Raises ``SettingsError`` with a sentence: wrong settings, no workspace there, or another one's
    database. Without ``make`` a database that does not answer is no reason to refuse: it may come back.
    """
    if home is not None:
        os.environ["TOUCHLINE_HOME"] = str(Path(home).expanduser().absolute())
    settings = load(os.environ)
    _one_a_process(settings)
    binding.expect_store(settings)
    if not make and not binding.is_workspace(settings):
        raise SettingsError(
            f"There is no workspace in {settings.home}. Make one: touchline init, touchline demo, "
            "or touchline import; or name another folder with --home."
        )
    if make:
        _not_over_a_record(settings)
        make_folders(settings)
    kernels.use_cache(settings.cache)
    os.environ["DJANGO_SETTINGS_MODULE"] = "touchline.django_settings"
    import django

    django.setup()
    if make:
        migrate(settings)
    else:
        binding.check(settings)
    return settings


def use_for_moving(home: str | os.PathLike[str] | None = None) -> Settings:
    """Start Django on the database that a workspace's SQLite file is to move to. Raises ``SettingsError``."""
    if home is not None:
        os.environ["TOUCHLINE_HOME"] = str(Path(home).expanduser().absolute())
    settings = load(os.environ)
    _one_a_process(settings)
    if settings.postgres is None:
        raise SettingsError("Name the database to move to: touchline move-to DATABASE_URL")
    bound = binding.read(settings.home)
    if bound and bound[1] == "postgresql":
        raise SettingsError(f"The operations store of the workspace in {settings.home} has moved already.")
    if not settings.database.exists() or not settings.database.stat().st_size:
        raise SettingsError(f"There is no workspace in {settings.home} that could be moved.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "touchline.django_settings"
    import django

    django.setup()
    return settings


def make_folders(settings: Settings) -> None:
    """Make the folders of a workspace and its secret key; what is there stays."""
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (settings.lake, settings.index, settings.imports, settings.cache):
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
    if settings.postgres:
        return
    there = settings.database.exists() and settings.database.stat().st_size > 0
    if not there and (settings.lake / "_delta_log").exists():
        raise SettingsError(
            f"{settings.lake} holds a record, but {settings.database.name} beside it is missing. "
            "Restore it from a backup, or name another folder with --home."
        )


def migrate(settings: Settings) -> None:
    """Bring the operations store to this version's tables. Repeating it changes nothing."""
    from django.core.management import call_command

    with binding.reached(settings), make_lock(settings.home):
        binding.may_make(settings)
        call_command("migrate", verbosity=0, interactive=False)
        binding.bind(settings)
    if not settings.postgres:
        settings.database.chmod(0o600)


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
