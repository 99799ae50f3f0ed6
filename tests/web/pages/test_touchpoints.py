from __future__ import annotations

import re

import pytest
from tests.web.conftest import Cast
from tests.web.reading import numbers, text
from tests.web.world import Met, firm, make

from touchline.touchpoints.models import Placement, Touchpoint
from touchline.workspace.models import AuditEntry


@pytest.fixture
def small_firm(cast: Cast) -> Cast:
    make(firm(), places={"Home page": ("know", "site"), "Order": ("buy", "")})
    return cast


def _number(name: str) -> int:
    return int(Touchpoint.objects.get(name=name).pk)


def _stage(name: str) -> str | None:
    placed = Placement.objects.filter(touchpoint__name=name, scheme="hourglass").first()
    return placed.stage if placed else None


def test_the_table(small_firm: Cast) -> None:
    page = small_firm.editor.get("/touchpoints")
    said = text(page.content)
    assert "6 of 8 touchpoints have no place yet." in said
    assert "% of touches stand on a stage" in said
    assert said.index("Without a place") < said.index("Know Home page")
    assert "Accept all 6 proposals" in said
    for shown, href in numbers(page.content):
        rows = small_firm.editor.get(href).content
        total = re.search(r"1 to \d+ of ([\d,]+)", text(rows))
        assert shown == (int(total[1]) if total else rows.count(b'class="who-l"'))


def test_a_viewer_sees_and_places_nothing(small_firm: Cast) -> None:
    page = small_firm.viewer.get("/touchpoints")
    assert b'<select name="stage" id' not in page.content
    assert b'action="/touchpoints/' not in page.content
    number = _number("Reviews")
    assert small_firm.viewer.post(f"/touchpoints/{number}/place", {"stage": "trust"}).status_code == 403
    assert small_firm.viewer.post("/touchpoints/place").status_code == 403
    assert _stage("Reviews") is None


def _form(stage: str, **more: str) -> dict[str, str]:
    return {
        "was_stage": "",
        "was_channel": "",
        "stage": stage,
        "channel": "",
        "next": "/touchpoints?page=1",
        **more,
    }


def test_placing(small_firm: Cast) -> None:
    answer = small_firm.editor.post(
        f"/touchpoints/{_number('Reviews')}/place", _form("trust", channel=" site ")
    )
    assert (answer.status_code, answer["Location"]) == (302, "/touchpoints?page=1")
    assert _stage("Reviews") == "trust"
    assert Touchpoint.objects.get(name="Reviews").channel == "site"
    page = text(small_firm.editor.get("/touchpoints").content)
    assert "Reviews stands on Trust now." in page
    assert "5 of 8 touchpoints have no place yet." in page
    entry = AuditEntry.objects.get(verb="placed")
    assert entry.member is not None
    assert entry.member.role == "editor"
    assert (entry.before["stage"], entry.after["stage"]) == ("", "trust")


def test_a_message_is_shown_once(small_firm: Cast) -> None:
    small_firm.editor.post(f"/touchpoints/{_number('Reviews')}/place", _form("trust"))
    assert "Reviews stands on Trust now." in text(small_firm.editor.get("/touchpoints").content)
    assert "Reviews stands on Trust now." not in text(small_firm.editor.get("/touchpoints").content)


def test_taking_a_place_away(small_firm: Cast) -> None:
    form = _form("", was_stage="know", was_channel="site", channel="site")
    small_firm.editor.post(f"/touchpoints/{_number('Home page')}/place", form)
    assert _stage("Home page") is None
    assert "Home page has no place now." in text(small_firm.editor.get("/touchpoints").content)


def test_somebody_else_was_quicker(small_firm: Cast) -> None:
    number = _number("Reviews")
    small_firm.owner.post(f"/touchpoints/{number}/place", _form("trust"))
    small_firm.editor.post(f"/touchpoints/{number}/place", _form("like"))
    assert _stage("Reviews") == "trust", "what the other did stays"
    page = text(small_firm.editor.get("/touchpoints").content)
    assert "Somebody else changed Reviews meanwhile: it is at Trust. Yours (Like) is not saved" in page
    assert AuditEntry.objects.filter(verb="placed").count() == 1


def test_the_same_place_again_changes_nothing(small_firm: Cast) -> None:
    form = _form("know", was_stage="know", was_channel="site", channel="site")
    small_firm.editor.post(f"/touchpoints/{_number('Home page')}/place", form)
    assert "Nothing to change" in text(small_firm.editor.get("/touchpoints").content)
    assert not AuditEntry.objects.filter(verb="placed").exists()


def test_accepting_one_proposal(small_firm: Cast) -> None:
    page = small_firm.editor.get("/touchpoints").content.decode()
    row = page.partition(f'id="touchpoint-{_number("Newsletter")}"')[2].partition('id="accept-')[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', row.partition("<form")[2]))
    stage, channel = sent["stage"], sent["channel"]
    assert stage
    small_firm.editor.post(f"/touchpoints/{_number('Newsletter')}/place", sent)
    assert _stage("Newsletter") == stage
    assert Touchpoint.objects.get(name="Newsletter").channel == channel


def test_accepting_all(small_firm: Cast) -> None:
    answer = small_firm.editor.post("/touchpoints/place", {"next": "/touchpoints?only=proposed"})
    assert answer["Location"] == "/touchpoints?only=proposed"
    assert Placement.objects.filter(scheme="hourglass").count() == 8
    page = text(small_firm.editor.get("/touchpoints").content)
    assert "6 touchpoints placed as proposed." in page
    assert "8 touchpoints, each on its stage." in page
    assert "100.0 % of touches stand on a stage" in page
    assert _stage("Order") == "buy", "a place that was there stays"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (_form("moon"), "no stage 'moon'"),
        (_form("trust", channel="x" * 61), "at most 60 letters"),
    ],
)
def test_a_place_that_cannot_be_is_refused(small_firm: Cast, form: dict[str, str], sentence: str) -> None:
    answer = small_firm.editor.post(f"/touchpoints/{_number('Reviews')}/place", form)
    assert answer.status_code == 302
    assert sentence in text(small_firm.editor.get("/touchpoints").content)
    assert _stage("Reviews") is None


def test_a_touchpoint_that_is_not_there(small_firm: Cast) -> None:
    for number in (10**6, 2**80):
        answer = small_firm.editor.post(f"/touchpoints/{number}/place", _form("trust"))
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/settings", "/touchpoints\r\nX: y", ""]
)
def test_the_way_back_leads_to_touchpoints(small_firm: Cast, elsewhere: str) -> None:
    answer = small_firm.editor.post("/touchpoints/place", {"next": elsewhere})
    assert answer["Location"] == "/touchpoints"


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("find=review", ["Reviews"], ["Home page", "Order"]),
        ("find=PAGE", ["Home page"], ["Reviews"]),
        ("only=unplaced", ["Reviews", "Window"], ["Home page"]),
        ("only=placed", ["Home page", "Order"], ["Reviews"]),
        ("stage=buy", ["Order"], ["Home page", "Reviews"]),
        ("only=hopes&stage=moon", ["Order", "Reviews"], []),
    ],
)
def test_the_filter(small_firm: Cast, query: str, shown: list[str], hidden: list[str]) -> None:
    page = small_firm.viewer.get(f"/touchpoints?{query}").content.decode()
    names = re.findall(r'<th scope="row"[^>]*>([^<]*)</th>', page)
    assert set(shown) <= set(names)
    assert not set(hidden) & set(names)


def test_a_filter_that_fits_nothing_says_so(small_firm: Cast) -> None:
    assert "No touchpoint fits this filter." in text(small_firm.viewer.get("/touchpoints?find=zzz").content)


def test_nothing_imported(cast: Cast) -> None:
    assert "No touchpoints yet." in text(cast.viewer.get("/touchpoints").content)


def test_twenty_thousand_touchpoints(cast: Cast) -> None:
    Touchpoint.objects.bulk_create([Touchpoint(name=f"Page {n:05d}") for n in range(20_000)])
    page = cast.editor.get("/touchpoints")
    assert "1 to 100 of 20,000" in text(page.content)
    assert len(page.content) < 600_000
    assert "Page 19999" in text(cast.editor.get("/touchpoints?page=200").content)
    assert "1 touchpoint" in text(cast.editor.get("/touchpoints?find=12345").content)


def test_hostile_names(cast: Cast) -> None:
    name = '"><script>alert(1)</script>'
    make([Met("ann", 0, name, '"><em>')], places={})
    page = cast.editor.get("/touchpoints")
    assert b"<script>alert" not in page.content
    assert b"<em>" not in page.content
    cast.editor.post(f"/touchpoints/{_number(name)}/place", _form("trust", channel='x"><b>'))
    page = cast.editor.get("/touchpoints").content
    assert b"<script>alert" not in page
    assert b'x"><b>' not in page
