"""Chains: planned sequences of touchpoints."""

from __future__ import annotations

from django.db import models

from touchline.plan.models.maps import Map, PlannedTouchpoint
from touchline.plan.models.things import Persona, PlanObject, Thing


class Chain(Thing):
    """A planned sequence of touchpoints, for a persona, for people who enter on a channel, or for all.

    ``object`` is what it sells or is about. ``number`` is the map's.
    """

    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="chains")
    persona = models.ForeignKey(Persona, null=True, on_delete=models.PROTECT, related_name="chains")
    entry = models.CharField(max_length=60, blank=True)
    object = models.ForeignKey(PlanObject, null=True, on_delete=models.PROTECT, related_name="chains")
    note = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("map", "key"), name="one_chain_of_a_key"),)


class Link(models.Model):
    """A step of a chain, from ``position`` 1 on.

    It is met at any one of its ``touchpoints`` (more than one: alternatives), or by going through ``nested``,
    another chain. With neither it is empty. ``expected`` is the minutes people are expected to take from the
    link before. A chain keeps the rows of its links by position.
    """

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveIntegerField()
    touchpoints = models.ManyToManyField(PlannedTouchpoint, related_name="in_links")
    nested = models.ForeignKey(Chain, null=True, on_delete=models.SET_NULL, related_name="within")
    optional = models.BooleanField(default=False)
    repeated = models.BooleanField(default=False)
    expected = models.PositiveBigIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("chain", "position"), name="one_link_of_a_place"),)
