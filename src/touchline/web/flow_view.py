"""The path picture with the stages of the hourglass as its columns, for every page that shows one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from touchline.journeys.index import Legend
from touchline.web.charts.flow import Column, Drawn, Link, Node, flow
from touchline.web.funnel_form import stage_at
from touchline.web.stages import colours, stage_name


class Met(NamedTuple):
    """A touchpoint of the picture: its people, those who start and those who end there, and their lists."""

    touchpoint: str
    people: int
    href: str
    starts: int = 0
    starts_href: str = ""
    ends: int = 0
    ends_href: str = ""


def by_stage(
    legend: Legend, touchpoints: Sequence[Met], links: Sequence[Link], least: int | None = None
) -> Drawn | None:
    """The picture; the last column is for touchpoints without a place. None where nothing has a place."""
    scheme = legend.schemes.get("hourglass")
    if scheme is None or len(touchpoints) < 2 or not (scheme.stage_of >= 0).any():
        return None
    colour = colours("hourglass")
    columns = [Column(stage_name(stage), colour[stage]) for stage in scheme.stages]
    columns.append(Column(_("Without a place"), colour[""]))
    at = {name: int(scheme.stage_of[position]) for position, name in enumerate(legend.touchpoints)}
    nodes = [
        Node(one.touchpoint, at[one.touchpoint] if at[one.touchpoint] >= 0 else len(scheme.stages), *one[1:])
        for one in touchpoints
    ]
    return flow(columns, nodes, links, least=least)


def colour_of(legend: Legend) -> dict[str, str]:
    """The colour class of each touchpoint: that of its stage."""
    of_stage = colours("hourglass")
    return {
        name: of_stage.get(stage_at(legend, position), of_stage[""])
        for position, name in enumerate(legend.touchpoints)
    }
