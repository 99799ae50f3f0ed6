"""Circles among things that hold each other, and how long they are written out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def circles(graph: Graph) -> list[list[str]]:
    """A circle for every place where going on leads back; none: there is none. Deep graphs are fine."""
    done: set[str] = set()
    found = []
    for start in sorted(graph):
        if start in done:
            continue
        path, at = [start], {start: 0}
        waiting = [iter(graph.get(start, ()))]
        while waiting:
            there = next(waiting[-1], None)
            if there is None:
                waiting.pop()
                last = path.pop()
                del at[last]
                done.add(last)
            elif there in at:
                found.append(path[at[there] :])
            elif there not in done:
                at[there] = len(path)
                path.append(there)
                waiting.append(iter(graph.get(there, ())))
    return found


def below_first(graph: Graph) -> list[str]:
    """Everything in an order in which what a thing holds comes before it. There must be no circle."""
    order: list[str] = []
    done: set[str] = set()
    for start in sorted(graph):
        waiting = [(start, iter(graph.get(start, ())))] if start not in done else []
        while waiting:
            here, rest = waiting[-1]
            there = next((one for one in rest if one not in done), None)
            if there is None:
                waiting.pop()
                if here not in done:
                    done.add(here)
                    order.append(here)
            else:
                waiting.append((there, iter(graph.get(there, ()))))
    return order


def steps(graph: Graph, own: Mapping[str, int]) -> dict[str, int]:
    """How many steps each has with those it holds written out in place. There must be no circle."""
    found: dict[str, int] = {}
    for key in below_first(graph):
        held = graph.get(key, ())
        found[key] = own.get(key, 0) - len(held) + sum(found.get(one, 0) for one in held)
    return found
