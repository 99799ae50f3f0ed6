"""The slow twin of the chain: every alignment is searched for as a shortest way through touches and links."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.oracle.plain import journeys, within_period

CLASSES = ("in_time", "late", "detour", "skipped", "done", "stopped", "open")


class Step(NamedTuple):
    """A link: ``names`` of touchpoints, and ``expected`` µs from the link before."""

    names: tuple[str, ...]
    optional: bool = False
    repeated: bool = False
    expected: int | None = None


class Aligned(NamedTuple):
    """The least cost, and the link of each touch; the number of links where it meets none."""

    cost: int
    links: tuple[int, ...]


def align(names: Sequence[str], chain: Sequence[Step]) -> Aligned:
    """The cheapest alignment, by Dijkstra's search.

    A node is how many touches are behind, and the last link met. Of ways as short, the one whose links come
    first in the order of the tie rule: a touch that meets none stands as the number of links, which is
    later than all.
    """
    none = len(chain)
    open_ways: list[tuple[int, tuple[int, ...], int]] = [(0, (), -1)]
    seen: set[tuple[int, int]] = set()
    while open_ways:
        cost, links, last = heapq.heappop(open_ways)
        at = len(links)
        if (at, last) in seen:
            continue
        seen.add((at, last))
        if last == none:
            return Aligned(cost, links)
        if at == len(names):
            heapq.heappush(open_ways, (cost + needed(chain, last + 1, none), links, none))
            continue
        heapq.heappush(open_ways, (cost + 1, (*links, none), last))
        if last >= 0 and chain[last].repeated and names[at] in chain[last].names:
            heapq.heappush(open_ways, (cost, (*links, last), last))
        for k in range(last + 1, none):
            if names[at] in chain[k].names:
                heapq.heappush(open_ways, (cost + needed(chain, last + 1, k), (*links, k), k))
    raise AssertionError


def needed(chain: Sequence[Step], first: int, upto: int) -> int:
    """How many of these links are not optional."""
    return sum(not step.optional for step in chain[first:upto])


class Answer:
    """The people behind every number; of links by place from 0."""

    def __init__(self, links: int) -> None:
        self.whole: dict[str, set[int]] = defaultdict(set)
        self.at: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(links)]
        self.waits: list[list[int]] = [[] for _ in range(links)]
        self.hops: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.hop_times: dict[tuple[str, str], int] = defaultdict(int)
        self.touched: dict[str, set[int]] = defaultdict(set)
        self.skipped = self.extra = 0


def chain(
    touches: Sequence[Any],
    steps: Sequence[Step],
    start: int | None,
    end: int | None,
    as_of: int,
    silence: int,
) -> Answer:
    """The whole answer."""
    answer = Answer(len(steps))
    until = as_of if end is None else min(as_of, end)
    on_chain = {name for step in steps for name in step.names}
    for person, theirs in journeys(touches).items():
        here = within_period(theirs, start, end)
        cut = here
        while cut and cut[0].touchpoint not in on_chain:
            cut = cut[1:]
        if not cut:
            continue
        own = [touch.time for touch in here if not touch.by_business]
        silent = not own or max(own) <= until - silence
        _person(answer, person, cut, steps, until, silent)
    return answer


def _person(
    answer: Answer, person: int, cut: list[Any], steps: Sequence[Step], until: int, silent: bool
) -> None:
    none = len(steps)
    found = align([touch.touchpoint for touch in cut], steps)
    met: dict[int, int] = {}
    for at, k in enumerate(found.links):
        if k < none:
            met.setdefault(k, at)
    order = sorted(met)
    missing = [k for k, step in enumerate(steps) if not step.optional and k not in met]
    answer.whole["people"].add(person)
    answer.skipped += len(missing)
    answer.extra += sum(k == none for k in found.links)
    if needed(steps, 0, order[0]):
        answer.whole["ahead"].add(person)
    answer.at[order[0]]["started"].add(person)
    became = set()
    for k, later in zip(order, [*order[1:], None], strict=True):
        answer.at[k]["people"].add(person)
        answer.at[k][f"at={cut[met[k]].touchpoint}"].add(person)
        stay = cut[met[k] + 1 : len(cut) if later is None else met[later]]
        elsewhere = [touch.touchpoint for touch in stay if touch.touchpoint not in steps[k].names]
        if later is None:
            became.add(_last(answer, person, cut, steps, k, met[k], until, silent))
            continue
        became.add(
            _onward(answer, person, steps, k, later, cut[met[later]].time - cut[met[k]].time, elsewhere)
        )
    for k in range(order[-1] + 1):
        answer.at[k]["reached"].add(person)
        if k not in met:
            answer.at[k]["passed_over"].add(person)
    if not missing:
        answer.whole["followed"].add(person)
        if became <= {"in_time", "done"} and order[0] == found.links[0]:
            answer.whole["as_planned"].add(person)
    _hops(answer, person, cut, steps, found, met)
    for touch in cut:
        answer.touched[touch.touchpoint].add(person)


def _onward(
    answer: Answer,
    person: int,
    steps: Sequence[Step],
    k: int,
    later: int,
    wait: int,
    elsewhere: list[str],
) -> str:
    times = [step.expected for step in steps[k + 1 : later + 1] if step.expected is not None]
    late = bool(times) and wait > sum(times)
    if needed(steps, k + 1, later):
        what = "skipped"
    else:
        answer.waits[later].append(wait)
        what = "detour" if elsewhere else "late" if late else "in_time"
    if what == "detour":
        answer.at[k][f"detour={elsewhere[0]}"].add(person)
        if late:
            answer.at[k]["detour_late"].add(person)
    answer.at[k][what].add(person)
    answer.at[k][f"to={later + 1}"].add(person)
    return what


def _last(
    answer: Answer,
    person: int,
    cut: list[Any],
    steps: Sequence[Step],
    k: int,
    first: int,
    until: int,
    silent: bool,
) -> str:
    following = next((later for later in range(k + 1, len(steps)) if not steps[later].optional), None)
    if following is None:
        answer.at[k]["done"].add(person)
        return "done"
    times = [step.expected for step in steps[k + 1 : following + 1] if step.expected is not None]
    if not silent or (times and cut[first].time + sum(times) > until):
        answer.at[k]["open"].add(person)
        return "open"
    answer.at[k]["stopped"].add(person)
    left = max(at for at, touch in enumerate(cut) if at >= first and touch.touchpoint in steps[k].names)
    where = f"={cut[left + 1].touchpoint}" if left + 1 < len(cut) else ":"
    answer.at[k][f"stopped{where}"].add(person)
    return "stopped"


def _hops(
    answer: Answer,
    person: int,
    cut: list[Any],
    steps: Sequence[Step],
    found: Aligned,
    met: dict[int, int],
) -> None:
    needs = [k for k, step in enumerate(steps) if not step.optional]
    complete = max(met[k] for k in needs) if all(k in met for k in needs) else len(cut)
    on_chain = {name for step in steps for name in step.names}
    planned = {
        (one, two)
        for k, step in enumerate(steps)
        for later in range(k, len(steps))
        if later == k or not needed(steps, k + 1, later)
        for one in step.names
        for two in steps[later].names
    }
    for at in range(1, len(cut)):
        hop = (cut[at - 1].touchpoint, cut[at].touchpoint)
        if at <= complete and hop not in planned and (hop[0] in on_chain or hop[1] in on_chain):
            answer.hops[hop].add(person)
            answer.hop_times[hop] += 1
