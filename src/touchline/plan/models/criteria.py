"""Criteria a business adds to those that come with Touchline."""

from __future__ import annotations

from typing import Any

from django.db import models

from touchline.plan.models.things import Thing


class OwnCriterion(Thing):
    """A question an auditor answers from 1 to 5, besides those of ``plan/criteria``.

    ``name`` is the question, ``group`` the sort of touchpoint it is asked of (site, phone, …), ``weight`` how
    much it counts from 1 to 5, ``anchors`` five sentences that say what 1 to 5 look like. A ``retired`` one
    is asked no more; its old scores stay.
    """

    group = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField(default=3)
    anchors: models.JSONField[Any, Any] = models.JSONField(default=list)
    retired = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "own criteria"
        constraints = (models.UniqueConstraint(fields=("key",), name="one_criterion_of_a_key"),)
