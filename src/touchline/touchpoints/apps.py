from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

UNDOERS = ("accept", "merge", "place", "recognising", "rename", "twins")
"""Modules that say how their changes are undone."""


class TouchpointsConfig(AppConfig):
    name = "touchline.touchpoints"
    label = "touchpoints"

    def ready(self) -> None:
        for module in UNDOERS:
            import_module(f"touchline.touchpoints.{module}")
