"""Who the people are: the ids they came with, what is known of them, and who brought whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    """An id someone came with, and its number. The lake and the index know only the number.

    For now one id is one person, and the person's key is the identity's number.
    """

    number = models.BigAutoField(primary_key=True)
    value = models.CharField(max_length=512, unique=True)

    class Meta:
        verbose_name_plural = "identities"


class BroughtAs(models.TextChoices):
    """How a person was brought by another."""

    FAN = "fan", _("Fan")
    PROMOTER = "promoter", _("Promoter")
    PARTNER = "partner", _("Partner")


class Letters(models.TextChoices):
    """Whether a person may be written to. Only the person says yes; a file may say no for them."""

    UNKNOWN = "", _("not asked yet")
    REFUSED = "refused", _("refused")


class Person(models.Model):
    """What is known of a person beside their journey. Only people something is known of have a row."""

    key = models.OneToOneField(Identity, primary_key=True, db_column="key", on_delete=models.CASCADE)
    name = models.CharField(max_length=300, blank=True, db_index=True)
    attributes: models.JSONField[Any, Any] = models.JSONField(default=dict)
    brought_by = models.ForeignKey(
        Identity, null=True, db_column="brought_by", on_delete=models.SET_NULL, related_name="brought"
    )
    brought_as = models.CharField(max_length=10, blank=True, choices=BroughtAs.choices)
    letters = models.CharField(max_length=10, blank=True, choices=Letters.choices)

    class Meta:
        verbose_name_plural = "people"


class KnownState(models.Model):
    """One row whose number grows with every change of what is known of people."""

    number = models.BigIntegerField(default=0)


class Erasure(models.Model):
    """A wish to be forgotten, written down before anything goes, so that a crash cannot cut it short.

    ``numbers`` are those of the identities; they are taken out when it is done. ``counts`` says how much
    went and what the totals were.
    """

    number = models.AutoField(primary_key=True)
    numbers: models.JSONField[Any, Any] = models.JSONField(default=list)
    for_good = models.BooleanField(default=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"erasure {self.number}"


class Refusal(models.Model):
    """Somebody who is not to be received again. ``digest`` is a keyed hash of their id, in hex."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
