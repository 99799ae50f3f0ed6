"""Names of a plan that stand for something outside it: members, touchpoints of the record, pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from touchline.plan.fault import Fault
from touchline.plan.models import Picture
from touchline.plan.picture import Plan, Planned
from touchline.touchpoints.models import Touchpoint
from touchline.workspace.models import Member


@dataclass(frozen=True)
class Outside:
    """Numbers of members by address, of touchpoints of the record and of pictures by name."""

    members: Mapping[str, int]
    records: Mapping[str, int]
    pictures: Mapping[str, int]


def outside(touchpoints: Iterable[Planned]) -> Outside:
    """What these touchpoints may name."""
    listed = list(touchpoints)
    members = dict(Member.objects.values_list("email", "pk")) if any(one.owner for one in listed) else {}
    records = (
        dict(Touchpoint.objects.listed().values_list("name", "pk"))
        if any(one.record for one in listed)
        else {}
    )
    pictures = dict(Picture.objects.values_list("name", "pk")) if any(one.pictures for one in listed) else {}
    return Outside(members, records, pictures)


def spelt(plan: Plan, before: Plan) -> Plan:
    """The plan with addresses and names as the workspace writes them, whatever their letters' case."""
    fresh = [one for key, one in plan.touchpoints.items() if before.touchpoints.get(key) != one]
    changed = {was.key: one for was, one in zip(fresh, spelt_all(fresh), strict=True) if was != one}
    return replace(plan, touchpoints={**plan.touchpoints, **changed}) if changed else plan


def spelt_all(touchpoints: list[Planned]) -> list[Planned]:
    """Planned touchpoints with owners and touchpoints of the record as the workspace writes them."""
    known = outside(touchpoints)
    members = {email.casefold(): email for email in known.members}
    alike: dict[str, list[str]] = {}
    for name in known.records:
        alike.setdefault(name.casefold(), []).append(name)

    def record(name: str) -> str:
        same = alike.get(name.casefold(), [])
        return same[0] if name not in known.records and len(same) == 1 else name

    return [
        replace(
            one, owner=members.get(one.owner.strip().casefold(), one.owner), record=record(one.record.strip())
        )
        if one.owner or one.record
        else one
        for one in touchpoints
    ]


def unknown(plan: Plan, before: Plan) -> list[Fault]:
    """Names of members, touchpoints of the record and pictures that are not there, where they are new."""
    fresh = [one for key, one in plan.touchpoints.items() if before.touchpoints.get(key) != one]
    known, found = outside(fresh), []
    for one in fresh:
        was = before.touchpoints.get(one.key)
        if one.owner and one.owner not in known.members and not (was and was.owner == one.owner):
            found.append(
                Fault(
                    ("touchpoints", one.key, "owner"),
                    _("No member has the address {email}. Invite them first, or leave the owner out.").format(
                        email=one.owner[:80]
                    ),
                )
            )
        if one.record and one.record not in known.records and not (was and was.record == one.record):
            found.append(
                Fault(
                    ("touchpoints", one.key, "record"),
                    _("The record has no touchpoint “{name}”. Take one of: touchline touchpoint list").format(
                        name=one.record[:80]
                    ),
                )
            )
        found += [
            Fault(
                ("touchpoints", one.key, "pictures"),
                _(
                    "There is no picture “{name}” in this workspace. Add it on the page of the touchpoint."
                ).format(name=name[:80]),
            )
            for name in one.pictures
            if name not in known.pictures
        ]
    return found
