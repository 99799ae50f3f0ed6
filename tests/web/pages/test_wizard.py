"""The wizard: everything that waits for a place, placed in one click."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import Met, firm, make

from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import place
from touchline.workspace.models import AuditEntry


@pytest.fixture
def small_firm(cast: Cast) -> Cast:
    make(firm(), places={"Home page": ("know", "site"), "Order": ("buy", "")})
    return cast


def _fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = page.partition('<form id="wizard"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'<input[^>]*name="(\w+-\d+)"[^>]*?value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(<option.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def _open(client: Client) -> dict[str, str]:
    return _fields(client.get("/touchpoints/wizard").content.decode())


def _stages() -> dict[str, str]:
    return dict(Placement.objects.filter(scheme="hourglass").values_list("touchpoint__name", "stage"))


def _number(name: str) -> int:
    return int(Touchpoint.objects.get(name=name).pk)


def test_all_in_one_click(small_firm: Cast) -> None:
    page = small_firm.editor.get("/touchpoints/wizard")
    said = text(page.content)
    assert "6 touchpoints wait for their place." in said
    assert re.search(r"[\d.]+ % of touches stand on a stage; with these proposals it will be [\d.]+ %", said)
    assert "Place all 6" in said
    answer = small_firm.editor.post("/touchpoints/wizard", _fields(page.content.decode()))
    after = text(small_firm.editor.get(answer["Location"]).content)
    assert "5 touchpoints have their place. 1 belongs on no stage and is not asked for again." in after
    assert "of touches stand on a stage now; before it was" in after
    assert "No touchpoint waits for a place." in after
    assert "See the hourglass" in after
    assert len(_stages()) == 7
    assert Touchpoint.objects.get(set_aside=True).name not in _stages()
    assert _stages()["Order"] == "buy", "a place that was there stays"
    entry = AuditEntry.objects.get()
    assert entry.verb == "accepted proposals for"
    assert set(entry.what.split(", ")) == _stages().keys() - {"Home page", "Order"} | {"Refund"}
    changes = text(small_firm.owner.get("/audit").content)
    assert re.search(r"accepted proposals for .* Reviews: no stage, no channel.* and 1 more", changes)
    small_firm.editor.post("/touchpoints/undo", {"entry": str(entry.pk), "next": "/touchpoints/wizard"})
    assert _stages() == {"Home page": "know", "Order": "buy"}
    assert "6 touchpoints wait" in text(small_firm.editor.get(answer["Location"]).content)


def test_an_undo_says_how_many_it_takes_back_and_asks(small_firm: Cast) -> None:
    answer = small_firm.editor.post("/touchpoints/wizard", _open(small_firm.editor))
    assert "Undo the placing of 6 touchpoints" in text(small_firm.editor.get(answer["Location"]).content)
    place(Touchpoint.objects.get(name="Order"), stage="repeat")
    raw = small_firm.editor.get(f"/touchpoints/{_number('Reviews')}").content.decode()
    changes = raw[raw.index('<details class="sure">') :]
    asked, _end, _rest = changes.partition("</details>")
    assert "Undo the placing of 6 touchpoints" in asked
    assert "They were changed together" in asked
    assert "Yes, undo all of them" in asked
    alone = small_firm.editor.get(f"/touchpoints/{_number('Order')}").content.decode()
    assert '<details class="sure">' not in alone
    assert '<button class="btn sm">Undo<span' in alone


def test_as_edited(small_firm: Cast) -> None:
    form = _open(small_firm.editor)
    reviews, window, refund = (_number(name) for name in ("Reviews", "Window", "Refund"))
    form |= {
        f"stage-{reviews}": "refer",
        f"channel-{reviews}": "Café",
        f"stage-{window}": "none",
        f"stage-{refund}": "",
    }
    answer = small_firm.editor.post("/touchpoints/wizard", form)
    after = text(small_firm.editor.get(answer["Location"]).content)
    assert "4 touchpoints have their place. 1 belongs on no stage and is not asked for again." in after
    assert "1 touchpoint waits for its place." in after
    assert _stages()["Reviews"] == "refer"
    assert Touchpoint.objects.get(name="Reviews").channel == "Café"
    assert not {"Window", "Refund"} & _stages().keys()
    assert list(_open(small_firm.editor)) == ["was-" + str(refund), f"channel-{refund}", f"stage-{refund}"]
    assert "no stage, a member said" in text(small_firm.viewer.get("/touchpoints?only=aside").content)


def test_who_was_quicker_is_told_and_the_others_are_saved(small_firm: Cast) -> None:
    form = _open(small_firm.editor)
    number = _number("Reviews")
    small_firm.owner.post(f"/touchpoints/{number}/place", {"stage": "refer", "channel": "social"})
    form[f"stage-{number}"] = "like"
    answer = small_firm.editor.post("/touchpoints/wizard", form)
    said = text(answer.content)
    assert "1 touchpoint was changed by somebody else meanwhile" in said
    assert "5 others are saved." in said
    assert "Owner Lindgren changed Reviews on" in said
    assert "it is at Refer, social. Yours (Like, site) is not saved yet." in said
    assert _stages()["Reviews"] == "refer"
    assert len(_stages()) == 7
    mine = answer.content.decode().partition('class="panel clash"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', mine)) | {"stage": "like"}
    small_firm.editor.post(f"/touchpoints/{number}/place", sent)
    assert _stages()["Reviews"] == "like"


def test_what_cannot_be_is_refused_as_a_whole(small_firm: Cast) -> None:
    form = _open(small_firm.editor)
    number = _number("Reviews")
    small_firm.editor.post("/touchpoints/wizard", form | {f"stage-{number}": "moon"})
    assert "no stage 'moon'" in text(small_firm.editor.get("/touchpoints/wizard").content)
    assert len(_stages()) == 2


@pytest.mark.parametrize(
    "form", [{}, {"was-x": "|"}, {"was-9999999999999": "|"}, {"was-999999": "", "stage-999999": "know"}]
)
def test_a_form_that_chooses_nothing(small_firm: Cast, form: dict[str, str]) -> None:
    answer = small_firm.editor.post("/touchpoints/wizard", form)
    assert answer["Location"] == "/touchpoints/wizard"
    assert "Nothing was chosen" in text(small_firm.editor.get("/touchpoints/wizard").content)


def test_one_touchpoint(cast: Cast) -> None:
    make([Met("ann", 0, "Home page")], places={})
    said = text(cast.editor.get("/touchpoints/wizard").content)
    assert "1 touchpoint waits for its place." in said
    assert "Place it" in said


def test_nothing_waits(small_firm: Cast) -> None:
    small_firm.editor.post("/touchpoints/wizard", {"which": "all"})
    assert "Nothing waits for a place." in text(small_firm.editor.get("/touchpoints/wizard").content)
    assert b'href="/touchpoints/wizard"' not in small_firm.editor.get("/touchpoints").content


def test_thousands_are_asked_for_in_parts(cast: Cast) -> None:
    Touchpoint.objects.bulk_create([Touchpoint(name=f"Page {n:05d}") for n in range(5_000)])
    page = cast.editor.get("/touchpoints/wizard")
    said = text(page.content)
    assert "Shown are the 200 with the most touches; the other 4,800 follow when these are done." in said
    form = _fields(page.content.decode())
    assert len(form) == 600
    number = next(name.partition("-")[2] for name in form)
    form |= {f"stage-{number}": "refer", f"stage-{int(number) + 1}": ""}
    cast.editor.post("/touchpoints/wizard", form | {"which": "these"})
    assert Placement.objects.count() == 199
    assert "4,801 touchpoints wait" in text(cast.editor.get("/touchpoints/wizard").content)
    answer = cast.editor.post("/touchpoints/wizard", _open(cast.editor) | {"which": "all"})
    assert Placement.objects.count() == 5_000
    assert "4,801 touchpoints have their place." in text(cast.editor.get(answer["Location"]).content)
    assert AuditEntry.objects.count() == 2


def test_what_a_member_placed_meanwhile_is_left_by_the_others(small_firm: Cast) -> None:
    place(Touchpoint.objects.get(name="Reviews"), stage="refer")
    small_firm.editor.post("/touchpoints/wizard", {"which": "all"})
    assert _stages()["Reviews"] == "refer"


def test_hostile_names(cast: Cast) -> None:
    make([Met("ann", 0, '"><script>alert(1)</script>', '"><em>')], places={})
    page = cast.editor.get("/touchpoints/wizard").content
    assert b"<script>alert" not in page
    assert b"<em>" not in page
