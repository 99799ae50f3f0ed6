"""A lake and a database that do not belong together are told apart before anything is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from tests.collect.files import TOUCH, lake, lines, take, write
from tests.lake.make import plain

from touchline.collect.models import Import, State
from touchline.collect.run import request_import
from touchline.people import identities
from touchline.people.models import Identity
from touchline.service import fitting, taking
from touchline.service.answers import generations
from touchline.service.doctor import examine
from touchline.service.refresh import rebuild, refresh

pytestmark = pytest.mark.django_db
ROWS = [("ann", "2026-01-01", "page"), ("bob", "2026-01-02", "page")]


@pytest.fixture
def recorded(home: Path) -> Path:
    """A workspace with an import of two people, and its index."""
    take("touches", write(home, lines("person,time,touchpoint", ROWS)))
    refresh()
    return home


def said_of(part: str) -> str:
    return " ".join(examine()[part])


def test_stores_that_fit_are_left_alone(recorded: Path) -> None:
    assert (fitting.lost(lake()), fitting.outrun(lake()), fitting.behind(lake())) == ("", "", "")
    assert fitting.refusal() == ""
    assert (said_of("lake"), said_of("index")) == ("", "")


def test_an_empty_workspace_fits(home: Path) -> None:
    assert fitting.refusal() == ""
    assert refresh()
    assert (said_of("lake"), said_of("index")) == ("", "")


def test_an_older_database_is_refused(recorded: Path) -> None:
    lake().append(plain(5), app="later", version=1)
    lake().remove_identities([0, 1, 2])
    known, given = lake().highest_identity(), identities.highest()
    assert (known, given) == (4, 2)
    asked = request_import(
        "touches", write(recorded, lines("person,time,touchpoint", ROWS), "new.csv"), TOUCH
    )
    done = taking.run(asked.pk)
    assert done.state == State.FAILED
    assert "The database is older than the lake" in done.error
    assert "up to number 4" in done.error
    assert "has given 2 numbers" in done.error
    assert "The database is older than the lake" in said_of("lake")
    assert lake().count() == 2


def test_numbers_of_people_who_are_gone_count_as_given(recorded: Path) -> None:
    given = identities.highest()
    Identity.objects.filter(number=given).delete()
    assert identities.highest() == given
    assert fitting.refusal() == ""


def test_nobody_has_a_number_yet(home: Path) -> None:
    assert identities.highest() == 0


@pytest.mark.parametrize("how", ["emptied", "gone"])
def test_a_missing_lake_is_no_reason_to_empty_the_answers(recorded: Path, how: str) -> None:
    before = generations().current()
    shutil.rmtree(settings.TOUCHLINE.lake)
    if how == "emptied":
        Path(settings.TOUCHLINE.lake).mkdir()
    for build in (refresh, rebuild):
        with pytest.raises(fitting.StoresDisagree, match="is missing: imports put 2 events into it"):
            build()
    assert generations().current() == before
    (said,) = examine()["lake"]
    assert "Restore it from a backup" in said
    assert examine()["index"] == []
    asked = request_import(
        "touches", write(recorded, lines("person,time,touchpoint", ROWS), "new.csv"), TOUCH
    )
    assert "is missing" in taking.run(asked.pk).error
    assert lake().version() == -1


def test_a_lake_that_was_emptied_on_purpose_is_not_missing(recorded: Path) -> None:
    lake().remove_import(Import.objects.get().pk)
    lake().purge()
    assert fitting.refusal() == ""
    assert refresh()
    assert (said_of("lake"), said_of("index")) == ("", "")


def test_an_older_lake_is_named(recorded: Path) -> None:
    Import.objects.update(accepted=5)
    assert "is older than the database: imports put 5 events into it, and it has held 2" in said_of("lake")


def test_a_place_that_cannot_be_used_is_said(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    settings.TOUCHLINE = replace(settings.TOUCHLINE, lake_place="s3://bucket/lake")
    assert "There is no key for the lake in s3://bucket/lake" in said_of("lake")
    assert said_of("index") == ""
    asked = request_import(
        "touches", write(recorded, lines("person,time,touchpoint", ROWS), "new.csv"), TOUCH
    )
    assert "There is no key" in taking.run(asked.pk).error
