"""The version of a workspace: what an upgrade changes, and whether this Touchline may work on it."""

from __future__ import annotations

from contextlib import ExitStack

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from touchline import __version__
from touchline.service.locks import Held, serve_lock, worker_lock
from touchline.service.version_numbers import is_newer
from touchline.settings import Settings, SettingsError
from touchline.workspace.models import Upgrade

UNKNOWN = "an unnamed earlier version"


def due(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Changes of the tables that this version has and the workspace has not, as room.name, in their order.

    ``using`` names the store among Django's databases, here and below.
    """
    executor = MigrationExecutor(connections[using])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{one.app_label}.{one.name}" for one, _backwards in plan]


def version_of(using: str = DEFAULT_DB_ALIAS) -> str:
    """The version the workspace was brought to; "" for one without tables."""
    there = connections[using]
    if not MigrationLoader(there).applied_migrations:
        return ""
    if Upgrade._meta.db_table not in there.introspection.table_names():
        return UNKNOWN
    newest = Upgrade.objects.using(using).order_by("-pk").first()
    return newest.version if newest else UNKNOWN


def refuse_newer(using: str = DEFAULT_DB_ALIAS) -> None:
    """Raise ``SettingsError`` with a sentence when a newer Touchline has worked on this workspace."""
    loader = MigrationLoader(connections[using])
    ours = {one.label for one in apps.get_app_configs() if one.name.startswith("touchline.")}
    unknown = {one for one in loader.applied_migrations if one[0] in ours} - set(loader.disk_migrations)
    theirs = version_of(using)
    if not unknown and not is_newer(theirs):
        return
    named = f"version {theirs}" if is_newer(theirs) else "a newer version"
    raise SettingsError(
        f"This workspace belongs to {named} of Touchline; this is {__version__}. Install the newer one again."
    )


def refuse_other(using: str = DEFAULT_DB_ALIAS) -> None:
    """Raise ``SettingsError`` with a sentence unless the workspace is of this version.

    A database that cannot be read says so itself when it is asked.
    """
    try:
        refuse_newer(using)
        behind = due(using) if version_of(using) else []
    except DatabaseError:
        return
    if behind:
        raise SettingsError(
            f"This workspace is of {version_of(using)} of Touchline; this is {__version__}. "
            "Bring it up to date: touchline upgrade"
        )


def bring_up(settings: Settings, *, alone: bool = False) -> list[str]:
    """Make the tables, or bring them to this version; returns the changes made. Repeating it changes nothing.

    All changes are made in one transaction. ``alone``: the caller keeps others out already. Raises
    ``SettingsError`` when the workspace is of a newer version, and when an older one is being worked on.
    """
    refuse_newer()
    theirs, changes = version_of(), due()
    if theirs == __version__ and not changes:
        return []
    with ExitStack() as locks:
        if theirs and changes and not alone:
            _alone(settings, locks)
        _migrate(changes)
    return changes


def _alone(settings: Settings, locks: ExitStack) -> None:
    """Keep others from working on tables while they change."""
    try:
        locks.enter_context(serve_lock(settings.home, "an upgrade"))
        locks.enter_context(worker_lock(settings.home, "an upgrade"))
    except Held as held:
        raise SettingsError(
            f"This workspace is of {version_of()} and is being worked on ({held.holder}). "
            "Stop that first, then run: touchline upgrade"
        ) from None


def _migrate(changes: list[str]) -> None:
    """All changes and the stamp, or none. SQLite's tables change only while references are not checked."""
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            if changes:
                call_command("migrate", verbosity=0, interactive=False)
            Upgrade.objects.create(version=__version__, changes=changes)
    finally:
        connection.enable_constraint_checking()
