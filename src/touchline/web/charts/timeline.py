"""One person's journey as a time line: lanes are channels plus orders, one thread runs through every touch.

The band on top is the farthest stage so far. Touches that would hide each other are drawn as one
mark with their number, and ``said`` says so. The frame opens at its end; lane names stay.

>>> from datetime import UTC, datetime
>>> drawn = timeline(
...     "Hanna",
...     [Touch(datetime(2026, 2, 9, 12, tzinfo=UTC), "Site", "Home page", stage=0, href="#t1")],
...     [Stage("Know", "st-know")],
...     zone=UTC,
...     as_of=datetime(2026, 2, 10, tzinfo=UTC),
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
from touchline.web.charts.svg import EMPTY, clean, el, fit, num, svg, text_width
from touchline.web.charts.timeline_data import Kind, Stage, Touch
from touchline.web.charts.timeline_frame import BAND_Y, Canvas, band, canvas, grid, silence
from touchline.web.charts.timeline_frame import now as last_line
from touchline.web.charts.timeline_layout import CLOSE, Mark, labels, marks
from touchline.web.charts.timeline_marks import sign

__all__ = ["Drawn", "Kind", "Stage", "Touch", "timeline"]

MOST_LANES = 10


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
    paper = canvas(touches, as_of, zone, len(names), column)
    heights, bottom = paper.heights, paper.bottom
    found, close = marks(touches, lanes, paper.line)
    picture = svg(
        grid(paper),
        silence(paper),
        band(touches, stages, paper),
        _thread(found, heights) if close == CLOSE else None,
        [sign(mark, heights[mark.lane], stages, zone) for mark in found],
        [
            el("text", label.text, x=label.x, y=label.y, class_=label.look, text_anchor=label.anchor)
            for label in labels(found, heights, paper.kept, paper.width - 8)
        ],
        last_line(paper, now or wording.day(as_of.astimezone(zone).date())),
        width=paper.width,
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
    return Drawn(frame, _said(found, close, paper, folded))


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


def _said(found: Sequence[Mark], close: float, paper: Canvas, folded: int) -> tuple[str, ...]:
    said = []
    together = [mark for mark in found if len(mark.touches) > 1]
    if together:
        touches = sum(len(mark.touches) for mark in together)
        text = ngettext(
            "Touches on a channel within {gap} are one mark with their number: {touches} touches, {n} mark.",
            "Touches on a channel within {gap} are one mark with their number: {touches} touches, {n} marks.",
            len(together),
        )
        gap = wording.duration(close * paper.line.seconds_a_pixel)
        said.append(text.format(gap=gap, touches=wording.count(touches), n=wording.count(len(together))))
    if close > CLOSE:
        said.append(_("Very many touches: the thread is not drawn. The list has every touch."))
    if paper.silent:
        said.append(_("The time since the last touch is drawn short."))
    if folded:
        text = ngettext(
            "{n} channel with few touches shares the lane Other.",
            "{n} channels with few touches share the lane Other.",
            folded,
        )
        said.append(text.format(n=wording.count(folded)))
    return tuple(said)
