from __future__ import annotations

import csv
import io
import shutil
from datetime import date

import pytest
from django.conf import settings
from tests import stores
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import BROUGHT, NAMES, Met, firm, make

from touchline.people.models import Grouped, Identity, Person
from touchline.service.answers import open_index
from touchline.service.refresh import refresh
from touchline.web import people_list
from touchline.workspace.rates import save


@pytest.fixture
def keys(cast: Cast) -> dict[str, int]:
    return make(firm(), brought=BROUGHT, names=NAMES)


BEHIND = "/people/behind?question=hourglass"


def test_everyone(cast: Cast, keys: dict[str, int]) -> None:
    page = cast.viewer.get("/people")
    assert "60 people are in the record." in text(page.content)
    assert "1 to 50 of 60" in text(page.content)
    assert page.content.count(b'class="who-l"') == 50
    second = cast.viewer.get("/people?page=2")
    assert second.content.count(b'class="who-l"') == 10
    assert "51 to 60 of 60" in text(second.content)
    for odd in ("0", "-1", "99999999999999999999", "x", "2.5"):
        assert cast.viewer.get(f"/people?page={odd}").status_code == 200


@pytest.mark.parametrize(
    ("find", "names"),
    [
        ("p00", ["Hanna Okafor", "Jo Lindqvist"]),
        ("P00", ["Hanna Okafor", "Jo Lindqvist"]),
        ("han", ["Hanna Okafor"]),
        ("HANNA", ["Hanna Okafor"]),
        ("hanna o", ["Hanna Okafor"]),
        ("Mika Å", ["Mika Ådahl"]),
        ("okafor", ["Hanna Okafor"]),
        ("kafor", []),
        ("%", []),
        ("_", []),
    ],
)
def test_search_by_the_beginning_of_an_id_or_a_name(
    cast: Cast, keys: dict[str, int], find: str, names: list[str]
) -> None:
    page = cast.viewer.get("/people", {"find": find})
    for name in NAMES.values():
        assert (name in text(page.content)) == (name in names)
    if not names:
        assert f"No id and no word of a name begins with “{find}”." in text(page.content)


def test_search_for_beginnings_walks_an_index(cast: Cast, keys: dict[str, int]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        people_list.search("Han")
    queries = [one for one in asked.captured_queries if Grouped._meta.db_table not in one["sql"]]
    plans = []
    with connection.cursor() as cursor:
        if stores.POSTGRESQL:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            for query in queries:
                cursor.execute("EXPLAIN " + query["sql"])
                plans.append(" ".join(row[0] for row in cursor.fetchall()))
            assert all("Index Cond" in plan and "Sort" not in plan for plan in plans[:-1]), plans
            return
        for query in queries:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            plans += [row[3] for row in cursor.fetchall()]
    *beginnings, later_words = plans
    assert beginnings
    assert all("SEARCH" in plan for plan in beginnings), plans
    assert "SCAN" in later_words
    assert not any("TEMP B-TREE" in plan for plan in plans), plans


def test_search_says_when_there_are_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, keys: dict[str, int]
) -> None:
    monkeypatch.setattr(people_list, "MOST_FOUND", 20)
    monkeypatch.setattr("touchline.web.pages.people.MOST_FOUND", 20)
    page = text(cast.viewer.get("/people?find=p0").content)
    assert "More than 20 ids or names begin with “p0”." in page


def test_nobody_yet(cast: Cast) -> None:
    assert "Nobody is in the record yet." in text(cast.viewer.get("/people").content)


def test_a_person(cast: Cast, keys: dict[str, int]) -> None:
    page = cast.viewer.get(f"/people/{keys['p000']}")
    said = text(page.content)
    assert "Hanna Okafor recommends you." in said
    assert "€ 1,330.00" in said, "1,290.00 and 64.90 less 24.90"
    assert "2 1 refund" in said
    assert "Jo Lindqvist" in said
    assert "p003" in said
    assert '<a class="n" href="#brought">2</a>' in page.content.decode()
    assert "brought by nobody we know of" in said
    assert 'class="time"' in page.content.decode()
    assert said.index("Shared link") < said.index("Workshop") if "Workshop" in said else True
    journey = said[said.index("Journey newest first") :]
    assert journey.index("Shared link") < journey.index("Refund") < journey.index("Home page")


def test_who_brought_a_person(cast: Cast, keys: dict[str, int]) -> None:
    page = cast.viewer.get(f"/people/{keys['p001']}").content.decode()
    assert f'brought by <a href="/people/{keys["p000"]}">Hanna Okafor</a> (Fan)' in page


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("p016", "Mika Ådahl recommends you."),
        ("p008", "p008 ordered once, on 27 Mar 2026."),
        ("p002", "p002 is silent since 8 Mar 2026."),
        ("p059", "p059 came as far as Know, last seen on 28 Jun 2026."),
    ],
)
def test_the_sentence_about_a_person(cast: Cast, keys: dict[str, int], who: str, sentence: str) -> None:
    assert sentence in text(cast.viewer.get(f"/people/{keys[who]}").content)


def test_someone_without_touches(cast: Cast) -> None:
    keys = make([Met("ann", 0, "Home page")], names={"bob": "Bob <i>Builder</i>"})
    page = cast.viewer.get(f"/people/{keys['bob']}")
    assert page.status_code == 200
    assert "Bob <i>Builder</i> has no touches yet." in text(page.content.replace(b"&lt;i&gt;", b"&lt;i&gt;"))
    assert b"<i>Builder" not in page.content


def test_a_person_who_is_not_there(cast: Cast, keys: dict[str, int]) -> None:
    for key in (10**6, 2**70):
        page = cast.viewer.get(f"/people/{key}")
        assert page.status_code == 404
        assert "There is no such person in the record." in text(page.content)


def test_attributes_are_shown_as_they_are(cast: Cast, keys: dict[str, int]) -> None:
    Person.objects.filter(pk=keys["p000"]).update(
        attributes={"city": "Göteborg", "tags": ["<b>", 1], "none": None}
    )
    page = cast.viewer.get(f"/people/{keys['p000']}")
    assert "Göteborg" in text(page.content)
    assert "[&quot;&lt;b&gt;&quot;, 1]" in page.content.decode()


def test_many_touches_are_paged_and_the_cut_of_the_picture_is_said(cast: Cast) -> None:
    keys = make([Met("ann", n / 100, "Home page") for n in range(2_105)])
    page = text(cast.viewer.get(f"/people/{keys['ann']}").content)
    assert "1 to 50 of 2,105" in page
    assert "The newest 2,000 touches are drawn; 105 older ones are in the list below." in page
    last = cast.viewer.get(f"/people/{keys['ann']}?page=43")
    assert b'id="touch-1"' in last.content


def test_behind_a_number(cast: Cast, keys: dict[str, int]) -> None:
    page = cast.viewer.get(f"{BEHIND}&people=stage%3Dknow%3Alost")
    assert "14 people were at Know and were lost." in text(page.content)
    assert page.content.count(b'class="who-l"') == 14
    assert "touchline ask hourglass --people stage=know:lost" in text(page.content)
    rows = b"".join(
        cast.viewer.get(
            f"{BEHIND}&people=stage%3Dknow%3Alost".replace("behind", "behind.csv", 1)
        ).streaming_content
    )
    listed = list(csv.DictReader(io.StringIO(rows.decode())))
    assert len(listed) == 14
    assert {row["person"] for row in listed} <= set(keys)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("question=hourglass&people=people", "60 people were seen in this period."),
        ("question=hourglass&people=stage%3Dtrust", "15 people were at Trust."),
        ("question=hourglass&people=stage%3Dtrust%3Aopen", "3 people were at Trust and are on the way."),
        ("question=hourglass&people=stage%3Dtrust%3Awent_on", "10 people were at Trust and went on."),
        (
            "question=hourglass&people=stage%3Dtrust%3Afrom_before",
            "15 people came to Trust from an earlier stage.",
        ),
        ("question=hourglass&people=stage%3Dknow%3Astarts", "60 people start at Know."),
        ("question=hourglass&people=stage%3Dbuy%3Atouchpoint%3DOrder", "8 people met Order at Buy."),
        ("question=hourglass&people=stage%3Dnone", "15 people met a touchpoint without a place."),
        ("question=hourglass&people=touchpoint%3DReviews", "15 people met Reviews."),
        ("question=hourglass&people=brought", "4 new people were brought by others."),
        ("question=hourglass&people=brought%3D2", "1 new person was brought in generation 2."),
        ("question=hourglass&people=brought%3Dpartner", "1 new person was brought by another (Partner)."),
        ("question=hourglass&people=brought%3Dunsaid", "1 new person was brought, nobody said how."),
        ("question=hourglass&people=bringers", "3 people brought somebody new."),
        ("question=hourglass&people=stage%3Drefer%3Alost", "1 person was at Refer and was lost."),
        (
            "question=funnel&step=Home+page&step=Order&within=30d&people=step%3D2",
            "8 people came to Order (step 2).",
        ),
        (
            "question=funnel&step=Home+page&step=Order&within=30d&people=step%3D1%3Astopped",
            "51 people came to Home page (step 1) and stopped there.",
        ),
        (
            "question=funnel&step=Home+page&step=Order&within=300d&people=open",
            "52 people did not come to the end yet and still have time.",
        ),
        (
            "question=paths&people=link%3DHome+page%3ENewsletter",
            "30 people went from Home page directly to Newsletter.",
        ),
        ("question=paths&people=start%3DHome+page", "The journeys of 60 people start at Home page."),
        ("question=paths&people=end%3DShared+link", "The journeys of 4 people end at Shared link, so far."),
        ("question=touches&people=never", "52 people have touches and no order."),
        ("question=touches&people=people", "8 people placed a first order in this period."),
        ("question=touches&people=touches%3D4", "4 people had 4 touches before the first order."),
    ],
)
def test_the_sentence_names_the_number(cast: Cast, keys: dict[str, int], query: str, sentence: str) -> None:
    page = cast.viewer.get(f"/people/behind?{query}")
    assert page.status_code == 200
    assert sentence in text(page.content)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "question=hopes",
        "question=hourglass",
        "question=hourglass&people=stage%3Dmoon",
        "question=hourglass&scheme=moon&people=people",
        "question=funnel&people=step%3D1",
        "question=funnel&step=Home+page&people=step%3D9",
        "question=funnel&step=Nowhere&people=step%3D1",
        "question=paths&people=link%3DHome+page",
        "question=touches&people=touches%3Dmany",
        "question=touches&apart=soon&people=people",
        "question=hourglass&from=spring&people=people",
    ],
)
def test_a_list_that_cannot_be_made_says_why(cast: Cast, keys: dict[str, int], query: str) -> None:
    for where in ("/people/behind", "/people/behind.csv"):
        page = cast.viewer.get(f"{where}?{query}")
        assert page.status_code == 422
        assert len(text(page.content)) > 20


def test_a_link_keeps_its_state_and_says_when_it_is_gone(cast: Cast, keys: dict[str, int]) -> None:
    generation = open_index().legend.generation
    link = f"{BEHIND}&people=stage%3Dknow&as_of={generation}&n=60"
    make([Met("new", 0, "Home page"), Met("newer", 1, "Home page")])
    assert open_index().legend.generation != generation
    page = text(cast.viewer.get(link).content)
    assert "60 people were at Know." in page, "the number of then"
    assert "no longer kept" not in page
    shutil.rmtree(settings.TOUCHLINE.index / "generations" / generation)
    _forget()
    page = text(cast.viewer.get(link).content)
    assert "62 people were at Know." in page
    assert "60 then, 62 now: the state the number was counted from is no longer kept." in page
    without = text(cast.viewer.get(link.partition("&n=")[0]).content)
    assert "Below are the people as of now." in without
    assert cast.viewer.get(f"{BEHIND}&people=people&as_of=../../etc").status_code == 200


def _forget() -> None:
    from touchline.service import answers

    answers._indexes._values.clear()


def test_the_list_of_an_empty_record(cast: Cast) -> None:
    Identity.objects.create(value="ann")
    for query in ("question=paths&people=people", "question=hourglass&people=people"):
        assert cast.viewer.get(f"/people/behind?{query}").status_code in (200, 422)


def test_orders_and_what_is_left_of_them(cast: Cast) -> None:
    keys = make(
        [
            Met("ann", 0, "Order", money=10_000, order=1),
            Met("ann", 1, "Order", money=5_000, currency="USD", order=2),
            Met("ann", 9, "Refund", money=-2_500, order=1),
            Met("ann", 12, "Refund", money=-7_500, order=1),
            Met("ann", 13, "Refund", money=-100),
        ]
    )
    page = text(cast.viewer.get(f"/people/{keys['ann']}").content).replace("\xa0", " ")
    assert "Money, refunds taken off − € 1.00 paid as − € 1.00 , $ 50.00" in page
    assert "2 Mar 2026 € 100.00 € 100.00 € 0.00" in page
    assert "3 Mar 2026 $ 50.00 – $ 50.00" in page
    assert "1 refund names no order: − € 1.00." in page
    assert "Without a rate, and not in the sum: $ 50.00." in page
    save(None, {("USD", date(2026, 2, 28)): "0.5"})
    refresh()
    page = text(cast.viewer.get(f"/people/{keys['ann']}").content).replace("\xa0", " ")
    assert "Money, refunds taken off € 24.00 paid as" in page
    assert "Without a rate" not in page
