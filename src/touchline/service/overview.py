"""The touchpoints of a workspace: where they stand, how many meet them, what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

from touchline.journeys.index import Index
from touchline.journeys.question import instant
from touchline.journeys.standing import Standing, standing
from touchline.service.answers import cached, open_index
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import place_proposed
from touchline.touchpoints.proposals import Seen, propose
from touchline.workspace.models import Member

SCHEME = "hourglass"


@dataclass(frozen=True)
class TouchpointLine:
    """One touchpoint. ``stage`` is "" without a place; only then something is proposed."""

    number: int
    name: str
    stage: str
    channel: str
    touches: int
    people: int
    proposed_stage: str = ""
    proposed_channel: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TouchpointsOverview:
    """All touchpoints; ``placed_share`` is the share of touches at touchpoints with a place, 0 to 1."""

    touchpoints: tuple[TouchpointLine, ...]
    placed_share: float
    as_of: str
    generation: str


def touchpoints_overview() -> TouchpointsOverview:
    """The touchpoints as they stand now, counted in the newest generation."""
    index = open_index()
    seen = _seen(index)
    stages = dict(Placement.objects.filter(scheme=SCHEME).values_list("touchpoint_id", "stage"))
    lines = tuple(
        _line(touchpoint, stages.get(touchpoint.pk, ""), seen.get(touchpoint.pk, Seen()))
        for touchpoint in Touchpoint.objects.order_by("name")
    )
    touches = sum(line.touches for line in lines)
    placed = sum(line.touches for line in lines if line.stage)
    share = placed / touches if touches else 0.0
    return TouchpointsOverview(lines, share, instant(index.legend.end), index.legend.generation)


def accept_proposals(touchpoints: Iterable[Touchpoint] | None, *, member: Member | None) -> list[Touchpoint]:
    """Place touchpoints where their proposals say: those given, else every one without a place."""
    if touchpoints is None:
        placed = Placement.objects.filter(scheme=SCHEME).values("touchpoint")
        touchpoints = Touchpoint.objects.exclude(pk__in=placed).order_by("pk")
    seen = _seen(open_index())
    proposed = [(one, propose(one.name, seen.get(one.pk, Seen()))) for one in touchpoints]
    return place_proposed(proposed, member=member)


def _line(touchpoint: Touchpoint, stage: str, seen: Seen) -> TouchpointLine:
    line = TouchpointLine(
        touchpoint.pk, touchpoint.name, stage, touchpoint.channel, seen.touches, seen.people
    )
    if stage:
        return line
    proposal = propose(touchpoint.name, seen)
    return TouchpointLine(
        line.number,
        line.name,
        line.stage,
        line.channel,
        line.touches,
        line.people,
        proposal.stage,
        proposal.channel,
        proposal.reason,
    )


def _seen(index: Index) -> Mapping[int, Seen]:
    """What the record says of each touchpoint, by its number; counted once a generation."""

    def count() -> Mapping[int, Seen]:
        legend = index.legend
        total: Standing = reduce(add, (standing(shard, legend) for shard in index.shards))
        return {
            number: Seen(
                touches=int(total.touches[at]),
                people=int(total.people[at]),
                first=int(total.first[at]),
                before_order=int(total.before_order[at]),
                after_order=int(total.after_order[at]),
                orders=int(total.orders[at]),
                business=int(total.business[at]),
                channels={
                    name: int(n) for name, n in zip(legend.channels, total.channels[at], strict=True) if n
                },
            )
            for at, number in enumerate(legend.touchpoint_numbers)
        }

    return cached(index, "standing", count)
