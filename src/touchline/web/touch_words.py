"""How sentences about routes name a kind of touch, or touchpoints, that somebody chose."""

from __future__ import annotations

from django.utils.translation import gettext as _

from touchline.web.charts.svg import clean

MOST_LETTERS = 50


def who_met(value: str) -> str:
    """The people who had such a touch."""
    if value == "any":
        return _("all people")
    if value == "own":
        return _("people with a touch of their own")
    if value == "order":
        return _("people who ordered")
    return _("people who met {touchpoint}").format(touchpoint=short(value))


def came_to(value: str) -> str:
    """What people did who had such a touch next."""
    if value == "any":
        return _("came back")
    if value == "own":
        return _("came back by themselves")
    if value == "order":
        return _("ordered")
    return _("came to {touchpoint}").format(touchpoint=short(value))


def without(value: str) -> str:
    """What people lacked who had no such touch."""
    named = {"any": _("a touch"), "own": _("a touch of their own"), "order": _("an order")}
    return named.get(value) or short(value)


def short(name: str) -> str:
    """A name, or several touchpoints any of which is meant, cut for a sentence."""
    text = _(" or ").join(clean(name).split("|"))
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"
