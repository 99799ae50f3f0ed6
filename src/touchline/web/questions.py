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
from touchline.web import behind_words, wording
from touchline.web.asked import Answered
from touchline.web.orders_view import orders_context
from touchline.web.paths_view import paths_context
from touchline.web.retention_view import retention_context, retention_people
from touchline.web.time_to_view import from_first_touch_to_order, time_to_context, time_to_people
from touchline.web.touches_view import in_contacts, touches_context

Behind = Callable[[Asked, str, str, Legend, int, dict[str, str]], str]
"""Asked, both parts of the selector, legend, people, and words with their number as ``n``: a sentence."""


@dataclass(frozen=True)
class Page:
    """The page of a question, on the template of its name.

    ``context`` makes from an answer what the template shows; None where the page has a view of its own.
    ``adjust`` completes what was asked, ``also`` are parameters of the page that are no word of the
    question.
    """

    label: str
    behind: Behind
    context: Callable[[HttpRequest, Answered], dict[str, Any]] | None = None
    adjust: Callable[[HttpRequest, Asked], Asked] = lambda _request, asked: asked
    also: tuple[str, ...] = ()


PAGES: dict[str, Page] = {
    "hourglass": Page(gettext_noop("Hourglass"), behind_words.hourglass),
    "funnel": Page(gettext_noop("Funnel"), behind_words.funnel),
    "paths": Page(gettext_noop("Paths"), behind_words.paths, paths_context, also=("least",)),
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
}

TABS = tuple(name for name in PAGES if name != "hourglass")
"""The questions that share the page *Journeys*."""


def behind_sentence(asked: Asked, selector: str, legend: Legend, people: int) -> str:
    """The title of the list behind a number."""
    key, value = selectors.split(selector)
    words = {"n": wording.count(people)}
    said = PAGES[asked.question].behind(asked, key, value, legend, people, words)
    return said or ngettext("{n} person.", "{n} people.", people).format(**words)
