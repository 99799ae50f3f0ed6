"""Where the marks and words of a time line stand: touches that fall together, labels that do not collide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from touchline.web.charts.svg import fit, text_width
from touchline.web.charts.timeline_axis import Axis
from touchline.web.charts.timeline_data import Kind, Touch

CLOSE, ROOM = 7.0, 44.0
"""Pixels within which touches always fall together, and at the least where they are very many."""

MOST_MARKS = 320
LABEL = 12.0
MONEY = (Kind.ORDER, Kind.REFUND)


@dataclass(frozen=True)
class Mark:
    """Touches drawn as one sign: mostly one, more where they fall together on a lane."""

    touches: tuple[Touch, ...]
    lane: int
    x: float
    end: float
    stage: int | None

    @property
    def first(self) -> Touch:
        """The earliest touch of the mark."""
        return self.touches[0]

    @property
    def middle(self) -> float:
        """The middle of the sign."""
        return (self.x + self.end) / 2


@dataclass(frozen=True)
class Box:
    """A rectangle that nothing else may cover."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether both cover some of the same paper."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def reached_so_far(touches: Sequence[Touch]) -> list[int | None]:
    """The farthest stage of each touch's moment: the touch's own or an earlier one's."""
    far: int | None = None
    out = []
    for touch in touches:
        if touch.stage is not None and (far is None or touch.stage > far):
            far = touch.stage
        out.append(far)
    return out


def spans(touches: Sequence[Touch], end: datetime) -> list[tuple[int, datetime, datetime]]:
    """The band of stages: the farthest stage so far, from when until when."""
    out: list[tuple[int, datetime, datetime]] = []
    for touch, far in zip(touches, reached_so_far(touches), strict=True):
        if far is None or (out and out[-1][0] == far):
            continue
        if out:
            out[-1] = (out[-1][0], out[-1][1], touch.at)
        out.append((far, touch.at, end))
    return [(stage, since, max(until, since)) for stage, since, until in out]


def marks(touches: Sequence[Touch], lanes: Sequence[int], axis: Axis) -> tuple[list[Mark], float]:
    """Marks in the order of time, and the pixels within which touches of a lane were drawn as one.

    Touches that would hide each other always fall together; where there are very many, so do those
    farther apart, until at most ``MOST_MARKS`` are left. A mark is never longer than that distance.
    Orders stay apart longest.
    """
    close = CLOSE
    while True:
        found = _merged(touches, lanes, axis, close)
        if (
            sum(mark.first.kind not in MONEY for mark in found) <= MOST_MARKS
            or close > axis.right - axis.left
        ):
            return found, close
        close = max(close * 1.6, ROOM)


def _merged(touches: Sequence[Touch], lanes: Sequence[int], axis: Axis, close: float) -> list[Mark]:
    open_marks: dict[tuple[int, Kind], int] = {}
    groups: list[list[int]] = []
    xs = [axis.x(touch.at) for touch in touches]
    for k, touch in enumerate(touches):
        key = (lanes[k], touch.kind)
        at = open_marks.get(key)
        reach = min(close, 2 * CLOSE) if touch.kind in MONEY else close
        if at is not None and xs[k] - xs[groups[at][0]] < reach:
            groups[at].append(k)
        else:
            open_marks[key] = len(groups)
            groups.append([k])
    far = reached_so_far(touches)
    return [
        Mark(tuple(touches[k] for k in group), lanes[group[0]], xs[group[0]], xs[group[-1]], far[group[-1]])
        for group in groups
    ]


@dataclass(frozen=True)
class Label:
    """Words beside a mark: ``look`` is their class, ``anchor`` start, middle or end."""

    text: str
    x: float
    y: float
    anchor: str
    look: str


def labels(found: Sequence[Mark], heights: Sequence[float], kept: Sequence[Box], right: float) -> list[Label]:
    """Names, sums and numbers that find room; nothing collides. A touchpoint is named where it first comes.

    Sums of money are placed first, then the numbers of piles, then names in the order of time. No
    word covers what is ``kept`` free.
    """
    taken = [*kept] + [_sign(mark, heights[mark.lane]) for mark in found]
    wanted: list[tuple[int, int, str, str]] = []
    seen: set[str] = set()
    for k, mark in enumerate(found):
        if len(mark.touches) > 1:
            wanted.append((1, k, f"× {len(mark.touches)}", "tx pile"))
        elif mark.first.money:
            look = "tx mny bad" if mark.first.kind == Kind.REFUND else "tx mny"
            wanted.append((0, k, mark.first.money, look))
        elif mark.first.name not in seen:
            wanted.append((2, k, fit(mark.first.name, LABEL, 130), "tx"))
        seen.add(mark.first.name)
    out = []
    for _rank, k, text, look in sorted(wanted, key=lambda one: one[:2]):
        label = _room(text, look, found[k], heights[found[k].lane], taken, right)
        if label is not None:
            out.append(label)
    return out


def _sign(mark: Mark, y: float) -> Box:
    return Box(mark.x - 7, y - 8, mark.end + 7, y + 8)


def _room(text: str, look: str, mark: Mark, y: float, taken: list[Box], right: float) -> Label | None:
    """The first free place around a mark: above, below, right, left, then slanted; the box is taken then."""
    width = text_width(text, LABEL, bold="mny" in look or "pile" in look)
    half, low = width / 2, mark.first.kind in MONEY
    up, down = y - 12, y + 20
    above = (mark.middle, up, "middle", mark.middle - half)
    below = (mark.middle, down, "middle", mark.middle - half)
    after = (mark.end + 11, y + 4, "start", mark.end + 11)
    before = (mark.x - 11, y + 4, "end", mark.x - 11 - width)
    slanted = [(mark.x - 6, base, "start", mark.x - 6) for base in (up, down)]
    slanted += [(mark.end + 6, base, "end", mark.end + 6 - width) for base in (up, down)]
    for x, base, anchor, left in ((below, above) if low else (above, below)) + (after, before, *slanted):
        box = Box(left - 2, base - 11, left + width + 2, base + 4)
        if left >= 2 and left + width <= right and not any(box.meets(other) for other in taken):
            taken.append(box)
            return Label(text, x, base, anchor, look)
    if "pile" in look and width <= mark.end - mark.x + 8:
        return Label(text, mark.middle, y + 4, "middle", look)
    return None
