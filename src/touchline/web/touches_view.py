"""From the answer of touches before an order to what its page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.touches import TouchesResult
from touchline.service.asking import Asked
from touchline.web import options_view, wording
from touchline.web.asked import Answered, ask
from touchline.web.charts.bars import Column, columns
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import phrase
from touchline.web.links import Behind, address
from touchline.web.paging import part
from touchline.web.period import chosen
from touchline.web.reading import FEW

MOST_COLUMNS = 24
APART = "30m"


def touches_context(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    """Sentence, columns, table, and the two ways to count."""
    result: TouchesResult = answered.result
    behind = answered.behind
    contacts = bool(answered.asked.text("apart"))
    shown = part(request, len(result.counts))
    widest = max((row.high for row in result.counts), default=1.0) or 1.0
    return {
        "answered": True,
        "contacts": contacts,
        "sentence": sentence(result, contacts),
        "summary": _summary(result, behind),
        "never": _never(result, behind),
        "median_span": _median_span(result),
        "beside": _beside(answered),
        "picture": _columns(result, behind, contacts) if result.counts else "",
        "not_drawn": _not_drawn(result),
        "rows": [
            {
                "touches": wording.count(row.touches),
                "people": behind.link(row.people, f"touches={row.touches}"),
                "share": wording.percent(row.share, 1),
                "span": wording.span(row.low, row.high),
                "dot": dot_line(Share(row.share, row.low, row.high), highest=widest, width=120),
                "few": row.few,
            }
            for row in result.counts[shown.start : shown.stop]
        ],
        "part": shown,
        "widest": wording.percent(widest),
        "ways": _ways(request, answered),
    }


def _ways(request: HttpRequest, answered: Answered) -> list[dict[str, Any]]:
    apart = answered.asked.text("apart")
    before = dict(answered.asked.params()).get("before")
    dates = {**chosen(request).params(), **options_view.kept(request)}
    return [
        {
            "label": label,
            "href": address("touches", {**dates, "before": before, "count": value}),
            "current": (not apart) == bool(value),
        }
        for label, value in ((_("Contacts, 30 minutes apart"), None), (_("Touches"), "touches"))
    ]


def in_contacts(request: HttpRequest, asked: Asked) -> Asked:
    """The page counts contacts unless touches are asked for."""
    if asked.text("apart") or request.GET.get("count") == "touches":
        return asked
    return asked.but(apart=APART)


def sentence(result: TouchesResult, contacts: bool) -> str:
    """The title: after how many touches half of those who order have ordered."""
    if not result.people or result.median is None:
        return _("Nobody placed their first order in this period.")
    if result.people < FEW:
        return ngettext(
            "{n} person placed their first order: too few to tell after how many touches.",
            "{n} people placed their first order: too few to tell after how many touches.",
            result.people,
        ).format(n=wording.count(result.people))
    if contacts:
        said = ngettext(
            "Half of those who order do so after {n} contact or fewer.",
            "Half of those who order do so after {n} contacts or fewer.",
            result.median,
        )
    else:
        said = ngettext(
            "Half of those who order do so after {n} touch or fewer.",
            "Half of those who order do so after {n} touches or fewer.",
            result.median,
        )
    return said.format(n=wording.count(result.median))


def _summary(result: TouchesResult, behind: Behind) -> SafeString:
    said = ngettext("{number} person with a first order", "{number} people with a first order", result.people)
    return phrase(said, number=behind.link(result.people, "people"))


def _never(result: TouchesResult, behind: Behind) -> SafeString | str:
    if not result.never:
        return ""
    said = ngettext(
        "{number} person has touches and no order; they are not in this count.",
        "{number} people have touches and no order; they are not in this count.",
        result.never,
    )
    return phrase(said, number=behind.link(result.never, "never"))


def _median_span(result: TouchesResult) -> str:
    if result.median is None or result.median_low is None or result.median_high is None:
        return ""
    low, high = wording.count(result.median_low), wording.count(result.median_high)
    return _("Median {median}, 95 % interval {span}.").format(
        median=wording.count(result.median), span=low if low == high else f"{low}{wording.DASH}{high}"
    )


def _beside(answered: Answered) -> str:
    """The median of the other way to count."""
    contacts = bool(answered.asked.text("apart"))
    other = answered.asked.but(apart=None if contacts else APART)
    median = ask(other, answered.index).result.median
    if median is None:
        return ""
    if contacts:
        said = ngettext(
            "Each touch counted: median {n} touch.", "Each touch counted: median {n} touches.", median
        )
    else:
        said = ngettext("Counted in contacts: median {n}.", "Counted in contacts: median {n}.", median)
    return said.format(n=wording.count(median))


def _columns(result: TouchesResult, behind: Behind, contacts: bool) -> SafeString:
    title = _("Contacts before the first order") if contacts else _("Touches before the first order")
    return columns(
        [
            Column(
                name=wording.count(row.touches),
                people=row.people,
                href=behind.href(f"touches={row.touches}", row.people),
                label=_label(row.touches, row.people, contacts),
                low=row.low * result.people,
                high=row.high * result.people,
            )
            for row in result.counts[:MOST_COLUMNS]
        ],
        id="before-order",
        title=title,
        desc=_("A column is people; the line in it is the 95 % interval. The table has the same in numbers."),
    )


def _label(touches: int, people: int, contacts: bool) -> str:
    if contacts:
        what = ngettext("{n} contact", "{n} contacts", touches).format(n=wording.count(touches))
    else:
        what = ngettext("{n} touch", "{n} touches", touches).format(n=wording.count(touches))
    who = ngettext("{n} person", "{n} people", people).format(n=wording.count(people))
    return _("{what} before: {who}").format(what=what, who=who)


def _not_drawn(result: TouchesResult) -> str:
    rest = result.counts[MOST_COLUMNS:]
    if not rest:
        return ""
    people = sum(row.people for row in rest)
    return ngettext(
        "{n} person with more than {most} before is not drawn; the table has them.",
        "{n} people with more than {most} before are not drawn; the table has them.",
        people,
    ).format(n=wording.count(people), most=wording.count(result.counts[MOST_COLUMNS - 1].touches))
