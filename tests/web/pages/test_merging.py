"""Merging on pages: what would be, what is, and back again, with the numbers of the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.web.conftest import Cast
from tests.web.reading import numbers, text
from tests.web.world import Met, make

from touchline.service.answers import open_index
from touchline.service.naming import unrecognised
from touchline.service.overview import touchpoints_overview
from touchline.service.refresh import refresh
from touchline.service.taking import take
from touchline.touchpoints import models
from touchline.touchpoints.discover import Discoverer
from touchline.touchpoints.models import KeptApart, RecognitionRule, Touchpoint
from touchline.workspace.models import AuditEntry

TOUCHES = [
    Met("ann", 0, "Home page", "site"),
    Met("ann", 1, "home-page", "site"),
    Met("bea", 0, "home-page"),
    Met("cid", 3, "/"),
    Met("cid", 4, "Reviews"),
]


@pytest.fixture
def pages(cast: Cast) -> Cast:
    make(TOUCHES, places={"Home page": ("know", "site"), "home-page": ("like", "")})
    return cast


def _number(name: str) -> int:
    return int(Touchpoint.objects.get(name=name).pk)


def _lines() -> dict[str, tuple[int, int, str]]:
    return {one.name: (one.people, one.touches, one.stage) for one in touchpoints_overview().touchpoints}


def _merge(pages: Cast, into: str, *others: str) -> int:
    form = {"touchpoint": [str(_number(name)) for name in (into, *others)], "into": str(_number(into))}
    answer = pages.editor.post("/touchpoints/merge", form)
    assert answer["Location"] == f"/touchpoints/{_number(into)}"
    refresh()
    return int(AuditEntry.objects.filter(verb="merged").latest("pk").pk)


def test_the_preview_says_what_will_be(pages: Cast) -> None:
    chosen = "&".join(f"touchpoint={_number(name)}" for name in ("home-page", "Home page", "/"))
    page = pages.editor.get(f"/touchpoints/merge?{chosen}").content
    said = text(page)
    assert "3 touchpoints become one." in said
    assert "Together 3 4 each person counted once" in said
    assert "The one that stays keeps its name, stage and channel." in said
    assert "Merge 3 into one" in said
    for shown, href in numbers(page):
        assert shown == pages.editor.get(href).content.count(b'class="who-l"')
    assert not AuditEntry.objects.exists()


def test_merged_and_taken_apart(pages: Cast) -> None:
    before, old = _lines(), open_index()
    entry = _merge(pages, "Home page", "home-page", "/")
    assert _lines() == {"Home page": (3, 4, "know"), "Reviews": (1, 1, "")}
    said = text(pages.editor.get(f"/touchpoints/{_number('Home page')}").content)
    assert "3 people met Home page: 4 touches." in said
    assert "Home page home-page /" in said
    assert "2 touchpoints count at Home page now." in said
    merged = pages.viewer.get(f"/touchpoints/{_number('home-page')}")
    assert merged["Location"] == f"/touchpoints/{_number('Home page')}"
    assert old.legend.touchpoints != open_index().legend.touchpoints
    then = f"/people/behind?question=paths&people=touchpoint%3Dhome-page&as_of={old.legend.generation}"
    assert pages.viewer.get(then).content.count(b'class="who-l"') == 2
    now = "/people/behind?question=paths&people=touchpoint%3Dhome-page"
    assert pages.viewer.get(now).content.count(b'class="who-l"') == 3, "a saved link follows the merge"
    make([Met("dan", 9, "home-page")], places={})
    assert _lines()["Home page"] == (4, 5, "know")
    pages.editor.post("/touchpoints/undo", {"entry": str(entry)})
    refresh()
    assert _lines() == before | {"home-page": (3, 3, "like")}


def test_the_same_merge_twice_is_told(pages: Cast) -> None:
    form = {"touchpoint": [str(_number("/")), str(_number("Reviews"))], "into": str(_number("Reviews"))}
    pages.owner.post("/touchpoints/merge", form)
    answer = pages.editor.post("/touchpoints/merge", form)
    assert "/ was merged into Reviews meanwhile. Choose again." in text(
        pages.editor.get(answer["Location"]).content
    )
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("form", [{}, {"into": "999999"}, {"touchpoint": ["x", "2"]}, {"into": "9" * 30}])
def test_a_form_without_sense_gets_a_sentence(pages: Cast, form: dict[str, str]) -> None:
    answer = pages.editor.post("/touchpoints/merge", form)
    assert answer.status_code == 302
    assert "Choose the touchpoint that stays." in text(pages.editor.get(answer["Location"]).content)


def test_one_is_added_by_its_name(pages: Cast) -> None:
    where = f"/touchpoints/merge?touchpoint={_number('/')}"
    assert "2 touchpoints become one." in text(pages.editor.get(f"{where}&add=reviews").content)
    page = text(pages.editor.get(f"{where}&add=reviws").content)
    assert "There is no touchpoint 'reviws'. Did you mean Reviews?" in page
    assert "What shall be one with /?" in page


def test_names_alike_are_a_hint(pages: Cast) -> None:
    assert "1 group of names looks like one touchpoint each." in text(
        pages.editor.get("/touchpoints").content
    )
    page = pages.editor.get("/touchpoints/merge").content.decode()
    assert "home-page, Home page, /" in text(page.encode())
    form = page.partition('action="/touchpoints/apart"')[2].partition("</form>")[0]
    group = re.findall(r'name="touchpoint" value="(\d+)"', form)
    answer = pages.editor.post("/touchpoints/apart", {"touchpoint": group, "next": "/touchpoints/merge"})
    assert answer["Location"] == "/touchpoints/merge"
    assert "Names that look like one" not in text(pages.editor.get("/touchpoints/merge").content)
    assert "looks like one" not in text(pages.editor.get("/touchpoints").content)
    pages.editor.post("/touchpoints/undo", {"entry": str(AuditEntry.objects.get().pk)})
    assert not KeptApart.objects.exists()


def test_renaming(pages: Cast) -> None:
    number = _number("Home page")
    pages.editor.post(f"/touchpoints/{number}/rename", {"name": "Start", "was": "Home page"})
    refresh()
    page = text(pages.editor.get(f"/touchpoints/{number}").content)
    assert "It is called Start now." in page
    assert "1 person met Start: 1 touch." in page
    link = "/people/behind?question=paths&people=touchpoint%3DHome+page"
    assert pages.viewer.get(link).content.count(b'class="who-l"') == 1, (
        "the name of the events still leads here"
    )
    pages.editor.post(f"/touchpoints/{number}/rename", {"name": "Begin", "was": "Home page"})
    assert "Somebody else renamed it Start meanwhile." in text(
        pages.editor.get(f"/touchpoints/{number}").content
    )
    pages.editor.post("/touchpoints/undo", {"entry": str(AuditEntry.objects.get().pk)})
    assert Touchpoint.objects.get(pk=number).name == "Home page"


def test_only_changes_of_touchpoints_are_undone_here(pages: Cast) -> None:
    entry = AuditEntry.objects.create(verb="settled", what="x", before={}, after={})
    for number in (str(entry.pk), "999999", "x", ""):
        pages.editor.post("/touchpoints/undo", {"entry": number})
        assert "There is no such change to undo." in text(pages.editor.get("/touchpoints").content)
    assert AuditEntry.objects.count() == 1


def test_names_beyond_the_room(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make([Met("ann", n, f"n{n % 4}") for n in range(10)], places={})
    RecognitionRule.objects.exclude(event_name="n0").delete()
    Touchpoint.objects.exclude(name="n0").delete()
    monkeypatch.setattr(models, "MOST_TOUCHPOINTS", 1)
    Discoverer()(["n0", "n1", "n2", "n3"])
    refresh()
    page = text(cast.editor.get("/touchpoints").content)
    assert "7 events of 3 names are not recognised, because a workspace holds at most 1 touchpoints." in page
    assert "There is no room for more touchpoints." in page
    assert re.search(r"n1 3 Recognise n1 n2 2 .* n3 2", page)
    cast.editor.post("/touchpoints/recognise", {"name": "n1"})
    assert "room for 0 more" in text(cast.editor.get("/touchpoints").content)
    cast.editor.post("/touchpoints/recognise", {"name": "n1", "into": "N0"})
    said = text(cast.editor.get("/touchpoints").content)
    assert "n1 counts at n0 now." in said
    refresh()
    assert _lines() == {"n0": (1, 6, "")}
    monkeypatch.setattr(models, "MOST_TOUCHPOINTS", 2)
    cast.editor.post("/touchpoints/recognise", {"name": "n2"})
    refresh()
    assert _lines() == {"n0": (1, 6, ""), "n2": (1, 2, "")}
    cast.editor.post("/touchpoints/recognise", {"name": "made up"})
    assert "none of the most frequent names" in text(cast.editor.get("/touchpoints").content)


def test_a_viewer_changes_nothing(pages: Cast) -> None:
    page = pages.viewer.get(f"/touchpoints/{_number('Home page')}").content
    assert page.count(b"<form") == 1, "only the one to sign out"
    assert pages.viewer.get("/touchpoints/merge").status_code == 403
    assert b'type="checkbox"' not in pages.viewer.get("/touchpoints").content


def test_seventy_thousand_names_in_one_file(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    rows = [f"p{n % 900},2026-03-02T10:00:00,Page {min(n, 69_999)}" for n in range(70_100)]
    file.write_text("\n".join(["who,when,what", *rows]))
    take("touches", file, {"person": "who", "time": "when", "touchpoint": "what"})
    assert Touchpoint.objects.count() == models.MOST_TOUCHPOINTS == 20_000
    found = unrecognised()
    assert (found.events, found.names, len(found.often)) == (50_100, 50_000, 50)
    assert found.often[0] == ("Page 69999", 101)
    page = cast.editor.get("/touchpoints").content
    assert "50,100 events of 50,000 names are not recognised" in text(page)
    assert "1 to 100 of 20,000" in text(page)
    cast.editor.post("/touchpoints/recognise", {"name": "Page 69999", "into": "Page 7"})
    refresh()
    assert unrecognised().names == 49_999
    last = touchpoints_overview()
    assert next(one.touches for one in last.touchpoints if one.name == "Page 7") == 102
    said = text(cast.editor.get("/touchpoints/wizard").content)
    assert "20,000 touchpoints wait for their place." in said
    assert "the other 19,800 follow" in said
