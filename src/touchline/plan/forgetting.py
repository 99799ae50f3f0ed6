"""What this room holds of people: what members wrote into a plan may name somebody.

A plan is the business's own and names kinds of people, not people. Where a name, a note or an address in it
is surely somebody's, "erased person" stands there instead. Pictures are looked at by members, not by
Touchline: what they show of somebody is taken out by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction

from touchline.plan import models as plan
from touchline.workspace.traces import Traces

MODELS = (
    "plan.Map",
    "plan.PlannedTouchpoint",
    "plan.PlanObject",
    "plan.Persona",
    "plan.Competitor",
    "plan.Chain",
    "plan.Link",
    "plan.Picture",
    "plan.OwnCriterion",
)
FILES = ("pictures/**",)

TEXTS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (plan.Map, ("key", "name", "note")),
    (
        plan.PlannedTouchpoint,
        ("key", "name", "channel", "measure", "notes", "links", "delivered_by"),
    ),
    (plan.PlanObject, ("key", "name", "note")),
    (plan.Persona, ("key", "name", "note", "audience")),
    (plan.Competitor, ("key", "name", "site", "note")),
    (plan.Chain, ("key", "name", "entry", "note")),
    (plan.Link, ("note",)),
    (plan.Picture, ("title",)),
    (plan.OwnCriterion, ("key", "name", "anchors")),
)
"""Where a member may have written something."""


def found(traces: Traces) -> dict[str, int]:
    """How many things of plans name them."""
    return {"plan": sum(1 for _ in _naming(traces))}


def export(traces: Traces) -> dict[str, Any]:
    """The texts of plans that name them."""
    named = [
        {"what": one._meta.model_name, "field": field, "text": value}
        for one, changed in _naming(traces)
        for field in changed
        if (value := getattr(one, field))
    ]
    return {"plan": named} if named else {}


def forget(traces: Traces) -> dict[str, int]:
    """Write "erased person" where a text of a plan surely names them."""
    went = found(traces)
    with transaction.atomic():
        for one, changed in list(_naming(traces)):
            for field, value in changed.items():
                longest = getattr(one._meta.get_field(field), "max_length", None)
                fitting = value[:longest] if longest and isinstance(value, str) else value
                setattr(one, field, f"erased-{one.pk}" if field == "key" else fitting)
            one.save(update_fields=[*changed])
    return went


def _naming(traces: Traces) -> Iterator[tuple[models.Model, dict[str, Any]]]:
    """Things that name them, with what their texts are without that."""
    for model, fields in TEXTS:
        for one in model._default_manager.order_by("pk").only("pk", *fields).iterator(2_000):
            changed = {
                field: cleaned
                for field in fields
                if (cleaned := _without(traces, getattr(one, field))) != getattr(one, field)
            }
            if changed:
                yield one, changed


def _without(traces: Traces, value: Any) -> Any:
    if isinstance(value, list):
        return [_without(traces, one) for one in value]
    return traces.without(value) if isinstance(value, str) and traces.in_shared(value) else value
