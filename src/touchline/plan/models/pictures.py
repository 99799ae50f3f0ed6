"""Pictures: the evidence of what a touchpoint looks like."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models


class Picture(models.Model):
    """A picture kept as a file below the workspace's folder.

    ``name`` is that of its file, made of a hash of what it holds: the same picture is kept once.
    ``size`` in bytes, ``width`` and ``height`` in pixels.
    """

    name = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def path(self) -> Path:
        """Its file."""
        folder: Path = settings.TOUCHLINE.pictures
        return folder / self.name
