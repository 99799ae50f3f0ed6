"""Dot and line: a share with its 95 % interval on a track of one hairline.

>>> drawing = dot_line(Share(0.42, 0.405, 0.44), width=84)
>>> drawing.startswith('<svg class="ci"')
True
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from touchline.web.charts.svg import EMPTY, el


@dataclass(frozen=True)
class Share:
    """An estimate with both ends of its interval, all in the unit of the track (mostly 0 to 1)."""

    value: float
    low: float
    high: float


def marks(
    share: Share, x: float, y: float, width: float, *, lowest: float = 0.0, highest: float = 1.0
) -> SafeString:
    """Track, line and dot as elements of a larger drawing; ``x`` is the left end of the track."""

    def at(value: float) -> float:
        part = (value - lowest) / (highest - lowest)
        return x + width * min(max(part, 0.0), 1.0)

    return el(
        "g",
        el("line", class_="tr", x1=x, x2=x + width, y1=y, y2=y),
        el("line", class_="iv", x1=at(share.low), x2=at(share.high), y1=y, y2=y),
        el("circle", class_="pt", cx=at(share.value), cy=y, r=3.5),
        class_="ci",
    )


def dot_line(
    share: Share | None,
    *,
    width: float = 84,
    bad: bool = False,
    lowest: float = 0.0,
    highest: float = 1.0,
) -> SafeString:
    """A small drawing for a table. Use one width and one scale within a table.

    It is hidden from those who hear the page: the numbers stand beside it. None draws nothing.
    """
    if share is None:
        return EMPTY
    return el(
        "svg",
        marks(share, 4, 6, width - 8, lowest=lowest, highest=highest),
        class_="ci bad" if bad else "ci",
        width=width,
        height=12,
        viewBox=f"0 0 {width:g} 12",
        aria_hidden="true",
    )
