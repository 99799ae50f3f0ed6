"""Imports: one row a file, with what became of its rows."""

from __future__ import annotations

from pathlib import Path
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
    """How far an import is. A draft is a file whose columns are still being chosen."""

    DRAFT = "draft", _("draft")
    REHEARSING = "rehearsing", _("rehearsing")
    REHEARSED = "rehearsed", _("rehearsed")
    WAITING = "waiting", _("waiting")
    READING = "reading", _("reading")
    WRITING = "writing", _("writing")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


AT_REST = (State.DRAFT, State.REHEARSED, State.DONE, State.FAILED, State.UNDONE)
"""States in which nothing is left to do for the worker."""


class Import(models.Model):
    """A file of the record, and what became of its rows.

    ``rows`` is what was read so far: in the end ``accepted + refused + duplicates``. Suspicious rows are
    accepted ones. ``verdicts`` counts refused rows by reason, ``doubts`` suspicious ones. ``money`` is the
    sum in minor units by verdict (accepted, duplicate, refused) and currency. ``options`` is how the file
    is read, as it was settled when the import was asked for. ``resume`` is where an interrupted import
    of people goes on. ``done_share`` runs from 0 to 1. ``error`` is the sentence of a failed import.
    ``corrects`` is the import whose refused rows this file puts right. After a rehearsal the counts say
    what would become of the rows, and ``foreseen`` what would be new.
    """

    number = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    file = models.CharField(max_length=1000)
    options: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    suspicious = models.BigIntegerField(default=0)
    verdicts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    doubts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    money: models.JSONField[Any, Any] = models.JSONField(default=dict)
    foreseen: models.JSONField[Any, Any] = models.JSONField(default=dict)
    resume: models.JSONField[Any, Any] = models.JSONField(default=dict)
    done_share = models.FloatField(default=0.0)
    error = models.TextField(blank=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    corrects = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="corrected_by")

    def __str__(self) -> str:
        return f"import {self.number}"

    @property
    def folder(self) -> Path:
        """Where its verdicts and refused rows are kept, and its file when it was uploaded."""
        folder: Path = settings.TOUCHLINE.imports
        return folder / str(self.number)

    def refused_file(self) -> Path:
        """Where the refused rows are kept; there is no such file before the import has run."""
        return self.folder / "refused.csv"


class FactsBefore(models.Model):
    """What was known of a person before an import of people changed it, to undo the import.

    ``before`` is None where nothing was known.
    """

    number = models.BigAutoField(primary_key=True)
    of_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="facts_before")
    key = models.BigIntegerField()
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    after: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=("key",), name="facts_before_key"),)


class Preset(models.Model):
    """How files of one kind are imported, kept under a name.

    ``given`` are options in the words of the command line; what they leave open is guessed anew from each
    file.
    """

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    given: models.JSONField[Any, Any] = models.JSONField(default=dict)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class InboxRow(models.Model):
    """Messages that came and wait for the intake, where the operations store is PostgreSQL."""

    number = models.BigAutoField(primary_key=True)
    received = models.BigIntegerField()
    count = models.IntegerField()
    body = models.BinaryField()


class RefusedMessage(models.Model):
    """A message the intake refused, with its reason, where the operations store is PostgreSQL."""

    row = models.BigIntegerField()
    place = models.IntegerField()
    received = models.BigIntegerField()
    reason = models.CharField(max_length=40, db_index=True)
    body = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("row", "place"), name="refused_once"),)


class SeenMessage(models.Model):
    """The hash of an accepted message's id, where the operations store is PostgreSQL."""

    key = models.BinaryField(primary_key=True, max_length=16)
    at = models.BigIntegerField(db_index=True)


class InboxName(models.Model):
    """The inbox's own name, one row, where the operations store is PostgreSQL."""

    name = models.CharField(max_length=16)
