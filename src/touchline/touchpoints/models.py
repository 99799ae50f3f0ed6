"""Touchpoints, where they stand, and how an event is recognised as one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

MOST_TOUCHPOINTS = 20_000
"""Names beyond this many stay events, counted and shown as not yet recognised."""


class Touchpoints(models.Manager["Touchpoint"]):
    """Finds touchpoints. ``objects.all()`` also has those that were merged into others."""

    def listed(self) -> models.QuerySet[Touchpoint]:
        """The touchpoints there are: without those that were merged into another."""
        return self.filter(merged_into=None)


class Touchpoint(models.Model):
    """An interaction that can change what a person thinks or decides.

    Discovered in the record until a member places it. ``channel`` is where it happens unless the
    touch itself says otherwise. ``set_aside``: a member said that it is none, so nobody is asked to
    place it any more.

    One that was merged into another stays as it was, with its number, its rules and its places, and
    names the other in ``merged_into``: what is recognised as it counts there. It is listed nowhere.
    """

    name = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=60, blank=True)
    set_aside = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    discovered_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Touchpoints] = Touchpoints()

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """A touchpoint's stage in one scheme."""

    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="placements")
    scheme = models.CharField(max_length=40)
    stage = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("touchpoint", "scheme"), name="one_stage_per_scheme"),)


class RecognitionRule(models.Model):
    """Events of this name are touches at this touchpoint, or at the one it was merged into."""

    event_name = models.CharField(max_length=200, unique=True)
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="rules")


class KeptApart(models.Model):
    """Touchpoints with names alike that a member said are not one: a signature of their numbers."""

    signature = models.CharField(max_length=64, unique=True)
