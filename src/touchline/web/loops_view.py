"""From the answer of the loops to what its page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.loops import LoopsResult, loop_name
from touchline.web import wording
from touchline.web.asked import Answered
from touchline.web.charts.bars import Bar, bar
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import phrase
from touchline.web.flow_view import colour_of
from touchline.web.links import Behind
from touchline.web.paging import part
from touchline.web.touch_words import short


def loops_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence and the table of loops."""
    result: LoopsResult = answered.result
    behind, colour = answered.behind, colour_of(answered.legend)
    shown = part(request, len(result.loops))
    most = max((row.people for row in result.loops), default=1)
    return {
        "answered": True,
        "sentence": sentence(result),
        "summary": _summary(result, behind),
        "rows": [
            {
                "touchpoint": row.touchpoint,
                "colour": colour.get(row.touchpoint, "st-none"),
                "over": row.over,
                "over_colour": colour.get(row.over or "", "st-none"),
                "bar": bar(Bar(row.people / most, colour=colour.get(row.touchpoint, "st-none"))),
                "people": behind.link(row.people, f"loop={loop_name(row)}"),
                "count": wording.count(row.count),
                "met": behind.link(row.met, f"touchpoint={row.touchpoint}"),
                "share": wording.percent(row.share, 1),
                "span": wording.span(row.low, row.high),
                "dot": dot_line(Share(row.share, row.low, row.high), width=64),
                "few": row.few,
            }
            for row in result.loops[shown.start : shown.stop]
        ],
        "part": shown,
    }


def sentence(result: LoopsResult) -> str:
    """The title: how many come back, and where most often."""
    if not result.people or result.share is None:
        return _("Nobody was seen in this period.")
    if not result.loops:
        return _("Nobody comes back to a touchpoint at once or over one other.")
    top = result.loops[0]
    share, touchpoint = wording.percent(result.share), short(top.touchpoint)
    if top.over is None:
        return _(
            "{share} of people come back to where they just were, most often to {touchpoint} at once."
        ).format(share=share, touchpoint=touchpoint)
    return _(
        "{share} of people come back to where they just were, most often to {touchpoint} over {over}."
    ).format(share=share, touchpoint=touchpoint, over=short(top.over))


def _summary(result: LoopsResult, behind: Behind) -> SafeString:
    said = ngettext(
        "{looped} of {people} seen · {n} time in {touches} touches",
        "{looped} of {people} seen · {n} times in {touches} touches",
        result.returns,
    )
    return phrase(
        said,
        looped=behind.link(result.looped, "looped"),
        people=behind.link(result.people, "people"),
        n=wording.count(result.returns),
        touches=wording.count(result.touches),
    )
