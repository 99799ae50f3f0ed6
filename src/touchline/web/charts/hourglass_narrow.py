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
    stacked = _stacked(picture)
    parts: list[object] = [glassware.body(glass, colours, picture.hrefs, picture.order, id)]
    if loop:
        parts.append(_loop(picture, glass))
    for place, stage in enumerate(picture.stages):
        parts.append(_stage(glass, place, stage, stacked))
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


def _stacked(picture: Picture) -> bool:
    """Whether a name and its number are too long for one line; then the number stands below."""
    return any(
        text_width(s.name[:40], 14, bold=True) + text_width(wording.count(s.reached), 15, bold=True)
        > WIDTH - LEFT - 6
        for s in picture.stages
    )


def _glass(picture: Picture) -> Glass:
    starts = any(stage.starts for stage in picture.stages[1:])
    gap = 112.0 if starts or _stacked(picture) else 94.0
    frame = Frame(cx=CX, radius=RADIUS, room=RADIUS + 5, top=TOP, upper=gap, lens=62, lower=gap)
    people = [People(s.reached, s.went_on, s.open) for s in picture.stages]
    return shape(people, picture.order, picture.loop.brought if picture.loop else 0, frame)


def _stage(glass: Glass, place: int, stage: Stage, stacked: bool) -> SafeString:
    y, r = glass.above(place).y, glass.above(place).r
    number = 0 if stacked else text_width(wording.count(stage.reached), 15, bold=True) + 6
    name = fit(stage.name, 14, WIDTH - LEFT - number, bold=True)
    at = {"x": LEFT, "y": y + 24} if stacked else {"x": WIDTH, "y": y + 5, "text_anchor": "end"}
    starts = {"x": WIDTH, "text_anchor": "end"} if stacked else {"x": LEFT}
    return join(
        el("line", class_="lead-l", x1=CX + r + 5, x2=LEFT - 6, y1=y, y2=y),
        el("text", words.name(stage, name), x=LEFT, y=y + 5, class_="st-n"),
        el("text", words.reached(stage), class_="st-v", **at),
        el("text", words.start_here(stage), y=y + 23, class_="loss", **starts)
        if place and stage.starts
        else None,
    )


def _link(glass: Glass, place: int, stage: Stage, bad: bool) -> SafeString:
    """Share, dot and line and wait on one line; lost and on the way below it."""
    y = middle(glass, place)[0] + (9 if glass.frame.upper > 100 else 3)
    if stage.reached == 0:
        return el("text", _("nobody yet"), x=LEFT, y=y + 4, class_="iv-t")
    tone = " bad" if bad else ""
    parts: list[object] = [
        el("text", words.lost(stage, bad), x=LEFT, y=y + 10, class_=f"loss{tone}"),
        el("text", words.on_the_way(stage), x=LEFT, y=y + 27, class_="loss"),
    ]
    if bad:
        parts.append(el("text", words.weakest(), x=LEFT, y=y - 23, class_="worst"))
    if stage.share is None:
        return join(*parts)
    parts.append(el("text", wording.percent(stage.share.value), x=LEFT, y=y - 7, class_=f"go s{tone}"))
    wait = (
        wording.duration(stage.median_seconds) if stage.median_seconds is not None and stage.went_on else ""
    )
    lost = words.lost_width(stage)
    beside = LEFT + lost + 8 + text_width(wait, 12) <= WIDTH
    if stage.reached < FEW:
        parts.append(el("text", _("too few to tell"), x=WIDTH, y=y - 8, class_="iv-t", text_anchor="end"))
    elif beside:
        parts.append(el("g", marks(stage.share, LEFT + 58, y - 12, WIDTH - LEFT - 62), class_=f"cis{tone}"))
    if wait and (beside or stage.reached >= FEW):
        height = y + 10 if beside else y - 8
        parts.append(el("text", wait, x=WIDTH, y=height, class_="iv-t", text_anchor="end"))
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
    return words.loop(picture, curves, words.disc(glass, x, y, r), words.loop_widths(picture.loop, 1.5, 7))
