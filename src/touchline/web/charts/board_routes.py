"""The ways of links over a board: in the gutters between columns and between rows, never across a card.

A link leaves a card at the side that faces its target, runs in the gutter there, crosses other columns only
between two rows, and comes in at the side it comes from. Links that share a gutter run side by side.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from touchline.web.charts.board_data import Board, Link
from touchline.web.charts.board_layout import CARD_HEIGHT, MARGIN, Box, Layout

Point = tuple[float, float]
ROUND = 7.0
"""Largest radius of a corner."""
LANE = 5.0
"""Pixels between two links side by side, where there is room."""


@dataclass(frozen=True)
class Route:
    """A link and the corners of its way, both ends included."""

    link: Link
    points: tuple[Point, ...]


@dataclass
class _Way:
    """A way being planned: ends, the gutters it runs in (one or two), and the row gap between them."""

    link: Link
    start: Box
    end: Box
    leaves_right: bool
    enters_left: bool
    first: int
    last: int
    row: int | None


def routes(board: Board, layout: Layout) -> list[Route]:
    """One route a link, in the order of ``board.links``; none for a link with an end that is not there."""
    columns = {card.slug: card.column for card in board.cards}
    rows = {card.slug: card.row for card in board.cards}
    ways = [
        _way(link, layout, columns, rows)
        for link in board.links
        if link.source in columns and link.target in columns and link.source != link.target
    ]
    ports = _ports(ways)
    across = _lanes((("x", gutter), number) for number, way in enumerate(ways) for gutter in _gutters(way))
    down = _lanes((("y", way.row), number) for number, way in enumerate(ways) if way.row is not None)
    return [
        Route(way.link, _points(number, way, layout, ports, across, down)) for number, way in enumerate(ways)
    ]


def _way(link: Link, layout: Layout, columns: dict[str, int], rows: dict[str, int]) -> _Way:
    source, target = columns[link.source], columns[link.target]
    forward = target > source
    leaves_right = target >= source
    first = source + 1 if leaves_right else source
    last = target if forward else target + 1
    row = None
    if first != last:
        low, high = rows[link.source], rows[link.target]
        row = high + 1 if high < low else high
    return _Way(
        link, layout.cards[link.source], layout.cards[link.target], leaves_right, forward, first, last, row
    )


def _gutters(way: _Way) -> set[int]:
    return {way.first, way.last}


def _ports(ways: list[_Way]) -> dict[tuple[int, bool], float]:
    """The height at which each way leaves (True) and enters (False), spread over the side of its card."""
    sides: dict[tuple[Box, bool], list[tuple[float, int, bool]]] = defaultdict(list)
    for number, way in enumerate(ways):
        sides[way.start, way.leaves_right].append((way.end.y, number, True))
        sides[way.end, not way.enters_left].append((way.start.y, number, False))
    found: dict[tuple[int, bool], float] = {}
    for (box, _), users in sides.items():
        for place, (_, number, leaves) in enumerate(sorted(users), 1):
            found[number, leaves] = box.y + CARD_HEIGHT * place / (len(users) + 1)
    return found


def _lanes(users: Iterable[tuple[tuple[str, int], int]]) -> dict[tuple[str, int, int], float]:
    """How far each user of a gutter runs beside its middle."""
    held: dict[tuple[str, int], list[int]] = defaultdict(list)
    for shared, number in users:
        held[shared].append(number)
    found: dict[tuple[str, int, int], float] = {}
    for (axis, gutter), numbers in held.items():
        room = (2 * MARGIN - 6) if axis == "x" else 10.0
        apart = min(LANE, room / max(len(numbers) - 1, 1))
        for place, user in enumerate(numbers):
            found[axis, gutter, user] = (place - (len(numbers) - 1) / 2) * apart
    return found


def _points(
    number: int,
    way: _Way,
    layout: Layout,
    ports: dict[tuple[int, bool], float],
    across: dict[tuple[str, int, int], float],
    down: dict[tuple[str, int, int], float],
) -> tuple[Point, ...]:
    out, into = ports[number, True], ports[number, False]
    start = (way.start.right if way.leaves_right else way.start.x, out)
    end = (way.end.x if way.enters_left else way.end.right, into)
    first = layout.gutter(way.first) + across["x", way.first, number]
    if way.row is None:
        if way.enters_left and abs(out - into) < 1:
            return (start, (end[0], out))
        return (start, (first, out), (first, into), end)
    last = layout.gutter(way.last) + across["x", way.last, number]
    between = layout.tops[way.row] + down["y", way.row, number]
    return (start, (first, out), (first, between), (last, between), (last, into), end)


def rounded(points: tuple[Point, ...]) -> str:
    """The ``d`` of a path through ``points`` with round corners."""
    parts = [f"M{_n(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(ROUND, _length(before, corner) / 2, _length(corner, after) / 2)
        parts.append(
            f"L{_n(_towards(corner, before, radius))}Q{_n(corner)} {_n(_towards(corner, after, radius))}"
        )
    parts.append(f"L{_n(points[-1])}")
    return "".join(parts)


def head(points: tuple[Point, ...]) -> str:
    """The ``d`` of the arrow at the end of a way."""
    x, y = points[-1]
    back = -5 if points[-2][0] <= x else 5
    return f"M{_n((x + back, y - 4))}L{_n((x, y))}L{_n((x + back, y + 4))}"


def middle(points: tuple[Point, ...]) -> Point:
    """The middle of the longest piece, where a label stands."""
    before, after = max(itertools.pairwise(points), key=lambda pair: _length(*pair))
    return ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(corner: Point, other: Point, radius: float) -> Point:
    long = _length(corner, other) or 1.0
    return (
        corner[0] + (other[0] - corner[0]) * radius / long,
        corner[1] + (other[1] - corner[1]) * radius / long,
    )


def _n(point: Point) -> str:
    return " ".join(f"{value:.1f}".removesuffix(".0") for value in point)
