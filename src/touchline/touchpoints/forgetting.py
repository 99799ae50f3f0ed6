"""What this room holds of people: names of touchpoints, such as the address of a page, that name somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from touchline.touchpoints.models import RecognitionRule, Touchpoint
from touchline.workspace.traces import Traces

MODELS = (
    "touchpoints.Touchpoint",
    "touchpoints.RecognitionRule",
    "touchpoints.Placement",
    "touchpoints.KeptApart",
)
FILES: tuple[str, ...] = ()
LONGEST = 200


def found(traces: Traces) -> dict[str, int]:
    """Touchpoints whose name, or whose events' name, holds what is surely theirs."""
    rules = {number for number, name in _rules() if traces.in_shared(name)}
    return {"touchpoints": len(rules | {number for number, name in _names() if traces.in_shared(name)})}


def export(traces: Traces) -> dict[str, Any]:
    """The names that name them."""
    named = [name for _, name in _names() if traces.in_shared(name)]
    return {"touchpoints": named} if named else {}


def forget(traces: Traces) -> dict[str, int]:
    """Take what is theirs out of the names; places stay, and so does every touch of others."""
    went = found(traces)
    with transaction.atomic():
        for old, new in renamed(traces, (name for _, name in _rules())).items():
            RecognitionRule.objects.filter(event_name=old).update(event_name=new)
        for old, new in renamed(traces, (name for _, name in _names())).items():
            Touchpoint.objects.filter(name=old).update(name=new)
        for one in Touchpoint.objects.exclude(channel=""):
            if traces.in_shared(one.channel):
                Touchpoint.objects.filter(pk=one.pk).update(channel=traces.without(one.channel)[:60])
    return went


def rules(traces: Traces) -> dict[str, str]:
    """The names of events that name them, and what each is called instead: no two the same."""
    return renamed(traces, (name for _, name in _rules()))


def renamed(traces: Traces, names: Iterable[str]) -> dict[str, str]:
    """New names for those that name them, distinct from each other and from all others."""
    listed = list(names)
    taken, new = {one for one in listed if not traces.in_shared(one)}, {}
    for name in listed:
        if not traces.in_shared(name):
            continue
        fresh = base = traces.without(name)[: LONGEST - 8]
        number = 1
        while fresh in taken:
            number += 1
            fresh = f"{base} ({number})"
        taken.add(fresh)
        new[name] = fresh
    return new


def _rules() -> Iterable[tuple[int, str]]:
    return RecognitionRule.objects.order_by("pk").values_list("touchpoint_id", "event_name")


def _names() -> Iterable[tuple[int, str]]:
    return Touchpoint.objects.order_by("pk").values_list("pk", "name")
