"""The hourglass, wide and narrow: how people move from knowing the business to recommending it.

The area of a ring is its number of people. Inside it, from the inside out: those who went on, those
on the way, those lost. Below the purchase all is drawn on a second scale whose factor stands in the
neck. The amber disc in the first ring is the new people who were brought.

>>> drawn = hourglass(
...     Picture(
...         stages=(
...             Stage("Know", 100, 40, 50, 10, share=Share(0.4, 0.31, 0.5), href="/people/behind?stage=know"),
...             Stage("Buy", 40, 0, 30, 10, href="/people/behind?stage=buy"),
...         ),
...         order=1,
...     )
... )
>>> drawn.factor, drawn.html.count("<svg")
(1, 2)
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from touchline.web.charts.glass import People, factor_of
from touchline.web.charts.hourglass_data import FEW, Loop, Picture, Stage
from touchline.web.charts.hourglass_narrow import narrow
from touchline.web.charts.hourglass_wide import wide
from touchline.web.charts.interval import Share
from touchline.web.charts.svg import el, join

__all__ = [
    "FEW",
    "Drawn",
    "Loop",
    "People",
    "Picture",
    "Share",
    "Stage",
    "empty",
    "factor",
    "hourglass",
    "narrow",
    "wide",
]


@dataclass(frozen=True)
class Drawn:
    """Both drawings (the style sheet shows one of them) and the factor that stands in the neck."""

    wide: SafeString
    narrow: SafeString
    factor: int

    @property
    def html(self) -> SafeString:
        """Both, one after the other, for the page."""
        return join(self.wide, self.narrow)


def hourglass(picture: Picture, id: str = "hg") -> Drawn:
    """Draw it. ``id`` starts the ids inside; two hourglasses on one page need two."""
    return Drawn(wide(picture, f"{id}-w"), narrow(picture, f"{id}-n"), factor(picture))


def factor(picture: Picture) -> int:
    """How many times as large areas below the purchase are drawn; 1 means no lens."""
    order = picture.order
    if order is None or order == len(picture.stages) - 1:
        return 1
    reached = [stage.reached for stage in picture.stages]
    brought = picture.loop.brought if picture.loop else 0
    return factor_of(reached[0], reached[order], reached[order + 1 :], max(1, brought, *reached))


def empty() -> SafeString:
    """The dashed outline of the picture to come, for a workspace without touches."""
    return el(
        "svg",
        el(
            "g",
            el("ellipse", cx=150, cy=22, rx=130, ry=18),
            el("ellipse", cx=150, cy=85, rx=26, ry=4.5),
            el("ellipse", cx=150, cy=146, rx=112, ry=16),
            el(
                "path",
                d="M20 22C20 60 124 58 124 85C124 112 38 112 38 146"
                "M280 22C280 60 176 58 176 85C176 112 262 112 262 146",
            ),
            class_="dashes",
        ),
        el("circle", cx=118, cy=20, r=5.5, class_="dot st-know"),
        el("circle", cx=178, cy=25, r=5.5, class_="dot st-like"),
        el("circle", cx=150, cy=52, r=5.5, class_="dot st-try"),
        class_="outline",
        viewBox="0 0 300 170",
        aria_hidden="true",
    )
