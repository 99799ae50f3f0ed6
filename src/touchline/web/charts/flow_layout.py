"""Where the path picture puts things: which touchpoints and links it draws, columns, heights, order.

A picture of everything is no picture, so the largest touchpoints of each stage and the strongest
links are drawn, and ``Plan`` says what is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from touchline.web.charts.flow_data import Link, Node

PAD = 66.0
"""Room above a node for its name, of two lines at most, and number, and below it for those who end there."""

TOP, TALL, SMALLEST = 70.0, 800.0, 4.0


@dataclass
class Spot:
    """A drawn node: its column on paper, top and height; where the next link in and out is attached."""

    node: Node
    column: int
    size: float
    y: float = 0.0
    h: float = 0.0
    into: float = 0.0
    out: float = 0.0


@dataclass(frozen=True)
class Plan:
    """What is drawn (``spots`` by name, ``links``), and what is not, in numbers of things."""

    spots: dict[str, Spot]
    links: tuple[Link, ...]
    columns: tuple[int, ...]
    scale: float
    least: int
    height: float
    under: int = 0
    tied: int = 0
    back: int = 0
    nodes_left: int = 0
    per_stage: int = 0
    stages: dict[int, int] = field(default_factory=dict)


def plan(
    nodes: Sequence[Node], links: Sequence[Link], *, per_stage: int, most_links: int, least: int | None
) -> Plan:
    """Choose, then place. ``least`` people a link, or as few as ``most_links`` links allow."""
    kept = _largest(nodes, per_stage)
    column = _columns(kept, links)
    both = [link for link in links if link.source in column and link.target in column]
    ahead = [link for link in both if column[link.source] < column[link.target]]
    cap = len(ahead)
    if least is None:
        least = _least(ahead, most_links)
        cap = most_links
    enough = sorted((x for x in ahead if x.people >= least), key=lambda x: (-x.people, x.source, x.target))
    drawn = tuple(enough[:cap])
    spots = {node.name: Spot(node, column[node.name], _size(node, drawn)) for node in kept}
    scale = _scale(spots)
    for spot in spots.values():
        spot.h = max(spot.size * scale, SMALLEST)
    height = _place(spots, drawn)
    return Plan(
        spots=spots,
        links=_attach(spots, drawn, scale),
        columns=tuple(sorted(set(column.values()))),
        scale=scale,
        least=least,
        height=height,
        under=len(ahead) - len(enough),
        tied=len(enough) - len(drawn),
        back=len(both) - len(ahead),
        nodes_left=len(nodes) - len(kept),
        per_stage=per_stage,
        stages={column[node.name]: node.stage for node in kept},
    )


def _largest(nodes: Sequence[Node], per_stage: int) -> list[Node]:
    """The largest nodes of each stage."""
    by_stage: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        by_stage[node.stage].append(node)
    kept = []
    for stage in sorted(by_stage):
        kept += sorted(by_stage[stage], key=lambda node: (-node.people, node.name))[:per_stage]
    return kept


def _columns(nodes: Sequence[Node], links: Sequence[Link]) -> dict[str, int]:
    """A column a stage, two where people clearly walk from some of its touchpoints to others.

    A node stands in the second column when, within its stage, at least twice as many come to it as
    leave it, and those are a quarter of its people or more.
    """
    stage = {node.name: node.stage for node in nodes}
    came: dict[str, int] = defaultdict(int)
    left: dict[str, int] = defaultdict(int)
    for link in links:
        if link.source != link.target and stage.get(link.source, -1) == stage.get(link.target, -2):
            left[link.source] += link.people
            came[link.target] += link.people
    second = {
        node.name
        for node in nodes
        if came[node.name] >= 2 * left[node.name] and came[node.name] * 4 >= node.people > 0
    }
    for one in set(stage.values()):
        mine = {name for name, where in stage.items() if where == one}
        if mine <= second:
            second -= mine
    keys = sorted({(stage[node.name], node.name in second) for node in nodes})
    place = {key: k for k, key in enumerate(keys)}
    return {node.name: place[(stage[node.name], node.name in second)] for node in nodes}


def _least(links: Sequence[Link], most: int) -> int:
    """The fewest people, rounded, with which at most ``most`` links are drawn, and some are."""
    if len(links) <= most:
        return 1
    ranked = sorted((link.people for link in links), reverse=True)
    if ranked[0] == ranked[most]:
        return ranked[0]
    border = ranked[most] + 1
    unit = 10 ** max(len(str(border)) - 2, 0)
    rounded = -(-border // unit) * unit
    return rounded if rounded <= ranked[0] else border


def _size(node: Node, links: Sequence[Link]) -> float:
    """People at a node; more where those who come or go several ways count in each way."""
    into = sum(link.people for link in links if link.target == node.name)
    out = sum(link.people for link in links if link.source == node.name)
    return max(node.people, into + node.starts, out + node.ends)


def _scale(spots: dict[str, Spot]) -> float:
    """Pixels a person: the fullest column fits, and no node is taller than half the picture."""
    fullest = 0.0
    for column in {spot.column for spot in spots.values()}:
        mine = [spot.size for spot in spots.values() if spot.column == column]
        fullest = max(fullest, sum(mine) / max(TALL - PAD * len(mine), 160.0))
    tallest = max((spot.size for spot in spots.values()), default=1.0) / (TALL * 0.45)
    return 1 / max(fullest, tallest, 1e-9)


def _place(spots: dict[str, Spot], links: Sequence[Link]) -> float:
    """Order each column by where its people come from and go to, then keep nodes apart. The height used."""
    columns: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots.values():
        columns[spot.column].append(spot)
    for column in columns.values():
        column.sort(key=lambda spot: (-spot.size, spot.node.name))
        _apart(column, [TOP] * len(column))
    for sweep in range(6):
        order = sorted(columns) if sweep % 2 == 0 else sorted(columns, reverse=True)
        for key in order:
            column = columns[key]
            wanted = {spot.node.name: _wanted(spot, spots, links) for spot in column}
            column.sort(key=lambda spot: (wanted[spot.node.name], spot.node.name))
            _apart(column, [wanted[spot.node.name] for spot in column])
    free = min((spot.y for spot in spots.values()), default=TOP) - TOP
    for spot in spots.values():
        spot.y -= free
    return max((spot.y + spot.h for spot in spots.values()), default=TOP) + 40


def _wanted(spot: Spot, spots: dict[str, Spot], links: Sequence[Link]) -> float:
    """The top that brings a node's middle to the mean of its neighbours', weighted by people."""
    weight = total = 0.0
    for link in links:
        other = (
            link.source
            if link.target == spot.node.name
            else link.target
            if link.source == spot.node.name
            else ""
        )
        if other:
            end = spots[other]
            weight += link.people
            total += link.people * (end.y + end.h / 2)
    return total / weight - spot.h / 2 if weight else spot.y


def _apart(column: list[Spot], wanted: Sequence[float]) -> None:
    """Tops as near to ``wanted`` as order, distance and the frame allow."""
    at = TOP
    for spot, top in zip(column, wanted, strict=True):
        spot.y = max(at, top)
        at = spot.y + spot.h + PAD
    low = TOP + TALL
    for spot in reversed(column):
        if spot.y + spot.h <= low:
            break
        spot.y = max(low - spot.h, TOP)
        low = spot.y - PAD
    at = TOP
    for spot in column:
        spot.y = max(at, spot.y)
        at = spot.y + spot.h + PAD


def _attach(spots: dict[str, Spot], links: Sequence[Link], scale: float) -> tuple[Link, ...]:
    """Links in the order in which they leave their nodes from the top, so that few cross."""
    for spot in spots.values():
        spot.into, spot.out = spot.y + spot.node.starts * scale, spot.y
    return tuple(
        sorted(
            links, key=lambda link: (spots[link.source].column, spots[link.source].y, spots[link.target].y)
        )
    )
