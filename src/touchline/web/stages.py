"""Stages and schemes as the pages name them, what each means, and the colour it wears."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.touchpoints.schemes import SCHEMES
from touchline.web.charts.colours import NONE, by_place

_SCHEMES = MappingProxyType(
    {
        "hourglass": gettext_noop("Hourglass"),
        "value-journey": gettext_noop("Value journey"),
        "decision": gettext_noop("Decision"),
        "phases": gettext_noop("Before, during and after the sale"),
    }
)

# Name, and in a few words what its touches are about: not everybody at the order ordered.
_STAGES = MappingProxyType(
    {
        "know": (gettext_noop("Know"), gettext_noop("first meetings")),
        "like": (gettext_noop("Like"), gettext_noop("coming back")),
        "trust": (gettext_noop("Trust"), gettext_noop("looking for proof")),
        "try": (gettext_noop("Try"), gettext_noop("testing, asking, booking")),
        "buy": (gettext_noop("Buy"), gettext_noop("ordering, or about to")),
        "repeat": (gettext_noop("Repeat"), gettext_noop("after a second order")),
        "refer": (gettext_noop("Refer"), gettext_noop("recommending you")),
        "attention": (gettext_noop("Attention"), gettext_noop("noticing you")),
        "subscribe": (gettext_noop("Subscribe"), gettext_noop("leaving an address")),
        "convert": (gettext_noop("Convert"), gettext_noop("a small step")),
        "excite": (gettext_noop("Excite"), gettext_noop("something useful")),
        "satisfy": (gettext_noop("Satisfy"), gettext_noop("ordering, or about to")),
        "nurture": (gettext_noop("Nurture"), gettext_noop("being looked after")),
        "return": (gettext_noop("Return"), gettext_noop("after a second order")),
        "fan": (gettext_noop("Fan"), gettext_noop("praising you")),
        "promote": (gettext_noop("Promote"), gettext_noop("recommending you")),
        "need": (gettext_noop("Need"), gettext_noop("feeling a need")),
        "search": (gettext_noop("Search"), gettext_noop("looking for ways")),
        "compare": (gettext_noop("Compare"), gettext_noop("weighing offers")),
        "decide": (gettext_noop("Decide"), gettext_noop("ordering, or about to")),
        "evaluate": (gettext_noop("Evaluate"), gettext_noop("judging what they got")),
        "before": (gettext_noop("Before"), gettext_noop("before the sale")),
        "during": (gettext_noop("During"), gettext_noop("the sale itself")),
        "after": (gettext_noop("After"), gettext_noop("after the sale")),
    }
)

_CHANNELS = MappingProxyType(
    {
        "site": gettext_noop("site"),
        "e-mail": gettext_noop("e-mail"),
        "phone": gettext_noop("phone"),
        "shop": gettext_noop("shop"),
        "social": gettext_noop("social"),
        "search": gettext_noop("search"),
        "messenger": gettext_noop("messenger"),
        "partner": gettext_noop("partner"),
        "letter": gettext_noop("letter"),
        "print": gettext_noop("print"),
        "event": gettext_noop("event"),
        "ads": gettext_noop("ads"),
    }
)


def scheme_name(scheme: str) -> str:
    """A scheme as the pages name it."""
    return _(_SCHEMES[scheme]) if scheme in _SCHEMES else scheme


def stage_name(stage: str) -> str:
    """A stage as the pages name it; one that members added has the name they gave it."""
    return _(_STAGES[stage][0]) if stage in _STAGES else stage


def stage_means(stage: str) -> str:
    """What the touches of a stage are about, in a few words; "" for one that members added."""
    return _(_STAGES[stage][1]) if stage in _STAGES else ""


def channel_name(channel: str) -> str:
    """A channel as the pages name it; a name from the record stays as it came."""
    return _(_CHANNELS[channel]) if channel in _CHANNELS else channel


def known_channels() -> list[str]:
    """Channels to offer before the record names any."""
    return list(_CHANNELS)


def colours(scheme: str) -> dict[str, str]:
    """The colour class of each stage of a scheme; "" stands for no place."""
    found = {"": NONE}
    if scheme in SCHEMES:
        one = SCHEMES[scheme]
        order = one.stages.index(one.order) if one.order else None
        found.update(zip(one.stages, by_place(len(one.stages), order), strict=True))
    return found
