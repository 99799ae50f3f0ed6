from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote_plus

from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.world import NAMES, Met, make


def go(person: str, *names: str, day: float = 0, money: int = 0) -> list[Met]:
    """One person's touches, a day apart; the last one is an order with ``money``."""
    touches = [Met(person, day + at, name, "site") for at, name in enumerate(names)]
    if money:
        touches[-1] = replace(touches[-1], money=money)
    return touches


def crowd() -> list[Met]:
    """25 people who read and order, 30 who come, read twice and leave, one of a kind, and a late touch."""
    touches = [one for n in range(25) for one in go(f"b{n:02}", "Home page", "Newsletter", "Order", money=90)]
    touches += [one for n in range(30) for one in go(f"s{n:02}", "Home page", "Newsletter", "Newsletter")]
    return [*touches, *go("odd", "Reviews", "Home page", "Reviews"), Met("late", 200, "Reviews", "site")]


def said(cast: Cast, path: str) -> str:
    answer = cast.viewer.get(path)
    assert answer.status_code == 200
    return text(answer.content)


def test_whole_journeys(cast: Cast) -> None:
    make(crowd(), names=NAMES)
    page = said(cast, "/journeys/routes")
    assert "The route most people go is Home page → Newsletter → Newsletter: 30 people, 53 %." in page
    assert "57 seen · 25 ordered · 31 stopped without an order · 1 on the way" in page
    assert "There are 4 routes. 2 people have one each that nobody else has." in page
    assert "Newsletter ×2" in page
    cut = said(cast, "/journeys/routes?most=1")
    assert "There are 4 routes. The 1 listed is that of 30 people." in cut
    once = said(cast, "/journeys/routes?goal=Newsletter&repeats=once")
    assert "57 seen · 55 came to Newsletter" in once
    assert "The route most people go is Home page → Newsletter: 30 people" in once
    assert "touchline ask routes --goal Newsletter --repeats once" in once


def test_nobody_shares_a_route(cast: Cast) -> None:
    make([*go("ann", "Home page"), *go("ben", "Reviews", *["Home page", "Newsletter"] * 20)], names=NAMES)
    page = said(cast, "/journeys/routes")
    assert "2 people were seen, and no two of them went the same route." in page
    assert "… 25 more touches …" in page


def test_what_is_between(cast: Cast) -> None:
    make(crowd(), names=NAMES)
    page = said(cast, "/journeys/between?start=Home+page&end=order")
    assert "45 % of people who met Home page ordered, half of them within 2 days." in page
    assert "56 started · 25 came · 31 stopped on the way · 0 still on it" in page
    assert "Last touch of those who did not come" in page
    assert b'class="flow"' in cast.viewer.get("/journeys/between?start=Home+page&end=order").content
    assert "None of people who met Order came to Reviews." in said(
        cast, "/journeys/between?start=Order&end=Reviews"
    )
    assert "There are no people who ordered in this period." in said(
        cast, "/journeys/between?start=order&end=any&from=2020-01-01&last=2020-01-02"
    )


def test_loops(cast: Cast) -> None:
    make(crowd(), names=NAMES)
    page = said(cast, "/journeys/loops")
    assert "54 % of people come back to where they just were, most often to Newsletter at once." in page
    assert "31 of 57 seen · 31 times in 169 touches" in page


def test_where_journeys_stopped(cast: Cast) -> None:
    make(crowd(), names=NAMES)
    page = said(cast, "/journeys/stopped?links=1")
    assert "31 people stopped without an order, most often at Newsletter: 97 %." in page
    assert "the last touch and 1 link before it" in page
    assert "There are 2 endings. 1 person has one that nobody else has." in page
    assert "Nobody stopped without a touch." in said(cast, "/journeys/stopped?goal=any")


def test_lists_say_who_is_in_them(cast: Cast) -> None:
    make(crowd(), names=NAMES)
    titles = []
    for path in (
        "/journeys/routes",
        "/journeys/between?start=Home+page&end=Order",
        "/journeys/loops",
        "/journeys/stopped",
    ):
        page = cast.viewer.get(path).content.decode()
        for href in sorted(set(re.findall(r'href="(/people/behind\?[^"]+)"', page))):
            shown = cast.viewer.get(unquote_plus(href).replace("&amp;", "&").replace("+", "%2B"))
            titles.append(text(shown.content))
    found = " ".join(titles)
    for sentence in (
        "25 people ordered.",
        "31 people stopped without an order and are silent.",
        "1 person is still on the way to an order.",
        "30 people went this route.",
        "25 people went this route and ordered.",
        "25 of people who met Home page came to Order on this route.",
        "25 of people who met Home page came to Order with 1 touch between.",
        "came to Order and went from Home page directly to Newsletter on the way.",
        "30 of people who met Home page met Newsletter last and did not arrive; they are silent.",
        "56: people who met Home page.",
        "31 people came back to where they just were.",
        "30 people went Newsletter → Newsletter.",
        "1 person went Reviews → Home page → Reviews.",
        "30 people stopped at Newsletter, without an order.",
        "30 people stopped with this ending, without an order.",
    ):
        assert sentence in found, sentence


def test_parts_of_paths_share_its_tab(cast: Cast) -> None:
    make(crowd(), names=NAMES)
    page = cast.viewer.get("/journeys/loops?from=2026-03-01").content.decode()
    assert re.search(r'<a href="/journeys/paths[^"]*" aria-current="page">Paths</a>', page)
    assert re.search(r'<a href="/journeys/stopped\?from=2026-03-01[^"]*">Where they stopped</a>', page)
