"""Where chains lead: their steps written out, and which touchpoint follows which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from touchline.plan.circles import circles
from touchline.plan.picture import Plan, PlannedChain, PlannedLink


@dataclass(frozen=True)
class Step:
    """A link met in a chain with the chains in it written out.

    ``position`` is that of the link of the chain itself, from 1 on. ``optional``: it or a chain it is in may
    be left out. ``repeated``: it, or the chain it is all of, may be met again.
    """

    link: PlannedLink
    position: int
    optional: bool
    repeated: bool


class Routes:
    """The chains of a plan as a graph of touchpoints."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        graph = {
            one.key: [link.chain for link in one.links if link.chain in plan.chains]
            for one in plan.chains.values()
        }
        self._sound = not circles(graph)
        self.nested = {key for held in graph.values() for key in held}

    @property
    def own(self) -> list[PlannedChain]:
        """Chains that are not a link of another."""
        return [one for key, one in sorted(self._plan.chains.items()) if key not in self.nested]

    def steps(self, chain: PlannedChain) -> list[Step]:
        """The steps of a chain in order; none where chains go round in a circle."""
        return list(self._steps(chain, 0, optional=False, repeated=False)) if self._sound else []

    @cached_property
    def met(self) -> set[str]:
        """Touchpoints that are in a chain."""
        return {
            key for chain in self._plan.chains.values() for link in chain.links for key in link.touchpoints
        }

    @cached_property
    def after(self) -> dict[str, set[str]]:
        """The touchpoints that may come right after each that is in a chain; itself where it is repeated."""
        found: dict[str, set[str]] = {key: set() for key in self.met}
        for chain in self.own:
            steps = [one for one in self.steps(chain) if one.link.touchpoints]
            for at, step in enumerate(steps):
                if step.repeated:
                    self._add(found, step, step)
                for later in steps[at + 1 :]:
                    self._add(found, step, later)
                    if not later.optional:
                        break
        return found

    def _add(self, found: dict[str, set[str]], step: Step, later: Step) -> None:
        for key in step.link.touchpoints:
            found.setdefault(key, set()).update(later.link.touchpoints)

    def reach(self, key: str) -> set[str]:
        """Every touchpoint that may come some time after one."""
        seen: set[str] = set()
        waiting = [key]
        while waiting:
            for one in self.after.get(waiting.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
        return seen

    def _steps(self, chain: PlannedChain, position: int, *, optional: bool, repeated: bool) -> Iterator[Step]:
        for number, link in enumerate(chain.links, 1):
            at = position or number
            may = optional or link.optional
            again = link.repeated or (repeated and len(chain.links) == 1)
            nested = self._plan.chains.get(link.chain)
            if nested is not None:
                yield from self._steps(nested, at, optional=may, repeated=again)
            else:
                yield Step(link, at, may, again)
