"""Maps and the touchpoints planned on them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from touchline.plan.models.pictures import Picture
from touchline.plan.models.things import Persona, PlanObject, Thing
from touchline.touchpoints.models import Touchpoint


class Map(Thing):
    """A plan: touchpoints on the stages of a scheme, and chains between them.

    One map is ``current``: as it is, the one that is held against the record. ``number`` goes up with each
    change of the map or of anything on it, and ``changed_at`` and ``changed_by`` say when and by whom.
    ``factors`` are the answers to the four factors of the weights, ``weights`` rows of the table of weights
    that count otherwise here (``weights.ROWS``). ``contacts`` and ``crowd`` are thresholds of the checks: the
    fewest contacts before a paid offer, and the most touchpoints at a stage for one persona or object.
    """

    scheme = models.CharField(max_length=40, default="hourglass")
    current = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    factors: models.JSONField[Any, Any] = models.JSONField(default=dict)
    weights: models.JSONField[Any, Any] = models.JSONField(default=dict)
    contacts = models.PositiveIntegerField(default=5)
    crowd = models.PositiveIntegerField(default=9)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key",), name="one_map_of_a_key"),
            models.UniqueConstraint(
                fields=("current",), condition=models.Q(current=True), name="one_current_map"
            ),
        )


class PlannedTouchpoint(Thing):
    """A touchpoint as it is planned.

    ``kind`` is one of the catalogue. ``touchpoint`` is the one of the record it is. On the current map
    the stage of such a one is where the record has it placed, and ``stage`` here is only what it was when the
    map was last written; read it through ``reading``.

    ``cost`` is in minor units of ``currency``; ``target`` counts touches or people in a week, month or
    quarter; ``rhythm`` is the days in which a live one is usually met, None as its kind says. ``delivers``
    and ``paid`` are None where the kind says it. ``inputs`` and ``minutes`` are what it asks of a person.
    ``weight`` is set by hand, None where it follows from the factors. ``number`` is the map's.
    """

    class State(models.TextChoices):
        """How far it is."""

        IDEA = "idea", _("Idea")
        PLANNED = "planned", _("Planned")
        LIVE = "live", _("Live")
        PAUSED = "paused", _("Paused")
        RETIRED = "retired", _("Retired")

    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="touchpoints")
    kind = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=60, blank=True)
    object = models.ForeignKey(PlanObject, null=True, on_delete=models.PROTECT, related_name="touchpoints")
    personas = models.ManyToManyField(Persona, related_name="touchpoints")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="planned_touchpoints"
    )
    due = models.DateField(null=True)
    cost = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    target = models.PositiveBigIntegerField(null=True)
    target_of = models.CharField(max_length=10, blank=True)
    target_per = models.CharField(max_length=10, blank=True)
    rhythm = models.PositiveIntegerField(null=True)
    measure = models.TextField(blank=True)
    criteria: models.JSONField[Any, Any] = models.JSONField(default=list)
    notes = models.TextField(blank=True)
    links: models.JSONField[Any, Any] = models.JSONField(default=list)
    pictures = models.ManyToManyField(Picture, related_name="touchpoints")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="parts")
    delivers = models.BooleanField(null=True)
    delivered_by = models.CharField(max_length=300, blank=True)
    inputs = models.PositiveIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    paid = models.BooleanField(null=True)
    weight = models.PositiveSmallIntegerField(null=True)
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.SET_NULL, related_name="planned")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("map", "key"), name="one_planned_touchpoint_of_a_key"),
        )
