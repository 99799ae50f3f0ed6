"""From the answer of a funnel to what its page shows: the sentence, the table, who is still under way."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.funnel import FunnelResult
from touchline.journeys.intervals import wilson
from touchline.web import wording
from touchline.web.charts.bars import Bar, bar
from touchline.web.charts.interval import Share, dot_line
from touchline.web.charts.svg import clean, phrase
from touchline.web.funnel_form import Step
from touchline.web.links import Behind
from touchline.web.reading import FEW, waits


def sentence(result: FunnelResult) -> str:
    """The title: what part of those who begin comes to the end."""
    first, last = result.steps[0], result.steps[-1]
    words = {
        "first": _short(first.step),
        "last": _short(last.step),
        "n": wording.count(first.people),
        "end": wording.count(last.people),
        "within": wording.window(result.within_seconds),
    }
    if not first.people:
        return _("Nobody begins with {first} in this period.").format(**words)
    if len(result.steps) == 1:
        return ngettext(
            "{n} person begins with {first}.", "{n} people begin with {first}.", first.people
        ).format(**words)
    if not last.people:
        return ngettext(
            "{n} person begins with {first}, and comes to {last} not within {within}.",
            "{n} people begin with {first}, none of them comes to {last} within {within}.",
            first.people,
        ).format(**words)
    if first.people < FEW or last.people < FEW // 2:
        return ngettext(
            "{end} of {n} person who begins with {first} comes to {last} within {within}.",
            "{end} of {n} people who begin with {first} come to {last} within {within}.",
            first.people,
        ).format(**words)
    if last.people * 2 > first.people:
        share = wording.percent(last.people / first.people)
        return _("{share} of those who begin with {first} come to {last} within {within}.").format(
            share=share, **words
        )
    return _("One in {part} who begin with {first} comes to {last} within {within}.").format(
        part=wording.count(round(first.people / last.people)), **words
    )


def _short(step: str, most: int = 60) -> str:
    """A step for a title; several touchpoints are told apart by *or*."""
    text = _(" or ").join(clean(step).split("|"))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def summary(result: FunnelResult, behind: Behind) -> SafeString:
    """``147 of 3,120 people, 4.7 % (4.0–5.5)``."""
    last = result.steps[-1]
    words: dict[str, Any] = {
        "end": behind.link(last.people, f"step={len(result.steps)}"),
        "all": behind.link(result.people, "step=1"),
    }
    if last.share is None:
        return phrase(_("{all} people"), **words)
    words |= {"share": wording.percent(last.share, 1), "span": wording.span(last.low, last.high)}
    return phrase(
        ngettext(
            "{end} of {all} person, {share} ({span})",
            "{end} of {all} people, {share} ({span})",
            result.people,
        ),
        **words,
    )


def table(result: FunnelResult, steps: list[Step], behind: Behind) -> list[dict[str, Any]]:
    """One row a step, the weakest step marked."""
    rows = result.steps
    weak = _weakest(result)
    found = []
    for k, row in enumerate(rows):
        selector = f"step={k + 1}"
        before = rows[k - 1].people if k else 0
        part = Share(row.people / before, *wilson(row.people, before)) if before else None
        found.append(
            {
                "place": k + 1,
                "name": _short(row.step, 200),
                "colour": steps[k].colour if k < len(steps) else "",
                "bar": bar(_bar(row.share, row.low, row.high, k, steps)) if row.share is not None else "",
                "people": behind.link(row.people, selector),
                "share": wording.percent(row.share, 1) if row.share is not None else "",
                "span": wording.span(row.low, row.high) if row.share is not None and k else "",
                "part": wording.percent(part.value) if part else "",
                "part_span": wording.percent_span(part.low, part.high) if part else "",
                "dot": dot_line(part, bad=k == weak, width=64),
                "weak": k == weak,
                "wait": wording.duration(row.median_seconds) if row.median_seconds is not None else "",
                "wait_span": _span(row.median_low, row.median_high),
                "last": k == len(rows) - 1,
                "stopped": behind.link(row.stopped, f"{selector}:stopped", bad=k + 1 == weak),
                "open": behind.link(row.still_open, f"{selector}:open"),
                "few": row.few and row.people > 0,
            }
        )
    return found


def _bar(share: float, low: float, high: float, k: int, steps: list[Step]) -> Bar:
    colour = steps[k].colour if k < len(steps) else "st-none"
    return Bar(share, low if k else None, high if k else None, colour)


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return waits(low, high)


def _weakest(result: FunnelResult) -> int | None:
    """The step to which the smallest part of the step before comes, from 20 people up."""
    rows = result.steps
    parts = [
        (rows[k].people / rows[k - 1].people, k)
        for k in range(1, len(rows))
        if rows[k - 1].people >= FEW and rows[k - 1].stopped
    ]
    return min(parts)[1] if len(rows) > 2 and parts else None


def still_open(result: FunnelResult, behind: Behind) -> SafeString | str:
    """Those whose time has not ended, and what the share is without them."""
    if not result.still_open:
        return ""
    said = phrase(
        ngettext(
            "{number} person is still inside their {within} and counts as not yet there.",
            "{number} people are still inside their {within} and count as not yet there.",
            result.still_open,
        ),
        number=behind.link(result.still_open, "open"),
        within=wording.window(result.within_seconds),
    )
    decided, end = result.people - result.still_open, result.steps[-1].people
    if len(result.steps) < 2 or not decided:
        return said
    without = _("Without them {share} come to the end ({span}).").format(
        share=wording.percent(end / decided, 1), span=wording.span(*wilson(end, decided))
    )
    return phrase("{said} {without}", said=said, without=without)
