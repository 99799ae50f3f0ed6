"""A person's ids and joins as data, for the command line and notebooks."""

from __future__ import annotations

from typing import Any

from touchline.people import joins, kinds
from touchline.people.graph import blocked_among, counts
from touchline.people.models import Evidence, Identity, Join, Quarantine, Ruling
from touchline.people.persons import identities_of, person_of


def told(number: int) -> dict[str, Any]:
    """The person with an id: key, all ids, every join of theirs with its evidence."""
    key = person_of(number)
    numbers = identities_of(key)
    found = joins.of(numbers)
    ends = {*numbers, *(end for one in found for end in (one.low, one.high))}
    rows = {one.pk: one for one in Identity.objects.filter(pk__in=ends)}
    standing = {one.pk: stands(one) for one in Quarantine.objects.filter(pk__in=numbers)}
    blocked = blocked_among(ends)
    evidence: dict[int, list[dict[str, str]]] = {}
    for one in Evidence.objects.filter(join__in=found).order_by("at", "pk"):
        said = {"how": one.how, "at": one.at.isoformat(), "reference": one.where()}
        evidence.setdefault(one.join_id, []).append(said)
    return {
        "person": key,
        "ids": [
            {
                "number": one,
                "id": rows[one].value,
                "kinds": kinds.named(rows[one].kinds),
                "standing": standing.get(one, ""),
            }
            for one in numbers
            if one in rows
        ],
        "joins": [
            {
                "ids": [rows[end].value if end in rows else f"#{end}" for end in (one.low, one.high)],
                "state": _state(one, blocked),
                "evidence": evidence.get(one.pk, []),
            }
            for one in found
        ],
    }


def shared() -> list[dict[str, Any]]:
    """The ids that many share, and those that a member ruled about."""
    rows = list(Quarantine.objects.order_by("ruling", "-since", "pk"))
    values = dict(Identity.objects.filter(pk__in=[one.pk for one in rows]).values_list("pk", "value"))
    joined = counts(one.pk for one in rows)
    listed = []
    for one in rows:
        users, ids = joined[one.pk]
        listed.append(
            {
                "id": values.get(one.pk, f"#{one.pk}"),
                "user_ids": users,
                "ids_in_all": ids,
                "stands": stands(one),
            }
        )
    return listed


def stands(row: Quarantine) -> str:
    """How an id stands: quarantined, released or denied."""
    return row.ruling if row.ruling != Ruling.NONE else "quarantined"


def _state(one: Join, blocked: set[int]) -> str:
    if one.refused_at is not None:
        return "undone"
    return "suspended" if {one.low, one.high} & blocked else "in force"
