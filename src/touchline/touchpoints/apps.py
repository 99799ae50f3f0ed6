from __future__ import annotations

from django.apps import AppConfig


class TouchpointsConfig(AppConfig):
    name = "touchline.touchpoints"
    label = "touchpoints"
