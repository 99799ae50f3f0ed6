"""The words and numbers of the hourglass that both its drawings use."""

from __future__ import annotations

from math import floor, log10, sqrt

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.web import wording
from touchline.web.charts.glass import FLAT, Glass
from touchline.web.charts.glassware import Curve, ribbon
from touchline.web.charts.hourglass_data import (
    Loop,
    Picture,
    Stage,
    lost_label,
    open_label,
    reached_label,
    starts_label,
)
from touchline.web.charts.svg import clean, el, join, people, phrase, text_width


def number_of(count: int, href: str, label: str, *, link: str = "", span: str = "") -> SafeString:
    """A number of people: a link to them, or quiet text for nobody."""
    if count == 0:
        return el("tspan", "0", class_=f"{span} zero".strip())
    return people(wording.count(count), href, label=label, class_=link, tspan=span)


def name(stage: Stage, shown: str) -> SafeString:
    """The name of a stage; it opens the stage. The whole name stays where it is cut."""
    full = clean(stage.name)
    whole = el("title", full) if shown != full else None
    return (
        el("a", whole, shown, class_="st-a", href=stage.stage_href)
        if stage.stage_href
        else join(whole, shown)
    )


def reached(stage: Stage) -> SafeString:
    """The people who reached the stage."""
    return number_of(stage.reached, stage.href, reached_label(stage), link="st-v")


def lost(stage: Stage, bad: bool) -> SafeString:
    """``7,336 lost``, in red for the weakest link."""
    number = number_of(
        stage.lost, stage.lost_href, lost_label(stage), link="bad" if bad else "", span="lossv"
    )
    return phrase(_("{number} lost"), number=number)


def lost_width(stage: Stage) -> float:
    """Pixels the words of ``lost`` take."""
    plain = _("{number} lost").format(number="")
    return text_width(wording.count(stage.lost), 13, bold=True) + text_width(plain, 12)


def on_the_way(stage: Stage) -> SafeString:
    """``1,210 on the way``: reached the stage, did not go on, and not silent yet."""
    number = number_of(stage.open, stage.open_href, open_label(stage), span="lossv w")
    return phrase(_("{number} on the way"), number=number)


def start_here(stage: Stage) -> SafeString:
    """``312 start here``: on no earlier stage before."""
    number = number_of(stage.starts, stage.starts_href, starts_label(stage), span="lossv w")
    return phrase(ngettext("{number} starts here", "{number} start here", stage.starts), number=number)


def same_people(glass: Glass, stage: Stage) -> tuple[SafeString, SafeString]:
    """Two lines at the lower waist: the same people on the second scale."""
    first = ngettext("the same person, drawn", "the same {number} people, drawn", stage.reached)
    second = _("{factor} times as large")
    return (
        phrase(first, number=number_of(stage.reached, stage.href, reached_label(stage), span="lossv w")),
        phrase(second, factor=wording.count(glass.factor)),
    )


def brought_words(loop: Loop) -> SafeString:
    """``164 people brought 693 new ones, 4.2 each``."""
    if not loop.brought:
        return phrase(_("nobody new was brought"))
    new = ngettext("{n} new person who was brought", "{n} new people who were brought", loop.brought)
    brought = number_of(
        loop.brought, loop.brought_href, new.format(n=wording.count(loop.brought)), link="loopv", span="loopv"
    )
    if not loop.bringers:
        return phrase(
            ngettext("{brought} new person was brought", "{brought} new people were brought", loop.brought),
            brought=brought,
        )
    who = ngettext("{n} person who brought someone", "{n} people who brought someone", loop.bringers)
    bringers = number_of(
        loop.bringers,
        loop.bringers_href,
        who.format(n=wording.count(loop.bringers)),
        link="loopv",
        span="loopv",
    )
    if loop.bringers == 1:
        text = ngettext(
            "{bringers} person brought {brought} new one",
            "{bringers} person brought {brought} new ones",
            loop.brought,
        )
        return phrase(text, bringers=bringers, brought=brought)
    each = wording.number(loop.brought / loop.bringers)
    return phrase(
        _("{bringers} people brought {brought} new ones, {each} each"),
        bringers=bringers,
        brought=brought,
        each=each,
    )


def brought_share(loop: Loop) -> str:
    """``3.8 % of all people of the period (3.5–4.0)``, or nothing."""
    if loop.share is None or loop.share.value < 0.0005:
        return ""
    return _("{share} of all people of the period ({span})").format(
        share=wording.percent(loop.share.value, 1), span=wording.span(loop.share.low, loop.share.high)
    )


def loop_widths(loop: Loop, first: float, most: float) -> tuple[float, float]:
    """Width of the ribbon at both ends: ``first`` at who brought, then in proportion, up to ``most``."""
    if not loop.bringers:
        return first, most
    return first, min(most, max(0.75, first * loop.brought / loop.bringers))


def arrival(picture: Picture, glass: Glass, side: float) -> tuple[float, float, float]:
    """Middle and radius of the amber disc: the new people on the upper scale, in the first ring."""
    top = glass.rings[0]
    r = max(glass.unit * sqrt(picture.loop.brought if picture.loop else 0), 3.0)
    room = max(top.r - r, 0.0)
    shift = side * min(0.6 * top.r, room)
    return glass.frame.cx + shift, top.y, r


def disc(glass: Glass, x: float, y: float, r: float) -> SafeString:
    """The amber disc; it lets the first ring show through where it is the larger of the two."""
    look = "arrive over" if r > glass.rings[0].r else "arrive"
    return el("ellipse", cx=x, cy=y, rx=r, ry=r * FLAT, class_=look)


def weakest() -> str:
    """The word that goes with the red link."""
    return "▼ " + _("weakest link")


def loop(
    picture: Picture, curves: tuple[Curve, ...], end: SafeString, widths: tuple[float, float]
) -> SafeString:
    """Ribbon and disc, or nothing where nobody was brought or the scheme has no stage for it."""
    return (
        el("g", ribbon(curves, *widths), end, aria_hidden="true", class_="loops") if picture.loop else join()
    )


def has_loop(picture: Picture) -> bool:
    """Whether there is a loop to draw."""
    return picture.loop is not None and picture.loop.brought > 0 and picture.refer is not None


def round_below(value: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 … that is not above ``value`` (at least 1)."""
    power = 10 ** floor(log10(max(value, 1.0)))
    return int(next(step * power for step in (5, 2, 1) if step * power <= max(value, 1.0)))
