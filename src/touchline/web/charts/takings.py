"""Columns of money by period: what came in stands up, what went back hangs down.

>>> items = [Taking("Mar", 1204.0, 100.0, 1104.0, shown="1,104"), Taking("Apr", 0.0, 0.0, 0.0, shown="0")]
>>> takings(items, id="t", title="Orders").count('class="fill')
1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from touchline.web.charts.svg import clean, el, svg, text_width

TOP, FOOT, HEIGHT = 30, 24, 230
NARROWEST, CLOSE = 46, 21
SPACIOUS = 20
"""Up to so many columns each has its texts; more stand close, and every few of them has."""
SIZE = 12


@dataclass(frozen=True)
class Taking:
    """One period: gross and refunded money, the net between with its interval, and the net as text."""

    name: str
    gross: float
    refunded: float
    net: float
    shown: str
    low: float | None = None
    high: float | None = None


def takings(items: Sequence[Taking], *, id: str, title: str, desc: str = "") -> SafeString:
    """A column a period, as wide as its texts need. Put it into a ``.scroll`` frame.

    Where many stand close, the newest has its texts, and every few before it.
    """
    widest = max([0.0, *(text_width(text, SIZE) for one in items for text in (one.name, one.shown))])
    pitch = max(NARROWEST, round(widest) + 10)
    every = 1
    if len(items) > SPACIOUS:
        every, pitch = -(-pitch // CLOSE), CLOSE
    rim = max(0.0, (widest - pitch) / 2)
    most = max([0.0, *(max(one.gross, one.net, one.high or 0) for one in items)])
    least = min([0.0, *(min(-one.refunded, one.net, one.low or 0) for one in items)])
    scale = (HEIGHT - TOP - FOOT) / ((most - least) or 1.0)
    ground = TOP + most * scale
    width = 2 * rim + pitch * max(len(items), 1)
    steps = pairwise(
        (rim + pitch * (place + 0.5), ground - one.net * scale) for place, one in enumerate(items)
    )
    return svg(
        [_bars(one, rim + place * pitch, pitch, ground, scale) for place, one in enumerate(items)],
        el("line", class_="base", x1=0, x2=width, y1=ground, y2=ground),
        [el("line", class_="netl", x1=x, y1=y, x2=to, y2=end) for (x, y), (to, end) in steps],
        [
            _marks(
                one, rim + pitch * (place + 0.5), ground, scale, named=(len(items) - 1 - place) % every == 0
            )
            for place, one in enumerate(items)
        ],
        width=width,
        height=HEIGHT,
        id=id,
        class_="cols takings",
        title=title,
        desc=desc,
        fixed=True,
    )


def _bars(one: Taking, x: float, pitch: float, ground: float, scale: float) -> list[object]:
    side = min(7.0, pitch / 6)
    drawn: list[object] = []
    if one.gross > 0:
        drawn.append(
            _bar(
                "fill rimmed seq-4", x + side, ground - one.gross * scale, pitch - 2 * side, one.gross * scale
            )
        )
    if one.refunded > 0:
        drawn.append(_bar("back", x + side, ground, pitch - 2 * side, one.refunded * scale))
    return drawn


def _bar(look: str, x: float, y: float, width: float, height: float) -> SafeString:
    return el("rect", class_=look, x=x, y=y, width=width, height=max(height, 1.0), rx=1)


def _marks(one: Taking, middle: float, ground: float, scale: float, *, named: bool) -> list[object]:
    peak = max(one.gross, one.net, 0.0)
    interval = None
    if one.low is not None and one.high is not None and one.high > one.low:
        peak = max(peak, one.high)
        ends = {"y1": ground - one.low * scale, "y2": ground - one.high * scale}
        interval = el("line", class_="biv", x1=middle, x2=middle, **ends)
    top = ground - peak * scale - 8
    drawn: list[object] = [interval, el("circle", class_="pt", cx=middle, cy=ground - one.net * scale, r=3.5)]
    if not named:
        return drawn
    return [
        *drawn,
        el("text", clean(one.shown), x=middle, y=top, class_="cv", text_anchor="middle"),
        el("text", clean(one.name), x=middle, y=HEIGHT - 7, class_="cn", text_anchor="middle"),
    ]
