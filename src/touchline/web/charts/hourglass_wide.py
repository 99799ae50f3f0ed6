"""The wide drawing: names at the left, the glass, what goes on at the right, the loop around it."""

from __future__ import annotations

from math import cos, radians, sin, sqrt

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.web import wording
from touchline.web.charts import glassware
from touchline.web.charts import hourglass_words as words
from touchline.web.charts.colours import by_place
from touchline.web.charts.glass import Frame, Glass, People, middle, shape
from touchline.web.charts.hourglass_data import FEW, Picture, Stage
from touchline.web.charts.interval import marks
from touchline.web.charts.svg import el, fit, join, num, svg, text_width

WIDTH, COLUMN = 1008, 148
RIGHT, RIGHT_END, LOOP_X = 758, 962, 990
CX, RADIUS, TOP = 468, 268, 62


def wide(picture: Picture, id: str) -> SafeString:
    """The drawing for 880 px and more. It scales with its frame."""
    stacked = _stacked(picture)
    glass = _glass(picture, stacked)
    colours = by_place(len(picture.stages), picture.order)
    loop = words.has_loop(picture)
    low = glass.bottom + 62
    height = low + 52 if loop else glass.bottom + 92
    parts: list[object] = [glassware.body(glass, colours, picture.hrefs, picture.order, id)]
    if loop:
        parts.append(_loop(picture, glass, low))
    for place, stage in enumerate(picture.stages):
        parts.append(_stage(glass, place, stage, colours[place], stacked))
        if place and stage.starts:
            parts.append(_inflow(glass, place, stage, colours[place]))
        if place + 1 < len(picture.stages):
            parts.append(_link(glass, place, stage, place == picture.weakest))
    parts.append(_lens_words(picture, glass))
    if loop and picture.loop:
        parts.append(
            el(
                "text",
                words.brought_words(picture.loop),
                x=WIDTH - 4,
                y=low + 30,
                class_="loopt",
                text_anchor="end",
            )
        )
        share = words.brought_share(picture.loop)
        parts.append(
            el("text", share, x=WIDTH - 4, y=low + 47, class_="iv-t", text_anchor="end") if share else None
        )
    parts.append(_key(picture, glass))
    return svg(
        *parts, width=WIDTH, height=height, id=id, class_="hg wide", title=picture.title, desc=picture.desc
    )


def _stacked(picture: Picture) -> bool:
    """Whether a name and its number are too long for one line; then the number stands below."""
    longest = max(
        text_width(s.name[:40], 15, bold=True) + text_width(wording.count(s.reached), 17, bold=True)
        for s in picture.stages
    )
    return longest + 8 > COLUMN


def _glass(picture: Picture, stacked: bool) -> Glass:
    last = len(picture.stages) - 1
    before = last if picture.order is None else picture.order
    after = last - before
    least = 100.0 if stacked else 88.0
    frame = Frame(
        cx=CX,
        radius=RADIUS,
        room=RADIUS + 14,
        top=TOP,
        upper=min(max(344 / max(before, 1), least), 130),
        lens=88,
        lower=min(max(210 / max(after, 1), least), 130),
    )
    people = [People(s.reached, s.went_on, s.open) for s in picture.stages]
    return shape(people, picture.order, picture.loop.brought if picture.loop else 0, frame)


def _stage(glass: Glass, place: int, stage: Stage, colour: str, stacked: bool) -> SafeString:
    """Name, people and what the stage means, with a thin line to the ring."""
    one = glass.above(place)
    y, edge = one.y, CX - one.r
    room = max(edge - 14, COLUMN)
    name = fit(stage.name, 15, COLUMN if stacked else 400, bold=True)
    means = fit(stage.means, 12, room)
    lines = (y - 14, y + 5, y + 20) if stacked else (y - 4, y - 2, y + 14)
    number_x, anchor = (0, "start") if stacked else (COLUMN, "end")
    number_class = "st-v"
    return join(
        el("line", class_="lead-l", x1=COLUMN + 6, x2=max(edge - 6, COLUMN + 6), y1=y, y2=y),
        el("circle", class_=f"lead-d {colour}", cx=edge, cy=y, r=3) if stage.reached else None,
        el("text", words.name(stage, name), x=0, y=lines[0], class_="st-n"),
        el("text", words.reached(stage), x=number_x, y=lines[1], class_=number_class, text_anchor=anchor),
        el("text", means, x=0, y=lines[2], class_="st-m") if means else None,
    )


def _inflow(glass: Glass, place: int, stage: Stage, colour: str) -> SafeString:
    """Those who were on no earlier stage enter the ring from the side; thicker where they are more."""
    one = glass.above(place)
    x = CX + one.r * cos(radians(24))
    y = one.y - one.ry * sin(radians(24))
    from_y = one.y - 6
    bend = (RIGHT - 8 - x) * 0.5
    points = (RIGHT - 8, from_y, RIGHT - 8 - bend, from_y, x + bend, from_y - 8, x, y)
    d = "M{} {}C{} {} {} {} {} {}".format(*map(num, points))
    thick = 1.25 + 4.75 * min(stage.starts / max(stage.reached, 1), 1.0)
    return join(
        el("path", class_=f"inflow {colour}", d=d, stroke_width=thick),
        el("text", words.start_here(stage), x=RIGHT, y=one.y - 2, class_="loss"),
    )


def _link(glass: Glass, place: int, stage: Stage, bad: bool) -> SafeString:
    """What happens between a stage and the next: lost and on the way at the left, going on at the right."""
    y, r = middle(glass, place)
    side = max(r, glass.rings[glass.waist].r + 4) if glass.waist and y > glass.rings[glass.waist].y else r
    tone = " bad" if bad else ""
    parts: list[object] = [el("line", class_=f"lead-l{tone}", x1=CX + side + 6, x2=RIGHT - 10, y1=y, y2=y)]
    if CX + side + 6 > RIGHT - 14:
        parts = []
    if stage.reached == 0:
        return join(el("text", _("nobody yet"), x=RIGHT, y=y + 4, class_="iv-t"))
    x = CX - side
    parts += [
        el(
            "path",
            class_=f"fall{tone}",
            d=f"M{x - 2:.1f} {y - 12:.1f}c-6 3 -9 8 -9 17m-3.5 -4l3.5 4.5l3.5 -4.5",
        ),
        el("text", words.lost(stage, bad), x=x - 23, y=y + 3, class_=f"loss{tone}", text_anchor="end"),
        el("text", words.on_the_way(stage), x=x - 23, y=y + 19, class_="loss", text_anchor="end"),
        _going_on(stage, y, tone),
        el("text", words.weakest(), x=RIGHT, y=y - 17, class_="worst") if bad else None,
    ]
    return join(*parts)


def _going_on(stage: Stage, y: float, tone: str) -> SafeString:
    """Share going on, median wait, dot and line, and the interval; a sentence where they are too few."""
    if stage.share is None:
        return join()
    share = stage.share
    go_on = el("tspan", " " + _("go on"), class_="iv-t")
    parts: list[object] = [
        el("text", wording.percent(share.value), go_on, x=RIGHT, y=y + 2, class_=f"go{tone}")
    ]
    if stage.median_seconds is not None and stage.went_on:
        wait = wording.duration(stage.median_seconds)
        parts.append(el("text", wait, x=RIGHT_END, y=y + 2, class_="iv-w", text_anchor="end"))
    if stage.reached < FEW:
        parts.append(el("text", _("too few to tell yet"), x=RIGHT, y=y + 19, class_="iv-t"))
        return join(*parts)
    track = marks(share, RIGHT, y + 15, 116)
    ends = wording.percent_span(share.low, share.high)
    parts.append(el("g", track, class_=f"cis{tone}"))
    parts.append(el("text", ends, x=RIGHT_END, y=y + 19, class_="iv-t", text_anchor="end"))
    return join(*parts)


def _lens_words(picture: Picture, glass: Glass) -> SafeString:
    """The factor stands in the neck; beside the lower ring the sentence says what it is."""
    if glass.waist is None or picture.order is None:
        return join()
    top, foot = glass.rings[glass.waist - 1], glass.rings[glass.waist]
    first, second = words.same_people(glass, picture.stages[picture.order])
    x = max(CX + foot.r * (1 + foot.halo) + 12, RIGHT)
    factor = f"× {wording.count(glass.factor)}"
    return join(
        el("text", factor, x=CX, y=(top.y + foot.y) / 2 + 3, class_="lens-t", text_anchor="middle"),
        el("text", first, x=x, y=foot.y + 3, class_="lens-n"),
        el("text", second, x=x, y=foot.y + 18, class_="lens-n"),
    )


def _loop(picture: Picture, glass: Glass, low: float) -> SafeString:
    """From the right rim of the refer ring, around the picture, into the amber disc in the first ring."""
    if picture.refer is None or picture.loop is None:
        return join()
    start = glass.below(picture.refer)
    x, y, r = words.arrival(picture, glass, 1)
    first = (CX + start.r, start.y + 1)
    up = (LOOP_X, 122.0)
    if picture.refer == len(picture.stages) - 1:
        turn, rise = (838.0, low), (LOOP_X, low - 122)
        reach = (turn[0] - first[0]) * 0.55
        away = [(first, (first[0] + reach, first[1] + 8), (turn[0] - reach, low), turn)]
        away.append((turn, (928, low), (LOOP_X, low - 52), rise))
    else:
        rise = (LOOP_X, start.y - 70)
        away = [glassware.straight(first, (LOOP_X - 60, start.y))]
        away.append(((LOOP_X - 60, start.y), (LOOP_X - 20, start.y), (LOOP_X, start.y - 24), rise))
    crest = (830.0, 22.0)
    curves = (
        *away,
        glassware.straight(rise, up),
        (up, (LOOP_X, 62), (920, 22), crest),
        (crest, (750, 22), (x + 70, y - 26), (x, y)),
    )
    tall = rise[1] - up[1]
    chevrons = [
        el("path", class_="chev", d=f"M{LOOP_X - 5} {up[1] + tall * part:.1f}l5 -5l5 5")
        for part in (0.14, 0.42, 0.7)
    ]
    disc = words.disc(glass, x, y, r)
    return words.loop(picture, curves, join(disc, chevrons), words.loop_widths(picture.loop, 3, 14))


def _key(picture: Picture, glass: Glass) -> SafeString:
    """An empty ring of a round number of people, on the upper scale."""
    if max(stage.reached for stage in picture.stages) == 0:
        return join()
    number = words.round_below((70 / glass.unit) ** 2)
    r = glass.unit * sqrt(number)
    x, y = CX - RADIUS + r, glass.bottom + 70
    text = ngettext("{n} person", "{n} people", number)
    if glass.waist is not None:
        text = ngettext("{n} person, above the neck", "{n} people, above the neck", number)
    return join(
        el("ellipse", cx=x, cy=y, rx=r, ry=r * 0.155, class_="keyr"),
        el("text", text.format(n=wording.count(number)), x=x + r + 10, y=y + 4, class_="iv-t"),
    )
