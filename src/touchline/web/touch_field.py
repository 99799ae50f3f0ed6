"""Fields that choose a kind of touch: any, an order, a touchpoint; and how sentences name what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from touchline.journeys.index import Legend
from touchline.web import wording
from touchline.web.charts.svg import clean
from touchline.web.funnel_form import MOST_OFFERED, Group, groups

MOST_LETTERS = 50


@dataclass(frozen=True)
class TouchField:
    """One field: its name and label, what is chosen, and what there is to choose.

    ``groups`` are touchpoints by stage, empty where they are too many for a list: the field then completes
    names from ``offered``, and ``not_offered`` says how many it does not know. ``strange``: what is chosen is
    none of those, such as several touchpoints.
    """

    name: str
    label: str
    value: str
    kinds: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    offered: tuple[str, ...]
    not_offered: str
    strange: bool


def touch_field(name: str, label: str, value: str, legend: Legend, kinds: tuple[str, ...]) -> TouchField:
    """A field with these kinds of touches and every touchpoint."""
    named = tuple((kind, kind_name(kind)) for kind in kinds)
    listed = tuple(groups(legend))
    left = 0 if listed else max(0, len(legend.touchpoints) - MOST_OFFERED)
    return TouchField(
        name,
        label,
        value,
        named,
        listed,
        () if listed else (*kinds, *legend.touchpoints[:MOST_OFFERED]),
        wording.count(left) if left else "",
        value not in kinds and value not in legend.touchpoints,
    )


def kind_name(kind: str) -> str:
    """A kind of touch as a field names it."""
    return {"any": _("any touch"), "own": _("any touch of their own"), "order": _("an order")}[kind]


def who_met(value: str) -> str:
    """The people who had such a touch."""
    if value == "any":
        return _("all people")
    if value == "own":
        return _("people with a touch of their own")
    if value == "order":
        return _("people who ordered")
    return _("people who met {touchpoint}").format(touchpoint=short(value))


def came_to(value: str) -> str:
    """What people did who had such a touch next."""
    if value == "any":
        return _("came back")
    if value == "own":
        return _("came back by themselves")
    if value == "order":
        return _("ordered")
    return _("came to {touchpoint}").format(touchpoint=short(value))


def without(value: str) -> str:
    """What people lacked who had no such touch."""
    if value in ("any", "own", "order"):
        return {"any": _("a touch"), "own": _("a touch of their own"), "order": _("an order")}[value]
    return short(value)


def short(name: str) -> str:
    """A name, or several touchpoints any of which is meant, cut for a sentence."""
    text = _(" or ").join(clean(name).split("|"))
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"
