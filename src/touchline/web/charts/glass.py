"""The shape of the hourglass as numbers: radii, scales and heights. Nothing is drawn here.

A glass is round: the area of a ring is its number of people, so a radius is ``unit * sqrt(people)``.
Numbers after the purchase are small, so all below it is drawn on a second scale: areas times the
largest of 1, 2, 5, 10, 20, 50 … with which the buy ring is no wider than the know ring and nothing
below is wider than the picture. The buy ring is then drawn twice, once a scale, joined by the lens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from math import sqrt

FLAT = 0.155
"""Height of a ring over its width. One number for all rings keeps areas in proportion."""

SMALLEST = 3.0
"""A ring is never below 6 px wide: a smaller one becomes a dot of that width."""

SHARP_ABOVE = 0.02
"""A rim whose halo would reach less than this part of its radius is drawn sharp."""


@dataclass(frozen=True)
class People:
    """What the shape needs of a stage: ``reached == went_on + open + lost``."""

    reached: int
    went_on: int
    open: int


@dataclass(frozen=True)
class Frame:
    """Where the glass stands and how far its rings are apart, in pixels. A halo reaches ``room`` at most."""

    cx: float
    radius: float
    room: float
    top: float
    upper: float
    lens: float
    lower: float


@dataclass(frozen=True)
class Ring:
    """One ring: stage number, height, and radii of its areas from the outside in.

    ``r`` all reached, ``way`` without the lost, ``core`` those who went on. ``solid`` rings have no
    areas: the last stage, and the waist on the upper scale. ``dot``: the true radius is below
    ``SMALLEST`` and ``r`` is that instead. ``halo`` is half the relative half-width of the 95 %
    interval of the count, 0 for a sharp rim.
    """

    stage: int
    y: float
    r: float
    way: float
    core: float
    halo: float
    solid: bool
    dot: bool
    people: int

    @property
    def ry(self) -> float:
        """Half the height of the ellipse."""
        return self.r * FLAT


@dataclass(frozen=True)
class Glass:
    """All rings from the top down. ``waist`` is the place of the waist on the lower scale, or None.

    ``unit`` is the radius of one person on the upper scale, ``factor`` how many times as large areas
    are drawn from ``waist`` on.
    """

    frame: Frame
    rings: tuple[Ring, ...]
    waist: int | None
    factor: int
    unit: float

    @property
    def walls(self) -> tuple[tuple[int, int], ...]:
        """Pairs of neighbours (places in ``rings``) that a wall joins; the lens is not among them."""
        return tuple((k, k + 1) for k in range(len(self.rings) - 1) if k + 1 != self.waist)

    @property
    def bottom(self) -> float:
        """The height of the lowest ring."""
        return self.rings[-1].y

    def below(self, stage: int) -> Ring:
        """The ring from which the people of ``stage`` go on: the lower one at the waist."""
        return [ring for ring in self.rings if ring.stage == stage][-1]

    def above(self, stage: int) -> Ring:
        """The ring at which people arrive at ``stage``: the upper one at the waist."""
        return next(ring for ring in self.rings if ring.stage == stage)


def factor_of(know: int, buy: int, after: Sequence[int], widest: int) -> int:
    """The second scale: how many times as large areas below the purchase are drawn.

    ``know`` may be 0 (then the widest ring counts instead); with nobody at ``buy`` it is 1.
    """
    if buy == 0:
        return 1
    found = 1
    for power in count():
        for step in (1, 2, 5):
            factor = step * 10**power
            if factor * buy > (know or widest) or factor * max([buy, *after]) > widest:
                return found
            found = factor
    raise AssertionError


def halo_of(people: int) -> float:
    """Half the relative half-width of the 95 % interval of a count (area to radius halves it)."""
    half = 0.5 * 1.96 / sqrt(people) if people else 0.0
    return min(half, 1.0) if half >= SHARP_ABOVE else 0.0


def shape(stages: Sequence[People], order: int | None, brought: int, frame: Frame) -> Glass:
    """The glass of a scheme whose first-order stage is number ``order`` (None: a plain glass).

    ``brought`` new people must find room on the upper scale as well.
    """
    widest = max([1, brought, *(stage.reached for stage in stages)])
    unit = frame.radius / sqrt(widest)
    last = len(stages) - 1
    split = order is not None and order < last
    factor = 1
    if split and order is not None:
        factor = factor_of(
            stages[0].reached, stages[order].reached, [s.reached for s in stages[order + 1 :]], widest
        )
    lens = factor > 1
    rings: list[Ring] = []
    waist = None
    y = frame.top
    for place, stage in enumerate(stages):
        under = split and order is not None and place > order
        scale = unit * sqrt(factor) if under else unit
        at_waist = lens and place == order
        rings.append(_ring(place, stage, y, scale, place == last or at_waist))
        if at_waist:
            y += frame.lens
            waist = len(rings)
            rings.append(_ring(place, stage, y, unit * sqrt(factor), False))
        y += frame.lower if split and order is not None and place >= order else frame.upper
    return Glass(frame, tuple(rings), waist, factor, unit)


def _ring(stage: int, people: People, y: float, scale: float, solid: bool) -> Ring:
    r = scale * sqrt(people.reached)
    dot = r < SMALLEST
    return Ring(
        stage=stage,
        y=y,
        r=max(r, SMALLEST),
        way=scale * sqrt(people.went_on + people.open),
        core=scale * sqrt(people.went_on),
        halo=0.0 if dot else halo_of(people.reached),
        solid=solid,
        dot=dot,
        people=people.reached,
    )


def middle(glass: Glass, stage: int) -> tuple[float, float]:
    """Half way down the wall below ``stage``: its height, and the wall's radius there."""
    ring = glass.below(stage)
    after = glass.above(stage + 1)
    return (ring.y + after.y) / 2, (ring.r + after.r) / 2
