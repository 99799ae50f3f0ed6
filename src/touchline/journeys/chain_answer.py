"""The answer of a chain that is held against journeys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from touchline.journeys import histogram, intervals
from touchline.journeys.chain_rows import (
    CLASSES,
    WHOLES,
    AtRow,
    BecameRow,
    ChainRow,
    ChainSums,
    HopRow,
    OffRow,
    ToRow,
)
from touchline.journeys.chain_walk import pairs, placed
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.index import Legend
from touchline.journeys.question import instant
from touchline.journeys.tally import Tally
from touchline.journeys.touchpoint_rows import TouchpointPeople

if TYPE_CHECKING:
    from touchline.journeys.chain import Chain, ChainLink

SHOWN = ("place", "link", "reached", "share", "people", *CLASSES, "median_seconds", "expected_seconds", "few")
MOST_NOTED = 5
"""Touchpoints named in a sentence below the table of a terminal; the rest is counted."""


@dataclass(frozen=True)
class ChainResult(Exported):
    """The answer, for ``people`` who entered the chain in the period.

    ``followed`` of them met every link that is not optional, ``as_planned`` of these from their first touch
    on, in the time expected and without a detour; ``ahead`` began beyond such a link. ``wholes`` has these
    with shares and intervals. ``skipped_links`` + ``extra_touches`` is the cost of all alignments.

    ``links``: the chain, a row a link. ``hops``: unplanned ones by people, of ``hops_distinct``.
    ``touchpoints``: those of the chain with the people who touched them; ``nobody_meets``: those nobody
    did.
    """

    ROW = ChainRow

    question: Chain
    people: int
    followed: int
    as_planned: int
    ahead: int
    skipped_links: int
    extra_touches: int
    as_of: str
    generation: str
    wholes: tuple[BecameRow, ...]
    links: tuple[ChainRow, ...]
    hops: tuple[HopRow, ...]
    hops_distinct: int
    touchpoints: tuple[TouchpointPeople, ...]
    nobody_meets: tuple[str, ...]

    @property
    def table(self) -> tuple[ChainRow, ...]:
        """One row a link."""
        return self.links

    def compared(self) -> tuple[tuple[Row, dict[str, str]], ...]:
        """What became of everybody, and of the people at each link."""
        rows = [*self.wholes, *(row for link in self.links for row in link.became)]
        return tuple((row, row.behind(0)) for row in rows)

    def shown(self) -> list[dict[str, Any]]:
        """The main columns."""
        return [{name: row.to_dict()[name] for name in SHOWN} for row in self.links]

    def notes(self) -> Iterator[str]:
        """Who followed, where people left, and what the plan does not have."""
        yield (
            f"{self.people:,} people entered: {self.followed:,} followed the chain fully, "
            f"{self.as_planned:,} of them as planned; {self.ahead:,} began beyond its beginning."
        )
        for row in self.links:
            yield from _said(row.place, "made a detour by", row.detours, row.detour_touchpoints, row.detour)
            yield from _said(row.place, "stopped and went to", row.stops, row.stop_touchpoints, row.stopped)
        if self.hops:
            listed = self.hops[:MOST_NOTED]
            named = ", ".join(f"{hop.from_} > {hop.to} {hop.people:,}" for hop in listed)
            yield f"Not in the plan: {named}{_more(self.hops_distinct - len(listed), 'hops')}."
        if self.nobody_meets:
            named = ", ".join(self.nobody_meets[:MOST_NOTED])
            yield f"Nobody meets: {named}{_more(len(self.nobody_meets) - MOST_NOTED, 'touchpoints')}."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        alike = "people followed as_planned ahead skipped_links extra_touches as_of generation hops_distinct"
        return {
            "question": "chain",
            **{name: getattr(self, name) for name in alike.split()},
            "period": period_dict(self.question.period),
            "wholes": [row.to_dict() for row in self.wholes],
            "rows": self.rows(),
            "hops": [row.to_dict() for row in self.hops],
            "touchpoints": [row.to_dict() for row in self.touchpoints],
            "nobody_meets": list(self.nobody_meets),
        }


def label(legend: Legend, link: ChainLink) -> str:
    """The name of a link: its touchpoints, joined by a bar."""
    return "|".join([*(legend.touchpoints[at] for at in link.touchpoints), *link.unseen])


def answer(legend: Legend, question: Chain, total: ChainSums) -> ChainResult:
    """The frozen answer of summed shards."""
    people, *wholes, skipped, extra = total.totals[0].tolist()
    places = placed(question.links)
    touched = [
        TouchpointPeople(legend.touchpoints[position], int(total.touched[0, at]))
        for position, at in places.items()
    ]
    unseen = dict.fromkeys(name for link in question.links for name in link.unseen)
    hops = total.by.only
    return ChainResult(
        question=question,
        people=people,
        followed=wholes[0],
        as_planned=wholes[1],
        ahead=wholes[2],
        skipped_links=skipped,
        extra_touches=extra,
        as_of=instant(legend.end),
        generation=legend.generation,
        wholes=tuple(_became(0, "", what, count, people) for what, count in zip(WHOLES, wholes, strict=True)),
        links=tuple(_Rows(legend, question, total, people).link(k) for k in range(len(question.links))),
        hops=_hops(legend, hops, total.times.only, people, question.most),
        hops_distinct=len(hops),
        touchpoints=tuple(sorted(touched, key=lambda row: (-row.people, row.touchpoint))),
        nobody_meets=tuple(sorted([row.touchpoint for row in touched if not row.people] + [*unseen])),
    )


class _Rows:
    """The rows of the links of one group."""

    def __init__(self, legend: Legend, question: Chain, total: ChainSums, entered: int) -> None:
        self._legend, self._question, self._total, self._entered = legend, question, total, entered
        self._labels = [label(legend, link) for link in question.links]
        self._counts = total.links[0].tolist()
        self._reached = np.cumsum(total.links[0, ::-1, 9])[::-1].tolist()
        self._slots = dict(zip(pairs(question.links), total.slots[0].tolist(), strict=True))

    def link(self, k: int) -> ChainRow:
        """The row of a link."""
        link, name, place = self._question.links[k], self._labels[k], k + 1
        classes, (detour_late, started, _furthest) = self._counts[k][:7], self._counts[k][7:]
        people, reached = sum(classes), self._reached[k]
        became = dict(zip(CLASSES, classes, strict=True))
        waits = self._total.waits[0, k]
        median_low, median_high = histogram.median_interval(waits)
        low, high = intervals.wilson(reached, self._entered)
        detours, via, via_rest = self._off(k, 0, became["detour"])
        stops, to, to_rest = self._off(k, 1, became["stopped"])
        return ChainRow(
            place=place,
            link=name,
            chain=link.chains,
            optional=link.optional,
            repeated=link.repeated,
            expected_seconds=None if link.expected is None else link.expected / 1e6,
            reached=reached,
            share=intervals.share(reached, self._entered),
            low=low,
            high=high,
            people=people,
            passed_over=reached - people,
            started=started,
            **became,
            detour_late=detour_late,
            median_seconds=histogram.median(waits),
            median_low=median_low,
            median_high=median_high,
            p25_seconds=histogram.quantile(waits, 25),
            p75_seconds=histogram.quantile(waits, 75),
            few=people < intervals.FEW,
            became=(
                _became(place, name, "reached", reached, self._entered),
                *(_became(place, name, what, count, people) for what, count in became.items()),
            ),
            went_to=tuple(
                ToRow(later + 1, self._labels[later], count)
                for later, count in enumerate(self._total.went[0, k].tolist())
                if count
            ),
            detours=detours,
            detour_touchpoints=via,
            detours_elsewhere=via_rest,
            stops=stops,
            stop_touchpoints=to,
            stops_elsewhere=to_rest,
            met_at=(
                *(
                    AtRow(self._legend.touchpoints[at], self._slots[at, k], seen=True)
                    for at in link.touchpoints
                ),
                *(AtRow(one, 0, seen=False) for one in link.unseen),
            ),
        )

    def _off(self, k: int, way: int, of: int) -> tuple[tuple[OffRow, ...], int, int]:
        """The most frequent ways off a link, how many there are, and the people of the rest."""
        size = len(self._legend.touchpoints)
        first = (2 * k + way) * (size + 1)
        found = self._total.ways.only.between(first, first + size + 1)
        named = [(None if at == size else self._legend.touchpoints[at], count) for at, count in found.items()]
        named.sort(key=lambda one: (-one[1], one[0] is None, one[0]))
        rows = tuple(
            OffRow(touchpoint, count, count / of, *intervals.wilson(count, of))
            for touchpoint, count in named[: self._question.most]
        )
        return rows, len(named), of - sum(row.people for row in rows)


def _became(place: int, link: str, what: str, people: int, of: int) -> BecameRow:
    low, high = intervals.wilson(people, of)
    return BecameRow(place, link, what, people, intervals.share(people, of), low, high, of < intervals.FEW)


def _hops(legend: Legend, by: Tally, times: Tally, of: int, most: int) -> tuple[HopRow, ...]:
    size = max(len(legend.touchpoints), 1)
    made = [
        (-people, -count, legend.touchpoints[key // size], legend.touchpoints[key % size])
        for (key, people), count in zip(by.items(), times.counts.tolist(), strict=True)
    ]
    return tuple(
        HopRow(
            before,
            after,
            -people,
            -count,
            -people / of,
            *intervals.wilson(-people, of),
            -people < intervals.FEW,
        )
        for people, count, before, after in sorted(made)[:most]
    )


def _said(place: int, what: str, rows: tuple[OffRow, ...], distinct: int, of: int) -> Iterator[str]:
    if not of:
        return
    listed = rows[:MOST_NOTED]
    named = ", ".join(f"{row.touchpoint or 'nothing'} {row.people:,}" for row in listed)
    yield f"Link {place}: {of:,} {what} {named}{_more(distinct - len(listed), 'touchpoints')}."


def _more(rest: int, what: str) -> str:
    return f", and {rest:,} more {what}" if rest > 0 else ""
