"""A chain as it is planned: links in their order, each met at any of several touchpoints.

Chains may hold chains. ``flatten`` makes one list of links of them, which is what journeys are held against;
each link remembers the chains it came through. Nothing here knows a record: names may be of touchpoints that
nobody has met yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from touchline.journeys.question import QuestionError

MOST_LINKS = 64
"""The most links of a chain with those of the chains in it: each is a bit of a number kept of each touch."""


@dataclass(frozen=True)
class PlannedLink:
    """A link: met at any of the touchpoints ``names``.

    ``optional``: nothing is missing without it. ``repeated``: it may be met any number of times in a row.
    ``expected``: minutes expected from the link before to this one; None where nothing is expected.
    ``chains``: the chains it came through, the outermost first.
    """

    names: tuple[str, ...]
    optional: bool = False
    repeated: bool = False
    expected: int | None = None
    chains: tuple[str, ...] = ()


@dataclass(frozen=True)
class NestedChain:
    """A link that is a chain: all links of the chain called ``chain`` stand here.

    ``optional``: every link of it is optional here. ``repeated``: only a chain of one link can be.
    ``expected``: minutes expected from the link before to its first link.
    """

    chain: str
    optional: bool = False
    repeated: bool = False
    expected: int | None = None


Planned = PlannedLink | NestedChain


def flatten(chains: Mapping[str, Sequence[Planned]], name: str) -> tuple[PlannedLink, ...]:
    """The links of the chain called ``name`` with those of the chains in it, each with its ``chains``.

    Raises ``QuestionError`` for a chain that is not there, that holds itself, that is empty or repeated as a
    whole, and for more than ``MOST_LINKS`` links.
    """
    return tuple(_flat(chains, name, ()))


def _flat(chains: Mapping[str, Sequence[Planned]], name: str, above: tuple[str, ...]) -> list[PlannedLink]:
    way = (*above, name)
    if name in above:
        around = " > ".join(way[way.index(name) :])
        raise QuestionError(f"The chain {name!r} holds itself: {around}. Take one of these links out.")
    if name not in chains:
        holder = f", which {above[-1]!r} holds" if above else ""
        raise QuestionError(f"There is no chain {name!r}{holder}.")
    if not chains[name]:
        raise QuestionError(f"The chain {name!r} has no links. Give it one, or take it out.")
    made: list[PlannedLink] = []
    for link in chains[name]:
        made += [replace(link, chains=way)] if isinstance(link, PlannedLink) else _inside(chains, link, way)
        if len(made) > MOST_LINKS:
            raise QuestionError(
                f"The chain {name!r} has more than {MOST_LINKS} links with those of the chains in it. "
                f"{MOST_LINKS} are the most: cut it in two."
            )
    return made


def _inside(
    chains: Mapping[str, Sequence[Planned]], nested: NestedChain, way: tuple[str, ...]
) -> list[PlannedLink]:
    made = _flat(chains, nested.chain, way)
    if nested.repeated and len(made) > 1:
        raise QuestionError(
            f"The chain {nested.chain!r} is repeated as a whole in {way[-1]!r}. "
            "Let its links be repeated one by one, or follow it on its own."
        )
    if nested.expected is not None:
        made[0] = replace(made[0], expected=nested.expected)
    return [
        replace(one, optional=one.optional or nested.optional, repeated=one.repeated or nested.repeated)
        for one in made
    ]
