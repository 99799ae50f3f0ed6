"""Who the people are: the ids they came with, what is known of them, and who brought whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    """An id someone came with, and its number. The lake and the index know only the number.

    One text is one id, whichever way it came. ``kinds`` are the bits of ``kinds.Kind`` it came as. An id is
    a person of its own until a join says otherwise; a person's key is the smallest number of their ids.
    """

    number = models.BigAutoField(primary_key=True)
    value = models.CharField(max_length=512, unique=True)
    kinds = models.SmallIntegerField(default=0, db_default=0)

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


class Join(models.Model):
    """Two ids of one person, as somebody or something said; ``low`` < ``high`` are their numbers.

    ``refused_at`` is set when a member undid it: it stays undone whatever says it again.
    """

    low = models.BigIntegerField()
    high = models.BigIntegerField(db_index=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("low", "high"), name="join_once"),)

    def __str__(self) -> str:
        return f"join {self.low}-{self.high}"


class How(models.TextChoices):
    """What can say that two ids are one person."""

    IDENTIFY = "identify", _("an identify call")
    ALIAS = "alias", _("an alias call")
    EVENT = "event", _("an event with both ids")
    IMPORT = "import", _("a row of an import")
    MEMBER = "member", _("a member")


class Evidence(models.Model):
    """Why two ids are joined: the earliest that was said each way, and by each import.

    ``reference`` names the message, or the row of the import ``of_import``; ``at`` is when it was said.
    """

    join = models.ForeignKey(Join, on_delete=models.CASCADE, related_name="evidence")
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()
    reference = models.CharField(max_length=300, blank=True)
    of_import = models.BigIntegerField(default=0, db_index=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (models.UniqueConstraint(fields=("join", "how", "of_import"), name="evidence_once"),)

    def where(self) -> str:
        """Where it stands written, in words; "" when nowhere."""
        if not self.of_import:
            return self.reference
        return gettext("row {row} of import {n}").format(row=self.reference, n=self.of_import)


class Grouped(models.Model):
    """The person an id belongs to: derived from the joins, for ids that are or were in one.

    ``person`` is the smallest number among the person's ids. ``changed`` is the change of the graph that
    wrote this row last.
    """

    identity = models.BigIntegerField(primary_key=True)
    person = models.BigIntegerField(db_index=True)
    changed = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name_plural = "grouped"


class Ruling(models.TextChoices):
    """What a member decided about an id that many share."""

    NONE = "", _("nothing yet")
    RELEASED = "released", _("joins people")
    DENIED = "denied", _("joins nobody")


class Quarantine(models.Model):
    """An id that joins nobody because too many share it, or one that a member ruled about.

    ``crowded`` is derived from the joins. The id is blocked while it is denied, or crowded and not released.
    """

    identity = models.BigIntegerField(primary_key=True)
    crowded = models.BooleanField(default=False)
    ruling = models.CharField(max_length=10, blank=True, choices=Ruling.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "quarantine"


class Graph(models.Model):
    """One row: where the identity graph stands. Who writes joins locks it first.

    ``changes`` counts what changed persons; ``epoch`` is new whenever counting on says too little. ``users``
    and ``ids`` are the limits of joins.
    """

    epoch = models.CharField(max_length=32)
    changes = models.BigIntegerField(default=0)
    users = models.PositiveIntegerField(default=3)
    ids = models.PositiveIntegerField(default=500)
