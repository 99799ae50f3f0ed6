from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import Met, make

from touchline.collect.models import Import
from touchline.lake.generations import Generations
from touchline.lake.store import LakeError
from touchline.service import answers
from touchline.service.left_out import left_out
from touchline.service.refresh import refresh
from touchline.touchpoints.models import RecognitionRule


def test_events_that_no_answer_holds_are_said(cast: Cast) -> None:
    make([Met("ann", 0, "Home page"), Met("ann", 1, "Nameless"), Met("bob", 2, "Nameless")])
    RecognitionRule.objects.filter(event_name="Nameless").delete()
    refresh()
    said = "2 events are not counted: their names are beyond the 20,000 touchpoints a workspace holds."
    assert said in text(cast.viewer.get("/").content)
    assert said in text(cast.viewer.get("/touchpoints").content)


def test_each_reason_has_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = {
        "unrecognised": {"events": 1},
        "channels_folded": 2,
        "without_code": 3,
        "left_out": {"robot": 4, "test": 5},
    }

    class Here:
        def manifest(self, name: str) -> dict[str, object]:
            return manifest

    monkeypatch.setattr("touchline.service.left_out.generations", Here)
    said = left_out("g000001")
    assert [sentence.split()[0] for sentence in said] == ["1", "9", "2", "3"]
    manifest.clear()
    assert left_out("g000001") == []


def test_nothing_built_is_nothing_left_out(cast: Cast) -> None:
    assert left_out("none") == []


def test_an_import_under_way_is_said(cast: Cast) -> None:
    make([Met("ann", 0, "Home page")])
    Import.objects.create(kind="touches", file="a.csv", state="reading")
    assert "1 import is under way; answers follow when it is done." in text(cast.viewer.get("/").content)
    Import.objects.update(state="done")
    assert "under way" not in text(cast.viewer.get("/").content)


def test_a_damaged_index_is_said_and_heals(cast: Cast) -> None:
    keys = make([Met("ann", 0, "Home page")])
    index = Path(settings.TOUCHLINE.index)
    for legend in index.glob("generations/*/legend.json"):
        legend.write_text("{")
    answers._indexes._values.clear()
    for path in (
        "/",
        "/journeys/paths",
        "/people",
        f"/people/{keys['ann']}",
        "/touchpoints",
        "/hourglass.csv",
    ):
        page = cast.viewer.get(path)
        assert page.status_code == 503, path
        assert page["Retry-After"] == "30"
        assert "Answers are being made anew." in text(page.content)
    assert cast.viewer.get("/imports").status_code == 200
    assert refresh() is not None, "the worker builds a new one"
    assert cast.viewer.get("/").status_code == 200


def test_a_lake_that_cannot_be_used_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make([Met("ann", 0, "Home page")])
    answers._indexes._values.clear()
    trouble = LakeError("The bucket is gone.")

    def fail(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(Generations, "open", fail)
    page = cast.viewer.get("/")
    assert page.status_code == 503
    assert "The record cannot be used now." in text(page.content)
    assert "The bucket is gone." in text(page.content)
