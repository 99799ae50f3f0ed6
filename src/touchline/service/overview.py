"""The touchpoints of a workspace: where they stand, how many meet them, what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, cast

from touchline.journeys import engine
from touchline.journeys.funnel import Funnel
from touchline.journeys.index import Index
from touchline.journeys.question import instant
from touchline.journeys.standing import Everywhere, Standing
from touchline.service.answers import answer, cached, open_index
from touchline.touchpoints.accept import Accepted, Choice, accept
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import unplaced
from touchline.touchpoints.proposals import Proposal, Seen, propose
from touchline.workspace.models import Member

SCHEME = "hourglass"


@dataclass(frozen=True)
class TouchpointLine:
    """One touchpoint. ``stage`` is "" without a place; only then something is proposed.

    ``proposed_stage`` is "" where the proposal is to leave it on no stage. ``aside``: a member said so; it
    waits for nobody, and nothing is proposed.
    """

    number: int
    name: str
    stage: str
    channel: str
    touches: int
    people: int
    aside: bool = False
    proposed_stage: str = ""
    proposed_channel: str = ""
    reason: str = ""

    @property
    def waits(self) -> bool:
        """Whether a member is asked to place it."""
        return not self.stage and not self.aside


@dataclass(frozen=True)
class TouchpointsOverview:
    """All touchpoints; ``placed_share`` is the share of touches at touchpoints with a place, 0 to 1."""

    touchpoints: tuple[TouchpointLine, ...]
    placed_share: float
    as_of: str
    generation: str

    def share_with(self, more: Iterable[TouchpointLine]) -> float:
        """The share of touches placed if these stood where it is proposed."""
        placed = {one.number for one in more if one.proposed_stage}
        return _share(self.touchpoints, placed)


def touchpoints_overview() -> TouchpointsOverview:
    """The touchpoints as they stand now, by name, counted in the newest generation."""
    index = open_index()
    seen, nothing = _seen(index), Seen()
    stages = dict(Placement.objects.filter(scheme=SCHEME).values_list("touchpoint_id", "stage"))
    rows = Touchpoint.objects.listed().order_by("name").values_list("pk", "name", "channel", "set_aside")
    lines = tuple(
        _line(number, name, stages.get(number, ""), channel, aside, seen.get(number, nothing))
        for number, name, channel, aside in rows
    )
    return TouchpointsOverview(
        lines, _share(lines, set()), instant(index.legend.end), index.legend.generation
    )


def waiting_for_a_place() -> int:
    """How many touchpoints a member is asked to place."""
    placed = Placement.objects.filter(scheme=SCHEME).values("touchpoint")
    return Touchpoint.objects.listed().filter(set_aside=False).exclude(pk__in=placed).count()


def accept_proposals(touchpoints: Iterable[Touchpoint] | None, *, member: Member | None) -> Accepted:
    """Place touchpoints where their proposals say: those given, else every one that waits for a place.

    What belongs on no stage is set aside. A touchpoint that has a channel keeps it. All of them are placed,
    or none.
    """
    seen = _seen(open_index())
    return accept(
        [
            _proposed(one.pk, one.channel, propose(one.name, seen.get(one.pk, Seen())))
            for one in (unplaced(SCHEME) if touchpoints is None else touchpoints)
        ],
        member=member,
    )


def _proposed(number: int, channel: str, proposal: Proposal) -> Choice:
    aside = not proposal.stage
    return Choice(number, proposal.stage, channel if aside else channel or proposal.channel, aside)


def people_of(numbers: Iterable[int]) -> int:
    """How many people met at least one of these touchpoints, in the newest generation."""
    index = open_index()
    at = {number: place for place, number in enumerate(index.legend.touchpoint_numbers)}
    known = tuple(at[number] for number in numbers if number in at)
    return int(answer(index, Funnel(steps=(known,), within=0)).people) if known else 0


def _share(lines: Sequence[TouchpointLine], more: Set[int]) -> float:
    touches = sum(line.touches for line in lines)
    placed = sum(line.touches for line in lines if line.stage or line.number in more)
    return placed / touches if touches else 0.0


def _line(number: int, name: str, stage: str, channel: str, aside: bool, seen: Seen) -> TouchpointLine:
    if stage or aside:
        return TouchpointLine(number, name, stage, channel, seen.touches, seen.people, aside and not stage)
    made = propose(name, seen)
    return TouchpointLine(
        number,
        name,
        stage,
        channel,
        seen.touches,
        seen.people,
        proposed_stage=made.stage,
        proposed_channel=made.channel,
        reason=made.reason,
    )


def _seen(index: Index) -> Mapping[int, Seen]:
    """What the record says of each touchpoint, by its number; counted once a generation."""

    def count() -> Mapping[int, Seen]:
        legend = index.legend
        total: Standing = engine.total(index, cast("Any", Everywhere()))
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
