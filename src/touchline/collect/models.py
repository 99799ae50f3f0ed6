"""Imports: one row a file, with what became of its rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the rows of a file are."""

    TOUCHES = "touches", _("Touches")
    ORDERS = "orders", _("Orders")
    PEOPLE = "people", _("People")


class State(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting", _("waiting")
    READING = "reading", _("reading")
    WRITING = "writing", _("writing")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Import(models.Model):
    """A file of the record. ``verdicts`` counts refused rows by reason."""

    number = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    file = models.CharField(max_length=1000)
    options: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    verdicts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    done_share = models.FloatField(default=0.0)
    error = models.TextField(blank=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
