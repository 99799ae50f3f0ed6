"""A person's ids and what joined them, as their page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.people import joins, kinds
from touchline.people.graph import blocked_among, counts
from touchline.people.models import Evidence, Graph, Identity, Join, Quarantine, Ruling
from touchline.people.persons import person_of
from touchline.web import wording
from touchline.workspace.models import BusinessSettings

MOST = 50
"""Ids and joins listed; the page says when there are more."""


def known_as(numbers: Sequence[int]) -> dict[str, Any]:
    """The ids of a person, each with its kind and how it stands."""
    rows = {one.pk: one for one in Identity.objects.filter(pk__in=numbers[:MOST])}
    standing = {one.pk: one for one in Quarantine.objects.filter(pk__in=numbers[:MOST])}
    listed = [
        {
            "number": number,
            "id": rows[number].value,
            "kinds": ", ".join(kinds.named(rows[number].kinds)),
            "standing": _standing(standing.get(number)),
        }
        for number in numbers[:MOST]
        if number in rows
    ]
    return {"ids": listed, "more": _more(len(numbers) - len(listed))}


def joined(numbers: Sequence[int]) -> dict[str, Any]:
    """What ties a person's ids to each other and to others: joins in force, suspended and undone."""
    mine, zone = set(numbers), ZoneInfo(BusinessSettings.current().zone)
    found = joins.of(numbers)
    blocked = blocked_among({end for one in found for end in (one.low, one.high)})
    found.sort(key=lambda one: (one.refused_at is not None, bool({one.low, one.high} & blocked), one.pk))
    shown = found[:MOST]
    ends = {end for one in shown for end in (one.low, one.high)}
    names = dict(Identity.objects.filter(pk__in=ends).values_list("pk", "value"))
    said = _evidence(shown, zone)
    rows = [
        {
            "number": one.pk,
            "one": names.get(one.low, ""),
            "other": names.get(one.high, ""),
            "elsewhere": next((person_of(end) for end in (one.low, one.high) if end not in mine), None),
            "evidence": said.get(one.pk, []),
            "undone": one.refused_at is not None,
            "suspended": bool({one.low, one.high} & blocked),
        }
        for one in shown
    ]
    return {"rows": rows, "more": _more(len(found) - len(shown))}


def quarantined(rows: Iterable[Quarantine]) -> list[dict[str, Any]]:
    """Ids that many share or that a member ruled about."""
    listed = list(rows)
    values = dict(Identity.objects.filter(pk__in=[one.pk for one in listed]).values_list("pk", "value"))
    zone = ZoneInfo(BusinessSettings.current().zone)
    joined = counts(one.pk for one in listed)
    found = []
    for one in listed:
        users, ids = joined[one.pk]
        found.append(
            {
                "number": one.pk,
                "id": values.get(one.pk, f"#{one.pk}"),
                "users": wording.count(users),
                "ids": wording.count(ids),
                "standing": _standing(one),
                "since": wording.day(one.since.astimezone(zone).date()),
                "may_release": one.ruling != Ruling.RELEASED,
                "may_deny": one.ruling != Ruling.DENIED,
                "may_lift": bool(one.ruling),
            }
        )
    return found


def rule(graph: Graph | None) -> str:
    """The limits, in a sentence."""
    graph = graph or Graph()
    return _(
        "An id that is joined to more than {users} user ids, or to more than {ids} ids in all, "
        "is shared by several people: it joins nobody until a member releases it."
    ).format(users=wording.count(graph.users), ids=wording.count(graph.ids))


def _standing(row: Quarantine | None) -> str:
    if row is None:
        return ""
    if row.ruling == Ruling.DENIED:
        return _("denied: joins nobody")
    if row.ruling == Ruling.RELEASED:
        return _("released")
    return _("quarantined: too many share it")


def _evidence(found: Sequence[Join], zone: ZoneInfo) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {}
    rows = Evidence.objects.filter(join__in=found).select_related("member").order_by("at", "pk")
    for one in rows:
        who = one.member.name if one.member else one.get_how_display()
        text = _("{who}, {when}").format(who=who, when=wording.moment(one.at, zone))
        said.setdefault(one.join_id, []).append(f"{text} · {one.where()}" if one.where() else text)
    return said


def _more(rest: int) -> str:
    if rest <= 0:
        return ""
    return ngettext("{n} more is not listed.", "{n} more are not listed.", rest).format(n=wording.count(rest))
