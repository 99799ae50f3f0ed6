"""The narrow drawing, for phones: the glass at the left, all numbers right of it, the loop on the edge."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from touchline.web import wording
from touchline.web.charts import glassware
from touchline.web.charts import hourglass_words as words
from touchline.web.charts.colours import by_place
from touchline.web.charts.glass import Frame, Glass, People, middle, shape
from touchline.web.charts.hourglass_data import FEW, Picture, Stage
from touchline.web.charts.interval import marks
from touchline.web.charts.svg import el, fit, join, svg, text_width

WIDTH, LEFT, CX, RADIUS, TOP = 358, 206, 103, 87, 40
LOOP_X = 6


def narrow(picture: Picture, id: str) -> SafeString:
    """The drawing under 880 px."""
    glass = _glass(picture)
    colours = by_place(len(picture.stages), picture.order)
    loop = words.has_loop(picture)
    parts: list[object] = [glassware.body(glass, colours, picture.hrefs, picture.order, id)]
    if loop:
        parts.append(_loop(picture, glass))
    for place, stage in enumerate(picture.stages):
        parts.append(_stage(glass, place, stage))
        if place + 1 < len(picture.stages):
            parts.append(_link(glass, place, stage, place == picture.weakest))
    if glass.waist is not None:
        y = (glass.rings[glass.waist - 1].y + glass.rings[glass.waist].y) / 2
        factor = f"× {wording.count(glass.factor)}"
        parts.append(el("text", factor, x=CX, y=y + 5, class_="lens-t", text_anchor="middle"))
    height = glass.bottom + 36
    if loop and picture.loop:
        height += 46
        parts.append(el("text", words.brought_words(picture.loop), x=0, y=height - 26, class_="loopt"))
        share = words.brought_share(picture.loop)
        parts.append(el("text", share, x=0, y=height - 8, class_="iv-t") if share else None)
    return svg(
        *parts, width=WIDTH, height=height, id=id, class_="hg narrow", title=picture.title, desc=picture.desc
    )


def _glass(picture: Picture) -> Glass:
    gap = 104.0 if any(stage.starts for stage in picture.stages[1:]) else 94.0
    frame = Frame(cx=CX, radius=RADIUS, top=TOP, upper=gap, lens=62, lower=gap)
    people = [People(s.reached, s.went_on, s.open) for s in picture.stages]
    return shape(people, picture.order, picture.loop.brought if picture.loop else 0, frame)


def _stage(glass: Glass, place: int, stage: Stage) -> SafeString:
    one = glass.above(place)
    number = text_width(wording.count(stage.reached), 15, bold=True)
    name = fit(stage.name, 14, WIDTH - LEFT - number - 6, bold=True)
    return join(
        el("line", class_="lead-l", x1=CX + one.r + 5, x2=LEFT - 6, y1=one.y, y2=one.y),
        el("text", words.name(stage, name), x=LEFT, y=one.y + 5, class_="st-n"),
        el("text", words.reached(stage), x=WIDTH, y=one.y + 5, class_="st-v", text_anchor="end"),
        el("text", words.start_here(stage), x=LEFT, y=one.y + 21, class_="loss") if place and stage.starts else None,
    )


def _link(glass: Glass, place: int, stage: Stage, bad: bool) -> SafeString:
    """Share, dot and line and wait on one line; lost and on the way below it."""
    y = middle(glass, place)[0] + (4 if glass.frame.upper > 100 else 0)
    if stage.reached == 0:
        return el("text", _("nobody yet"), x=LEFT, y=y + 4, class_="iv-t")
    tone = " bad" if bad else ""
    parts: list[object] = [
        el("text", words.lost(stage, bad), x=LEFT, y=y + 10, class_=f"loss{tone}"),
        el("text", words.on_the_way(stage), x=LEFT, y=y + 27, class_="loss"),
    ]
    if stage.share is not None:
        parts.append(el("text", wording.percent(stage.share.value), x=LEFT, y=y - 7, class_=f"go s{tone}"))
        if stage.reached < FEW:
            parts.append(el("text", _("too few to tell"), x=WIDTH, y=y - 8, class_="iv-t", text_anchor="end"))
            return join(*parts)
        parts.append(el("g", marks(stage.share, LEFT + 52, y - 12, 38), class_=f"cis{tone}"))
        if stage.median_seconds is not None and stage.went_on:
            wait = wording.duration(stage.median_seconds)
            parts.append(el("text", wait, x=WIDTH, y=y - 8, class_="iv-t", text_anchor="end"))
    return join(*parts)


def _loop(picture: Picture, glass: Glass) -> SafeString:
    if picture.refer is None or picture.loop is None:
        return join()
    start = glass.below(picture.refer)
    x, y, r = words.arrival(picture, glass, -1)
    first = (CX - start.r, start.y + 1)
    rise, up = (float(LOOP_X), start.y - 34), (float(LOOP_X), 74.0)
    curves = (
        (first, (first[0] - 22, first[1] + 26), (LOOP_X, first[1] + 22), rise),
        glassware.straight(rise, up),
        (up, (LOOP_X, 14), (x - 18, 2), (x, y)),
    )
    disc = el("ellipse", cx=x, cy=y, rx=r, ry=r * 0.155, class_="arrive")
    return words.loop(picture, curves, disc, words.loop_widths(picture.loop, 1.5, 7))
