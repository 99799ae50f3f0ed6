"""Waits as a line, a box and a mark on one scale: 10 to 90 %, 25 to 75 %, and the middle.

The scale is logarithmic, because waits reach from minutes to years.

>>> scale = Scale.over([60.0, 86_400.0 * 30])
>>> drawn = box(Box((60.0, 3600.0, 86_400.0, 172_800.0, 2_592_000.0)), scale)
>>> drawn.count("<rect"), [name for _at, name in scale.ticks() if name][:2]
(1, ['1\\xa0minute', '6\\xa0hours'])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10

from django.utils.safestring import SafeString

from touchline.web import wording
from touchline.web.charts.svg import EMPTY, el, text_width

DAY = 86_400
TICKS = (1, 10, 60, 600, 3600, 6 * 3600, *(n * DAY for n in (1, 3, 7, 14, 30, 90, 180, 365, 730)))
WIDTH, EDGE = 200, 6
GAP, SIZE = 8, 12
"""Pixels between two labels; how large they are."""


@dataclass(frozen=True)
class Scale:
    """A logarithmic scale in seconds from ``low`` to ``high``."""

    low: float
    high: float

    @classmethod
    def over(cls, seconds: Iterable[float]) -> Scale:
        """A scale from the shortest wait to the longest."""
        waits = [max(1.0, one) for one in seconds] or [60.0, DAY]
        low, high = min(waits), max(waits)
        return cls(low, high if high > low else low * 60)

    def at(self, seconds: float) -> float:
        """Pixels from the left."""
        part = (log10(max(seconds, 1.0)) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return EDGE + (WIDTH - 2 * EDGE) * min(max(part, 0.0), 1.0)

    def ticks(self) -> list[tuple[float, str]]:
        """Where usual lengths lie, with their names; one too near to the one before has none."""
        found: list[tuple[float, str]] = []
        free = -1e9
        for tick in TICKS:
            if self.low <= tick <= self.high:
                at, name = self.at(tick), wording.window(tick)
                begin, end = _reach(at, name)
                named = begin >= free
                free = end + GAP if named else free
                found.append((at, name if named else ""))
        return found


def _anchor(at: float) -> str:
    return "start" if at < 40 else "end" if at > WIDTH - 40 else "middle"


def _reach(at: float, name: str) -> tuple[float, float]:
    """From where to where a label goes."""
    wide = text_width(name, SIZE)
    begin = at - {"start": 0.0, "middle": 0.5, "end": 1.0}[_anchor(at)] * wide
    return begin, begin + wide


@dataclass(frozen=True)
class Box:
    """Five quantiles in seconds, ascending: 10, 25, 50, 75, 90 %; and the interval of the middle one."""

    seconds: Sequence[float]
    low: float | None = None
    high: float | None = None


def axis(scale: Scale) -> SafeString:
    """The scale with its names, to stand above the boxes. The cells below say the same in numbers."""
    marks: list[object] = []
    for at, name in scale.ticks():
        marks.append(el("line", class_="gr", x1=at, x2=at, y1=14, y2=18))
        marks.append(el("text", name, x=at, y=11, text_anchor=_anchor(at)) if name else EMPTY)
    return _frame(marks, 18)


def box(waits: Box | None, scale: Scale) -> SafeString:
    """The drawing of one row; hidden from those who hear the page, for whom the numbers stand beside it."""
    grid = [el("line", class_="gr", x1=at, x2=at, y1=0, y2=24) for at, _name in scale.ticks()]
    if waits is None:
        return _frame(grid, 24)
    p10, p25, p50, p75, p90 = (scale.at(one) for one in waits.seconds)
    interval = None
    if waits.low is not None and waits.high is not None:
        interval = el("line", class_="biv", x1=scale.at(waits.low), x2=scale.at(waits.high), y1=12, y2=12)
    return _frame(
        [
            grid,
            el("line", class_="wh", x1=p10, x2=p90, y1=12, y2=12),
            el("rect", class_="bx", x=p25, y=4, width=max(p75 - p25, 1.0), height=16, rx=2),
            interval,
            el("line", class_="md", x1=p50, x2=p50, y1=2, y2=22),
        ],
        24,
    )


def _frame(inside: Sequence[object], height: int) -> SafeString:
    return el(
        "svg",
        *inside,
        class_="waits",
        width=WIDTH,
        height=height,
        viewBox=f"0 0 {WIDTH} {height}",
        aria_hidden="true",
    )
