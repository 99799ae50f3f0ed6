"""The page of each question, a line each: its tab, what it shows, and whom its lists hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop, ngettext

from touchline.journeys import selectors
from touchline.journeys.index import Legend
from touchline.service.asking import Asked
from touchline.web import behind_words, route_words, wording
from touchline.web.asked import Answered
from touchline.web.between_view import between_context
from touchline.web.chain_view import chain_context
from touchline.web.chain_words import chain_people
from touchline.web.loops_view import loops_context
from touchline.web.orders_view import orders_context
from touchline.web.paths_view import paths_context
from touchline.web.retention_view import retention_context, retention_people
from touchline.web.routes_view import routes_context
from touchline.web.stopped_view import stopped_context
from touchline.web.time_to_view import from_first_touch_to_order, time_to_context, time_to_people
from touchline.web.touches_view import in_contacts, touches_context

Behind = Callable[[Asked, str, str, Legend, int, dict[str, str]], str]
"""Asked, both parts of the selector, legend, people, and words with their number as ``n``: a sentence."""


@dataclass(frozen=True)
class Page:
    """The page of a question, on the template of its name.

    ``context`` makes from an answer what the template shows; None where the page has a view of its own.
    ``adjust`` completes what was asked, ``also`` are parameters of the page that are no word of the
    question, and without the word ``needs`` the page asks nothing yet. ``under``: the question whose tab it
    shares, as ``part`` of it.
    """

    label: str
    behind: Behind
    context: Callable[[HttpRequest, Answered], dict[str, Any]] | None = None
    adjust: Callable[[HttpRequest, Asked], Asked] = lambda _request, asked: asked
    also: tuple[str, ...] = ()
    needs: str = ""
    under: str = ""
    part: str = ""


PAGES: dict[str, Page] = {
    "hourglass": Page(gettext_noop("Hourglass"), behind_words.hourglass),
    "funnel": Page(gettext_noop("Funnel"), behind_words.funnel),
    "paths": Page(
        gettext_noop("Paths"),
        behind_words.paths,
        paths_context,
        also=("least",),
        under="paths",
        part=gettext_noop("Links"),
    ),
    "routes": Page(
        gettext_noop("Routes"),
        route_words.routes,
        routes_context,
        under="paths",
        part=gettext_noop("Whole journeys"),
    ),
    "between": Page(
        gettext_noop("Between two touchpoints"),
        route_words.between,
        between_context,
        under="paths",
        part=gettext_noop("Between two"),
    ),
    "loops": Page(
        gettext_noop("Loops"),
        route_words.loops,
        loops_context,
        under="paths",
        part=gettext_noop("Loops"),
    ),
    "stopped": Page(
        gettext_noop("Where journeys stopped"),
        route_words.stopped,
        stopped_context,
        under="paths",
        part=gettext_noop("Where they stopped"),
    ),
    "touches": Page(
        gettext_noop("Touches before an order"),
        behind_words.touches,
        touches_context,
        in_contacts,
        also=("count",),
    ),
    "orders": Page(gettext_noop("Orders"), behind_words.orders, orders_context),
    "retention": Page(gettext_noop("Retention"), retention_people, retention_context),
    "time-to": Page(gettext_noop("Time to"), time_to_people, time_to_context, from_first_touch_to_order),
    "chain": Page(gettext_noop("Chain"), chain_people, chain_context, needs="links"),
}

TABS = tuple(name for name, page in PAGES.items() if name != "hourglass" and page.under in ("", name))
"""The tabs of the page *Journeys*."""


def parts_of(question: str) -> list[str]:
    """The questions that share a tab with one, itself included; none where it has a tab of its own."""
    under = PAGES[question].under
    return [name for name, page in PAGES.items() if under and page.under == under]


def behind_sentence(asked: Asked, selector: str, legend: Legend, people: int) -> str:
    """The title of the list behind a number."""
    key, value = selectors.split(selector)
    words = {"n": wording.count(people)}
    said = PAGES[asked.question].behind(asked, key, value, legend, people, words)
    return said or ngettext("{n} person.", "{n} people.", people).format(**words)
