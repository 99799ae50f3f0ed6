"""What maps share: objects, personas and competitors of the workspace."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Thing(models.Model):
    """Something of the plan with a stable name.

    ``key`` is what the plan file and addresses of pages call it; it stays when the name changes.
    ``number`` goes up with each change of it, and ``field_numbers`` says at which number each field changed
    last, so that a member who looked at an older one is told of what they would overwrite.
    """

    key = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    number = models.PositiveBigIntegerField(default=0)
    field_numbers: models.JSONField[Any, Any] = models.JSONField(default=dict)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class PlanObject(Thing):
    """What touchpoints stand for: the company, a product, an employee.

    ``factors`` are its own answers to the four factors of the weights, where they differ from the map's.
    ``new``: people do not know it yet.
    """

    class Kind(models.TextChoices):
        """What it is."""

        COMPANY = "company", _("Company")
        PRODUCT = "product", _("Product")
        EMPLOYEE = "employee", _("Employee")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.TextField(blank=True)
    new = models.BooleanField(default=False)
    factors: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key",), name="one_object_of_a_key"),)


class Persona(Thing):
    """A sort of people the business wants to reach. ``audience`` is a rule that selects them, "" for none."""

    note = models.TextField(blank=True)
    audience = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key",), name="one_persona_of_a_key"),)


class Competitor(Thing):
    """A business that sells to the same people."""

    site = models.CharField(max_length=2000, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key",), name="one_competitor_of_a_key"),)
