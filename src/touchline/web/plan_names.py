"""States, kinds and groups of kinds as the pages name them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from touchline.plan.catalogue import KINDS


def state_name(state: str) -> str:
    """A state as the pages name it."""
    return {
        "idea": _("idea"),
        "planned": _("planned"),
        "live": _("live"),
        "paused": _("paused"),
        "retired": _("retired"),
    }[state]


def kind_name(kind: str) -> str:
    """A kind of the catalogue as the pages name it."""
    return _(KINDS[kind].name) if kind in KINDS else kind


def group_name(group: str) -> str:
    """A group of kinds as the pages name it."""
    return {
        "premises": _("premises"),
        "communication": _("communication"),
        "materials": _("materials"),
        "staff": _("staff"),
        "technology": _("technology"),
        "product": _("product"),
    }.get(group, group)
