"""The signs of the time line: circle, envelope, diamond, hollow red diamond, and the pill of a pile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.web import wording
from touchline.web.charts.colours import NONE
from touchline.web.charts.svg import clean, el, num
from touchline.web.charts.timeline_data import Kind, Stage
from touchline.web.charts.timeline_layout import Mark


def sign(mark: Mark, y: float, stages: Sequence[Stage], zone: tzinfo) -> SafeString:
    """The sign of a mark in the colour of the stage at that moment, with its name for eye and ear."""
    colour = stages[mark.stage].colour if mark.stage is not None else NONE
    label = _label(mark, zone)
    shape = _pill(mark, y) if len(mark.touches) > 1 else _shape(mark, y)
    inside = (el("title", label), el("g", shape, class_=colour))
    href = mark.first.href
    if href:
        return el("a", *inside, class_="tp", href=href, aria_label=label)
    return el("g", *inside, class_="tp", role="img", aria_label=label)


def _label(mark: Mark, zone: tzinfo) -> str:
    first, last = mark.touches[0], mark.touches[-1]
    if len(mark.touches) == 1:
        parts = [wording.moment(first.at, zone), clean(first.lane), clean(first.name), first.money]
        return ", ".join(part for part in parts if part)
    text = ngettext("{n} touch, {lane}, {days}", "{n} touches, {lane}, {days}", len(mark.touches))
    days = wording.days(first.at.astimezone(zone).date(), last.at.astimezone(zone).date())
    lane = _("orders") if first.kind in (Kind.ORDER, Kind.REFUND) else clean(first.lane)
    return text.format(n=wording.count(len(mark.touches)), lane=lane, days=days)


def _pill(mark: Mark, y: float) -> list[SafeString]:
    """Several touches: as long as the time they take."""
    look = "back" if mark.first.kind == Kind.REFUND else "mk"
    width = mark.end - mark.x + 14
    return [el("rect", class_=look, x=mark.x - 7, y=y - 7, width=width, height=14, rx=7)]


def _shape(mark: Mark, y: float) -> list[SafeString]:
    x, one = mark.x, mark.first
    if one.kind == Kind.ORDER:
        return [el("path", class_="mk", d=f"M{num(x)} {num(y - 8)}l8 8l-8 8l-8 -8z")]
    if one.kind == Kind.REFUND:
        diamond = el("path", class_="back", d=f"M{num(x)} {num(y - 7)}l7 7l-7 7l-7 -7z")
        return [diamond, el("path", class_="minus", d=f"M{num(x - 3)} {num(y)}h6")]
    if one.kind == Kind.LETTER:
        hollow = "" if one.filled else " hollow"
        sheet = el("rect", class_=f"mk{hollow}", x=x - 6, y=y - 4.5, width=12, height=9, rx=1)
        return [sheet, el("path", class_=f"flap{hollow}", d=f"M{num(x - 6)} {num(y - 4)}l6 4.5l6 -4.5")]
    return [el("circle", class_="mk", cx=x, cy=y, r=5.5)]
