"""The hourglass drawn from its shape: rings, walls, lens, outer glass, halos and the loop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from django.utils.safestring import SafeString

from touchline.web.charts.glass import FLAT, Glass, Ring
from touchline.web.charts.svg import el, join, num

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]

CONTOURS = (0.27, 0.44, 0.59, 0.77)


def gradients(glass: Glass, colours: Sequence[str], id: str) -> SafeString:
    """From stage to stage down each wall. Colours come through classes."""
    return el(
        "defs",
        [
            el(
                "linearGradient",
                el("stop", offset=0, class_=f"gs {colours[glass.rings[a].stage]}"),
                el("stop", offset=1, class_=f"gs {colours[glass.rings[b].stage]}"),
                id=f"{id}-g{a}",
                x1=0,
                x2=0,
                y1=0,
                y2=1,
            )
            for a, b in glass.walls
        ],
    )


def vessel(glass: Glass, colour: str) -> SafeString:
    """The plain outer glass below the waist: all who bought. Its empty space is the room to fill."""
    if glass.waist is None:
        return join()
    cx, top, bottom = glass.frame.cx, glass.rings[glass.waist], glass.bottom
    r, ry = num(top.r), num(top.ry)
    left, right = num(cx - top.r), num(cx + top.r)
    front = f"A{r} {ry} 0 0 0 {right} {num(bottom)}"
    body = f"M{left} {num(top.y)}V{num(bottom)}{front}V{num(top.y)}A{r} {ry} 0 0 1 {left} {num(top.y)}Z"
    edge = f"M{left} {num(top.y)}V{num(bottom)}{front}V{num(top.y)}"
    rings = [
        el("ellipse", cx=cx, cy=ring.y, rx=top.r, ry=top.ry, class_="vring")
        for ring in glass.rings[glass.waist + 1 :]
    ]
    return el(
        "g", el("path", class_="vessel", d=body), rings, el("path", class_="vwall", d=edge), class_=colour
    )


def wall(glass: Glass, a: int, b: int, colour: str, id: str) -> SafeString:
    """The wall between two rings, with upright tangents, and fine lines that show its roundness."""
    cx, top, foot = glass.frame.cx, glass.rings[a], glass.rings[b]
    lines = []
    for t in CONTOURS:
        r, y = _on_wall(top, foot, t)
        arc = f"M{num(cx - r)} {num(y)}A{num(r)} {num(r * FLAT)} 0 0 0 {num(cx + r)} {num(y)}"
        lines.append(el("path", class_="lathe", d=arc))
    body = el("path", class_="body", fill=f"url(#{id}-g{a})", d=_between(cx, top, foot, 0.5, 0.5))
    return el("g", body, lines, class_=colour)


def lens(glass: Glass, colour: str) -> SafeString:
    """The piece that joins the waist on both scales."""
    if glass.waist is None:
        return join()
    top, foot = glass.rings[glass.waist - 1], glass.rings[glass.waist]
    return el("path", class_=f"lens {colour}", d=_between(glass.frame.cx, top, foot, 0.42, 0.58))


def _between(cx: float, top: Ring, foot: Ring, first: float, second: float) -> str:
    """Left wall down, front rim of the foot, right wall up, back over the front rim of the top."""
    h = foot.y - top.y
    y1, y2 = num(top.y + first * h), num(top.y + second * h)
    tl, tr, fl, fr = (num(v) for v in (cx - top.r, cx + top.r, cx - foot.r, cx + foot.r))
    ty, fy = num(top.y), num(foot.y)
    return (
        f"M{tl} {ty}C{tl} {y1} {fl} {y2} {fl} {fy}A{num(foot.r)} {num(foot.ry)} 0 0 0 {fr} {fy}"
        f"C{fr} {y2} {tr} {y1} {tr} {ty}A{num(top.r)} {num(top.ry)} 0 0 1 {tl} {ty}Z"
    )


def _on_wall(top: Ring, foot: Ring, t: float) -> Point:
    """Radius and height of the wall at parameter ``t`` of its cubic."""
    near, far = (1 - t) ** 3 + 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t + t**3
    rise = 1.5 * (1 - t) ** 2 * t + 1.5 * (1 - t) * t * t + t**3
    return top.r * near + foot.r * far, top.y + (foot.y - top.y) * rise


def ring(cx: float, one: Ring, colour: str, href: str) -> SafeString:
    """A ring with its areas. It opens the stage; the name beside it is the link one tabs to."""
    if one.people == 0:
        return el("circle", cx=cx, cy=one.y, r=one.r, class_=f"nobody {colour}")
    if one.dot:
        areas = [el("circle", cx=cx, cy=one.y, r=one.r, class_="solid")]
    elif one.solid:
        areas = [_ellipse(cx, one.y, one.r, "solid"), _rim(cx, one)]
    else:
        areas = [_ellipse(cx, one.y, one.r, "disc")]
        areas += [_ellipse(cx, one.y, one.way, "way")] if one.way > 0 else []
        areas += [_ellipse(cx, one.y, one.core, "core")] if one.core > 0 else []
        areas.append(_rim(cx, one))
    group = el("g", areas, class_=f"ring {colour}")
    return el("a", group, href=href, tabindex="-1", aria_hidden="true") if href else group


def _ellipse(cx: float, y: float, r: float, look: str) -> SafeString:
    return el("ellipse", cx=cx, cy=y, rx=r, ry=r * FLAT, class_=look)


def _rim(cx: float, one: Ring) -> SafeString:
    return el("ellipse", cx=cx, cy=one.y, rx=one.r, ry=one.ry, class_="rim")


def halo(cx: float, one: Ring, colour: str, room: float) -> SafeString:
    """A rim as sharp as we are sure: a soft band from ``r (1 - h)`` to ``r (1 + h)``, within ``room``."""
    if not one.halo:
        return join()
    outer, inner = min(one.r * (1 + one.halo), room), one.r * (1 - one.halo)
    d = _oval(cx, one.y, outer) + (_oval(cx, one.y, inner) if inner > 0.2 else "")
    return el("path", class_=f"halo {colour}", fill_rule="evenodd", d=d)


def _oval(cx: float, y: float, r: float) -> str:
    rx, ry, wide = num(r), num(r * FLAT), num(2 * r)
    return f"M{num(cx - r)} {num(y)}a{rx} {ry} 0 1 0 {wide} 0a{rx} {ry} 0 1 0 -{wide} 0Z"


def ribbon(curves: Sequence[Curve], first: float, last: float) -> SafeString:
    """A band along ``curves`` whose width grows evenly with its length from ``first`` to ``last`` pixels."""
    points = [curves[0][0]]
    for curve in curves:
        points += [_at(curve, k / 24) for k in range(1, 25)]
    lengths = [0.0]
    for (ax, ay), (bx, by) in pairwise(points):
        lengths.append(lengths[-1] + hypot(bx - ax, by - ay))
    left, right = [], []
    for k, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(k - 1, 0)], points[min(k + 1, len(points) - 1)]
        size = hypot(bx - ax, by - ay) or 1.0
        half = (first + (last - first) * lengths[k] / (lengths[-1] or 1.0)) / 2
        nx, ny = (by - ay) / size * half, (ax - bx) / size * half
        left.append(f"{num(x + nx)} {num(y + ny)}")
        right.append(f"{num(x - nx)} {num(y - ny)}")
    return el("path", class_="loop", d="M" + "L".join([*left, *reversed(right)]) + "Z")


def _at(curve: Curve, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
    return (
        sum(w * p[0] for w, p in zip(weights, curve, strict=True)),
        sum(w * p[1] for w, p in zip(weights, curve, strict=True)),
    )


def straight(a: Point, b: Point) -> Curve:
    """A straight piece of a band."""
    third = ((b[0] - a[0]) / 3, (b[1] - a[1]) / 3)
    return (a, (a[0] + third[0], a[1] + third[1]), (b[0] - third[0], b[1] - third[1]), b)


def body(
    glass: Glass, colours: Sequence[str], hrefs: Sequence[str], order: int | None, id: str
) -> SafeString:
    """The whole glass, drawn from the bottom up so that nearer things cover farther ones."""
    cx = glass.frame.cx
    if not any(one.people for one in glass.rings):
        return outline(glass, order)
    waist = colours[order] if order is not None else ""
    out: list[object] = [gradients(glass, colours, id), vessel(glass, waist)]
    walls = {a: (a, b) for a, b in glass.walls}
    for place in range(len(glass.rings) - 1, -1, -1):
        one = glass.rings[place]
        colour = colours[one.stage]
        if place in walls and any(glass.rings[k].people for k in walls[place]):
            out.append(wall(glass, *walls[place], colour, id))
        if glass.waist is not None and place == glass.waist - 1:
            out.append(lens(glass, waist))
        out.append(ring(cx, one, colour, hrefs[one.stage]))
    out += [halo(cx, one, colours[one.stage], glass.frame.room) for one in glass.rings]
    return join(*out)


def outline(glass: Glass, order: int | None) -> SafeString:
    """Nobody yet: the dashed outline of the glass to come."""
    cx, full, rings = glass.frame.cx, glass.frame.radius, glass.rings
    last = len(rings) - 1
    waist = last if order is None else order
    radii = [
        full * (1 - 0.8 * k / max(waist, 1))
        if k <= waist
        else full * (0.2 + 0.65 * (k - waist) / (last - waist))
        for k in range(len(rings))
    ]
    ovals = [el("ellipse", cx=cx, cy=one.y, rx=r, ry=r * FLAT) for one, r in zip(rings, radii, strict=True)]
    d = ""
    for k in range(last):
        (a, b), (top, foot) = radii[k : k + 2], (rings[k].y, rings[k + 1].y)
        half = num((top + foot) / 2)
        for side in (-1, 1):
            x1, x2 = num(cx + side * a), num(cx + side * b)
            d += f"M{x1} {num(top)}C{x1} {half} {x2} {half} {x2} {num(foot)}"
    return el("g", ovals, el("path", d=d) if d else None, class_="glass")
