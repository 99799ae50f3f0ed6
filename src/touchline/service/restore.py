"""``touchline restore``: a workspace from a backup. It starts held: it sends nothing until released.

Everything is written to the folder ``RESTORING`` inside the workspace-to-be, compared with its
checksums, and only then put in place. While that folder is there every command refuses the workspace, so
it appears as a whole when the folder goes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from touchline import __version__
from touchline.collect.disk import is_full
from touchline.collect.inbox.copying import MEMBERS as INBOX
from touchline.lake.durable import make_folder, sync_folder, sync_tree
from touchline.lake.store import LakeError
from touchline.service import binding
from touchline.service.archive import ALONE, FORMAT, ArchiveError, is_member, read_manifest, unpack
from touchline.service.home import RESTORING, choose_home, make_folders, start_django
from touchline.service.locks import Held, WorkspaceLock, serve_lock, worker_lock
from touchline.service.operations import MEMBERS, form
from touchline.service.version_numbers import is_newer
from touchline.settings import Settings

Listener = Callable[[float], None]
Locks = tuple[WorkspaceLock, ...]
AS_IT_IS = (*ALONE, *INBOX, "lake", "imports", "pictures")
"""What is moved to its place as it is."""

_INBOX = tuple(f"{name}{end}" for name in INBOX for end in ("-wal", "-shm"))
_STORE = ("operations.sqlite3", "operations.sqlite3-wal", "operations.sqlite3-shm")
WRITTEN = (*AS_IT_IS, *_STORE, *_INBOX, "index", "spool")
"""What a restore writes into the folder, beside what counts as nothing."""

LOCKS = ("make.lock", "serve.lock", "worker.lock")
NOTHING = ("cache", "lost+found", *LOCKS)
"""What may be in a folder that counts as empty."""

UNPACKED = 0.8
"""Share of the work that is done when all is unpacked; the rest is the index."""


class RestoreError(Exception):
    """A backup that cannot be restored. The message is a sentence."""


@dataclass(frozen=True)
class Restored:
    """A restored workspace: where, the instant its backup shows, the name of the business, what it holds."""

    settings: Settings
    made_at: datetime
    business: str
    counts: dict[str, int]


def restore(file: Path, home: str | None, progress: Listener | None = None) -> Restored:
    """Restore a backup into an empty or new folder, and start Django on it.

    Raises ``RestoreError``, or ``SettingsError`` for wrong settings; then the folder is as it was.
    """
    settings = choose_home(home)
    if settings.lake_place:
        raise RestoreError(
            f"TOUCHLINE_LAKE is {settings.lake_place}. A restored copy has a lake of its own in its folder: "
            "take the setting away, and restore again."
        )
    file = file.expanduser().absolute()
    try:
        manifest = _manifest(file)
        _may_fill(settings.home)
        with _alone(settings.home) as locks:
            _restore(file, manifest, settings, locks, progress or _quiet)
    except Held as held:
        raise RestoreError(f"{settings.home} is being worked on ({held.holder}). Wait for its end.") from None
    except ArchiveError as error:
        raise RestoreError(str(error)) from error
    except Exception as error:
        if not isinstance(error, OSError | ValueError | LakeError | DatabaseError) and not is_full(error):
            raise
        raise RestoreError(_why(file, settings.home, error)) from error
    made_at = datetime.fromisoformat(manifest["made_at"])
    return Restored(settings, made_at, str(manifest["business"]), dict(manifest["counts"]))


def _manifest(file: Path) -> dict[str, Any]:
    """What the backup says of itself, when this version can read it."""
    if not file.is_file():
        raise RestoreError(f"There is no file {file}.")
    said = read_manifest(file)
    theirs, its_format = str(said.get("touchline", "")), said.get("format")
    if (isinstance(its_format, int) and its_format > FORMAT) or is_newer(theirs):
        raise RestoreError(
            f"{file} was made by Touchline {theirs}; this is {__version__}. "
            "Install that version, or a newer one, first."
        )
    if not _says_all(said):
        raise RestoreError(f"{file} does not say what it holds: it is damaged. Use another backup.")
    return said


def _says_all(said: dict[str, Any]) -> bool:
    """Whether a manifest has everything that a backup of this format says of itself."""
    try:
        datetime.fromisoformat(said["made_at"])
        texts = [said["touchline"], said["business"], said["home"]]
        numbers = [said["format"], *said["counts"].values(), *said["lake"].values()]
        for number, (member, changed) in said["sources"].items():
            numbers += [int(number), changed]
            texts.append(member if is_member(member) else None)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return all(isinstance(one, str) for one in texts) and all(isinstance(one, int) for one in numbers)


def _may_fill(home: Path) -> None:
    ours = (RESTORING, *WRITTEN) if (home / RESTORING).exists() else ()
    found = sorted(path.name for path in home.iterdir()) if home.exists() else []
    other = [name for name in found if name not in NOTHING and name not in ours]
    if other:
        raise RestoreError(
            f"{home} is not empty: it holds {other[0]}. Name an empty or new folder with --home."
        )


@contextmanager
def _alone(home: Path) -> Iterator[Locks]:
    """Make the folder and keep everybody else out; after a failure it is as it was.

    The locks are those on the folder: which database it will have is not known yet.
    """
    new = not home.exists()
    make_folder(home)
    home.chmod(0o700)
    try:
        with serve_lock(home, "a restore") as serving, worker_lock(home, "a restore") as working:
            _clear(home)
            try:
                yield serving, working
            except BaseException:
                _clear(home)
                raise
    except BaseException:
        if new:
            _leave(home)
        raise


def _clear(home: Path) -> None:
    """Remove what a restore has written so far; the mark that it is half done goes last."""
    for name in (*WRITTEN, RESTORING):
        path = home / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _leave(home: Path) -> None:
    """Remove a folder that was made for nothing."""
    with suppress(OSError):
        for name in LOCKS:
            (home / name).unlink(missing_ok=True)
        if not (home / "cache").is_symlink():
            shutil.rmtree(home / "cache", ignore_errors=True)
        home.rmdir()


def _restore(file: Path, manifest: dict[str, Any], settings: Settings, locks: Locks, tell: Listener) -> None:
    home, work = settings.home, settings.home / RESTORING
    work.mkdir(mode=0o700)
    sync_folder(home)
    unpack(file, work, lambda share: tell(UNPACKED * share))
    store = next((name for name in MEMBERS if (work / name).exists()), "")
    for name in AS_IT_IS:
        if (work / name).exists():
            (work / name).rename(home / name)
            if name in INBOX:
                (home / name).chmod(0o600)
    make_folders(settings)
    (home / "secret-key").chmod(0o600)
    start_django(settings)
    if store != form().MEMBER:
        raise RestoreError(f"{file} holds {MEMBERS.get(store, 'no database')}. {form().WANTED}")
    with binding.reached(settings):
        for lock in locks:
            lock.reach()
        _fill(work / store, file, manifest, settings, lambda done: tell(UNPACKED + (1 - UNPACKED) * done))
    shutil.rmtree(work)
    sync_folder(home)


def _fill(dump: Path, file: Path, manifest: dict[str, Any], settings: Settings, tell: Listener) -> None:
    """Fill the store and make a workspace of the copy; after a failure the store is as it was."""
    from touchline.service.restored import settle_copy

    try:
        form().put(dump, settings.home)
        settle_copy(file, manifest, settings, tell)
        sync_tree(settings.home)
        form().settle()
    except BaseException:
        form().clear()
        raise


def _why(file: Path, home: Path, error: BaseException) -> str:
    if is_full(error):
        return f"The disk of {home} is full, so nothing was restored. Make room or name another folder."
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{file} cannot be restored into {home}: {said}."


def _quiet(share: float) -> None:
    """Tell nobody."""
