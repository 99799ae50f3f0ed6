"""Starting a map: from the catalogue by a few answers, from the touchpoints of the record, or empty."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.catalogue import KINDS, Kind
from touchline.plan.changing import STARTED, Saved, change
from touchline.plan.differing import MAP, with_things
from touchline.plan.faults import MOST_TOUCHPOINTS
from touchline.plan.keys import free_key
from touchline.plan.picture import Plan, Planned, PlannedMap, PlannedObject
from touchline.plan.reading import PlanError, maps, recorded_stages
from touchline.plan.schemes import stage_between
from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.schemes import HOURGLASS, SCHEMES
from touchline.workspace.models import Member

GOODS_ONLY = {"packaging", "delivery", "instructions", "replenishment", "basket-reminder", "examples"}
SERVICES_ONLY = {"turnkey"}
BUSINESSES_ONLY = {"contract", "case-study", "business-contacts", "proposal", "networking"}
PEOPLE_ONLY = {"basket-reminder", "welcome-drink", "loyalty-card", "sign"}
PLACE_ONLY = {
    "sign", "presentation", "atmosphere", "welcome-drink", "staff-appearance", "way-in", "directory-entry",
}  # fmt: skip
ONLINE_ONLY = {"basket-reminder", "chat", "social-proof"}


@dataclass(frozen=True)
class Answers:
    """What was answered: the name of what is sold, and whether it is ``goods`` or a ``service`` ("" both).

    ``to``: people or businesses; ``where``: online or place; "" for both.
    """

    sell: str = ""
    as_: str = ""
    to: str = ""
    where: str = ""


ASKED: Mapping[str, tuple[str, ...]] = {
    "as_": ("goods", "service"),
    "to": ("people", "businesses"),
    "where": ("online", "place"),
}


def kinds_for(answers: Answers) -> list[Kind]:
    """The kinds of the catalogue that go with the answers."""
    left = set()
    left |= GOODS_ONLY if answers.as_ == "service" else set()
    left |= SERVICES_ONLY if answers.as_ == "goods" else set()
    left |= BUSINESSES_ONLY if answers.to == "people" else set()
    left |= PEOPLE_ONLY if answers.to == "businesses" else set()
    left |= PLACE_ONLY if answers.where == "online" else set()
    left |= ONLINE_ONLY if answers.where == "place" else set()
    return [one for one in KINDS.values() if one.id not in left]


def start_from_catalogue(
    name: str, answers: Answers, *, scheme: str = HOURGLASS.name, member: Member | None
) -> Saved:
    """Start a map with an idea for each kind that goes with the answers. Raises ``PlanError``."""
    for field, known in ASKED.items():
        if getattr(answers, field) not in ("", *known):
            raise PlanError(_("Answer {known}.").format(known=_(" or ").join(known)))

    def fill(plan: Plan) -> Plan:
        object_, things = "", []
        if answers.sell.strip():
            sold = answers.sell.strip()
            same = [one.key for one in plan.objects.values() if _plain(one.name) == _plain(sold)]
            object_ = same[0] if same else free_key(sold, plan.objects)
            if not same:
                things.append(("objects", object_, PlannedObject(object_, sold, "product")))
        planned = _of_kinds(kinds_for(answers), scheme, answers, object_)
        return with_things(plan, [*things, *(("touchpoints", one.key, one) for one in planned)])

    return _start(name, scheme, fill, member)


def start_from_touchpoints(name: str, *, scheme: str = HOURGLASS.name, member: Member | None) -> Saved:
    """Start a map with every touchpoint of the record, linked and live, at its stage and channel.

    Those that were merged or set aside are left out. Raises ``PlanError``.
    """

    def fill(plan: Plan) -> Plan:
        return with_things(plan, [("touchpoints", one.key, one) for one in _of_record(scheme)])

    return _start(name, scheme, fill, member)


def start_empty(name: str, *, scheme: str = HOURGLASS.name, member: Member | None) -> Saved:
    """Start a map with nothing on it. Raises ``PlanError``."""
    return _start(name, scheme, lambda plan: plan, member)


def _start(name: str, scheme: str, fill: Any, member: Member | None) -> Saved:
    if scheme not in SCHEMES:
        raise PlanError(
            _("There is no scheme “{scheme}”. Take one of {known}.").format(
                scheme=scheme[:40], known=", ".join(SCHEMES)
            )
        )
    there = maps()
    if any(_plain(one.name) == _plain(name) for one in there):
        raise PlanError(_("There is a map “{name}” already. Give this one another name.").format(name=name))
    key = free_key(name, {one.key for one in there})

    def edit(plan: Plan) -> Plan:
        made: Plan = fill(with_things(plan, [(MAP, key, PlannedMap(key, name.strip(), scheme))]))
        return made

    return change(STARTED, name.strip(), None, edit, member=member, key=key)


def _of_kinds(kinds: list[Kind], scheme: str, answers: Answers, object_: str) -> Iterator[Planned]:
    away = {"shop"} if answers.where == "online" else {"site"} if answers.where == "place" else set()
    for one in kinds:
        channels = [channel for channel in one.channels if channel not in away] or list(one.channels)
        yield Planned(
            key=one.id,
            name=_(one.name),
            kind=one.id,
            stage=stage_between(HOURGLASS.name, scheme, one.stages[0]),
            channel=channels[0],
            object=object_ if one.group == "product" else "",
            state="idea",
        )


def _of_record(scheme: str) -> Iterator[Planned]:
    rows = Touchpoint.objects.listed().filter(set_aside=False).order_by("pk")[:MOST_TOUCHPOINTS]
    stages = recorded_stages(scheme, [one.name for one in rows])
    keys: set[str] = set()
    names: set[str] = set()
    for one in rows:
        shown = _free_name(_clean(one.name), names)
        key = free_key(shown, keys)
        keys.add(key)
        yield Planned(
            key=key,
            name=shown,
            stage=stages.get(one.name, ""),
            channel=one.channel.strip(),
            state="live",
            record=one.name,
        )


def _free_name(name: str, taken: set[str]) -> str:
    shown, number = name, 1
    while _plain(shown) in taken:
        number += 1
        shown = f"{name[:190]} ({number})"
    taken.add(_plain(shown))
    return shown


def _clean(name: str) -> str:
    """A name of the record without signs nobody can see."""
    kept = "".join(one if unicodedata.category(one) not in ("Cc", "Cs") else " " for one in name)
    return " ".join(kept.split()) or _("no name")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
