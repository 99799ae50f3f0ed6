from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.web.charts.drawings import HOSTILE, parse
from tests.web.conftest import Cast
from tests.web.reading import numbers, text
from tests.web.world import firm, make

from touchline.plan.chains import add_chain, change_chain
from touchline.plan.maps import add_map, copy_map
from touchline.plan.picture import Planned, PlannedLink
from touchline.plan.reading import chains_of, find_map, touchpoints_of
from touchline.plan.things import add_object, add_persona
from touchline.plan.touchpoints import add_touchpoint, change_touchpoint
from touchline.touchpoints.models import Placement
from touchline.web.board_view import MOST_ROWS
from touchline.workspace.models import AuditEntry, Member

LIVED = ("Home page", "Newsletter", "Reviews", "Test ride", "Order")
PLACES = {"Home page": ("know", "site"), "Newsletter": ("like", "e-mail"), "Order": ("buy", "")}


@pytest.fixture
def planned(cast: Cast) -> Cast:
    make(firm(), places=PLACES)
    add_map("Way in", {}, member=None)
    row = find_map()
    for name in LIVED:
        channel = PLACES.get(name, ("", "site"))[1]
        add_touchpoint(row, name, {"record": name, "state": "live", "channel": channel}, member=None)
    add_touchpoint(row, "Bring a friend", {"stage": "refer", "state": "planned"}, member=None)
    links = [PlannedLink((name.lower().replace(" ", "-"),), expected=5760) for name in LIVED]
    add_chain(row, "First ride", {}, [*links, PlannedLink(("bring-a-friend",))], member=None)
    return cast


def cell_of(content: bytes, key: str) -> tuple[str, str]:
    """The stage and the row of a card."""
    before = content.decode().partition(f'data-card="{key}"')[0]
    found = re.findall(r'data-stage="([^"]*)" data-row="([^"]*)"', before)
    assert found, f"{key} is not on the board"
    return found[-1]  # type: ignore[no-any-return]


def test_without_a_map_the_page_begins_one(cast: Cast) -> None:
    assert "Start the map" in text(cast.editor.get("/plan").content)
    assert "Start the map" not in text(cast.viewer.get("/plan").content)
    started = cast.editor.post("/plan/maps/start", {"name": "Way in", "from": "empty"})
    assert started["Location"] == "/plan/way-in"
    assert "Nothing is planned on this map yet." in text(cast.editor.get("/plan").content)


def test_a_map_begins_with_what_there_is(cast: Cast) -> None:
    make(firm(), places=PLACES)
    cast.editor.post("/plan/maps/start", {"name": "Lived", "from": "touchpoints"})
    page = cast.viewer.get("/plan").content
    assert cell_of(page, "home-page") == ("know", "site")
    assert "8 touchpoints planned, 8 live." in text(page)
    form = {"name": "Ideas", "from": "catalogue", "sell": "Bowls", "as": "goods", "to": "people"}
    started = cast.editor.post("/plan/maps/start", form)
    said = text(cast.viewer.get(started["Location"]).content)
    assert re.search(r"\d\d touchpoints planned, 0 live\.", said)
    again = cast.editor.post("/plan/maps/start", form, follow=True)
    assert "There is a map “Ideas” already." in text(again.content)


def test_the_checks_name_what_mends_each_finding(planned: Cast) -> None:
    page = planned.viewer.get("/plan/way-in/check").content
    assert re.search(r"The checks find \d+ things to mend\.", text(page))
    assert "No owner" in text(page)
    assert "more finding" not in text(page)
    beside = text(planned.viewer.get("/plan/way-in/check?beside=1").content)
    more = re.search(r"See (\d+) more finding", beside)
    assert more
    assert int(more[1]) + 12 == page.count(b'class="mk ')
    for href in dict.fromkeys(re.findall(r'class="btn sm" href="([^"]+)"', page.decode())):
        assert planned.editor.get(href.replace("&amp;", "&"), follow=True).status_code == 200, href


def test_the_board_says_what_is_planned_and_who_meets_it(planned: Cast) -> None:
    page = planned.viewer.get("/plan").content
    said = text(page)
    assert "6 touchpoints planned, 5 live." in said
    assert "version 8, saved" in said
    assert cell_of(page, "home-page") == ("know", "site")
    assert cell_of(page, "reviews") == ("", "site")
    assert "nobody yet" in said
    assert "60" in said.partition("Home page")[2][:40]


def test_every_number_of_the_board_opens_a_list_of_that_length(planned: Cast) -> None:
    page = planned.viewer.get("/plan?chain=first-ride").content
    found = numbers(page)
    assert len(found) > 20
    for shown, href in dict.fromkeys(found):
        rows = planned.viewer.get(href).content
        total = re.search(r"1 to \d+ of ([\d,]+)", text(rows))
        assert shown == (int(total[1].replace(",", "")) if total else rows.count(b'class="who-l"')), href


def test_a_card_moves_with_the_touchpoint_of_the_record_and_back(planned: Cast) -> None:
    form = {
        "card": "reviews",
        "stage": "trust",
        "row": "search",
        "down": "channel",
        "was": "",
        "query": "down=channel",
    }
    moved = planned.editor.post("/plan/way-in/touchpoints/move", form)
    assert moved["Location"].startswith("/plan/way-in?down=channel&done=")
    page = planned.editor.get(moved["Location"]).content
    assert cell_of(page, "reviews") == ("trust", "search")
    assert Placement.objects.get(touchpoint__name="Reviews").stage == "trust"
    entry = AuditEntry.objects.latest("pk")
    assert "Undo" in text(page)
    planned.editor.post(f"/plan/way-in/undo/{entry.pk}")
    assert cell_of(planned.editor.get("/plan").content, "reviews") == ("", "site")
    assert not Placement.objects.filter(touchpoint__name="Reviews").exists()


def test_who_moves_a_card_that_was_moved_meanwhile_is_told(planned: Cast) -> None:
    change_touchpoint(find_map(), "reviews", {"stage": "refer"}, member=Member.objects.get(role="owner"))
    form = {"card": "reviews", "stage": "trust", "row": "", "down": "phase", "was": "", "query": ""}
    answer = planned.editor.post("/plan/way-in/touchpoints/move", form, follow=True)
    assert re.search(r"Owner Lindgren changed Reviews on .* Yours is not saved", text(answer.content))
    assert cell_of(answer.content, "reviews")[0] == "refer"


def test_a_viewer_moves_and_saves_nothing(planned: Cast) -> None:
    page = planned.viewer.get("/plan").content
    assert b"data-movable" not in page
    assert b"/touchpoints/move" not in page
    for path in ("move", "reviews/save", "reviews/remove", "new"):
        assert planned.viewer.post(f"/plan/way-in/touchpoints/{path}").status_code == 403


def sent(client: Client, key: str, **changed: str) -> dict[str, str]:
    """The form of a touchpoint as a browser sends it, with some fields changed."""
    page = client.get(f"/plan/way-in/touchpoints/{key}").content.decode()
    form = dict(re.findall(r'name="(was-[\w-]+|seen)" value="([^"]*)"', page))
    fields = {name.removeprefix("was-"): value for name, value in form.items() if name.startswith("was-")}
    return {**form, **fields, **changed}


def save(client: Client, key: str, form: dict[str, str]) -> Any:
    return client.post(f"/plan/way-in/touchpoints/{key}/save", form)


def one(key: str) -> Planned:
    return touchpoints_of(find_map())[key]


def test_all_fields_are_saved_and_read_again(planned: Cast) -> None:
    client = planned.editor
    changed = {
        "name": "Call after four weeks",
        "state": "paused",
        "owner": "editor@example.com",
        "due": "2026-11-30",
        "cost": "1,200.50 eur",
        "target-number": "40",
        "target-of": "people",
        "target-per": "month",
        "rhythm": "30",
        "measure": "Calls that were answered",
        "notes": "Ask how the bowl is.\nThen listen.",
        "links": "https://example.com/a\n\nhttps://example.com/b ",
        "inputs": "3",
        "minutes": "5",
        "delivers": "yes",
        "paid": "no",
        "weight": "4",
        "parent": "reviews",
    }
    form = sent(client, "bring-a-friend", **changed)
    form.pop("target")
    assert save(client, "bring-a-friend", form).status_code == 302
    now = one("bring-a-friend")
    assert (now.name, now.state, now.owner, now.due) == (
        "Call after four weeks",
        "paused",
        "editor@example.com",
        date(2026, 11, 30),
    )
    assert (now.cost, now.currency, now.target, now.target_of, now.target_per) == (
        120_050,
        "EUR",
        40,
        "people",
        "month",
    )
    assert (now.rhythm, now.inputs, now.minutes, now.weight) == (30, 3, 5, 4)
    assert (now.delivers, now.paid, now.parent) == (True, False, "reviews")
    assert now.links == ("https://example.com/a", "https://example.com/b")
    again = sent(client, "bring-a-friend")
    assert again["cost"] == "1200.50 EUR"
    assert again["was-target"] == "40 people month"
    said = text(client.get("/plan").content)
    assert "1 smaller one stands on the page" in said


@pytest.mark.parametrize(
    ("field", "value", "because"),
    [
        ("cost", "twelve EUR", "is not a cost"),
        ("cost", "12 XXX", "is not a cost"),
        ("cost", "1e400 EUR", "is not a cost"),
        ("cost", "NaN EUR", "is not a cost"),
        ("due", "soon", "is not a day"),
        ("rhythm", "-1", "is not a whole number"),
        ("rhythm", "0", "whole number from 1"),
        ("links", "javascript:alert(1)", "no address of a page"),
        ("kind", "no-such-kind", "There is no"),
        ("owner", "nobody@example.com", "nobody@example.com"),
        ("parent", "reviews-of-none", "reviews-of-none"),
        ("name", " ", ""),
        ("record", "Never recorded", "Never recorded"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_stays_in_its_field(
    planned: Cast, field: str, value: str, because: str
) -> None:
    before = one("reviews")
    answer = save(planned.editor, "reviews", sent(planned.editor, "reviews", **{field: value}))
    assert answer.status_code == 422
    assert because in text(answer.content)
    assert "Not saved yet." in text(answer.content)
    assert one("reviews") == before


def test_the_second_of_two_members_keeps_what_they_typed(planned: Cast) -> None:
    form = sent(planned.editor, "reviews", notes="mine", measure="stars")
    change_touchpoint(find_map(), "reviews", {"notes": "theirs"}, member=Member.objects.get(role="owner"))
    answer = save(planned.editor, "reviews", form)
    said = text(answer.content)
    assert answer.status_code == 409
    assert re.search(r"Owner Lindgren changed Reviews on", said)
    assert "There now: theirs" in said
    assert ">mine</textarea>" in answer.content.decode()
    assert one("reviews").notes == "theirs"
    seen = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert seen
    again = {**form, "seen": seen[1], "was-notes": "theirs"}
    assert save(planned.editor, "reviews", again).status_code == 302
    assert (one("reviews").notes, one("reviews").measure) == ("mine", "stars")


def test_fields_that_only_one_changed_are_both_kept(planned: Cast) -> None:
    form = sent(planned.editor, "reviews", notes="mine")
    change_touchpoint(find_map(), "reviews", {"measure": "theirs"}, member=None)
    assert save(planned.editor, "reviews", form).status_code == 302
    assert (one("reviews").notes, one("reviews").measure) == ("mine", "theirs")


def test_a_chain_says_what_people_did(planned: Cast) -> None:
    said = text(planned.viewer.get("/plan/way-in/chains/first-ride").content)
    assert "of 60 people who entered followed this chain to its end." in said
    assert "Nobody meets Bring a friend" in said
    assert "Hops the plan does not have" in said
    assert "It asks of a person: 6 steps" in said
    assert "touchline ask chain" in said


def test_a_finding_of_a_link_leads_to_its_field(planned: Cast) -> None:
    page = planned.editor.get("/plan/way-in/chains/first-ride?link=2").content.decode()
    assert re.findall(r'name="at-(\d+)" autofocus', page) == ["2"]


def test_the_links_of_a_chain_are_written_line_by_line(planned: Cast) -> None:
    form = {
        "name": "First ride",
        "order-1": "2",
        "at-1": "Home page | newsletter",
        "expected-1": "3d",
        "optional-1": "1",
        "order-2": "1",
        "at-2": "Test ride",
        "repeated-2": "1",
        "at-3": "Order",
        "gone-3": "1",
    }
    assert planned.editor.post("/plan/way-in/chains/first-ride/save", form).status_code == 302
    page = planned.editor.get("/plan/way-in/chains/first-ride").content.decode()
    assert re.findall(r'name="at-\d" [^>]*value="([^"]*)"', page)[:3] == [
        "Test ride",
        "Home page | Newsletter",
        "",
    ]
    assert 'value="3d"' in page
    bad = planned.editor.post("/plan/way-in/chains/first-ride/save", {**form, "at-1": "Hope"})
    assert bad.status_code == 422
    assert "Link 2: “Hope” is not planned on this map." in text(bad.content)
    late = planned.editor.post("/plan/way-in/chains/first-ride/save", {**form, "expected-1": "soon"})
    assert "Link 2:" in text(late.content)


def test_a_chain_cannot_go_through_itself(planned: Cast) -> None:
    form = {"name": "First ride", "at-1": "chain first-ride"}
    answer = planned.editor.post("/plan/way-in/chains/first-ride/save", form)
    assert answer.status_code == 422
    assert "Not saved yet." in text(answer.content)


def test_two_maps_side_by_side(planned: Cast) -> None:
    copy_map(find_map(), "To be", member=None)
    row = find_map("to-be")
    change_touchpoint(row, "reviews", {"channel": "phone", "stage": "trust"}, member=None)
    add_touchpoint(row, "Leaflet", {}, member=None)
    said = text(planned.viewer.get("/plan/maps/compare?one=way-in&other=to-be").content)
    assert "These maps differ in 2 things." in said
    assert re.search("Reviews touchpoint changed .*channel: site → phone", said)
    assert "Leaflet touchpoint added" in said
    assert "it is not held against the record" in text(
        planned.viewer.get("/plan/to-be/chains/first-ride").content
    )
    assert planned.viewer.get("/plan/maps/compare?one=none&other=to-be").status_code == 404


def test_one_map_reads_by_other_stages(planned: Cast) -> None:
    page = planned.viewer.get("/plan?scheme=value-journey").content
    assert cell_of(page, "home-page") == ("attention", "site")
    assert cell_of(page, "bring-a-friend")[0] == "promote"
    assert b"data-movable" not in planned.editor.get("/plan?scheme=value-journey").content


def test_filters_say_what_they_leave_out(planned: Cast) -> None:
    said = text(planned.viewer.get("/plan?find=re").content)
    assert "5 are left out by the filter." in said
    said = text(planned.viewer.get("/plan?stage=know").content)
    assert "5 are left out by the filter." in said
    assert "Home page" in said.partition("Plan check")[0]
    add_object("Bicycle", {"kind": "product"}, member=None)
    change_touchpoint(find_map(), "reviews", {"object": "bicycle"}, member=None)
    page = planned.viewer.get("/plan?down=object").content
    assert cell_of(page, "reviews")[1] == "bicycle"
    assert cell_of(page, "home-page")[1] == ""
    change_touchpoint(find_map(), "reviews", {"state": "retired"}, member=None)
    assert "1 retired one is not shown." in text(planned.viewer.get("/plan").content)


def test_the_board_is_a_drawing_too(planned: Cast) -> None:
    answer = planned.viewer.get("/plan/way-in/board.svg?chain=first-ride")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert b"Home page" in answer.content
    assert b".lk.broken" in answer.content


def test_more_channels_than_rows_share_the_last_one(planned: Cast) -> None:
    row = find_map()
    for number in range(MOST_ROWS + 5):
        add_touchpoint(
            row, f"Stand {number}", {"channel": f"fair {number:03d}", "stage": "know"}, member=None
        )
    page = planned.editor.get("/plan").content
    assert "All others" in text(page)
    assert cell_of(page, "stand-62") == ("know", "…")
    form = {"card": "stand-62", "stage": "like", "row": "…", "down": "channel", "was": "know", "query": ""}
    planned.editor.post("/plan/way-in/touchpoints/move", form)
    assert (one("stand-62").stage, one("stand-62").channel) == ("like", "fair 062")


@pytest.mark.parametrize(
    "name", [name for name in HOSTILE if "\x00" not in name and len(name) < 200 and name.strip()]
)
def test_any_name_stands_on_the_board(planned: Cast, name: str) -> None:
    answer = planned.editor.post("/plan/way-in/touchpoints/new", {"name": name}, follow=True)
    assert answer.status_code == 200
    page = planned.editor.get("/plan").content
    assert b"<script>alert" not in page
    parse(re.search(r'<svg class="links".*?</svg>', page.decode(), re.DOTALL)[0])  # type: ignore[index]


def test_objects_personas_and_competitors(planned: Cast) -> None:
    client = planned.editor
    for sort, form in (
        ("objects", {"name": "Bowl", "kind": "product"}),
        ("personas", {"name": "Cook", "audience": "did order"}),
        ("competitors", {"name": "Clay & Co", "site": "https://clay.example"}),
    ):
        answer = client.post(f"/plan/things/{sort}/save", form)
        assert "done=" in answer["Location"]
    said = text(client.get("/plan/things").content)
    assert "Bowl" in said
    assert "Clay & Co" in said
    bad = client.post("/plan/things/competitors/save", {"name": "X", "site": "ftp:/x"}, follow=True)
    assert "no address of a page" in text(bad.content)
    entry = AuditEntry.objects.latest("pk")
    client.post(f"/plan/things/undo/{entry.pk}")
    assert "Clay & Co" not in text(client.get("/plan/things").content)
    assert client.post("/plan/things/hopes/save", {"name": "X"}).status_code == 404


def test_what_a_browser_does_to_lines_changes_nothing(planned: Cast) -> None:
    change_touchpoint(find_map(), "reviews", {"notes": "one\ntwo"}, member=None)
    before = find_map().number
    form = {name: value.replace("\n", "\r\n") for name, value in sent(planned.editor, "reviews").items()}
    assert form["notes"] == "one\r\ntwo"
    answer = planned.editor.post("/plan/way-in/touchpoints/reviews/save", form, follow=True)
    assert "Nothing to save: it is so already." in text(answer.content)
    assert find_map().number == before
    save(planned.editor, "reviews", {**form, "notes": "one\r\nthree "})
    assert one("reviews").notes == "one\nthree"


def test_a_long_chain_is_saved_as_a_whole(planned: Cast) -> None:
    names = ("reviews", "newsletter")
    links = [PlannedLink((names[n % 2],), note=f"note {n}") for n in range(200)]
    saved = add_chain(find_map(), "Long way", {}, links, member=None)
    page = planned.editor.get(f"/plan/way-in/chains/{saved.key}").content.decode()
    assert "has more than 64 links" in page
    form = {"name": "Longer way"}
    for tag in re.findall(r"<input[^>]*>", page):
        found = re.search(r'name="((?:at|order|note)-\d+)"', tag)
        if found:
            value = re.search(r'value="([^"]*)"', tag)
            form[found[1]] = value[1] if value else ""
    assert planned.editor.post(f"/plan/way-in/chains/{saved.key}/save", form).status_code == 302
    now = chains_of(find_map())[saved.key]
    assert now.name == "Longer way"
    assert now.links == tuple(links)


def test_the_second_member_at_a_chain_keeps_the_order_they_wrote(planned: Cast) -> None:
    page = planned.editor.get("/plan/way-in/chains/first-ride").content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    links = chains_of(find_map())["first-ride"].links
    change_chain(find_map(), "first-ride", {"links": links[:2]}, member=Member.objects.get(role="owner"))
    form = {"name": "First ride", "seen": seen[1], "at-1": "Home page", "order-1": "9", "at-2": "Reviews"}
    answer = planned.editor.post("/plan/way-in/chains/first-ride/save", form)
    assert answer.status_code == 409
    assert "Owner Lindgren changed First ride" in text(answer.content)
    written = re.findall(r'name="at-\d" [^>]*value="([^"]*)"', answer.content.decode())
    assert written[:2] == ["Reviews", "Home page"]
    assert chains_of(find_map())["first-ride"].links == links[:2]


def test_a_chain_counts_those_who_came_on_its_channel_or_are_its_persona(planned: Cast) -> None:
    whole = text(planned.viewer.get("/plan/way-in/chains/first-ride").content)
    assert "of 60 people who entered" in whole
    change_chain(find_map(), "first-ride", {"entry": "shop"}, member=None)
    assert "Nobody has entered this chain yet." in text(
        planned.viewer.get("/plan/way-in/chains/first-ride").content
    )
    add_persona("Buyers", {"audience": "did order"}, member=None)
    change_chain(find_map(), "first-ride", {"entry": "site", "persona": "buyers"}, member=None)
    page = planned.viewer.get("/plan/way-in/chains/first-ride").content
    assert "of 8 people who entered" in text(page)


def test_every_number_of_a_chain_opens_a_list_of_that_length(planned: Cast) -> None:
    for address in (
        "/plan/way-in/chains/first-ride",
        "/journeys/chain?link=Home+page&link=Newsletter&link=Order",
    ):
        found = dict.fromkeys(numbers(planned.viewer.get(address).content))
        assert len(found) > 10
        for shown, href in found:
            rows = planned.viewer.get(href).content
            total = re.search(r"1 to \d+ of ([\d,]+)", text(rows))
            listed = int(total[1].replace(",", "")) if total else rows.count(b'class="who-l"')
            assert shown == listed, href
