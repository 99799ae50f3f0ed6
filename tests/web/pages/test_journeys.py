from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.web.conftest import Cast
from tests.web.reading import numbers, text
from tests.web.world import BROUGHT, NAMES, Met, firm, make

STEPS = "step=Home+page&step=Newsletter&step=Reviews%7CTest+ride&step=Order"


@pytest.fixture
def small_firm(cast: Cast) -> Cast:
    make(firm(), brought=BROUGHT, names=NAMES)
    return cast


def _opens_lists_of_that_length(cast: Cast, path: str) -> int:
    found = numbers(cast.viewer.get(path).content)
    for shown, href in found:
        answer = cast.viewer.get(href.replace("behind?", "behind.csv?"))
        assert answer.status_code == 200, (href, answer.content)
        rows = b"".join(answer.streaming_content)
        assert len(list(csv.reader(io.StringIO(rows.decode())))) - 1 == shown, href
    return len(found)


@pytest.mark.parametrize(
    "path",
    [
        f"/journeys?{STEPS}&within=30d",
        "/journeys?step=Home+page&step=Order&within=9d",
        "/journeys?step=Home+page",
        "/journeys/paths",
        "/journeys/paths?least=1",
        "/journeys/touches",
        "/journeys/touches?count=touches",
        "/journeys/touches?before=Order",
        "/journeys/routes",
        "/journeys/routes?goal=Reviews%7CNewsletter&repeats=once",
        "/journeys/between",
        "/journeys/between?start=Home+page&end=Reviews&repeats=once",
        "/journeys/between?start=own&end=any",
        "/journeys/loops",
        "/journeys/stopped",
        "/journeys/stopped?goal=Reviews&links=1&repeats=once",
        "/journeys/chain?link=Home+page&link=Newsletter%7CReviews+within+3d+optional&link=Order+repeated",
        "/journeys/chain?link=Reviews&link=Never+met&link=Home+page&link=Order&unseen=keep",
    ],
)
def test_every_number_of_people_opens_a_list_of_that_length(small_firm: Cast, path: str) -> None:
    assert _opens_lists_of_that_length(small_firm, path) > 0


def test_a_funnel(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get(f"/journeys?{STEPS}&within=30d").content)
    assert "8 of 60 people who begin with Home page come to Order within 30 days." in page
    assert "Reviews or Test ride" in page
    assert "--step 'Reviews|Test ride' --step Order --within 30d" in page
    assert "too few to tell yet" in page


def test_a_funnel_says_who_is_still_inside_the_window(cast: Cast) -> None:
    make(
        [Met(f"p{n}", n, "Home page") for n in range(30)]
        + [Met("p0", 1, "Order"), Met("p0", 29, "Newsletter")]
    )
    page = text(cast.viewer.get("/journeys?step=Home+page&step=Order&within=10d").content)
    assert "10 people are still inside their 10 days and count as not yet there." in page
    assert "Without them 5.0 % come to the end" in page


@pytest.mark.parametrize(
    ("query", "leads_to"),
    [
        ("s1=Home+page&s2=&number=30&unit=d", "step=Home+page&within=30d"),
        (
            "s1=Home+page&s1=Order&s2=Reviews&number=12&unit=h",
            "step=Home+page%7COrder&step=Reviews&within=12h",
        ),
        ("s1=A&s2=B&s3=C&do=up-3&number=2&unit=w", "step=A&step=C&step=B&within=2w"),
        ("s1=A&s2=B&do=down-1&number=2&unit=w", "step=B&step=A&within=2w"),
        ("s1=A&s2=B&s3=C&do=remove-2&number=2&unit=w", "step=A&step=C&within=2w"),
        ("s1=A&s2=B&do=up-1&number=2&unit=w", "step=A&step=B&within=2w"),
        ("s1=A&s2=B&s3=&do=down-2&number=2&unit=w", "step=A&step=B&within=2w"),
        ("s1=A&s2=B&do=up-99&number=2&unit=w", "step=A&step=B&within=2w"),
        (
            "s1=A&s1=A&number=&unit=x&from=2026-01-01&last=2026-01-31",
            "step=A&within=30d&from=2026-01-01&last=2026-01-31",
        ),
    ],
)
def test_the_form_leads_to_the_address_of_the_question(cast: Cast, query: str, leads_to: str) -> None:
    answer = cast.viewer.get(f"/journeys?{query}")
    assert (answer.status_code, answer["Location"]) == (302, f"/journeys?{leads_to}")


def test_the_form_shows_the_steps_again(small_firm: Cast) -> None:
    page = small_firm.viewer.get(f"/journeys?{STEPS}&within=30d").content.decode()
    chosen = re.findall(r"<option selected>([^<]*)</option>", page)
    assert chosen == ["Home page", "Newsletter", "Reviews", "Test ride", "Order"]
    assert 'name="s5"' in page, "one more to add"
    assert re.search(r'value="up-1"[^>]*disabled', page)
    assert re.search(r'value="down-4"[^>]*disabled', page)
    assert page.index('<optgroup label="Know">') < page.index('<optgroup label="Without a place">')


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("step=Hom+page&within=30d", "Did you mean 'Home page'?"),
        ("step=Home+page&within=soon", "'soon' is not a length of time"),
        ("step=Home+page&step=Order&within=-1d", "'-1d' is not a length of time"),
        ("step=Home+page&from=x", "'x' is not a date"),
    ],
)
def test_a_funnel_that_cannot_be_counted_says_why(small_firm: Cast, query: str, sentence: str) -> None:
    page = small_firm.viewer.get(f"/journeys?{query}")
    assert page.status_code == 422
    assert sentence in text(page.content)
    assert b'id="builder"' in page.content
    assert small_firm.viewer.get(f"/journeys/funnel.csv?{query}").status_code == 422


def test_without_steps_an_example_is_ready(small_firm: Cast) -> None:
    page = small_firm.viewer.get("/journeys")
    assert "Home page → Newsletter → Reviews → Test ride → Order" in text(page.content)
    href = re.search(r'class="btn go" href="([^"]*)"', page.content.decode())[1].replace("&amp;", "&")  # type: ignore[index]
    assert small_firm.viewer.get(href).status_code == 200


def test_many_touchpoints_are_completed_by_name(cast: Cast) -> None:
    names = [f"Page {n:04d}" for n in range(2_100)]
    make([Met("ann", n / 1000, name) for n, name in enumerate(names)], places={})
    page = cast.viewer.get("/journeys?step=Page+2099")
    assert page.status_code == 200
    offered = re.search(r'<datalist id="touchpoints">(.*?)</datalist>', page.content.decode(), re.DOTALL)
    assert offered
    assert offered[1].count("<option value=") == 2_000
    assert "100 more are known by their names" in text(page.content)
    assert b'value="Page 2099"' in page.content


def test_people_and_their_share_stand_before_the_bar(small_firm: Cast) -> None:
    page = small_firm.viewer.get(
        "/journeys?s1=Home+page&s2=Order&number=10&unit=d", follow=True
    ).content.decode()
    heads = re.findall(r"<th[^>]*>([^<]+)<", page[page.index('class="t ft"') :])
    assert heads.index("People") < heads.index("Of all") < heads.index("Of all who started")
    cells = page[page.index("<tbody>", page.index('class="t ft"')) :]
    assert cells.index("question=funnel") < cells.index('<td class="barc">')


def test_the_waits_are_plain_words(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get("/journeys/time-to").content)
    assert "*" not in page
    assert "those who did not come so far count as not yet there" in page


def test_a_chain_begins_with_a_form(small_firm: Cast) -> None:
    page = small_firm.viewer.get("/journeys/chain")
    assert page.status_code == 200
    assert "Write down a chain, and see who follows it." in text(page.content)
    assert b'name="link"' in page.content
    answer = text(small_firm.viewer.get("/journeys/chain?link=Home+page&link=Hope&unseen=keep").content)
    assert "Nobody meets Hope" in answer
    assert "0 of 60 people who entered followed this chain to its end." in answer
    assert "touchline ask chain --link 'Home page' --link Hope" in answer


def test_paths(small_firm: Cast) -> None:
    page = text(small_firm.viewer.get("/journeys/paths").content)
    assert "Most journeys start at Home page. Returns to the same touchpoint aside" in page
    assert "most people go from Home page to Newsletter." in page
    assert "Where they end, so far" in page
    assert "touchline ask paths" in page


def test_paths_without_places_say_that_the_picture_needs_them(cast: Cast) -> None:
    make([Met("ann", 0, "A"), Met("ann", 1, "B")], places={})
    page = cast.viewer.get("/journeys/paths")
    assert "The picture needs touchpoints on stages." in text(page.content)
    assert b'class="flow"' not in page.content


def test_touches_and_contacts(cast: Cast) -> None:
    people = [f"p{n}" for n in range(30)]
    touches = [Met(who, 0, "Home page", "site") for who in people]
    touches += [Met(who, 0.01, "Reviews", "site") for who in people]
    touches += [Met(who, 5, "Order", money=100) for who in people]
    make([*touches, Met("eve", 1, "Home page", "site")])
    page = text(cast.viewer.get("/journeys/touches?count=touches").content)
    assert "Counted in contacts: median 1." in page
    assert "Half of those who order do so after 2 touches or fewer." in page
    assert "1 person has touches and no order" in page
    contacts = text(cast.viewer.get("/journeys/touches").content)
    assert "Each touch counted: median 2 touches." in contacts
    assert "Half of those who order do so after 1 contact or fewer." in contacts
    assert "--apart 30m" in contacts


def test_a_long_tail_is_said(cast: Cast) -> None:
    touches = [Met(f"p{n}", k / 10, "Home page") for n in range(30) for k in range(n + 1)]
    make(touches + [Met(f"p{n}", 9, "Order", money=100) for n in range(30)])
    page = text(cast.viewer.get("/journeys/touches?count=touches").content)
    assert "6 people with more than 24 before are not drawn; the table has them." in page


@pytest.mark.parametrize(
    "path", ["/journeys", *(f"/journeys/{one}" for one in ("paths", "routes", "between", "loops", "touches"))]
)
def test_nothing_imported(cast: Cast, path: str) -> None:
    page = cast.viewer.get(path)
    assert page.status_code == 200
    assert "No touches yet. Bring the first ones." in text(page.content)


@pytest.mark.parametrize("question", ["funnel", "paths", "touches", "routes", "between", "loops", "stopped"])
def test_csv(small_firm: Cast, question: str) -> None:
    answer = small_firm.viewer.get(f"/journeys/{question}.csv?{STEPS}&within=30d")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) > 1
    assert "people" in rows[0]


def test_there_is_no_csv_of_another_question(cast: Cast) -> None:
    assert cast.viewer.get("/journeys/hopes.csv").status_code == 404


def test_presets_and_tabs_keep_the_question(small_firm: Cast) -> None:
    page = small_firm.viewer.get(
        f"/journeys?{STEPS}&within=30d&from=2026-03-01&last=2026-04-01"
    ).content.decode()
    year = next(href for href in re.findall(r'href="(/journeys\?[^"]*)"', page) if "from=2026-01-01" in href)
    asked = parse_qs(urlsplit(year.replace("&amp;", "&")).query)
    assert asked["step"] == ["Home page", "Newsletter", "Reviews|Test ride", "Order"]
    assert asked["within"] == ["30d"]
    assert asked["last"] == ["2026-07-26"]


def test_hostile_names(cast: Cast) -> None:
    names = ["<script>alert(1)</script>", "A>B", "=1+1", "{% x %}", "'", "\u202eevil", "A&B=C", "%41"]
    touches = [Met(f"p{p}", p + k, name) for p in range(25) for k, name in enumerate(names)]
    make(touches, places=dict.fromkeys(names[:4], ("know", "")) | dict.fromkeys(names[4:], ("buy", "")))
    steps = "&".join(f"step={_quote(name)}" for name in names)
    others = [f"/journeys/{one}" for one in ("paths", "routes?repeats=once", "stopped", "between?end=%2541")]
    for path in (*others, f"/journeys?{steps}"):
        page = cast.viewer.get(path)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert _opens_lists_of_that_length(cast, path) > 1
    rows = b"".join(cast.viewer.get("/journeys/paths.csv").streaming_content).decode()
    assert "\r\n'=1+1," in rows


def _quote(name: str) -> str:
    from urllib.parse import quote

    return quote(name)
