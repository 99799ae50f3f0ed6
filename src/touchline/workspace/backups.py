"""Which backups were made, where they were put, and until when they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from touchline.workspace.audit import record
from touchline.workspace.models import Backup, BusinessSettings


@dataclass(frozen=True)
class Listed:
    """One backup. ``state`` is here, expired (past its date and still there) or gone from its place."""

    path: str
    made_at: datetime
    expires_at: datetime
    size: int
    state: str


def begin(path: Path, expires_at: datetime) -> Backup:
    """Write down that a backup is being made, before anything is copied."""
    return Backup.objects.create(path=str(path), made_at=timezone.now(), expires_at=expires_at)


def finish(row: Backup, made_at: datetime, size: int) -> None:
    """Write down that a backup is there; an earlier one in its place has gone."""
    now = timezone.now()
    with transaction.atomic():
        Backup.objects.filter(path=row.path, removed_at=None).exclude(pk=row.pk).update(removed_at=now)
        row.made_at, row.finished_at, row.size = made_at, now, size
        row.save()
        record(None, "made a backup", row.path, None, {"kept_until": row.expires_at.date().isoformat()})


def cut_off() -> list[Backup]:
    """Backups that were begun and never finished."""
    return list(Backup.objects.filter(finished_at=None))


def listed() -> list[Listed]:
    """All backups but those Touchline removed, the newest first."""
    now = timezone.now()
    rows = Backup.objects.exclude(finished_at=None).filter(removed_at=None).order_by("-made_at", "-pk")
    return [Listed(row.path, row.made_at, row.expires_at, row.size, _state(row, now)) for row in rows]


def prune() -> list[Listed]:
    """Remove the files past their date; returns the backups that went. Raises ``OSError``."""
    expired = [one for one in listed() if one.state == "expired"]
    for one in expired:
        Path(one.path).unlink(missing_ok=True)
        with transaction.atomic():
            Backup.objects.filter(path=one.path, removed_at=None).update(removed_at=timezone.now())
            record(None, "removed a backup", one.path, None, None)
    return expired


def kept_until() -> date | None:
    """The last day, in the business's zone, on which a backup made so far may still be kept.

    None when there is none. One that is no longer in its place may have been moved, so it counts; one
    that is past its date and still there counts as kept until today.
    """
    zone, now = ZoneInfo(BusinessSettings.current().zone), timezone.now()
    kept = [
        max(row.expires_at, now)
        for row in Backup.objects.filter(removed_at=None)
        if row.expires_at > now or Path(row.path).exists()
    ]
    return max(kept).astimezone(zone).date() if kept else None


def _state(row: Backup, now: datetime) -> str:
    if not Path(row.path).exists():
        return "gone"
    return "expired" if row.expires_at <= now else "here"
