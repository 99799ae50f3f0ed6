from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from touchline.service.backup import kept_until
from touchline.workspace.backups import begin, finish, listed, prune
from touchline.workspace.models import BusinessSettings

pytestmark = pytest.mark.django_db


def made(path: Path, days: float) -> None:
    path.write_bytes(b"1234")
    finish(begin(path, timezone.now() + timedelta(days=days)), timezone.now(), 4)


def test_the_last_day_counts_wherever_the_file_is(tmp_path: Path) -> None:
    assert kept_until() is None
    today = timezone.now().date()
    made(tmp_path / "a", 9)
    made(tmp_path / "b", 30)
    assert kept_until() == today + timedelta(days=30)
    (tmp_path / "b").unlink()
    assert kept_until() == today + timedelta(days=30), "it may have been moved"
    made(tmp_path / "b", 2)
    assert kept_until() == today + timedelta(days=9), "the earlier one in its place was replaced"


def test_one_that_is_being_made_counts(tmp_path: Path) -> None:
    begin(tmp_path / "a", timezone.now() + timedelta(days=5))
    assert kept_until() == timezone.now().date() + timedelta(days=5)
    assert listed() == []


def test_what_is_past_its_date_is_kept_until_it_is_removed(tmp_path: Path) -> None:
    made(tmp_path / "a", -3)
    assert kept_until() == timezone.now().date()
    assert [one.state for one in listed()] == ["expired"]
    assert [one.path for one in prune()] == [str(tmp_path / "a")]
    assert not (tmp_path / "a").exists()
    assert (kept_until(), listed(), prune()) == (None, [], [])


def test_the_day_is_the_one_of_the_business(tmp_path: Path) -> None:
    begin(tmp_path / "a", timezone.now().replace(hour=23, minute=30) + timedelta(days=5))
    BusinessSettings.objects.create(zone="Pacific/Kiritimati")
    assert kept_until() == timezone.now().date() + timedelta(days=6)
