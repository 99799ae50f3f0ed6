"""The pages of retention and of the time to a next touch."""

from __future__ import annotations

import itertools

import pytest
from tests.web.conftest import Cast
from tests.web.pages.test_journeys import _opens_lists_of_that_length
from tests.web.reading import numbers, text
from tests.web.world import BROUGHT, NAMES, Met, firm, make

from touchline.web.charts.quantiles import Box, Scale, axis, box
from touchline.web.retention_view import shade


@pytest.fixture
def small_firm(cast: Cast) -> Cast:
    make(firm(), brought=BROUGHT, names=NAMES)
    return cast


@pytest.mark.parametrize(
    "path",
    [
        "/journeys/retention?upto=3",
        "/journeys/retention?unit=week&upto=2&start=Home+page&back=order",
        "/journeys/retention?unit=day&upto=1&back=Newsletter%7CReviews&from=2026-03-10&last=2026-03-20",
        "/journeys/time-to",
        "/journeys/time-to?start=Home+page&start=Window&next=Order&next=any&within=20d",
    ],
)
def test_every_number_of_people_opens_a_list_of_that_length(small_firm: Cast, path: str) -> None:
    assert _opens_lists_of_that_length(small_firm, path) > 0


def test_retention_says_it_in_a_sentence_and_marks_what_is_not_over(small_firm: Cast) -> None:
    answer = small_firm.viewer.get("/journeys/retention?start=Home+page&back=any&upto=2")
    page = text(answer.content)
    assert "7.0 % of those who start with Home page come back with any touch in month 1." in page
    assert "60 people started" in page
    assert "touchline ask retention --start 'Home page' --back any --upto 2" in page
    assert "Month 0 begins on the day of each person's own start" in page
    assert " to come" in page
    cells = answer.content.decode().split('<td class="c ')[1:]
    assert all("to come" in one for one in cells if " wait" in one.split(">")[0])
    assert all("wait" in one.split(">")[0] for one in cells if "to come" in one.split("</td>")[0])
    assert "not over yet:" in answer.content.decode()


def test_nobody_few_and_not_over_are_said(cast: Cast) -> None:
    make([Met("a", 0, "Home page"), Met("b", 1, "Home page")])
    assert "Month 1 after the start is not over for anybody yet." in text(
        cast.viewer.get("/journeys/retention").content
    )
    day = text(cast.viewer.get("/journeys/retention?unit=day&upto=1&back=any").content)
    assert "too few to tell who comes back" in day or "not over for anybody" in day
    none = text(cast.viewer.get("/journeys/retention?start=order").content)
    assert "Nobody started with an order in this period." in none
    assert "Nobody started with an order" in text(cast.viewer.get("/journeys/time-to?start=order").content)


def test_time_to_says_it_in_a_sentence_with_a_row_a_channel(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get("/journeys/time-to?start=Home+page&next=Newsletter&within=30d").content)
    assert "Half of those who come from Home page to Newsletter take 24 hours or less." in page or (
        "Half of those who come from Home page to Newsletter take 1 day or less." in page
    )
    assert "30 of 60 people came" in page
    assert "Never: did not come within 30 days after the start." in page
    without = text(small_firm.viewer.get("/journeys/time-to").content)
    assert "8 of 60 people came from any touch to an order: too few to tell how long it takes." in without
    assert "nobody is given up" in without


def test_the_list_behind_says_whom_it_holds(small_firm: Cast) -> None:
    found = {
        href.split("people=")[1].split("&")[0]: number
        for number, href in numbers(small_firm.viewer.get("/journeys/retention?upto=1&back=any").content)
    }
    assert "cohort%3D2026-03%3Ak%3D1" in found or "k%3D1" in found
    for selector, words in (
        ("cohort=2026-03:k=1", "Mar 2026: {n} came back with any touch in month 1."),
        ("k=1:away", "{n} did not come back with any touch in month 1, which is over."),
        ("cohort=2026-05:k=1:open", "May 2026: for {n} month 1 is not over yet."),
        ("k=0:early", "{n} came back with any touch in month 0 already, which is not over yet."),
        ("cohort=2026-03", "Mar 2026: {n} started with any touch."),
    ):
        page = small_firm.viewer.get(
            "/people/behind", {"question": "retention", "back": "any", "people": selector}
        )
        said = text(page.content)
        before, after = words.split("{n}")
        assert before in said, selector
        assert after in said, selector


def test_the_list_behind_a_wait_says_whom_it_holds(small_firm: Cast) -> None:
    for selector, words in (
        ("start=1", "60 people started with Home page."),
        ("start=1:next=1", "8 people came from Home page to an order."),
        ("start=1:next=1:open:channel=site", "started with Home page (site) and"),
        ("start=1:next=1:never", "did not come to an order in time."),
    ):
        asked = {
            "question": "time-to",
            "start": "Home page",
            "next": "order",
            "within": "20d",
            "people": selector,
        }
        assert words in text(small_firm.viewer.get("/people/behind", asked).content), selector


def test_a_workspace_without_touches_shows_what_is_missing(cast: Cast) -> None:
    for path in ("/journeys/retention", "/journeys/time-to"):
        answer = cast.viewer.get(path)
        assert answer.status_code == 200
        assert "appear here once there are touches" in text(answer.content)


def test_a_question_that_cannot_be_asked_says_why(small_firm: Cast) -> None:
    for path, words in (
        ("/journeys/retention?start=Hom+page", "Did you mean 'Home page'?"),
        ("/journeys/retention?upto=900", "0 to 120"),
        ("/journeys/time-to?start=any&next=Hom+page", "Did you mean 'Home page'?"),
        ("/journeys/time-to?within=soon", "not a length of time"),
    ):
        answer = small_firm.viewer.get(path)
        assert answer.status_code == 422
        assert words in text(answer.content)


def test_the_forms_send_back_what_was_chosen_and_drop_what_is_empty(small_firm: Cast) -> None:
    sent = "start=Home+page&start=&next=Order&next=Reviews%7COrder&next=&within=&from=&last="
    page = small_firm.viewer.get(f"/journeys/time-to?{sent}").content.decode()
    assert "--start &#x27;Home page&#x27; --next Order --next &#x27;Reviews|Order&#x27;</code>" in page
    assert page.count("selected>Home page<") == 1
    assert "<option selected>Reviews|Order</option>" in page
    kept = small_firm.viewer.get(
        "/journeys/retention?unit=week&upto=3&from=2026-03-10&last=2026-04-10"
    ).content.decode()
    assert 'type="hidden" name="from" value="2026-03-10"' in kept
    assert '<option value="week" selected>' in kept


def test_with_very_many_touchpoints_names_are_typed(cast: Cast) -> None:
    make([Met(f"p{n}", n, f"Page {n}") for n in range(301)])
    for path in ("/journeys/retention?start=Page+7", "/journeys/time-to?start=Page+7&next=any"):
        page = cast.viewer.get(path).content.decode()
        assert '<input name="start" id="start-1" list="touches"' in page
        assert 'value="Page 7"' in page
        assert '<option value="own"></option>' in page


def test_the_same_share_has_the_same_shade() -> None:
    assert [shade(share, 0.6) for share in (0, 0.001, 0.1, 0.101, 0.6, 0.9)] == [0, 1, 1, 2, 6, 6]
    assert shade(0.5, 0) == 0


def test_the_scale_of_waits_is_logarithmic_and_its_names_do_not_collide() -> None:
    scale = Scale.over([1.0, 1e8])
    assert scale.at(1e4) == pytest.approx((scale.at(1.0) + scale.at(1e8)) / 2)
    named = [at for at, name in scale.ticks() if name]
    assert all(b - a >= 66 for a, b in itertools.pairwise(named))
    assert Scale.over([]).low < Scale.over([]).high
    assert Scale.over([5.0, 5.0]).at(5.0) < 220
    assert box(None, scale).count("<rect") == 0
    assert box(Box([1, 2, 3, 4, 5]), scale).count("biv") == 0
    assert axis(scale).count("<text") == len(named)
