"""Members of a workspace, how they get in, what the business settled, what was changed, and its copies."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may do. Each role may do what the ones after it may."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class Members(BaseUserManager["Member"]):
    """Finds and makes members."""

    def get_by_natural_key(self, username: str | None) -> Member:
        """A member by e-mail address, whatever the letters' case."""
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """Someone who works in Touchline."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Members] = Members()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def may(self, role: str) -> bool:
        """Whether this member's role includes ``role``."""
        order = list(Role.values)
        return self.is_active and order.index(self.role) <= order.index(role)

    @property
    def initials(self) -> str:
        """Two letters for the corner of the page."""
        words = [word for word in self.name.split() if word]
        letters = [words[0][0], words[-1][0]] if len(words) > 1 else [*self.name.strip()[:2]]
        return "".join(letters).upper() or "?"


class Session(AbstractBaseSession):
    """A browser in which a member signed in, from then until it ends. No page writes to it.

    ``address`` and ``agent`` are those of the sign-in: nothing follows where a member goes.
    """

    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="sessions")
    signed_in_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=64, default="")
    agent = models.CharField(max_length=300, default="")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that keeps these rows."""
        from touchline.workspace.sessions import SessionStore

        return SessionStore

    @property
    def name(self) -> str:
        """What pages call this session. The key itself opens it and is shown nowhere."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]


class JoinLink(models.Model):
    """A one-time link. Only a hash of its token is kept. ``note`` says whom it is meant for."""

    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=100, default="")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInAttempt(models.Model):
    """A failed sign-in; too many in a while and the door waits.

    ``address`` is the network it came from, ``device`` the known browser, "" for an unknown one.
    """

    email = models.CharField(max_length=254, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    device = models.CharField(max_length=64, default="", db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)


class BusinessSettings(models.Model):
    """What the business settled. Never changed: the newest row holds, older ones stay."""

    name = models.CharField(max_length=200, default="My business")
    zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    silence_days = models.PositiveIntegerField(default=90)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)

    class Meta:
        verbose_name_plural = "business settings"

    @classmethod
    def current(cls) -> BusinessSettings:
        """The settings in force; the defaults when nothing was saved yet (then without a number)."""
        return cls.objects.order_by("-pk").first() or cls()


class Rate(models.Model):
    """What one of ``currency`` was worth in ``to`` on a day. Never changed: the newest row of a day holds.

    ``rate`` is exact decimal text, "" where a rate was taken back. ``entry`` is the change it came with.
    """

    to = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.CharField(max_length=20, blank=True)
    entry = models.ForeignKey("AuditEntry", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["to", "currency", "day"], name="rate_of_a_day"),
        ]


class Attribute(models.Model):
    """An attribute of touches, or a fact of persons, that the journey index holds a column of."""

    class Of(models.TextChoices):
        """What has it."""

        TOUCHES = "touches", _("Touches")
        PEOPLE = "people", _("People")

    of = models.CharField(max_length=10, choices=Of.choices)
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["of", "name"], name="one_attribute_of_a_name"),
        ]


class AuditEntry(models.Model):
    """One change made by a member, or from the command line (no member).

    ``undone_by`` is the entry that says who undid it.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    verb = models.CharField(max_length=40, db_index=True)
    what = models.CharField(max_length=300)
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    after: models.JSONField[Any, Any] = models.JSONField(null=True)
    undone_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")


class Backup(models.Model):
    """A file with a copy of this workspace. It may have been moved since; it holds what it holds until then.

    ``made_at`` is the moment the copy shows, ``finished_at`` None while it is being made. ``removed_at``:
    Touchline itself removed or replaced the file.
    """

    path = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)


class Hold(models.Model):
    """This workspace is a restored copy that sends nothing until ``released_at``."""

    since = models.DateTimeField(auto_now_add=True)
    backup = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)


class Upgrade(models.Model):
    """The version of Touchline this workspace was brought to; the newest row holds.

    ``changes`` names the changes of the tables that were made for it.
    """

    version = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    changes: models.JSONField[Any, Any] = models.JSONField(default=list)


class Bound(models.Model):
    """Which workspace this database belongs to: one row. The folder holds the same id.

    ``writer`` says who may write the lake, from when they took the lock on it to when they gave it back.
    """

    workspace = models.CharField(max_length=36, primary_key=True)
    writer = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "bound"
