from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.web.charts.drawings import HOSTILE, of, parse, texts

from touchline.web.charts.board import links, sheet
from touchline.web.charts.board_data import Board, Card, Column, Course, Link
from touchline.web.charts.board_layout import GAP, Box, Layout, lay_out
from touchline.web.charts.board_routes import Point, rounded, routes
from touchline.web.charts.interval import Share

STAGES = ("st-know", "st-like", "st-trust", "st-try", "st-buy")


def board_of(cells: list[tuple[int, int]], pairs: list[tuple[int, int]], columns: int = 5) -> Board:
    cards = tuple(Card(f"c{n}", f"Card {n}", column, row) for n, (column, row) in enumerate(cells))
    rows = 1 + max([0, *(row for _, row in cells)])
    return Board(
        tuple(Column(f"Stage {n}", STAGES[n % 5]) for n in range(columns)),
        tuple(f"Row {n}" for n in range(rows)),
        cards,
        tuple(Link(f"c{one}", f"c{other}") for one, other in pairs),
    )


@st.composite
def boards(draw: st.DrawFn) -> Board:
    columns = draw(st.integers(1, 9))
    cells = draw(st.lists(st.tuples(st.integers(0, columns - 1), st.integers(0, 4)), min_size=1, max_size=25))
    number = st.integers(0, len(cells) - 1)
    pairs = draw(st.lists(st.tuples(number, number), max_size=20, unique=True))
    return board_of(cells, pairs, columns)


def inside(box: Box, point: Point) -> bool:
    return box.x < point[0] < box.right and box.y < point[1] < box.bottom


def crosses(box: Box, one: Point, other: Point) -> bool:
    """Whether an upright or level piece has a point within the box."""
    steps = 40
    return any(
        inside(box, (one[0] + (other[0] - one[0]) * k / steps, one[1] + (other[1] - one[1]) * k / steps))
        for k in range(steps + 1)
    )


@settings(max_examples=60 * EXAMPLES)
@given(boards())
def test_no_link_crosses_a_card_or_leaves_the_board(board: Board) -> None:
    layout = lay_out(board)
    for route in routes(board, layout):
        for one, other in zip(route.points, route.points[1:], strict=False):
            assert one[0] == other[0] or one[1] == pytest.approx(other[1], abs=1)
            for box in layout.cards.values():
                assert not crosses(box, one, other)
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height + GAP for x, y in route.points)


@settings(max_examples=60 * EXAMPLES)
@given(boards())
def test_cards_stand_in_their_cells_and_never_on_each_other(board: Board) -> None:
    layout = lay_out(board)
    for card in board.cards:
        box = layout.cards[card.slug]
        assert layout.tops[card.row] < box.y
        assert box.bottom < layout.tops[card.row + 1]
        assert layout.gutter(card.column) < box.x
        assert box.right < layout.gutter(card.column + 1)
    boxes = list(layout.cards.values())
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            assert one.x != other.x or one.bottom < other.y or other.bottom < one.y


def ends(board: Board) -> list[tuple[Point, Point, Layout]]:
    layout = lay_out(board)
    return [(route.points[0], route.points[-1], layout) for route in routes(board, layout)]


def test_a_link_begins_at_its_source_and_ends_at_its_target() -> None:
    board = board_of([(0, 0), (1, 0), (3, 1), (3, 1), (0, 2)], [(0, 1), (0, 2), (2, 3), (3, 0), (4, 2)])
    for link, (start, end, layout) in zip(board.links, ends(board), strict=True):
        source, target = layout.cards[link.source], layout.cards[link.target]
        assert start[0] in (source.x, source.right)
        assert source.y <= start[1] <= source.bottom
        assert end[0] in (target.x, target.right)
        assert target.y <= end[1] <= target.bottom


def test_neighbours_of_one_row_are_joined_by_a_straight_line() -> None:
    assert len(routes(*(lambda b: (b, lay_out(b)))(board_of([(0, 0), (1, 0)], [(0, 1)])))[0].points) == 2


def test_links_that_share_a_gutter_run_side_by_side() -> None:
    board = board_of([(0, 0), (0, 1), (1, 2), (1, 3)], [(0, 2), (1, 3), (0, 3)])
    uprights = [route.points[1][0] for route in routes(board, lay_out(board))]
    assert len(set(uprights)) == 3


def test_thickness_is_people_and_a_break_says_how_many_are_lost() -> None:
    board = board_of([(0, 0), (1, 0), (2, 0), (3, 0)], [])
    lived = Board(
        board.columns,
        board.rows,
        board.cards,
        (
            Link("c0", "c1", Course.LIVED, people=400),
            Link("c1", "c2", Course.BROKEN, people=20, lost=183, lost_href="/people?lost"),
            Link("c2", "c3", Course.EMPTY),
        ),
    )
    root = parse(links(lived))
    widths = [float(one.attrib["stroke-width"]) for one in of(root, "lk")][::2]
    assert widths == [5.5, 2.5, 1.75]
    assert "✕ 183 fall out" in texts(root)
    assert root.find(".//{*}a").attrib["href"] == "/people?lost"  # type: ignore[union-attr]


def test_the_sheet_says_every_card_with_its_people_and_score() -> None:
    card = Card(
        "till", "Till", 0, 0, owner="AL", weight=4, people=1594, people_href="/p", step=3, kind="payment"
    )
    scored = Card(
        "desk", "Desk", 0, 0, state="planned", state_name="planned", score=Share(2.8, 2.1, 3.4), low=True
    )
    root = parse(
        sheet(Board((Column("Buy", "st-buy", 768, "/b"),), ("Shop",), (card, scored)), id="b", title="Plan")
    )
    said = texts(root)
    for words in (
        "Buy",
        "768",
        "Shop",
        "Till",
        "AL",
        "1,594",
        "payment",
        "3",
        "Desk",
        "planned",
        "2.8",
        "nobody yet",
    ):
        assert words in said
    assert len(of(root, "on")) == 4


@settings(max_examples=30 * EXAMPLES)
@given(st.sampled_from(HOSTILE), boards())
def test_any_name_makes_a_drawing(name: str, board: Board) -> None:
    cards = tuple(Card(card.slug, name, card.column, card.row, kind=name) for card in board.cards)
    parse(sheet(Board(board.columns, (name,) * len(board.rows), cards, board.links), id="b", title=name))


def test_corners_are_round_and_never_longer_than_their_pieces() -> None:
    assert rounded(((0, 0), (4, 0), (4, 50), (60, 50))) == "M0 0L2 0Q4 0 4 2L4 43Q4 50 11 50L60 50"
    assert re.fullmatch(r"M0 0L9 0", rounded(((0, 0), (9, 0))))


def test_a_board_without_cards_has_one_empty_row() -> None:
    assert len(lay_out(Board((Column("Know", "st-know"),), ())).tops) == 2
