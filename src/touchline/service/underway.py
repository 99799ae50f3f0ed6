"""How far the index is built anew, in words for pages and the command line."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.lake.underway import Underway, underway

__all__ = ["said", "told", "underway_here"]


def underway_here() -> Underway | None:
    """The build of this workspace's index that goes on, or None."""
    return underway(settings.TOUCHLINE.index)


def said(one: Underway) -> tuple[str, str]:
    """What goes on and how far it is, and what answers show until it is done."""
    share, events = f"{int(100 * one.share)} %", f"{one.events:,}"
    meanwhile = _("Until then answers stay as they were, and what comes in counts at once.")
    if one.why == "first":
        done = ngettext(
            "The index is being built from {events} event: {share} done.",
            "The index is being built from {events} events: {share} done.",
            one.events,
        )
        meanwhile = _("Until then answers know nobody.")
    elif one.why == "rules":
        done = ngettext(
            "History is being recognised anew by the rules of today: {share} of {events} event done.",
            "History is being recognised anew by the rules of today: {share} of {events} events done.",
            one.events,
        )
        meanwhile = _("Until then answers follow the rules before, and what comes in counts at once.")
    elif one.why == "attributes":
        done = ngettext(
            "Attributes are being read from history: {share} of {events} event done.",
            "Attributes are being read from history: {share} of {events} events done.",
            one.events,
        )
    else:
        done = ngettext(
            "The index is being built anew: {share} of {events} event done.",
            "The index is being built anew: {share} of {events} events done.",
            one.events,
        )
    return done.format(share=share, events=events), meanwhile


def told() -> dict[str, Any] | None:
    """The build that goes on as data; None when none does."""
    one = underway_here()
    if one is None:
        return None
    return {"why": one.why, "began_at": one.began_at, "events": one.events, "share": one.share}
