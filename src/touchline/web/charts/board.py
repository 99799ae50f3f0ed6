"""The board as a drawing: the links that lie over its cards, and the whole of it as one file to print.

>>> from touchline.web.charts.board_data import Card, Column, Link
>>> two = Board(
...     (Column("Know", "st-know"), Column("Buy", "st-buy")),
...     ("Site",),
...     (Card("home", "Home page", 0, 0), Card("till", "Till", 1, 0)),
...     (Link("home", "till"),),
... )
>>> links(two).count("<path")
2
>>> sheet(two, id="board", title="The board").count('class="card')
2
"""

from __future__ import annotations

from functools import partial

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from touchline.web import wording
from touchline.web.charts.board_data import Board, Card, Column, Course
from touchline.web.charts.board_layout import COLUMN, LEFT, Box, Layout, lay_out
from touchline.web.charts.board_routes import Route, head, middle, rounded, routes
from touchline.web.charts.board_weight import marks as weight_marks
from touchline.web.charts.interval import marks as score_marks
from touchline.web.charts.svg import el, fit, people, phrase, svg, text_width, two_lines

THIN, THICK = 1.75, 5.5


def links(board: Board) -> SafeString:
    """The links alone, of the board's size, to lie over the cards of the page. A table tells them too."""
    layout = lay_out(board)
    return el(
        "svg",
        *_links(board, layout),
        class_="links",
        width=layout.width,
        height=layout.height,
        viewBox=f"0 0 {layout.width:g} {layout.height:g}",
    )


def sheet(board: Board, *, id: str, title: str, desc: str = "") -> SafeString:
    """The whole board as one drawing."""
    layout = lay_out(board)
    return svg(
        *(_column(place, column) for place, column in enumerate(board.columns)),
        *(_row(name, top, layout.width) for name, top in zip(board.rows, layout.tops, strict=False)),
        *(_card(card, board.columns[card.column].colour, layout.cards[card.slug]) for card in board.cards),
        *_links(board, layout),
        width=layout.width,
        height=layout.height,
        id=id,
        class_="bsheet",
        title=title,
        desc=desc,
        fixed=True,
    )


def _links(board: Board, layout: Layout) -> list[SafeString]:
    most = max([1, *(link.people for link in board.links)])
    drawn = routes(board, layout)
    lines = [part for route in drawn for part in _line(route, most)]
    pills = [
        _pill(route, layout) for route in drawn if route.link.course is Course.BROKEN and route.link.lost
    ]
    steps = [_step(card.step, layout.cards[card.slug]) for card in board.cards if card.step]
    return [*lines, *pills, *steps]


def _line(route: Route, most: int) -> tuple[SafeString, SafeString]:
    width = THIN
    if route.link.course is Course.LIVED:
        width += (THICK - THIN) * route.link.people / most
    elif route.link.course is Course.BROKEN:
        width = 2.5
    look = f"lk {route.link.course}"
    return (
        el("path", d=rounded(route.points), class_=look, stroke_width=width),
        el("path", d=head(route.points), class_=f"{look} hd", stroke_width=THIN),
    )


def _pill(route: Route, layout: Layout) -> SafeString:
    lost = wording.count(route.link.lost)
    words = "✕ " + _("{n} fall out")
    width = text_width(words.format(n=lost), 11, bold=True) + 16
    x, y = middle(route.points)
    x = min(max(x, LEFT + width / 2), layout.width - width / 2 - 2)
    said = phrase(words, n=people(lost, route.link.lost_href, label=words.format(n=lost)))
    return el(
        "g",
        el("rect", x=x - width / 2, y=y - 10, width=width, height=20, rx=10),
        el("text", said, x=x, y=y + 4, text_anchor="middle"),
        class_="pill",
    )


def _step(number: int, box: Box) -> SafeString:
    return el(
        "g",
        el("circle", cx=box.x - 1, cy=box.y + 2, r=8.5),
        el("text", str(number), x=box.x - 1, y=box.y + 5.5, text_anchor="middle"),
        class_="stepn",
    )


def _column(place: int, column: Column) -> SafeString:
    x = LEFT + place * COLUMN
    shown = None
    if column.people is not None:
        said = wording.count(column.people)
        href = column.href if column.people else ""
        number = people(said, href, label=f"{column.name}: {said}")
        shown = el("text", number, x=x + COLUMN - 12, y=28, class_="bn", text_anchor="end")
    return el(
        "g",
        el("rect", x=x, y=0, width=COLUMN, height=4, class_="fill"),
        el("text", fit(column.name, 14, COLUMN - 70, bold=True), x=x + 12, y=28, class_="bh"),
        shown,
        class_=column.colour,
    )


def _row(name: str, top: float, width: float) -> SafeString:
    return el(
        "g",
        el("line", x1=0, x2=width, y1=top, y2=top, class_="base"),
        el("text", fit(name, 12, LEFT - 20, bold=True), x=12, y=top + 22, class_="br"),
    )


def _card(card: Card, colour: str, box: Box) -> SafeString:
    at = partial(_text, box)
    line = [fit(text, 11, 66) for text in (card.kind, card.state_name) if text]
    parts: list[object] = [
        el("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=5, class_="paper"),
        el("rect", x=box.x, y=box.y, width=3, height=box.height, class_="fill"),
        *(
            at(part, 10, 18 + 14 * n, "bt")
            for n, part in enumerate(two_lines(card.name, 12.5, box.width - 36))
        ),
        at(card.owner or "?", box.width - 8, 18, "bo" if card.owner else "bo no", anchor="end"),
        at(" · ".join(line), 10, 48, "bk"),
        weight_marks(card.weight, box.right - 27, box.y + 39) if card.weight else None,
        at(_met(card), 10, 66, "bn" if card.people else "bk"),
    ]
    if card.score is not None:
        parts.append(score_marks(card.score, box.right - 58, box.y + 62, 28, lowest=1, highest=5))
        said = f"{card.score.value:.1f}"
        parts.append(at(said, box.width - 8, 66, "bs low" if card.low else "bs", anchor="end"))
    within = " inch" if card.step else ""
    return el("g", *parts, class_=f"card {card.state} {colour}{within}")


def _met(card: Card) -> str | SafeString:
    if card.people is None:
        return _("nobody yet")
    said = wording.count(card.people)
    return people(said, card.people_href if card.people else "", label=f"{card.name}: {said}")


def _text(
    box: Box, inside: str | SafeString, x: float, y: float, look: str, anchor: str | None = None
) -> SafeString:
    return el("text", inside, x=box.x + x, y=box.y + y, class_=look, text_anchor=anchor)
