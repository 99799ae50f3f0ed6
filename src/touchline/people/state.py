"""A number that grows with every change of what is known of people, so that nobody reads it in vain."""

from __future__ import annotations

from django.db.models import F

from touchline.people.models import KnownState


def changed() -> None:
    """Count a change. Call it inside the transaction that makes the change."""
    if not KnownState.objects.update(number=F("number") + 1):
        KnownState.objects.create(number=1)


def number() -> int:
    """How many changes were counted."""
    found = KnownState.objects.values_list("number", flat=True).first()
    return found or 0
