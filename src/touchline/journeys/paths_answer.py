"""The answer of the paths: what adds up over shards, and the rows it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from touchline.journeys import intervals
from touchline.journeys.export import Exported, Row, period_dict, rows_of
from touchline.journeys.histogram import BINS, MIDDLES
from touchline.journeys.index import Array, Legend
from touchline.journeys.question import instant
from touchline.journeys.sums import Sums
from touchline.journeys.touchpoint_rows import TouchpointCount, TouchpointPeople

if TYPE_CHECKING:
    from touchline.journeys.paths import Paths

TOUCHES, PEOPLE, STARTS, ENDS = range(4)

MOST_NOTED = 10
"""Starts and ends named below the table of a terminal; the rest is counted."""


@dataclass(frozen=True)
class LinkRow(Row):
    """One link.

    ``count`` is how often the touchpoint ``to`` directly follows ``from``, ``people`` how many persons did
    that at least once. ``share`` is ``people`` among all people at ``from``, with Wilson's 95 % interval.
    ``median_seconds`` is the wait between the two touches, every time counted. ``few``: fewer than 20 people.
    """

    from_: str
    to: str
    count: int
    people: int
    share: float
    low: float
    high: float
    median_seconds: float
    few: bool

    def behind(self, _place: int) -> dict[str, str]:
        """The selector of its people."""
        return {"people": f"link={self.from_}>{self.to}"}


@dataclass(frozen=True)
class PathsResult(Exported):
    """The answer: links by count, then starts, ends and touchpoints by people; ties by name."""

    ROW = LinkRow

    question: Paths
    people: int
    touches: int
    as_of: str
    generation: str
    links: tuple[LinkRow, ...]
    starts: tuple[TouchpointPeople, ...]
    ends: tuple[TouchpointPeople, ...]
    touchpoints: tuple[TouchpointCount, ...]

    @property
    def table(self) -> tuple[LinkRow, ...]:
        """One row a link."""
        return self.links

    def notes(self) -> Iterator[str]:
        """Where most journeys start and end."""
        for word, listed in (("Starts", self.starts), ("Ends", self.ends)):
            named = ", ".join(f"{one.touchpoint} {one.people:,}" for one in listed[:MOST_NOTED])
            rest = len(listed) - MOST_NOTED
            if named:
                yield f"{word}: {named}{f', and {rest:,} more touchpoints' if rest > 0 else ''}."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "paths",
            "people": self.people,
            "touches": self.touches,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "links": self.rows(),
            "starts": [row.to_dict() for row in self.starts],
            "ends": [row.to_dict() for row in self.ends],
            "touchpoints": [row.to_dict() for row in self.touchpoints],
        }


@dataclass(frozen=True)
class PathsSums(Sums):
    """What adds up, int64 arrays.

    By group: ``people``, ``touches`` and ``touchpoints``: touches, people, starts and ends of each.
    ``link_keys``: ``(group * touchpoints + from) * touchpoints + to``, ascending, with ``link_counts`` and
    ``link_people``. ``wait_keys``: ``link * bins + bin``, ascending, with ``wait_counts``. Only links and
    bins that occur are held.
    """

    people: Array
    touches: Array
    touchpoints: Array
    link_keys: Array
    link_counts: Array
    link_people: Array
    wait_keys: Array
    wait_counts: Array

    def __add__(self, other: PathsSums) -> PathsSums:
        links, counts = _merged(self.link_keys, self.link_counts, other.link_keys, other.link_counts)
        _, people = _merged(self.link_keys, self.link_people, other.link_keys, other.link_people)
        waits, times = _merged(self.wait_keys, self.wait_counts, other.wait_keys, other.wait_counts)
        return PathsSums(
            people=self.people + other.people,
            touches=self.touches + other.touches,
            touchpoints=self.touchpoints + other.touchpoints,
            link_keys=links,
            link_counts=counts,
            link_people=people,
            wait_keys=waits,
            wait_counts=times,
        )

    def __sub__(self, other: PathsSums) -> PathsSums:
        less = {one.name: -getattr(other, one.name) for one in fields(self) if not one.name.endswith("_keys")}
        return (self + replace(other, **less))._without_nothing()

    def of_group(self, group: int) -> PathsSums:
        """The sums of one group, which is then group 0 of one."""
        first = group * self.touchpoints.shape[1] ** 2
        end = first + self.touchpoints.shape[1] ** 2
        links = slice(*np.searchsorted(self.link_keys, (first, end)))
        waits = slice(*np.searchsorted(self.wait_keys, (first * BINS, end * BINS)))
        return PathsSums(
            people=self.people[group : group + 1],
            touches=self.touches[group : group + 1],
            touchpoints=self.touchpoints[group : group + 1],
            link_keys=self.link_keys[links] - first,
            link_counts=self.link_counts[links],
            link_people=self.link_people[links],
            wait_keys=self.wait_keys[waits] - first * BINS,
            wait_counts=self.wait_counts[waits],
        )

    def _without_nothing(self) -> PathsSums:
        links, waits = self.link_counts != 0, self.wait_counts != 0
        return replace(
            self,
            link_keys=self.link_keys[links],
            link_counts=self.link_counts[links],
            link_people=self.link_people[links],
            wait_keys=self.wait_keys[waits],
            wait_counts=self.wait_counts[waits],
        )


def _merged(keys: Array, counts: Array, more_keys: Array, more_counts: Array) -> tuple[Array, Array]:
    """Counts added up by key, keys ascending."""
    from touchline.journeys.kernels import packing

    all_keys, all_counts = np.empty((2, len(keys) + len(more_keys)), np.int64)
    size = packing.merge(keys, counts, more_keys, more_counts, all_keys, all_counts)
    return (all_keys[:size], all_counts[:size])


def answer(legend: Legend, question: Paths, total: PathsSums) -> PathsResult:
    """The frozen answer of summed shards."""
    by = total.touchpoints[0]
    return PathsResult(
        question=question,
        people=int(total.people[0]),
        touches=int(total.touches[0]),
        as_of=instant(legend.end),
        generation=legend.generation,
        links=_links(legend, total),
        starts=_touchpoints(legend, by[:, STARTS]),
        ends=_touchpoints(legend, by[:, ENDS]),
        touchpoints=tuple(
            TouchpointCount(legend.touchpoints[at], int(by[at, PEOPLE]), int(by[at, TOUCHES]))
            for at in _most_first(legend, by[:, PEOPLE])
        ),
    )


def _touchpoints(legend: Legend, people: Array) -> tuple[TouchpointPeople, ...]:
    at = _most_first(legend, people)
    return tuple(TouchpointPeople(legend.touchpoints[position], int(people[position])) for position in at)


def _most_first(legend: Legend, people: Array) -> list[int]:
    found = np.flatnonzero(people).tolist()
    return sorted(found, key=lambda at: (-people[at], legend.touchpoints[at]))


def _links(legend: Legend, total: PathsSums) -> tuple[LinkRow, ...]:
    size = max(len(legend.touchpoints), 1)
    before, after = np.divmod(total.link_keys, size)
    count, people = total.link_counts, total.link_people
    there = total.touchpoints[0, before, PEOPLE]
    low, high = intervals.wilsons(people, there)
    medians = _medians(total, count)
    rank = np.empty(size, np.int64)
    rank[sorted(range(len(legend.touchpoints)), key=legend.touchpoints.__getitem__)] = np.arange(
        len(legend.touchpoints)
    )
    order = np.lexsort((rank[after], rank[before], -count))
    numbers = (count, people, people / there, low, high, medians, people < intervals.FEW)
    ends = ([legend.touchpoints[at] for at in one[order].tolist()] for one in (before, after))
    return tuple(rows_of(LinkRow, (*ends, *(column[order].tolist() for column in numbers))))


def _medians(total: PathsSums, count: Array) -> Array:
    """Median wait of every link in seconds: the lower of two middle values, as its bin reads."""
    begins = np.searchsorted(total.wait_keys, total.link_keys * BINS)
    so_far = np.concatenate([[0], np.cumsum(total.wait_counts)])
    at = np.searchsorted(so_far, so_far[begins] + (count + 1) // 2) - 1
    return np.asarray(np.round(MIDDLES[total.wait_keys[at] % BINS] / 1e6, 6))
