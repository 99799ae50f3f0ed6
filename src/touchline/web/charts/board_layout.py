"""Where everything stands on a board, in pixels. Cards of a cell are stacked; the fullest makes the row.

The style sheet of the page lays the cards out by the same measures: what is drawn over them fits.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from touchline.web.charts.board_data import Board

LEFT = 94
"""Width of the names of rows."""
COLUMN = 144
CARD_WIDTH = 124
CARD_HEIGHT = 76
GAP = 8
"""Space above and below each card."""
MARGIN = (COLUMN - CARD_WIDTH) // 2
HEAD = 56


@dataclass(frozen=True)
class Box:
    """A rectangle: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height


@dataclass(frozen=True)
class Layout:
    """The size of the board, the tops of its rows (and the end of the last), and the place of each card."""

    width: float
    height: float
    tops: tuple[float, ...]
    cards: dict[str, Box]

    def gutter(self, column: int) -> float:
        """The middle between ``column`` and the one before it, or the names of the rows."""
        return LEFT + column * COLUMN


def lay_out(board: Board) -> Layout:
    """Places for the cards of a board, which has at least one column; without a row it has one empty one."""
    stacked: Counter[tuple[int, int]] = Counter()
    order: dict[str, int] = {}
    for card in board.cards:
        order[card.slug] = stacked[card.row, card.column]
        stacked[card.row, card.column] += 1
    tops = [float(HEAD)]
    fullest: Counter[int] = Counter()
    for (row, _column), count in stacked.items():
        fullest[row] = max(fullest[row], count)
    for row in range(max(len(board.rows), 1)):
        tops.append(tops[-1] + GAP + max(fullest[row], 1) * (CARD_HEIGHT + GAP))
    cards = {
        card.slug: Box(
            LEFT + card.column * COLUMN + MARGIN,
            tops[card.row] + GAP + order[card.slug] * (CARD_HEIGHT + GAP),
            CARD_WIDTH,
            CARD_HEIGHT,
        )
        for card in board.cards
    }
    return Layout(LEFT + len(board.columns) * COLUMN + MARGIN, tops[-1], tuple(tops), cards)
