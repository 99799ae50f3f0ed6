"""The stages of linked touchpoints of the current map are where the record has them placed.

Moving such a card places the touchpoint of the record. Call these inside a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchline.plan.models import Map, PlannedTouchpoint
from touchline.touchpoints.models import Placement, Touchpoint

BATCH = 500
Places = dict[str, dict[str, Any]]
"""By the number of a touchpoint of the record, as text: where it stands, as the audit trail says it."""


def placed(row: Map, stages: Mapping[str, str]) -> tuple[Places, Places]:
    """Place what the planned touchpoints of these keys are in the record. Where it stood, where it stands."""
    keys, numbers = list(stages), {}
    for start in range(0, len(keys), BATCH):
        linked = PlannedTouchpoint.objects.filter(
            map=row, key__in=keys[start : start + BATCH], touchpoint__isnull=False
        )
        for key, number, into in linked.values_list("key", "touchpoint_id", "touchpoint__merged_into_id"):
            numbers[key] = into or number
    before = where(row.scheme, list(numbers.values()))
    after = {
        str(number): before[str(number)] | {"stage": stages[key]}
        for key, number in numbers.items()
        if str(number) in before
    }
    put(after)
    return before, after


def where(scheme: str, numbers: list[int]) -> Places:
    """Where touchpoints of the record were placed by a member in a scheme."""
    found: Places = {}
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        stages = dict(
            Placement.objects.filter(scheme=scheme, touchpoint__in=part).values_list("touchpoint_id", "stage")
        )
        for one in Touchpoint.objects.select_for_update().filter(pk__in=part).order_by("pk"):
            found[str(one.pk)] = {
                "name": one.name,
                "scheme": scheme,
                "stage": stages.get(one.pk, ""),
                "channel": one.channel,
                "aside": one.set_aside,
            }
    return found


def put(places: Places) -> None:
    """Place touchpoints of the record so; "" takes a place away."""
    bare: dict[str, list[int]] = {}
    full = []
    for number, said in places.items():
        if said["stage"]:
            full.append(Placement(touchpoint_id=int(number), scheme=said["scheme"], stage=said["stage"]))
        else:
            bare.setdefault(said["scheme"], []).append(int(number))
    for scheme, numbers in bare.items():
        for start in range(0, len(numbers), BATCH):
            Placement.objects.filter(scheme=scheme, touchpoint__in=numbers[start : start + BATCH]).delete()
    Placement.objects.bulk_create(
        full,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["touchpoint", "scheme"],
        update_fields=["stage"],
    )
