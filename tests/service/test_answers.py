"""Answers are kept for as long as they are right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from tests.web.world import Met, make

from touchline.journeys.hourglass import Hourglass
from touchline.service.answers import answer, cached, open_index
from touchline.service.refresh import refresh

pytestmark = pytest.mark.django_db


def people() -> int:
    index = open_index()
    assert cached(index, "people", lambda: index.people) == index.people
    reached: int = answer(index, Hourglass()).people
    return reached


def test_an_index_that_was_deleted_and_begins_anew_gives_new_answers(home: Path) -> None:
    places = {"Home page": ("know", "site")}
    make([Met("ann", 0, "Home page")], places=places)
    before = people()
    shutil.rmtree(settings.TOUCHLINE.index)
    make([Met("bob", 1, "Home page")], places=places)
    assert refresh() is None
    assert (before, people()) == (1, 2)
