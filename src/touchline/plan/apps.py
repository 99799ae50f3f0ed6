from __future__ import annotations

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "touchline.plan"
    label = "plan"
