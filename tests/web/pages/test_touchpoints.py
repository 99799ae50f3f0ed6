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
    assert "Place 6 touchpoints" in said
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
    assert small_firm.viewer.get("/touchpoints/wizard").status_code == 403
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
    answer = small_firm.editor.post(f"/touchpoints/{number}/place", _form("like", channel="site"))
    assert _stage("Reviews") == "trust", "what the other did stays"
    page = small_firm.editor.get(answer["Location"]).content.decode()
    said = text(page.encode())
    assert "Owner Lindgren changed Reviews on" in said
    assert "it is at Trust, no channel. Yours (Like, site) is not saved yet." in said
    assert AuditEntry.objects.filter(verb="placed").count() == 1
    mine = _fields(page.partition('class="panel clash"')[2].partition("</form>")[0])
    assert (mine["stage"], mine["channel"]) == ("like", "site")
    small_firm.editor.post(f"/touchpoints/{number}/place", mine)
    assert _stage("Reviews") == "like"
    assert "panel clash" not in small_firm.editor.get(answer["Location"]).content.decode()


def _fields(form: str) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(<option.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_a_change_nobody_wrote_down_is_told_too(small_firm: Cast) -> None:
    form = _form("like", was_stage="", was_channel="shop")
    answer = small_firm.editor.post(f"/touchpoints/{_number('Reviews')}/place", form)
    page = text(small_firm.editor.get(answer["Location"]).content)
    assert "Somebody changed Reviews meanwhile: it is at no stage, site." in page or "no channel" in page


@pytest.mark.parametrize(
    "query", ["mine=x", "mine=999999", "mine=1&mine_stage=moon", "mine=99999999999999999"]
)
def test_a_clash_that_cannot_be_is_not_shown(small_firm: Cast, query: str) -> None:
    assert b"panel clash" not in small_firm.editor.get(f"/touchpoints?{query}").content


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
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/settings",
        "/touchpoints\r\nX: y",
        "/touchpoints/../settings",
        "",
    ],
)
def test_the_way_back_leads_to_touchpoints(small_firm: Cast, elsewhere: str) -> None:
    form = _form("trust", next=elsewhere)
    answer = small_firm.editor.post(f"/touchpoints/{_number('Reviews')}/place", form)
    assert answer["Location"] == "/touchpoints"


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("find=review", ["Reviews"], ["Home page", "Order"]),
        ("find=PAGE", ["Home page"], ["Reviews"]),
        ("only=unplaced", ["Reviews", "Window"], ["Home page"]),
        ("only=placed", ["Home page", "Order"], ["Reviews"]),
        ("stage=buy", ["Order"], ["Home page", "Reviews"]),
        ("only=hopes&stage=moon&sort=luck", ["Order", "Reviews"], []),
        ("channel=site", ["Home page"], ["Order"]),
        ("only=anywhere", ["Order"], ["Home page"]),
        ("only=aside", ["Window"], ["Home page", "Reviews"]),
    ],
)
def test_the_filter(small_firm: Cast, query: str, shown: list[str], hidden: list[str]) -> None:
    Touchpoint.objects.filter(name="Window").update(set_aside=True)
    page = small_firm.viewer.get(f"/touchpoints?{query}").content.decode()
    names = re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a></th>', page)
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
