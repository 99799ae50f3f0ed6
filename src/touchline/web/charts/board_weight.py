"""The weight of a touchpoint: five rising bars, the first of them filled.

>>> str(weight_bars(4, label="weight 4 of 5")).count('class="on"')
4
"""

from __future__ import annotations

from django.utils.safestring import SafeString

from touchline.web.charts.svg import EMPTY, el

MOST = 5


def marks(weight: int, x: float, y: float) -> SafeString:
    """The five bars as elements of a larger drawing, 19 pixels wide and 10 high."""
    return el(
        "g",
        *(
            el(
                "rect",
                x=x + 4 * bar,
                y=y + 8 - 1.6 * bar,
                width=2.6,
                height=2 + 1.6 * bar,
                class_="on" if bar < weight else "off",
            )
            for bar in range(MOST)
        ),
        class_="wb",
    )


def weight_bars(weight: int, *, label: str) -> SafeString:
    """A small drawing beside a name. Without a weight nothing is drawn."""
    if not weight:
        return EMPTY
    return el(
        "svg",
        marks(weight, 0, 0),
        class_="wb",
        width=19,
        height=10,
        viewBox="0 0 19 10",
        role="img",
        aria_label=label,
    )
