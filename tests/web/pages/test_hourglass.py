from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.web.conftest import Cast
from tests.web.reading import numbers, text
from tests.web.world import BROUGHT, NAMES, Met, firm, make

from touchline.collect.models import Import
from touchline.service.answers import answer, open_index
from touchline.service.asking import Asked, to_question


@pytest.fixture
def small_firm(cast: Cast) -> Cast:
    make(firm(), brought=BROUGHT, names=NAMES)
    return cast


def test_the_title_says_the_number_that_matters(small_firm: Cast) -> None:
    page = small_firm.viewer.get("/").content.decode()
    assert "Of every 100 people at Know, 50 went on to a later stage." in page
    assert "8 people were at Buy, all of them at an earlier stage before." in page
    assert "people who come to know you" not in page
    assert "The weakest link: from Know to Like." in page
    assert "2 Mar – 26 Jul 2026".replace(" ", "\u00a0").replace("\u00a0–\u00a0", " – ") in page
    assert "<title>Hourglass · Touchline</title>" in page


def test_every_number_of_people_opens_a_list_of_that_length(small_firm: Cast) -> None:
    found = numbers(small_firm.viewer.get("/").content)
    assert len({href for _shown, href in found}) > 40
    generation = open_index().legend.generation
    for shown, href in found:
        carried = parse_qs(urlsplit(href).query)
        assert (carried["as_of"], carried["n"]) == ([generation], [str(shown)]), href
        listed = small_firm.viewer.get(href)
        assert listed.status_code == 200, href
        rows = listed.content.count(b'class="who-l"')
        total = re.search(r"1 to \d+ of ([\d,]+)", text(listed.content))
        assert shown == (int(total[1].replace(",", "")) if total else rows), href


def test_numbers_are_those_of_the_engine(small_firm: Cast) -> None:
    index = open_index()
    result = answer(index, to_question(Asked("hourglass"), index.legend))
    page = small_firm.viewer.get("/").content
    shown = {href.partition("people=")[2].partition("&")[0]: number for number, href in numbers(page)}
    for row in result.stages:
        assert shown[f"stage%3D{row.stage}"] == row.reached
        if row.lost and row.stage != "refer":
            assert shown[f"stage%3D{row.stage}%3Alost"] == row.lost
    assert shown["brought"] == 4
    assert shown["bringers"] == 3
    assert shown["stage%3Dnone"] == result.unplaced_people


def test_the_last_day_of_the_page_is_in_the_period(cast: Cast) -> None:
    make([Met("ann", 0, "Home page"), Met("bob", 1, "Home page"), Met("cem", 2, "Home page")])
    page = cast.viewer.get("/?from=2026-03-02&last=2026-03-03")
    assert "2 people" in text(page.content)
    assert "touchline ask hourglass --from 2026-03-02 --to 2026-03-04" in text(page.content)
    hrefs = [href for _n, href in numbers(page.content)]
    assert all(parse_qs(urlsplit(href).query)["to"] == ["2026-03-04"] for href in hrefs)
    assert b'value="2026-03-03"' in page.content
    same = cast.viewer.get("/?from=2026-03-02&to=2026-03-04")
    assert "2 people" in text(same.content)


def test_a_period_in_the_zone_of_the_business(cast: Cast) -> None:
    from touchline.workspace.business import save_business

    save_business(None, name="Firm", zone="Pacific/Auckland", currency="NZD", silence_days=90)
    make([Met("ann", 0.2, "Home page"), Met("bob", 0, "Home page")])
    page = text(cast.viewer.get("/?from=2026-03-03&last=2026-03-03").content)
    assert "1 person" in page
    assert "Auckland time" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=spring", "'spring' is not a date"),
        ("last=2026-13-40", "'2026-13-40' is not a date"),
        ("from=2026-05-01&last=2026-04-01", "before it begins"),
        ("scheme=pyramid", "no scheme 'pyramid'"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(small_firm: Cast, query: str, sentence: str) -> None:
    page = small_firm.viewer.get(f"/?{query}")
    assert page.status_code == 422
    assert sentence in text(page.content)
    assert b'name="from"' in page.content
    assert small_firm.viewer.get(f"/hourglass.csv?{query}").status_code == 422
    assert small_firm.viewer.get(f"/hourglass.svg?{query}").status_code == 422


@pytest.mark.parametrize("scheme", ["value-journey", "decision", "phases"])
def test_other_schemes(small_firm: Cast, scheme: str) -> None:
    page = small_firm.viewer.get(f"/?scheme={scheme}")
    assert page.status_code == 200
    assert f"--scheme {scheme}" in text(page.content)
    for shown, href in numbers(page.content):
        assert f"scheme={scheme}" in href
        assert shown == _length(small_firm, href)


def _length(cast: Cast, href: str) -> int:
    return (
        len(list(csv.reader(io.StringIO(_csv(cast, href.replace("/people/behind", "/people/behind.csv"))))))
        - 1
    )


def _csv(cast: Cast, href: str) -> str:
    return b"".join(cast.viewer.get(href).streaming_content).decode()


def test_the_csv_has_a_row_a_stage(small_firm: Cast) -> None:
    rows = list(csv.DictReader(io.StringIO(_csv(small_firm, "/hourglass.csv"))))
    assert [row["stage"] for row in rows] == ["know", "like", "trust", "try", "buy", "repeat", "refer"]
    assert rows[0]["reached"] == "60"
    assert rows[6]["brought"] == "4"


def test_the_svg_stands_alone(small_firm: Cast) -> None:
    svg = small_firm.viewer.get("/hourglass.svg")
    assert svg["Content-Type"].startswith("image/svg+xml")
    assert "attachment" in svg["Content-Disposition"]
    content = svg.content.decode()
    assert 'xmlns="http://www.w3.org/2000/svg"' in content
    assert "--st-know" in content, "the colours are inside"
    assert "href" not in content


def test_nothing_imported(cast: Cast) -> None:
    page = text(cast.viewer.get("/").content)
    assert "No touches yet. Bring the first ones." in page
    assert "touchline import touches FILE.csv" in page


def test_imported_but_nothing_is_in_the_index_yet(cast: Cast) -> None:
    Import.objects.create(kind="touches", file="a.csv", state="reading")
    assert "The import brought no touches yet." in text(cast.viewer.get("/").content)


def test_imported_but_nothing_is_placed(cast: Cast) -> None:
    make([Met("ann", 0, "Home page")], places={})
    page = cast.viewer.get("/")
    assert "Nothing in this period has a place yet." in text(page.content)
    assert "Place the touchpoints" in text(page.content)
    assert "1 touch of 1 person has no place in this scheme" in text(page.content)
    assert "The same in numbers" not in text(page.content), "no zero dressed as a result"


def test_days_without_anybody(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get("/?from=2020-01-01&last=2020-02-01").content)
    assert "Nobody was seen in this period." in page
    assert "Show all days" in page
    assert "Place the touchpoints" not in page


def test_one_person(cast: Cast) -> None:
    make([Met("ann", 0, "Home page")])
    page = cast.viewer.get("/")
    assert "1 person was at Know and went no further yet. Nobody was seen at Buy yet." in text(page.content)
    assert "weakest" not in text(page.content).replace("The weakest link is the one", "").replace(
        "The weakest link", "", 1
    )


def test_more_buyers_than_people_who_came(cast: Cast) -> None:
    make([Met(f"p{n}", 1, "Order", money=100) for n in range(30)] + [Met("p0", 0, "Home page")])
    page = text(cast.viewer.get("/").content)
    assert "1 of 1 person at Know went on to a later stage." in page
    assert "30 people were at Buy, 1 of them at an earlier stage before." in page


def test_buyers_who_never_were_at_know_are_no_share_of_it(cast: Cast) -> None:
    known = [Met(f"k{n}", 0, "Home page") for n in range(32)]
    buyers = [Met(f"k{n}", 1, "Order", money=100) for n in range(16)]
    strangers = [Met(f"s{n}", 1, "Order", money=100) for n in range(12)]
    make(known + buyers + strangers)
    page = text(cast.viewer.get("/").content)
    assert "Of every 100 people at Know, 50 went on to a later stage." in page
    assert "28 people were at Buy, 16 of them at an earlier stage before." in page
    assert "88" not in page.split("The weakest link")[0]


def test_a_share_in_the_title_is_never_rounded_up(cast: Cast) -> None:
    known = [Met(f"k{n}", 0, "Home page") for n in range(300)]
    make(known + [Met(f"k{n}", 1, "Order", money=100) for n in range(299)])
    assert "Of every 100 people at Know, 99 went on" in text(cast.viewer.get("/").content)


def test_a_stage_says_what_its_touches_are_about_and_not_that_everybody_ordered(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get("/").content)
    assert "ordering, or about to" in page
    assert "met you at least once" not in page
    assert "people: with a touch placed on the stage" in page


def test_a_link_leads_to_a_stage_where_somebody_was_seen(cast: Cast) -> None:
    came = [Met(f"p{number}", 0, "Home page") for number in range(30)]
    make([*came, *(Met(f"p{number}", 1, "Order", money=500) for number in range(3)), Met("q", 200, "Flyer")])
    page = text(cast.viewer.get("/").content)
    assert "The weakest link: from Know to Buy." in page
    assert "Like 27 of 30" not in page
    assert "Buy 27 of 30 went no further and are silent." in page


def test_refused_rows_of_the_last_import_are_said(small_firm: Cast) -> None:
    Import.objects.create(kind="touches", file="a.csv", state="done", refused=214)
    page = small_firm.viewer.get("/").content
    assert "214 rows of the last import were refused." in text(page)
    assert b'href="/imports/1"' in page


def test_touchpoints_of_a_stage_are_cut_with_a_word(cast: Cast) -> None:
    names = [f"Page {n:02d}" for n in range(53)]
    make([Met(f"p{n}", 0, name) for n, name in enumerate(names)], places=dict.fromkeys(names, ("know", "")))
    page = text(cast.viewer.get("/").content)
    assert "Know 53 touchpoints" in page
    assert "3 more touchpoints are not listed here." in page
    assert "Page 49" in page
    assert "Page 50" not in page


def test_hostile_names_stay_text(cast: Cast) -> None:
    names = [
        "<script>alert(1)</script>",
        '" onmouseover="x',
        "A|B",
        "A>B",
        "{{ member.email }}",
        "\u202eevil",
        "=cmd()",
    ]
    touches = [Met(f"<b>{n}", n, name) for n, name in enumerate(names)]
    make(touches, places=dict.fromkeys(names, ("know", "<i>")))
    page = cast.viewer.get("/").content.decode()
    assert "<script>alert" not in page
    assert "<b>" + "0" not in page
    assert "owner@example.com" not in page
    for shown, href in numbers(page.encode()):
        assert shown == _length(cast, href), unescape(href)
