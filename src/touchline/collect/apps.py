from __future__ import annotations

from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "touchline.collect"
    label = "collect"
