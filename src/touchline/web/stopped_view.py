"""From the answer of where journeys stopped to what its page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.stopped import StoppedResult
from touchline.web import which_form, wording
from touchline.web.asked import Answered
from touchline.web.charts.bars import Bar, bar
from touchline.web.flow_view import colour_of
from touchline.web.paging import part
from touchline.web.routes_view import endings_not_listed, line, summary, widest_of
from touchline.web.touch_words import short, without

LINKS = (0, 1, 2, 3, 5, 10)


def stopped_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, form, touchpoints where journeys stopped, and their endings."""
    result: StoppedResult = answered.result
    behind, goal, colour = answered.behind, answered.asked.text("goal"), colour_of(answered.legend)
    shown = part(request, len(result.touchpoints))
    widest = max((row.high for row in result.touchpoints), default=1.0)
    return {
        "answered": True,
        "sentence": sentence(result, goal),
        "summary": summary(result, behind, goal),
        "fields": [which_form.field("goal", _("Goal"), goal, answered.legend)],
        "offered": which_form.offered(answered.legend),
        "repeats": answered.asked.text("repeats"),
        "links": result.question.links,
        "links_offered": sorted({*LINKS, result.question.links}),
        "stops": [
            {
                "name": row.touchpoint,
                "colour": colour.get(row.touchpoint, "st-none"),
                "bar": bar(
                    Bar(
                        row.share / widest,
                        row.low / widest,
                        row.high / widest,
                        colour.get(row.touchpoint, "st-none"),
                    )
                ),
                "people": behind.link(row.people, f"last={row.touchpoint}"),
                "share": wording.percent(row.share, 1),
                "span": wording.span(row.low, row.high),
                "few": row.few,
            }
            for row in result.touchpoints[shown.start : shown.stop]
        ],
        "part": shown,
        "rows": [
            line(row, f"ending={row.key}", behind, colour, widest_of(result.endings))
            for row in result.endings
        ],
        "widest_ending": wording.percent(widest_of(result.endings)),
        "not_listed": endings_not_listed(result.endings_distinct, result.endings_once, result.endings),
    }


def sentence(result: StoppedResult, goal: str) -> str:
    """The title: how many stopped, and where most of them."""
    if not result.people:
        return _("Nobody was seen in this period.")
    if not result.stopped:
        return _("Nobody stopped without {goal}.").format(goal=without(goal))
    top = result.touchpoints[0]
    said = ngettext(
        "{n} person stopped without {goal}, at {touchpoint}.",
        "{n} people stopped without {goal}, most often at {touchpoint}: {share}.",
        result.stopped,
    )
    return said.format(
        n=wording.count(result.stopped),
        goal=without(goal),
        touchpoint=short(top.touchpoint),
        share=wording.percent(top.share),
    )
