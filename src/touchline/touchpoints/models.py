"""Touchpoints, where they stand, and how an event is recognised as one."""

from __future__ import annotations

from django.db import models

MOST_TOUCHPOINTS = 20_000
"""Names beyond this many stay events, counted and shown as not yet recognised."""


class Touchpoint(models.Model):
    """An interaction that can change what a person thinks or decides.

    Discovered in the record until a member places it. ``channel`` is where it happens unless the
    touch itself says otherwise.
    """

    name = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=60, blank=True)
    discovered_at = models.DateTimeField(auto_now_add=True)

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
    """Events of this name are touches at this touchpoint."""

    event_name = models.CharField(max_length=200, unique=True)
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="rules")
