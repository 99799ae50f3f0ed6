"""Questions about routes: the touchpoints of a span in their order, and how many people went each.

There are nearly as many routes as people, so an answer cannot hold what became of each. A first question
(``Tallying``) counts people by a 64-bit number of their route; its sum says how many routes there are, how
many of them one person went alone, and which the most frequent are. These are fixed in the question
(``Chosen``), which then counts them, comparing every person's route with theirs touch by touch. Should two of
these routes have one number, other numbers are drawn and all of it begins anew. Both sums add up and take
away, so neither shards nor refreshes change a digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Self

import numpy as np

from touchline.journeys import selectors
from touchline.journeys.groups import EVERYBODY, Groups
from touchline.journeys.index import Array, Legend, Shard, person_hash
from touchline.journeys.linked import added
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.spans import Spans
from touchline.journeys.tally import Tallies, Tally, group_of
from touchline.journeys.words import Said, Word

PERSONS = 1 << 22
"""The first question is asked in parts, by the number of the route, each of about as many people at most."""
MOST = 200
"""The most routes an answer lists."""
TOGETHER = -1
"""Which group all groups together are."""
Total = Callable[[Any], Any]
COLLAPSE = Word(
    "repeats",
    "Count touches of one touchpoint directly after one another each, or once.",
    usual="each",
    choices=("each", "once"),
)
MOST_WORD = Word("most", f"How many to list, up to {MOST}.", usual="20")


@dataclass(frozen=True)
class Facts:
    """Of one group: people with a route, how many routes there are, how many of them one person went alone.

    ``keys``: the most frequent routes. Those of one person are among them only where all routes are.
    """

    people: int = 0
    routes: int = 0
    once: int = 0
    keys: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """The routes to count, by ascending ``keys``, as the first question found them.

    ``facts`` of each group, and where there are several at last those of all of them together.
    """

    seed: int = 0
    keys: tuple[int, ...] = ()
    facts: tuple[Facts, ...] = ()

    def of(self, group: int) -> Facts:
        """The facts of a group; those of nobody where nothing was chosen."""
        return self.facts[group] if self.facts else Facts()


@dataclass(frozen=True, kw_only=True)
class Routed:
    """What questions about routes have in common.

    ``most`` routes are listed. ``collapse``: touches of the same touchpoint directly after one another count
    once.
    """

    period: Period = field(default_factory=Period)
    most: int = 20
    collapse: bool = False
    chosen: Chosen = Chosen()

    def __post_init__(self) -> None:
        if not 1 <= self.most <= MOST:
            raise QuestionError(f"An answer lists from 1 to {MOST} routes; {self.most} were asked for.")

    def spans(self, shard: Shard, legend: Legend, groups: Groups) -> Iterator[Spans]:
        """The spans of all persons, piece by piece."""
        raise NotImplementedError

    def prepare(self, legend: Legend, people: int, total: Total) -> Self:
        """The question with its routes chosen.

        ``total`` sums a question over everybody it is about, by group; they are no more than ``people``.
        """
        for seed in count():
            ready = replace(self, chosen=self._choose(seed, people, total))
            if not total(ready).routes.collided:
                return ready
        raise AssertionError

    def _choose(self, seed: int, people: int, total: Total) -> Chosen:
        bits = max(0, (people - 1) // PERSONS).bit_length()
        facts: list[Facts] = []
        best: list[Tally] = []
        for part in range(1 << bits):
            tallies = total(Tallying(replace(self, chosen=Chosen()), seed, part, bits)).by
            tallies = (*tallies, added(tallies)) if len(tallies) > 1 else tallies
            facts = facts or [Facts()] * len(tallies)
            best = best or [Tally.nothing()] * len(tallies)
            for group, tally in enumerate(tallies):
                facts[group] = _more(facts[group], tally)
                best[group] = _most(best[group] + tally, self.most)
        listed = [_listed(one, tally, self.most) for one, tally in zip(facts, best, strict=True)]
        keys = sorted({key for one in listed for key in one.keys})
        return Chosen(seed, tuple(keys), tuple(listed))

    def until(self, legend: Legend) -> int:
        """Silence is judged at this instant."""
        return min(legend.end, self.period.bounds[1])

    def tallied_until(self, _legend: Legend) -> int:
        """On which instant it depends whose spans are routes: none."""
        return 0

    def on_route(self, shard: Shard, legend: Legend, value: str) -> Array:
        """Rows of the persons who went the route that ``value`` names, as its row does."""
        key, _dash, drawn = value.partition("-")
        seed = selectors.number(drawn or "0")
        if len(key) != 16 or not set(key) <= set("0123456789abcdef") or seed is None:
            raise QuestionError(f"{value!r} is not the key of a route. Its row says it, such as route=1f0c….")
        wanted = np.array([int(key, 16)], np.uint64).astype(np.int64)[0]
        weight = weights(legend, seed)
        rows = [np.zeros(0, np.int64)]
        for spans in self.spans(shard, legend, EVERYBODY):
            numbers, _lengths = numbered(shard, legend, spans, weight, collapse=self.collapse)
            rows.append(spans.low + np.flatnonzero(spans.routed & (numbers == wanted)))
        return np.concatenate(rows)

    def rows_where(self, shard: Shard, legend: Legend, chosen: Callable[[Spans], Array]) -> Array:
        """Rows of the persons for whom ``chosen`` is true."""
        rows = [np.zeros(0, np.int64)]
        rows += [
            spans.low + np.flatnonzero(spans.counted & chosen(spans))
            for spans in self.spans(shard, legend, EVERYBODY)
        ]
        return np.concatenate(rows)


@dataclass(frozen=True)
class Tallying:
    """The first question: how many people went each route, of the routes in one part of ``2 ** bits``."""

    of: Routed
    seed: int = 0
    part: int = 0
    bits: int = 0

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> Tallies:
        """People by the number of their route."""
        weight = weights(legend, self.seed)
        found, group = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for spans in self.of.spans(shard, legend, groups):
            numbers, _lengths = numbered(shard, legend, spans, weight, collapse=self.of.collapse)
            here = spans.routed
            if self.bits:
                here = here & (numbers.view(np.uint64) >> np.uint64(64 - self.bits) == self.part)
            at = np.flatnonzero(here)
            found.append(numbers[at])
            group.append(group_of(groups, spans.low + at))
        return Tallies.of(np.concatenate(found), np.concatenate(group), groups.count)

    def until(self, legend: Legend) -> int:
        """On which instant it depends whose spans are routes."""
        return self.of.tallied_until(legend)

    def finish(self, _legend: Legend, total: Tallies) -> Tallies:
        """The sum itself."""
        return total

    def select(self, _shard: Shard, _legend: Legend, selector: str) -> Array:
        """Nobody: what it counts are no numbers of an answer."""
        raise selectors.refuse("a tally", selector, "nothing")


def asked_for(said: Said) -> dict[str, Any]:
    """What was said of routes in words. Raises ``QuestionError``."""
    most = selectors.number(said.text("most"))
    if most is None:
        raise QuestionError(f"{said.text('most')!r} is not a number of routes. Write one such as 20.")
    if said.text("repeats") not in COLLAPSE.choices:
        raise QuestionError("Repeats count each, or once.")
    return {"most": most, "collapse": said.text("repeats") == "once"}


def weights(legend: Legend, seed: int) -> Array:
    """A number for each touchpoint, by code, uint64: of its lasting number, so that no other one moves it."""
    lasting = np.array(legend.touchpoint_numbers, np.int64)
    if len(lasting) != len(legend.touchpoints):
        lasting = np.arange(len(legend.touchpoints))
    return person_hash(lasting + ((seed + 1) << 40))[legend.code_touchpoint]


def numbered(
    shard: Shard, legend: Legend, spans: Spans, weight: Array, *, collapse: bool
) -> tuple[Array, Array]:
    """The number of each span's route (int64), and how many touches count in it."""
    from touchline.journeys.kernels import routes as kernel

    found = np.empty(len(spans.begin), np.uint64)
    lengths = np.empty(len(spans.begin), np.int64)
    kernel.hashes(
        shard.code, legend.code_touchpoint, weight, collapse, spans.begin, spans.stop, found, lengths
    )
    return (found.view(np.int64), lengths)


def key_text(key: int, seed: int) -> str:
    """A route's number as its row says it: 16 hexadecimal digits."""
    return f"{key & (2**64 - 1):016x}" + (f"-{seed}" if seed else "")


def _more(facts: Facts, tally: Tally) -> Facts:
    return replace(
        facts,
        people=facts.people + int(tally.counts.sum()),
        routes=facts.routes + len(tally),
        once=facts.once + int((tally.counts == 1).sum()),
    )


def _most(tally: Tally, most: int) -> Tally:
    """The ``most`` largest counts, of equal ones the first keys."""
    if len(tally) > most:
        least = np.partition(tally.counts, len(tally) - most)[len(tally) - most]
        above, same = np.flatnonzero(tally.counts > least), np.flatnonzero(tally.counts == least)
        at = np.sort(np.concatenate([above, same[: most - len(above)]]))
        return Tally(tally.keys[at], tally.counts[at])
    return tally


def _listed(facts: Facts, tally: Tally, most: int) -> Facts:
    alone = facts.routes <= most
    return replace(facts, keys=tuple(key for key, people in tally.items() if alone or people > 1))
