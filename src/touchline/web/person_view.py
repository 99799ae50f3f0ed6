"""From a person's journey to what their page shows: the sentence, the facts, the time line, the list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.people import persons
from touchline.people.models import Person
from touchline.web import person_orders, wording
from touchline.web.charts.svg import clean
from touchline.web.charts.timeline import Drawn, Kind, Stage, timeline
from touchline.web.charts.timeline import Touch as Drawable
from touchline.web.journey import SCHEME, Journey, Touch
from touchline.web.paging import SIZE
from touchline.web.people_list import named
from touchline.web.period import local
from touchline.web.stages import channel_name, colours, stage_name

MOST_DRAWN = 2_000
"""Touches on the time line, the newest; the page says when there are more."""

MOST_BROUGHT = 20
SPOKEN = ("phone", "shop")
"""Channels on which the business meets a person by voice, not by letter."""


def sentence(name: str, journey: Journey | None) -> str:
    """The title: the furthest a person came, in one sentence."""
    name = clean(name)
    if journey is None or not len(journey):
        return _("{name} has no touches yet.").format(name=name)
    words = {"name": name, "n": wording.count(journey.orders)}
    last = journey.last_order
    if last:
        words["day"] = wording.day(last.date())
    stage = journey.stage_name(int(journey.reached[-1]))
    if stage == "refer":
        return _("{name} recommends you.").format(**words)
    if journey.orders > 1:
        return _("{name} ordered {n} times, last on {day}.").format(**words)
    if journey.orders:
        return _("{name} ordered once, on {day}.").format(**words)
    seen = wording.day(journey.when(len(journey) - 1).date())
    if journey.silent:
        since = (
            wording.day(local(journey.last_own, journey.legend).date())
            if journey.last_own is not None
            else ""
        )
        if since:
            return _("{name} is silent since {day}.").format(name=name, day=since)
        return _("{name} never did anything of their own yet.").format(name=name)
    if stage:
        return _("{name} came as far as {stage}, last seen on {day}.").format(
            name=name, stage=stage_name(stage), day=seen
        )
    return _("{name} was last seen on {day}.").format(name=name, day=seen)


def facts(journey: Journey | None) -> dict[str, Any]:
    """Stage, touches, orders and money, as the head of the page shows them."""
    if journey is None:
        return {
            "stage": "",
            "colour": "st-none",
            "touches": "0",
            "channels": "",
            "orders": "0",
            "refunds": "",
            "money": "",
            "paid": [],
        }
    stage = journey.stage_name(int(journey.reached[-1])) if len(journey) else ""
    channels, refunds = journey.channels, journey.refunds
    return {
        "stage": stage_name(stage) if stage else "",
        "colour": colours(SCHEME).get(stage, "st-none"),
        "touches": wording.count(len(journey)),
        "channels": ngettext("on {n} channel", "on {n} channels", channels).format(n=channels)
        if channels
        else "",
        "orders": wording.count(journey.orders),
        "refunds": ngettext("{n} refund", "{n} refunds", refunds).format(n=refunds) if refunds else "",
        **person_orders.money(journey),
    }


def drawn(name: str, journey: Journey) -> Drawn:
    """The time line of the newest touches."""
    colour = colours(SCHEME)
    stages = journey.scheme.stages if journey.scheme else ()
    first = max(0, len(journey) - MOST_DRAWN)
    return timeline(
        name,
        [_drawable(journey, at) for at in range(first, len(journey))],
        [Stage(stage_name(stage), colour.get(stage, "st-none")) for stage in stages],
        zone=ZoneInfo(journey.legend.zone),
        as_of=local(journey.legend.end, journey.legend),
    )


def _drawable(journey: Journey, at: int) -> Drawable:
    touch = journey.touch(at)
    reached = int(journey.reached[at])
    return Drawable(
        at=touch.when,
        lane=channel_name(touch.channel) if touch.channel else _("no channel"),
        name=touch.touchpoint,
        stage=reached if reached >= 0 else None,
        kind=_kind(touch),
        money=_money(touch),
        href=f"?page={(len(journey) - 1 - at) // SIZE + 1}#touch-{at + 1}",
    )


def _kind(touch: Touch) -> Kind:
    if touch.order:
        return Kind.ORDER
    if touch.refund:
        return Kind.REFUND
    return Kind.LETTER if touch.by_business and touch.channel not in SPOKEN else Kind.TOUCH


def _money(touch: Touch) -> str:
    return ", ".join(wording.money(minor, currency) for minor, currency in touch.money)


def not_drawn(journey: Journey) -> str:
    """How many touches the time line leaves out."""
    rest = len(journey) - MOST_DRAWN
    if rest <= 0:
        return ""
    return ngettext(
        "The newest {most} touches are drawn; {n} older one is in the list below.",
        "The newest {most} touches are drawn; {n} older ones are in the list below.",
        rest,
    ).format(most=wording.count(MOST_DRAWN), n=wording.count(rest))


def rows(journey: Journey, start: int, stop: int) -> list[dict[str, Any]]:
    """Touches ``start`` up to ``stop``, counted from the newest."""
    colour = colours(SCHEME)
    zone = ZoneInfo(journey.legend.zone)
    found = []
    for back in range(start, stop):
        at = len(journey) - 1 - back
        touch = journey.touch(at)
        found.append(
            {
                "number": at + 1,
                "day": wording.day(touch.when.date()),
                "time": wording.clock(touch.when, zone),
                "exact": touch.when.isoformat(),
                "stage": stage_name(touch.stage) if touch.stage else "",
                "colour": colour.get(touch.stage, colour[""]),
                "channel": channel_name(touch.channel) if touch.channel else "",
                "touchpoint": touch.touchpoint,
                "said": _said(touch),
            }
        )
    return found


def _said(touch: Touch) -> str:
    parts = []
    if touch.order:
        parts.append(_("order"))
    if touch.refund:
        parts.append(_("refund"))
    if touch.by_business:
        parts.append(_("by the business"))
    if touch.money:
        parts.append(_money(touch))
    return " · ".join(parts)


def brought(known: Sequence[Person], numbers: Sequence[int]) -> dict[str, Any]:
    """Who brought the person with these ids, and whom they brought."""
    by = None
    person = next((one for one in known if one.brought_by_id not in (None, *numbers)), None)
    if person:
        key, id_, name = next(named([persons.person_of(person.brought_by_id or 0)]))
        by = {
            "key": key,
            "name": name or id_,
            "how": person.get_brought_as_display() if person.brought_as else "",
        }
    rows = Person.objects.filter(brought_by__in=numbers).exclude(pk__in=numbers).order_by("pk")
    keys = sorted(set(persons.persons_of(rows.values_list("pk", flat=True)).values()))
    total = len(keys)
    listed = list(named(keys[:MOST_BROUGHT]))
    rest = total - len(listed)
    return {
        "by": by,
        "total": wording.count(total) if total else "",
        "listed": [{"key": key, "name": name or id_} for key, id_, name in listed],
        "more": ngettext("{n} more is not listed.", "{n} more are not listed.", rest).format(
            n=wording.count(rest)
        )
        if rest
        else "",
    }


def attributes(known: Sequence[Person]) -> list[dict[str, str]]:
    """What is known of a person, as name and text, by name: the store keeps no order of them.

    Where their ids differ in it, every value is shown. What one of them refused, the person refused.
    """
    refused = [one.get_letters_display() for one in known if one.letters]
    letters = [{"name": _("letters"), "value": refused[0]}] if refused else []
    return letters + [
        {"name": name, "value": " · ".join(map(_text, values))}
        for name, values in sorted(persons.together(known).items())
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
