"""A planned chain held against the record: the question to ask, and what its answer says of the links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from touchline.journeys import chain_plan, chain_reading
from touchline.journeys.question import QuestionError
from touchline.plan.picture import Plan, PlannedLink
from touchline.service.asking import Asked, Chosen
from touchline.web.asked import Answered, ask
from touchline.web.charts.board_data import Course, Link
from touchline.web.period import Chosen as Days


@dataclass(frozen=True)
class Flat:
    """A chain without chains in it, and the planned touchpoints each of its links is met at."""

    links: tuple[chain_plan.PlannedLink, ...]
    keys: tuple[tuple[str, ...], ...]
    empty: int
    """How many links are met nowhere and are left out."""


def flat(plan: Plan, key: str) -> Flat:
    """The chain of this key as the question takes it. Raises ``QuestionError`` with a sentence."""
    chains = {one.key: [_link(link) for link in one.links if not link.empty] for one in plan.chains.values()}
    keyed = chain_plan.flatten(chains, key) if chains[key] else ()
    links = tuple(replace(link, names=_names(plan, link.names)) for link in keyed)
    return Flat(
        links, tuple(link.names for link in keyed), sum(link.empty for link in plan.chains[key].links)
    )


def _link(link: PlannedLink) -> chain_plan.Planned:
    """A link with the keys of its touchpoints for names."""
    if link.chain:
        return chain_plan.NestedChain(link.chain, link.optional, link.repeated, link.expected)
    return chain_plan.PlannedLink(link.touchpoints, link.optional, link.repeated, link.expected)


def _names(plan: Plan, keys: Sequence[str]) -> tuple[str, ...]:
    """What the record calls these touchpoints, and those they are made of."""
    found: list[str] = []
    waiting = list(keys)
    while waiting:
        key = waiting.pop(0)
        one = plan.touchpoints[key]
        found.append(one.record or one.name)
        waiting += [part.key for part in plan.touchpoints.values() if part.parent == key]
    return tuple(dict.fromkeys(found))


def asked_of(plan: Plan, key: str, links: Sequence[chain_plan.PlannedLink], days: Days) -> Asked:
    """The question about a chain: of the people of its persona, or of those who entered on its channel."""
    chain = plan.chains[key]
    rules = []
    if chain.persona and plan.personas[chain.persona].audience:
        rules.append(f"({plan.personas[chain.persona].audience})")
    if chain.entry:
        rules.append(f"first channel is '{chain.entry.replace(chr(39), chr(39) * 2)}'")
    return Asked(
        "chain",
        days.since,
        days.until,
        Chosen(audience=" and ".join(rules)),
        links=tuple(chain_reading.written(link) for link in links),
        unseen="keep",
    )


@dataclass(frozen=True)
class Lived:
    """A chain and what people did on it; ``answered`` is None where it cannot be asked: see ``wrong``."""

    flat: Flat
    answered: Answered | None
    wrong: str = ""

    @property
    def result(self) -> Any:
        """The answer, a ``ChainResult``."""
        assert self.answered is not None
        return self.answered.result


def lived(plan: Plan, key: str, days: Days) -> Lived:
    """Hold the chain of this key against the record."""
    try:
        chain = flat(plan, key)
        if not chain.links:
            return Lived(chain, None, "")
        return Lived(chain, ask(asked_of(plan, key, chain.links, days)))
    except QuestionError as error:
        return Lived(Flat((), (), 0), None, str(error))


def steps(plan: Plan, chain: Flat) -> dict[str, int]:
    """The number of each touchpoint in the chain, that of its first link."""
    found: dict[str, int] = {}
    for place, keys in enumerate(chain.keys, 1):
        for key in keys:
            found.setdefault(_whole(plan, key), place)
    return found


def drawn_links(plan: Plan, here: Lived) -> tuple[Link, ...]:
    """The links between the touchpoints of the chain; the one with the most people lost is broken.

    A link with alternatives is drawn from each of them to each of the next. Its people are those who met the
    next link.
    """
    keys = here.flat.keys
    if here.answered is None:
        return tuple(
            Link(_whole(plan, one), _whole(plan, other))
            for before, after in pairwise(keys)
            for one in before
            for other in after
        )
    rows = here.result.links
    most = max((row.stopped for row in rows[:-1]), default=0)
    found = []
    for row, following, before, after in zip(rows, rows[1:], keys, keys[1:], strict=False):
        broken = row.stopped == most > 0
        course = Course.BROKEN if broken else Course.LIVED if following.reached else Course.EMPTY
        lost = row.behind(0).get("stopped", "")
        href = here.answered.behind.href(lost, row.stopped) if lost else ""
        found += [
            Link(_whole(plan, one), _whole(plan, other), course, following.reached, row.stopped, href)
            for one in before
            for other in after
        ]
    return tuple(found)


def _whole(plan: Plan, key: str) -> str:
    """The touchpoint on the board that a touchpoint is part of."""
    while plan.touchpoints[key].parent:
        key = plan.touchpoints[key].parent
    return key
