"""From the answer of the hourglass to what its page shows: the picture, the table, the links to work on."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.hourglass import HourglassResult, StageRow
from touchline.journeys.index import Scheme
from touchline.journeys.intervals import wilson
from touchline.people.models import BroughtAs
from touchline.web import wording
from touchline.web.charts.hourglass import Loop, Picture, Share, Stage
from touchline.web.charts.interval import dot_line
from touchline.web.charts.svg import clean, phrase
from touchline.web.links import Behind
from touchline.web.reading import FEW, following, largest_losses, waits, weakest
from touchline.web.stages import colours, stage_means, stage_name

MOST_TOUCHPOINTS = 50
"""Touchpoints of a stage listed on the page; the page says how many more there are."""


def picture(result: HourglassResult, scheme: Scheme, behind: Behind | None) -> Picture:
    """What to draw. Without ``behind`` the drawing has no links: for a file of its own."""
    brought = result.brought
    loop = Loop(
        bringers=brought.by,
        brought=brought.people,
        bringers_href=behind.href("bringers", brought.by) if behind else "",
        brought_href=behind.href("brought", brought.people) if behind else "",
        share=_share(brought.people, result.people),
    )
    return Picture(
        stages=tuple(_stage(row, place == 0, behind) for place, row in enumerate(result.stages)),
        order=scheme.order_stage if scheme.order_stage >= 0 else None,
        refer=scheme.refer_stage if scheme.refer_stage >= 0 else None,
        loop=loop if brought.people else None,
        weakest=weakest(result, scheme),
    )


def _stage(row: StageRow, first: bool, behind: Behind | None) -> Stage:
    def href(what: str, people: int) -> str:
        return behind.href(f"stage={row.stage}{what}", people) if behind and people else ""

    return Stage(
        name=stage_name(row.stage),
        reached=row.reached,
        went_on=row.went_on,
        lost=row.lost,
        open=row.open,
        starts=0 if first else row.reached - row.from_before,
        share=share_of(row),
        median_seconds=row.median_seconds,
        means=stage_means(row.stage),
        href=href("", row.reached),
        lost_href=href(":lost", row.lost),
        open_href=href(":open", row.open),
        starts_href=href(":starts", row.reached - row.from_before),
        stage_href=f"#stage-{row.stage}" if behind else "",
    )


def share_of(row: StageRow) -> Share | None:
    """The share going on, None where nobody came or the stage is the last."""
    return None if row.share is None else Share(row.share, row.low, row.high)


def _share(part: int, whole: int) -> Share | None:
    if not whole or part > whole:
        return None
    return Share(part / whole, *wilson(part, whole))


def table(result: HourglassResult, scheme: Scheme, behind: Behind) -> list[dict[str, Any]]:
    """The same in numbers: one row a stage."""
    weak = weakest(result, scheme)
    colour = colours(scheme.name)
    return [
        {
            "stage": row.stage,
            "name": stage_name(row.stage),
            "colour": colour.get(row.stage, colour[""]),
            "weak": place == weak,
            "last": place == len(result.stages) - 1,
            "reached": behind.link(row.reached, f"stage={row.stage}"),
            "before": behind.link(row.from_before, f"stage={row.stage}:from_before"),
            "went_on": behind.link(row.went_on, f"stage={row.stage}:went_on"),
            "lost": behind.link(row.lost, f"stage={row.stage}:lost", bad=place == weak),
            "open": behind.link(row.open, f"stage={row.stage}:open"),
            "share": wording.percent(row.share, 1) if row.share is not None else "",
            "dot": dot_line(share_of(row), bad=place == weak),
            "span": wording.span(row.low, row.high) if row.share is not None else "",
            "few": row.few and row.reached > 0,
            "wait": wording.duration(row.median_seconds) if row.median_seconds is not None else "",
            "wait_span": _wait_span(row),
            "touchpoints": len(row.touchpoints),
            "brought": _brought(result, behind) if place == scheme.refer_stage else "",
        }
        for place, row in enumerate(result.stages)
    ]


def _wait_span(row: StageRow) -> str:
    if row.median_low is None or row.median_high is None:
        return ""
    return waits(row.median_low, row.median_high)


def _brought(result: HourglassResult, behind: Behind) -> SafeString | str:
    people = result.brought.people
    if not people:
        return ""
    number = behind.link(people, "brought")
    return phrase(
        ngettext("brought {number} new person", "brought {number} new people", people), number=number
    )


def touchpoints(result: HourglassResult, scheme: Scheme, behind: Behind) -> list[dict[str, Any]]:
    """The touchpoints of each stage with their people, as many as a page can hold."""
    colour = colours(scheme.name)
    return [
        {
            "stage": row.stage,
            "name": stage_name(row.stage),
            "colour": colour.get(row.stage, colour[""]),
            "said": ngettext("{n} touchpoint", "{n} touchpoints", len(row.touchpoints)).format(
                n=wording.count(len(row.touchpoints))
            ),
            "rows": [
                {
                    "name": one.touchpoint,
                    "people": behind.link(one.people, f"stage={row.stage}:touchpoint={one.touchpoint}"),
                    "touches": wording.count(one.touches),
                    "share": wording.percent(one.people / row.reached, 1) if row.reached else "",
                }
                for one in row.touchpoints[:MOST_TOUCHPOINTS]
            ],
            "more": _more(len(row.touchpoints) - MOST_TOUCHPOINTS),
        }
        for row in result.stages
    ]


def _more(more: int) -> str:
    if more <= 0:
        return ""
    return ngettext(
        "{n} more touchpoint is not listed here.", "{n} more touchpoints are not listed here.", more
    ).format(n=wording.count(more))


def losses(result: HourglassResult, scheme: Scheme, behind: Behind) -> list[dict[str, Any]]:
    """The three links over which most people are lost, with what this slice knows of them."""
    colour = colours(scheme.name)
    found = []
    for place in largest_losses(result.stages):
        row, after = result.stages[place], following(result.stages, place)
        said = ngettext(
            "{lost} of {reached} went no further and is silent.",
            "{lost} of {reached} went no further and are silent.",
            row.lost,
        )
        found.append(
            {
                "from": stage_name(row.stage),
                "to": stage_name(after.stage),
                "from_colour": colour.get(row.stage, colour[""]),
                "to_colour": colour.get(after.stage, colour[""]),
                "said": phrase(
                    said,
                    lost=behind.link(row.lost, f"stage={row.stage}:lost"),
                    reached=behind.link(row.reached, f"stage={row.stage}"),
                ),
                "goes_on": _goes_on(row),
                "share": _("{share} lost").format(share=wording.percent(row.lost / row.reached)),
                "top": _top(row, behind),
            }
        )
    return found


def _goes_on(row: StageRow) -> str:
    if row.reached < FEW:
        return _("Too few people to tell more yet.")
    if row.share is None or not row.went_on or row.median_seconds is None:
        return _("Nobody went on.")
    return _("{share} go on ({span}), half of them within {wait}.").format(
        share=wording.percent(row.share),
        span=wording.span(row.low, row.high),
        wait=wording.duration(row.median_seconds),
    )


def _top(row: StageRow, behind: Behind) -> SafeString | str:
    """The touchpoint of the stage that most people met."""
    if not row.touchpoints:
        return ""
    one = row.touchpoints[0]
    number = behind.link(one.people, f"stage={row.stage}:touchpoint={one.touchpoint}")
    said = ngettext(
        "Most met here: {touchpoint}, {number} person.",
        "Most met here: {touchpoint}, {number} people.",
        one.people,
    )
    return phrase(said, touchpoint=clean(one.touchpoint), number=number)


def brought(result: HourglassResult, behind: Behind) -> dict[str, Any] | None:
    """New people whom others brought: in all, by generation, and by how they were brought."""
    new = result.brought
    if not new.people:
        return None
    return {
        "said": phrase(
            ngettext(
                "{bringers} person brought {new} new ones.",
                "{bringers} people brought {new} new ones.",
                new.by,
            ),
            bringers=behind.link(new.by, "bringers"),
            new=behind.link(new.people, "brought"),
        ),
        "generations": [
            {"name": _generation(depth), "people": behind.link(people, f"brought={depth}")}
            for depth, people in new.generations
        ],
        "ways": [
            {"name": _way(way), "people": behind.link(people, f"brought={way}")}
            for way, people in new.ways
            if people
        ],
    }


def _generation(depth: int) -> str:
    if depth == 1:
        return _("people nobody brought")
    if depth == 2:
        return _("people who were brought themselves")
    return _("people of generation {n}").format(n=wording.count(depth))


def _way(way: str) -> str:
    return str(BroughtAs(way).label) if way in BroughtAs.values else _("Not said how")
