"""A planned chain held against lived journeys: who follows it, how far, and where they leave it.

How it counts. The period bounds all touches. A person enters with their first touch in the period at any
touchpoint of the chain; their journey is that touch and all later ones in the period. An *alignment* says
of each touch which link it meets, if any: the links met never go back, and a link is met once unless it is
repeated. It costs 1 for each touch that meets no link (*extra*), wherever it is, and 1 for each link
without a touch (*skipped*) unless it is optional. The cheapest alignment counts. Of several as cheap, the
touches are gone through from the first on, and where two alignments differ first, a touch that meets a link
goes before one that meets none, and an earlier link before a later one. So each person has one alignment
and one pass through the chain; what they do beside it, further passes too, is extra. Touches at the same
instant keep the record's order.

A person is *at* each link they meet, from their first touch of it until they meet another one; touches at
the touchpoints of that link leave them there, touches elsewhere are a *detour*. What is expected from a
link to the next one met is the sum of what is expected of that one and of those between. Who meets no later
link is *done* when only optional links come after; else *open* while not silent, or while what is expected
up to the next link that is not optional is not over; else *stopped*. Silence is judged as in the hourglass.

A *hop* is two touches one directly after the other, at least one of them at a touchpoint of the chain,
until the last link is met that is not optional. It is planned from a link to itself and to the links after
it, up to the first that is not optional.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from touchline.journeys import chain_reading, clock, names, selectors
from touchline.journeys.chain_answer import ChainResult, answer
from touchline.journeys.chain_plan import MOST_LINKS, PlannedLink
from touchline.journeys.chain_rows import CLASSES, ChainRow, ChainSums
from touchline.journeys.chain_walk import Asked, placed, walked
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.paths import ends_of
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.words import Said, Spoken, Word

__all__ = ["Chain", "ChainLink", "ChainResult", "ChainRow", "ChainSums", "links_of"]

MOST_LISTED = 200
KNOWN = (
    "link=3, link=3:reached (passed_over, started, in_time, late, detour, detour_late, skipped, done, "
    "stopped, open), link=3:detour=A, link=3:stopped=A, link=3:stopped: (nothing after), link=3:to=5, "
    "link=3:at=A, hop='A>B', touchpoint=A, followed, as_planned, ahead and people"
)


@dataclass(frozen=True)
class ChainLink:
    """A link for the engine, met at positions of ``touchpoints``.

    ``unseen`` are names the record does not know. ``expected`` in microseconds from the link before; the
    rest as in ``chain_plan.PlannedLink``.
    """

    touchpoints: tuple[int, ...]
    unseen: tuple[str, ...] = ()
    optional: bool = False
    repeated: bool = False
    expected: int | None = None
    chains: tuple[str, ...] = ()


def links_of(legend: Legend, planned: Sequence[PlannedLink]) -> tuple[ChainLink, ...]:
    """The links of a flat plan for the engine. A name the record does not know is a touchpoint nobody met."""
    made = []
    for link in planned:
        found = {name: names.find_touchpoint(legend, name) for name in link.names}
        positions = tuple(dict.fromkeys(at for at in found.values() if at is not None))
        unseen = tuple(name for name, at in found.items() if at is None)
        expected = None if link.expected is None else link.expected * clock.MINUTE
        made.append(ChainLink(positions, unseen, link.optional, link.repeated, expected, link.chains))
    return tuple(made)


@dataclass(frozen=True)
class Chain:
    """A question about how a planned chain is lived. ``most``: how many of each list the answer has."""

    links: tuple[ChainLink, ...]
    period: Period = field(default_factory=Period)
    most: int = 10

    def __post_init__(self) -> None:
        if not 1 <= len(self.links) <= MOST_LINKS:
            raise QuestionError(f"A chain has from 1 to {MOST_LINKS} links; this one has {len(self.links)}.")
        if not all(link.touchpoints or link.unseen for link in self.links):
            raise QuestionError("Each link of a chain needs a touchpoint to be met at.")
        if all(link.optional for link in self.links):
            raise QuestionError("A chain needs a link that is not optional.")
        if not all(0 <= (link.expected or 0) <= clock.LONGEST for link in self.links):
            raise QuestionError("The time expected up to a link is from 0 to 200 years.")
        if not 1 <= self.most <= MOST_LISTED:
            raise QuestionError(
                f"An answer lists from 1 to {MOST_LISTED} of each; {self.most} were asked for."
            )

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> ChainSums:
        """Sums over one shard, by group."""
        return walked(self.links, self.period, shard, legend, groups, Asked())

    def until(self, legend: Legend) -> int:
        """Silence and what is expected are judged at this instant."""
        return min(legend.end, self.period.bounds[1])

    def finish(self, legend: Legend, total: ChainSums) -> ChainResult:
        """The frozen answer."""
        return answer(legend, self, total)

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind a number; ``KNOWN`` lists the selectors."""
        from touchline.journeys.kernels import chain as kernel

        key, value = selectors.split(selector)
        whole = {
            "people": kernel.PERSON_BIT,
            "followed": kernel.FOLLOWED_BIT,
            "as_planned": kernel.PLANNED_BIT,
            "ahead": kernel.AHEAD_BIT,
        }
        if key == "link" and value:
            return self._at_link(shard, legend, selector, value)
        if key == "hop" and value:
            before, after = ends_of(legend, value)
            state = self._state(shard, legend, hop=before * len(legend.touchpoints) + after)
            return np.flatnonzero(state & kernel.HOP_BIT)
        if key == "touchpoint" and value:
            state = self._state(shard, legend, touchpoint=names.resolve_touchpoint(legend, value))
            return np.flatnonzero(state & kernel.TOUCHED_BIT)
        if key in whole and not value:
            return np.flatnonzero(self._state(shard, legend) & whole[key])
        raise selectors.refuse("a chain", selector, KNOWN)

    def _at_link(self, shard: Shard, legend: Legend, selector: str, value: str) -> Array:
        from touchline.journeys.kernels import chain as kernel

        number, _, what = value.partition(":")
        place = selectors.number(number)
        if place is None:
            raise selectors.refuse("a chain", selector, KNOWN)
        if not 1 <= place <= len(self.links):
            raise QuestionError(f"This chain has {len(self.links)} links; there is no link {place}.")
        state = self._state(shard, legend, link=place - 1)
        there = state & kernel.CLASS_ROOM
        reached = state & kernel.REACHED_BIT != 0
        chosen = {
            "": there > 0,
            "reached": reached,
            "passed_over": reached & (there == 0),
            "started": state & kernel.STARTED_BIT != 0,
            "detour_late": state & kernel.LATE_BIT != 0,
        } | {name: there == at + 1 for at, name in enumerate(CLASSES)}
        if what in chosen:
            return np.flatnonzero(chosen[what])
        return np.flatnonzero(self._narrower(legend, selector, what, state))

    def _narrower(self, legend: Legend, selector: str, what: str, state: Array) -> Array:
        """Whether each person is at a link and left it or met it in a certain way."""
        from touchline.journeys.kernels import chain as kernel

        key, _, name = what.partition("=")
        there, off = state & kernel.CLASS_ROOM, state >> kernel.OFF_AT
        if key in ("detour", "stopped") and name:
            at = names.resolve_touchpoint(legend, name)
            return np.asarray((there == CLASSES.index(key) + 1) & (off == at + 1))
        if what == "stopped:":
            return np.asarray((there == CLASSES.index("stopped") + 1) & (off == len(legend.touchpoints) + 1))
        if key == "to" and (place := selectors.number(name)) is not None:
            return np.asarray((state >> kernel.WENT_AT) & kernel.WENT_ROOM == place) & (place > 0)
        if key == "at" and name:
            at = placed(self.links).get(names.resolve_touchpoint(legend, name), -1)
            met = (state >> kernel.MET_AT) & kernel.MET_ROOM
            return np.asarray((there > 0) & (met == at + 1) & (at >= 0))
        raise selectors.refuse("a chain", selector, KNOWN)

    def _state(
        self, shard: Shard, legend: Legend, *, link: int = -1, hop: int = -1, touchpoint: int = -1
    ) -> Array:
        place = placed(self.links).get(touchpoint, -1)
        asked = Asked(link, hop, place, np.zeros(shard.people, np.int64))
        walked(self.links, self.period, shard, legend, EVERYBODY, asked)
        return asked.state


def _make(said: Said, legend: Legend, period: Period) -> Chain:
    if not said.texts("links"):
        raise QuestionError("A chain needs at least one link. Name a touchpoint for each.")
    most = selectors.number(said.text("most"))
    if most is None:
        raise QuestionError(f"{said.text('most')!r} is not a number of rows. Write one such as 10.")
    keep = said.text("unseen") == "keep"
    planned = [chain_reading.read(legend, text, keep_unseen=keep) for text in said.texts("links")]
    return Chain(links_of(legend, planned), period, most)


SPOKEN = Spoken(
    name="chain",
    help="How a planned chain is lived: who follows it, how far, and where people leave it.",
    selectors=(
        "link=3, link=3:late (reached, passed_over, started, in_time, detour, detour_late, skipped, done, "
        "stopped, open), link=3:detour=A, link=3:stopped=A, link=3:stopped: (nothing after), link=3:to=5, "
        "link=3:at=A, hop='A>B', touchpoint=A, followed, as_planned, ahead, people."
    ),
    words=(
        Word("links", chain_reading.HELP, param="link", many=True, required=True, hint="LINK"),
        Word(
            "unseen",
            "Refuse names that are no touchpoint, or keep them as touchpoints nobody has met.",
            usual="refuse",
            choices=("refuse", "keep"),
        ),
        Word("most", f"How many detours, stops and hops to list, up to {MOST_LISTED}.", usual="10"),
    ),
    make=_make,
    warm=lambda: Chain((ChainLink((0,)),)),
)
