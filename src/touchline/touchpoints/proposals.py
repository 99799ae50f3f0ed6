"""Where a touchpoint probably stands and happens: a proposal with its reason, for a member to accept.

By what its name says; else by the money it carries; else by where it stands in journeys. A proposal
is never applied by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.touchpoints.kinds import CHANNELS, KINDS, Kind
from touchline.touchpoints.words import Lexicon

KIND_WORDS = Lexicon([kind.words for kind in KINDS])
CHANNEL_WORDS = Lexicon([words for _name, words in CHANNELS])
FIRST, EARLY = 0.3, 0.15
"""From this share of its people whose first touch it is, a touchpoint counts as know, or as like."""
ENOUGH = 0.5


@dataclass(frozen=True)
class Seen:
    """What the record says of a touchpoint, as plain counts. 0 where nothing is known.

    ``first``: people whose first touch ever it is. ``before_order``, ``after_order``: its touches before
    and after their person's first order. ``orders``: its touches with money received. ``business``: its
    touches on the business's initiative. ``channels``: touches by the channel the events named.
    """

    touches: int = 0
    people: int = 0
    first: int = 0
    before_order: int = 0
    after_order: int = 0
    orders: int = 0
    business: int = 0
    channels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A stage of the hourglass ("" for none), a channel, and why, in words."""

    stage: str
    channel: str
    reason: str


def propose(name: str, seen: Seen | None = None) -> Proposal:
    """A proposal for the touchpoint of this name. There always is one; the reason says how sure it is."""
    seen = seen or Seen()
    kind, word = _kind(name)
    if kind and not kind.stage:
        stage = ""
        said = _(
            "“%(word)s” says that something went back or was called off: that moves nobody on, so it belongs "
            "on no stage."
        )
        why = said % {"word": word}
    elif kind:
        stage = kind.stage
        why = _("“%(word)s” in the name points to %(kind)s.") % {"word": word, "kind": kind.name}
        if stage == "refer" and _first(seen) >= ENOUGH:
            stage, began = _by_record(replace(seen, orders=0))
            why = f"{why} {began} {_('So these people were brought.')}"
    else:
        stage, why = _by_record(seen)
    channel, where = _channel(name, seen, kind)
    return Proposal(stage, channel, f"{why} {where}")


@lru_cache(maxsize=1 << 15)
def _kind(name: str) -> tuple[Kind | None, str]:
    """The kind whose word is the longest in the name, and that word; one without a stage goes first."""
    found = KIND_WORDS.find(name)
    if not found:
        return None, ""
    number = min(found, key=lambda one: (bool(KINDS[one].stage), -len(found[one]), one))
    return KINDS[number], found[number]


def _by_record(seen: Seen) -> tuple[str, str]:
    if seen.touches and seen.orders / seen.touches >= ENOUGH:
        why = ngettext(
            "%(orders)d of its %(touches)d touches carries money.",
            "%(orders)d of its %(touches)d touches carry money.",
            seen.orders,
        )
        return "buy", why % {"orders": seen.orders, "touches": seen.touches}
    first = _first(seen)
    if first >= EARLY:
        stage = "know" if first >= FIRST else "like"
        return stage, _("It is the first touch of %(share)d %% of its people.") % {
            "share": round(first * 100)
        }
    placed = seen.before_order + seen.after_order
    if placed and seen.after_order / placed > ENOUGH:
        share = round(seen.after_order / placed * 100)
        return "repeat", _("%(share)d %% of its touches come after the first order.") % {"share": share}
    if placed:
        share = round(seen.before_order / placed * 100)
        return "trust", _("%(share)d %% of its touches come before the first order.") % {"share": share}
    if seen.people:
        return "like", _("Few people begin with it and nobody ordered yet, so this is a guess.")
    return "know", _("Nothing in its name or in the record says more, so this is a guess.")


def _first(seen: Seen) -> float:
    """The share of its people whose first touch it is."""
    return seen.first / seen.people if seen.people else 0.0


@lru_cache(maxsize=1 << 15)
def _where(name: str) -> tuple[str, str]:
    """The surest channel with a word in the name, and that word."""
    found = CHANNEL_WORDS.find(name)
    return (CHANNELS[min(found)][0], found[min(found)]) if found else ("", "")


def _channel(name: str, seen: Seen, kind: Kind | None) -> tuple[str, str]:
    named = {channel: count for channel, count in seen.channels.items() if channel}
    if named:
        channel = min(named, key=lambda one: (-named[one], one))
        return channel, _("Its touches name the channel %(channel)s.") % {"channel": channel}
    where, word = _where(name)
    if where:
        return where, _("“%(word)s” says where it happens.") % {"word": word}
    if kind and kind.channel:
        return kind.channel, _("Such touchpoints usually happen here: %(channel)s.") % {
            "channel": kind.channel
        }
    if seen.touches and seen.business / seen.touches > ENOUGH:
        return "e-mail", _("The business mostly begins it, so e-mail is a guess.")
    return "site", _("Nothing says where it happens, so site is a guess.")
