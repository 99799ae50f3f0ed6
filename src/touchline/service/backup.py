"""``touchline backup``: one file with a copy of the workspace at one instant, while others work on it.

The copy is what ``kill -9`` at that instant would have left on the disk, and that loses nothing and
doubles nothing. How the instant is found: docs/decisions/0019-backups.md.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from touchline import __version__
from touchline.collect.disk import is_full
from touchline.lake.copying import kept
from touchline.lake.durable import sync_folder
from touchline.lake.events import Lake
from touchline.lake.lease import take
from touchline.service.archive import ALONE, FORMAT, MANIFEST, ArchiveError, Writer, read_manifest, writing
from touchline.service.instant import Instant, NoRest, instant, kept_of_imports
from touchline.service.locks import Held, backup_lock
from touchline.service.operations import form
from touchline.workspace import backups
from touchline.workspace.backups import kept_until, listed, prune
from touchline.workspace.models import Backup

__all__ = ["BackupError", "Made", "kept_until", "listed", "make_backup", "prune", "workplace_of"]

Listener = Callable[[float], None]
LONGEST_PATH = 1000


class BackupError(Exception):
    """A backup that cannot be made. The message is a sentence."""


@dataclass(frozen=True)
class Made:
    """A backup that is on disk: the instant it shows, when it expires, bytes, what it holds by kind."""

    file: Path
    made_at: datetime
    expires_at: datetime
    size: int
    counts: dict[str, int]


def make_backup(
    file: Path, *, keep: timedelta, replace: bool = False, progress: Listener | None = None
) -> Made:
    """Write a backup of this workspace to ``file`` and write down that it is kept for ``keep``.

    Pages and imports go on meanwhile. Raises ``BackupError``; then there is no new file.
    """
    file = file.expanduser().absolute()
    _may_stand(file, replace)
    try:
        with backup_lock(settings.TOUCHLINE.home, f"a backup to {file}"), _workplace(file) as work:
            _tidy()
            return _make(file, work, keep, replace, progress or _quiet)
    except Held as held:
        raise BackupError(f"This cannot start while {held.holder} is being made. Wait for its end.") from None
    except NoRest as error:
        raise BackupError(str(error)) from None
    except OSError as error:
        raise BackupError(_why(file, error)) from error
    except Exception as error:
        if not is_full(error):
            raise
        raise BackupError(_why(file, error)) from error


def workplace_of(file: Path) -> Path:
    """The folder in which a backup is written before it takes its place."""
    return file.with_name(f".{file.name}.new")


def _may_stand(file: Path, replace: bool) -> None:
    home: Path = settings.TOUCHLINE.home
    if file.is_dir():
        raise BackupError(f"{file} is a folder. Name a file in it, such as {file / 'touchline.tar.gz'}.")
    if file.exists() and not replace:
        raise BackupError(f"{file} is there already. Name another file, or say --replace.")
    if not file.parent.is_dir():
        raise BackupError(f"The folder {file.parent} does not exist. Make it, or name another one.")
    if file.resolve().is_relative_to(home.resolve()):
        raise BackupError(f"{file} lies in the workspace itself. Name a place outside it, best another disk.")
    if len(str(file)) > LONGEST_PATH:
        raise BackupError("The path of the file is too long. Name a folder nearer the top.")


@contextmanager
def _workplace(file: Path) -> Iterator[Path]:
    """A folder of our own beside the file to be; what an earlier backup left there goes first."""
    work = workplace_of(file)
    work.mkdir(mode=0o700, exist_ok=True)
    lease = take(work)
    if lease is None:
        raise BackupError(f"Another backup is being written to {file} now. Wait for its end.")
    try:
        for path in work.iterdir():
            path.unlink()
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        os.close(lease)


def _tidy() -> None:
    """Remove what backups left that were cut off: it holds people's data. One that is whole stays."""
    for row in backups.cut_off():
        work = workplace_of(Path(row.path))
        lease = take(work)
        if lease is not None:
            shutil.rmtree(work, ignore_errors=True)
            os.close(lease)
        made_at = _whole(row)
        if made_at:
            backups.finish(row, made_at, Path(row.path).stat().st_size)
        else:
            row.delete()


def _whole(row: Backup) -> datetime | None:
    """The instant of a backup that took its place and was cut off before that was written down."""
    try:
        said = read_manifest(Path(row.path))
        made_at = datetime.fromisoformat(said["made_at"])
    except (ArchiveError, OSError, KeyError):
        return None
    return made_at if made_at >= row.made_at and said["home"] == str(settings.TOUCHLINE.home) else None


def _make(file: Path, work: Path, keep: timedelta, replace: bool, tell: Listener) -> Made:
    row = backups.begin(file, datetime.now(UTC) + keep)
    try:
        made_at, counts = _write(work, tell)
        _put(work / "archive", file, replace)
    except BaseException:
        row.delete()
        raise
    backups.finish(row, made_at, file.stat().st_size)
    return Made(file, made_at, row.expires_at, row.size, counts)


def _write(work: Path, tell: Listener) -> tuple[datetime, dict[str, int]]:
    here, store, operations = settings.TOUCHLINE, form(), work / "operations"
    with kept(here.lake), instant(Lake(here.lake)) as now:
        manifest = _manifest(now)
        now.store.write(operations)
        now.store.end()
        whole = operations.stat().st_size + sum(part.size for part in now.lake.snapshot.parts)
        with writing(work / "archive", _share_of(whole, tell)) as archive:
            archive.add_json(MANIFEST, manifest)
            archive.add_file(store.MEMBER, operations)
            operations.unlink()
            for name, path in now.inbox.write(work).items():
                archive.add_file(name, path)
                path.unlink()
            for name in ALONE:
                if (here.home / name).exists():
                    archive.add_bytes(name, (here.home / name).read_bytes())
            for name, data in now.lake.log.items():
                archive.add_bytes(f"lake/{name}", data)
            for name, stream, size in now.lake.files():
                archive.add_sized(f"lake/{name}", stream, size)
            _add_imports(archive, now, work / "copy")
            _add_pictures(archive)
    return now.at, manifest["counts"]


def _manifest(now: Instant) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "touchline": __version__,
        "made_at": now.at.isoformat(),
        "business": now.business(),
        "home": str(settings.TOUCHLINE.home),
        "counts": now.counts(),
        "lake": {"version": now.lake.snapshot.version, "last_seq": now.lake.snapshot.last_seq},
        "sources": {number: [one.member, one.changed] for number, one in now.sources.items()},
    }


def _add_imports(archive: Writer, now: Instant, copy: Path) -> None:
    """Add what is kept of imports. What an import may yet cut back is copied first."""
    for source in now.sources.values():
        archive.add_stream(source.member, source.stream)
    read = {source.path for source in now.sources.values()}
    for number, name, path in kept_of_imports():
        if path in read:
            continue
        try:
            if number in now.changing:
                shutil.copy2(path, copy)
            archive.add_file(name, copy if number in now.changing else path)
        except FileNotFoundError:
            continue  # undone since the instant


def _add_pictures(archive: Writer) -> None:
    """Add the pictures of the plan. A file never changes; one that came after the instant does no harm."""
    folder: Path = settings.TOUCHLINE.pictures
    for path in sorted(folder.glob("*.*")):
        try:
            archive.add_file(f"pictures/{path.name}", path)
        except FileNotFoundError:
            continue  # removed since


def _put(archive: Path, file: Path, replace: bool) -> None:
    """Give a whole archive its name, never over a file that came meanwhile unless it may be replaced."""
    if replace:
        archive.replace(file)
    else:
        try:
            os.link(archive, file)
        except FileExistsError:
            raise BackupError(f"{file} is there already. Name another file, or say --replace.") from None
        except OSError:  # a disk without second names
            archive.rename(file)
    sync_folder(file.parent)


def _share_of(whole: int, tell: Listener) -> Callable[[int], None]:
    done = 0

    def add(size: int) -> None:
        nonlocal done
        done += size
        tell(min(done / max(whole, 1), 1.0))

    return add


def _why(file: Path, error: BaseException) -> str:
    if is_full(error):
        return f"The disk of {file.parent} is full, so there is no backup. Make room or name another disk."
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"The backup to {file} cannot be written: {said}."


def _quiet(share: float) -> None:
    """Tell nobody."""
