"""What stands around the touches of a time line: canvas, axis, band of stages, silent end, last line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from touchline.web import wording
from touchline.web.charts.svg import clean, el, fit, join, text_width
from touchline.web.charts.timeline_axis import Axis, axis
from touchline.web.charts.timeline_data import Stage, Touch
from touchline.web.charts.timeline_layout import Box, spans

LANE, TOP, BAND_Y = 42.0, 96.0, 34.0
FRAME, AFTER, SILENT = 1324.0, 96.0, 122.0
"""The narrowest picture fills the frame of a wide page; room after the last line; width of a silent end."""


@dataclass(frozen=True)
class Canvas:
    """The axis, the heights of the lanes, when the ``last`` touch was and when the record ends.

    With a silent end the axis stops at the last touch, and the time since then is drawn short.
    """

    line: Axis
    heights: tuple[float, ...]
    last: datetime
    end: datetime
    silent: bool

    @property
    def bottom(self) -> float:
        """The foot of the lanes."""
        return self.heights[-1] + 34

    @property
    def now(self) -> float:
        """Where the record ends."""
        return self.line.right + SILENT if self.silent else self.line.x(self.end)

    @property
    def width(self) -> float:
        """Of the whole picture."""
        return self.now + 10 if self.silent else self.line.right + AFTER

    def x(self, at: datetime) -> float:
        """Where an instant stands; the end of the record at its line."""
        return self.now if at >= self.end else self.line.x(at)

    @property
    def kept(self) -> tuple[Box, ...]:
        """What no word may cover."""
        line = Box(self.now - 3, 0, self.now + 3, 1e6)
        return (line, Box(self.line.right, 0, self.now, TOP - 4)) if self.silent else (line,)


def canvas(touches: Sequence[Touch], as_of: datetime, zone: tzinfo, lanes: int, column: float) -> Canvas:
    """The canvas of a journey. The end is silent where the last quarter or more has no touch."""
    first, last = touches[0].at, touches[-1].at
    end = max(as_of, last)
    silent = end - last > max(0.25 * (end - first), timedelta(days=1))
    room = FRAME - column - 8 - (SILENT + 10 if silent else AFTER)
    line = axis(first, last if silent else end, zone, 8, room, len(touches))
    return Canvas(line, tuple(TOP + place * LANE for place in range(lanes)), last, end, silent)


def grid(paper: Canvas) -> SafeString:
    """Upright lines of the axis with their names, and a dotted line a lane."""
    line, bottom = paper.line, paper.bottom
    out: list[object] = []
    free = float("-inf")
    for tick in line.ticks():
        width = text_width(tick.name, 12)
        if tick.line:
            out.append(el("line", class_="gr", x1=tick.x, x2=tick.x, y1=TOP - 34, y2=bottom))
        if tick.x >= free and tick.x + width < paper.width - 6:
            out.append(el("text", tick.name, class_="mo", x=tick.x + 4, y=bottom + 14))
            free = tick.x + width + 12
    out += [el("line", class_="ln", x1=line.left, x2=line.right, y1=y, y2=y) for y in paper.heights]
    return join(*out)


def band(touches: Sequence[Touch], stages: Sequence[Stage], paper: Canvas) -> SafeString:
    """The farthest stage so far, as a band; a name where it has room."""
    out: list[object] = []
    free = float("-inf")
    for stage, since, until in spans(touches, paper.end):
        x1, x2 = paper.x(since), paper.x(until)
        name, look = clean(stages[stage].name), f"band {stages[stage].colour}"
        width = max(x2 - x1 - 2, 2.0)
        out.append(el("rect", el("title", name), class_=look, x=x1, y=BAND_Y, width=width, height=18, rx=2))
        shown = fit(name, 12, 110, bold=True)
        if x1 >= free:
            out.append(el("text", shown, class_="sg", x=x1 + 1, y=BAND_Y - 6))
            free = x1 + text_width(shown, 12, bold=True) + 8
    return join(*out)


def silence(paper: Canvas) -> SafeString:
    """The time since the last touch, drawn short and said in words."""
    if not paper.silent:
        return join()
    x, width = paper.line.right, paper.now - paper.line.right
    middle, room = x + width / 2, width - 4
    gap = wording.duration((paper.end - paper.last).total_seconds())
    return join(
        el("rect", class_="quiet", x=x, y=TOP - 34, width=width, height=paper.bottom - TOP + 34),
        el("text", fit(gap, 12, room), class_="mo", x=middle, y=TOP - 20, text_anchor="middle"),
        el(
            "text",
            fit(_("without a touch"), 12, room),
            class_="mo",
            x=middle,
            y=TOP - 6,
            text_anchor="middle",
        ),
    )


def now(paper: Canvas, name: str) -> SafeString:
    """The line at which the record ends, and its name."""
    x = paper.now
    shown = fit(name, 12, 90)
    text = el("text", shown, class_="nowt", x=x + 6, y=BAND_Y + 13)
    if paper.silent:
        text = el("text", shown, class_="nowt", x=x + 4, y=BAND_Y - 20, text_anchor="end")
    return join(el("line", class_="now", x1=x, x2=x, y1=BAND_Y - 4, y2=paper.bottom), text)
