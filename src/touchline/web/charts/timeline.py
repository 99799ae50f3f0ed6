"""One person's journey as a time line: lanes are channels plus orders, one thread runs through every touch.

The band on top is the farthest stage so far. Touches that would hide each other are drawn as one
mark with their number, and ``said`` says so. The frame opens at its end; lane names stay.

>>> from datetime import UTC, datetime
>>> drawn = timeline(
...     "Hanna",
...     [Touch(datetime(2026, 2, 9, 12, tzinfo=UTC), "Site", "Home page", stage=0, href="#t1")],
...     [Stage("Know", "st-know")],
...     zone=UTC,
...     as_of=datetime(2026, 11, 22, tzinfo=UTC),
... )
>>> drawn.html.count('class="tp"'), drawn.said
(1, ())
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.web import wording
from touchline.web.charts.svg import EMPTY, clean, el, fit, join, num, svg, text_width
from touchline.web.charts.timeline_axis import Axis, axis
from touchline.web.charts.timeline_data import Kind, Stage, Touch
from touchline.web.charts.timeline_layout import CLOSE, Mark, labels, marks, spans
from touchline.web.charts.timeline_marks import sign

__all__ = ["Drawn", "Kind", "Stage", "Touch", "timeline"]

LANE, TOP, BAND_Y, MOST_LANES = 42.0, 96.0, 34.0, 10
FRAME, AFTER = 1324.0, 96.0
"""The narrowest picture fills the frame of a wide page; the room after its last line."""


@dataclass(frozen=True)
class Drawn:
    """The frame with both drawings (lane names, and the picture), and what is drawn as one."""

    html: SafeString
    said: tuple[str, ...]


def timeline(
    person: str,
    touches: Sequence[Touch],
    stages: Sequence[Stage],
    *,
    zone: tzinfo,
    as_of: datetime,
    now: str = "",
    id: str = "time",
) -> Drawn:
    """Draw it up to ``as_of``. ``touches`` in the order of the record; ``now`` names its last line.

    Without touches there is nothing to draw: the page has a sentence for that.
    """
    if not touches:
        return Drawn(EMPTY, ())
    names, lanes, folded = _lanes(touches)
    column = min(max(text_width(name, 12.5, bold=True) for name in names), 130) + 14
    end = max(as_of, touches[-1].at)
    line = axis(touches[0].at, end, zone, 8, FRAME - column - 8 - AFTER)
    found, close = marks(touches, lanes, line)
    heights = [TOP + place * LANE for place in range(len(names))]
    bottom = heights[-1] + 34
    picture = svg(
        _grid(line, heights, bottom),
        _band(touches, stages, line, end),
        _thread(found, heights) if close == CLOSE else None,
        [sign(mark, heights[mark.lane], stages, zone) for mark in found],
        [
            el("text", label.text, x=label.x, y=label.y, class_=label.look, text_anchor=label.anchor)
            for label in labels(found, heights, line.x(as_of), line.right + 60)
        ],
        _now(line, as_of, bottom, now or wording.day(as_of.astimezone(zone).date())),
        width=line.right + AFTER,
        height=bottom + 24,
        id=id,
        class_="time",
        title=_("Time line of {person} by channel").format(person=clean(person)),
        desc=_("The list below has every touch."),
        fixed=True,
    )
    beside = el(
        "svg",
        el("text", _("Stage"), class_="la", x=0, y=BAND_Y + 13),
        [
            el("text", fit(name, 12.5, column - 14), class_="la", x=0, y=y + 4)
            for name, y in zip(names, heights, strict=True)
        ],
        class_="time lanes",
        viewBox=f"0 0 {num(column)} {num(bottom + 24)}",
        width=column,
        height=bottom + 24,
        aria_hidden="true",
    )
    label = _("Time line, scrolls sideways")
    frame = el(
        "div", el("div", beside, picture), class_="scroll tw", tabindex="0", role="region", aria_label=label
    )
    return Drawn(frame, _said(found, close, line, folded))


def _lanes(touches: Sequence[Touch]) -> tuple[list[str], list[int], int]:
    """Lane names from the top, the lane of each touch, and how many channels share the last lane.

    The channels most touches came by have lanes of their own, in the order in which they first
    came; the rest share one. Orders and refunds are the lowest.
    """
    money = (Kind.ORDER, Kind.REFUND)
    by_channel = Counter(touch.lane for touch in touches if touch.kind not in money)
    kept = {
        name
        for name, _count in by_channel.most_common(
            MOST_LANES if len(by_channel) <= MOST_LANES else MOST_LANES - 1
        )
    }
    names = [name for name in by_channel if name in kept]
    folded = len(by_channel) - len(names)
    place = {name: k for k, name in enumerate(names)}
    shown = [clean(name) or _("no channel") for name in names]
    if folded:
        shown.append(_("Other"))
    last = len(shown)
    if any(touch.kind in money for touch in touches):
        shown.append(_("Orders"))
    lanes = [last if touch.kind in money else place.get(touch.lane, len(names)) for touch in touches]
    return shown, lanes, folded


def _grid(line: Axis, heights: Sequence[float], bottom: float) -> SafeString:
    """Upright lines of the axis with their names, and a dotted line a lane."""
    out: list[object] = []
    free = float("-inf")
    for tick in line.ticks():
        width = text_width(tick.name, 12)
        if tick.line:
            out.append(el("line", class_="gr", x1=tick.x, x2=tick.x, y1=TOP - 34, y2=bottom))
        if tick.x >= free and tick.x + width < line.right + 90:
            out.append(el("text", tick.name, class_="mo", x=tick.x + 4, y=bottom + 14))
            free = tick.x + width + 12
    out += [el("line", class_="ln", x1=line.left, x2=line.right, y1=y, y2=y) for y in heights]
    return join(*out)


def _band(touches: Sequence[Touch], stages: Sequence[Stage], line: Axis, end: datetime) -> SafeString:
    """The farthest stage so far, as a band; a name where it has room."""
    out: list[object] = []
    free = float("-inf")
    for stage, since, until in spans(touches, end):
        x1, x2 = line.x(since), line.x(until)
        name = clean(stages[stage].name)
        width = max(x2 - x1 - 2, 2.0)
        rect = el(
            "rect",
            el("title", name),
            class_=f"band {stages[stage].colour}",
            x=x1,
            y=BAND_Y,
            width=width,
            height=18,
            rx=2,
        )
        out.append(rect)
        shown = fit(name, 12, 110, bold=True)
        if x1 >= free:
            out.append(el("text", shown, class_="sg", x=x1 + 1, y=BAND_Y - 6))
            free = x1 + text_width(shown, 12, bold=True) + 8
    return join(*out)


def _thread(found: Sequence[Mark], heights: Sequence[float]) -> SafeString:
    """One thin thread through every mark in the order of time."""
    if len(found) < 2:
        return EMPTY
    x, y = found[0].middle, heights[found[0].lane]
    path = f"M{num(x)} {num(y)}"
    for mark in found[1:]:
        to_x, to_y = mark.middle, heights[mark.lane]
        half = num((x + to_x) / 2)
        path += f"C{half} {num(y)} {half} {num(to_y)} {num(to_x)} {num(to_y)}"
        x, y = to_x, to_y
    return el("path", class_="thread", d=path)


def _now(line: Axis, as_of: datetime, bottom: float, name: str) -> SafeString:
    """The line at which the record ends."""
    x = line.x(as_of)
    return join(
        el("line", class_="now", x1=x, x2=x, y1=BAND_Y - 4, y2=bottom),
        el("text", fit(name, 12, 88), class_="nowt", x=x + 6, y=BAND_Y + 13),
    )


def _said(found: Sequence[Mark], close: float, line: Axis, folded: int) -> tuple[str, ...]:
    said = []
    together = [mark for mark in found if len(mark.touches) > 1]
    if together:
        touches = sum(len(mark.touches) for mark in together)
        text = ngettext(
            "Touches on a channel within {gap} are one mark with their number: {touches} touches, {n} mark.",
            "Touches on a channel within {gap} are one mark with their number: {touches} touches, {n} marks.",
            len(together),
        )
        gap = wording.duration(close * line.seconds_a_pixel)
        said.append(text.format(gap=gap, touches=wording.count(touches), n=wording.count(len(together))))
    if close > CLOSE:
        said.append(_("Very many touches: the thread is not drawn. The list has every touch."))
    if folded:
        text = ngettext(
            "{n} channel with few touches shares the lane Other.",
            "{n} channels with few touches share the lane Other.",
            folded,
        )
        said.append(text.format(n=wording.count(folded)))
    return tuple(said)
