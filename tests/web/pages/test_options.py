"""Audience, breakdown and comparison on the page of every question."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import pytest
from tests.web.conftest import Cast
from tests.web.reading import numbers, text
from tests.web.world import BROUGHT, NAMES, firm, make

PAGES = (
    "/?",
    "/journeys?step=Home+page&step=Newsletter&step=Order&within=30d&",
    "/journeys/paths?",
    "/journeys/touches?",
    "/journeys/orders?",
    "/journeys/retention?",
    "/journeys/time-to?",
    "/journeys/routes?",
    "/journeys/between?",
    "/journeys/loops?",
    "/journeys/stopped?",
)
CHOSEN = (
    {"audience": "did Newsletter or did not order"},
    {"by": "first-channel"},
    {"audience": "did Reviews", "by": "first-channel"},
    {"audience": "did Newsletter", "compare-audience": "everybody else"},
    {"compare-audience": "did Reviews"},
    {"compare-period": "2026-03-02..2026-03-16"},
)


@pytest.fixture
def small_firm(cast: Cast) -> Cast:
    make(firm(), brought=BROUGHT, names=NAMES)
    return cast


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda one: " ".join(one))
def test_every_number_of_every_part_opens_a_list_of_that_length(
    small_firm: Cast, page: str, chosen: dict[str, str]
) -> None:
    answer = small_firm.viewer.get(page + urlencode(chosen))
    assert answer.status_code == 200, text(answer.content)
    found = numbers(answer.content)
    assert found
    for shown, href in found[:40] + found[40::7]:
        listed = small_firm.viewer.get(href.replace("behind?", "behind.csv?"))
        assert listed.status_code == 200, (href, listed.content)
        rows = b"".join(listed.streaming_content)
        assert len(list(csv.reader(io.StringIO(rows.decode())))) - 1 == shown, href


def test_a_comparison_opens_with_what_it_found(small_firm: Cast) -> None:
    chosen = {"audience": "did Newsletter", "compare-audience": "everybody else"}
    funnel = "/journeys?step=Home+page&step=Order&within=30d&"
    page = text(small_firm.viewer.get(funnel + urlencode(chosen)).content)
    assert "Order: " in page
    assert "% (did Newsletter) against " in page
    assert "% (everybody else). The difference " in page
    back = text(small_firm.viewer.get("/journeys/retention?" + urlencode(chosen)).content)
    assert "Month 1: " in back.replace("\xa0", " ")
    assert "(did Newsletter) against" in back


def test_loops_and_pairs_are_called_as_people_say_it(small_firm: Cast) -> None:
    loops = text(small_firm.viewer.get("/journeys/loops?by=first-channel").content)
    assert "→ at once" in loops
    assert "None" not in loops
    pair = text(small_firm.viewer.get("/journeys/time-to?by=first-channel").content)
    assert "their share of all who started" in pair


def test_a_breakdown_is_a_table_and_a_file(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get("/journeys/orders?by=first-channel").content)
    assert "By channel of the first touch" in page
    assert "A person is in one line." in page
    assert "touchline ask orders --by first-channel" in page
    answer = small_firm.viewer.get("/journeys/orders.csv?unit=total&by=first-channel")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert "site" in {line["part"] for line in lines}


def test_a_comparison_says_how_sure_it_is(small_firm: Cast) -> None:
    chosen = {"audience": "did Newsletter", "compare-audience": "everybody else"}
    page = text(small_firm.viewer.get("/?" + urlencode(chosen)).content)
    assert "Held against each other" in page
    assert "Nobody is in both." in page
    assert "points" in page
    page = text(small_firm.viewer.get("/?compare-period=2026-03-02..2026-03-16").content)
    assert "The same people may be in both periods" in page


def test_a_table_of_parts_names_its_number_and_what_is_less_what(small_firm: Cast) -> None:
    chosen = {"audience": "did Newsletter", "compare-audience": "everybody else"}
    page = text(small_firm.viewer.get("/?" + urlencode(chosen)).content)
    assert "in bold the share of them that went on" in page
    assert "everybody else less did Newsletter" in page
    page = text(
        small_firm.viewer.get("/journeys?s1=Home+page&s2=Order&by=first-channel", follow=True).content
    )
    assert "in bold their share of all who started" in page
    assert "the main number" not in page


def test_the_first_step_of_a_funnel_is_all_of_them_and_says_no_more(small_firm: Cast) -> None:
    chosen = {"s1": "Home page", "s2": "Order", "compare-audience": "did Reviews"}
    page = small_firm.viewer.get("/journeys?" + urlencode(chosen), follow=True).content.decode()
    table = page[page.index('class="t pt"') :].partition("</table>")[0]
    body, _foot, foot = table.partition("<tfoot>")
    assert "100.0" not in body
    assert '<td><span class="qq">–</span></td>' in foot


def test_the_other_period_says_that_its_end_is_not_in_it(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get("/").content)
    assert "The second date is the first day that is not in it any more" in page


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"audience": "did ("}, "At character 5 stands '('."),
        ({"audience": "did Hope"}, "There is no touchpoint 'Hope'."),
        ({"audience": "(" * 50 + "did order"}, "nested more than 40 deep"),
        ({"audience": "did order or " * 2000}, "at most 20,000 characters"),
        ({"by": "moon"}, "cannot be broken down by 'moon'"),
        ({"compare-audience": "everybody else"}, "Say which."),
        ({"compare-period": "soon"}, "'soon' is not a period."),
        ({"by": "first-channel", "compare-audience": "did order"}, "not both at once"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    small_firm: Cast, page: str, chosen: dict[str, str], sentence: str
) -> None:
    answer = small_firm.viewer.get(page + urlencode(chosen))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'class="wrong" data-said' in shown
    assert text(answer.content).count(sentence) == 2


def test_links_of_the_page_keep_what_was_chosen(small_firm: Cast) -> None:
    shown = small_firm.viewer.get("/journeys/paths?audience=did+order&by=first-channel").content.decode()
    for address in ("/journeys/touches?", "/journeys/paths.csv?", "/journeys/orders?"):
        at = shown.index(address)
        link = shown[at : shown.index('"', at)]
        assert "audience=did+order" in link, link
        assert "by=first-channel" in link, link
    sent = "/journeys?s1=Home+page&number=3&unit=d&do=&audience=did+order"
    assert "audience=did+order" in small_firm.viewer.get(sent)["Location"]


def test_the_list_behind_a_part_says_whose_it_is(small_firm: Cast) -> None:
    words = {
        "question": "paths",
        "by": "first-channel",
        "audience": "did order",
        "people": "people",
        "part": "site",
    }
    page = text(small_firm.viewer.get("/people/behind?" + urlencode(words)).content)
    assert "of: did order · first-channel: site" in page
    words["part"] = "moon"
    answer = small_firm.viewer.get("/people/behind?" + urlencode(words))
    assert answer.status_code == 422
    assert "There is no part 'moon'." in text(answer.content)


def test_an_empty_workspace_with_options_is_an_empty_workspace(cast: Cast) -> None:
    for page in PAGES:
        assert cast.viewer.get(page + "audience=did+order&by=first-channel").status_code == 200
