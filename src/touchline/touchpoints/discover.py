"""Names seen for the first time become touchpoints, discovered until a member places them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from touchline.touchpoints import models
from touchline.touchpoints.models import Placement, RecognitionRule, Touchpoint
from touchline.workspace.turns import take_turns

NAMES = "names of touchpoints"
"""Whoever gives a touchpoint a name, or makes one of a name, takes turns at this."""

CALLED = {"Order Completed": "Order", "Order Refunded": "Refund"}
"""Events whose touchpoint has another name than they."""

PLACED = {"Order": ("hourglass", "buy")}
"""Touchpoints whose place follows from what they are."""

BATCH = 2_000
DROPPED = 300


def drop_unmet(names: Iterable[str]) -> int:
    """Forget touchpoints whose only name is one of these, which are no longer in the record.

    Those a member placed, merged, renamed or set aside stay. Returns how many touchpoints went.
    """
    gone = 0
    wanted = list(dict.fromkeys(names))
    for start in range(0, len(wanted), DROPPED):
        part = wanted[start : start + DROPPED]
        called = [CALLED.get(name, name) for name in part]
        with transaction.atomic():
            _lock(called)
            rules = RecognitionRule.objects.filter(event_name__in=part)
            met = RecognitionRule.objects.exclude(event_name__in=part).values("touchpoint")
            unmet = Touchpoint.objects.listed().filter(
                rules__in=rules,
                name__in=called,
                placements=None,
                merged=None,
                set_aside=False,
            )
            unmet = unmet.exclude(pk__in=met).distinct()
            numbers = list(unmet.values_list("pk", flat=True))
            gone += Touchpoint.objects.filter(pk__in=numbers).count()
            Touchpoint.objects.filter(pk__in=numbers).delete()
    return gone


def _lock(names: Iterable[str]) -> None:
    """Let nobody place or merge touchpoints of these names until the transaction ends."""
    list(Touchpoint.objects.select_for_update().filter(name__in=names).order_by("pk").values_list("pk"))


class Discoverer:
    """Meets the names of events, chunk after chunk. Holds the names that are recognised in memory."""

    def __init__(self) -> None:
        self._known = set(RecognitionRule.objects.values_list("event_name", flat=True))
        self._room = max(0, models.MOST_TOUCHPOINTS - Touchpoint.objects.listed().count())

    def __call__(self, names: Iterable[str]) -> int:
        """Make a touchpoint of every name not met before, in their order; how many are new.

        A workspace has at most ``MOST_TOUCHPOINTS``, and orders and refunds beside them; events with
        further names are kept, are not recognised and are counted where numbers are shown.
        """
        fresh = [name for name in dict.fromkeys(names) if name not in self._known]
        made = 0
        for start in range(0, len(fresh), BATCH):
            made += self._learn(fresh[start : start + BATCH])
        return made

    def _learn(self, names: list[str]) -> int:
        called = {name: CALLED.get(name, name) for name in names}
        there = set(Touchpoint.objects.filter(name__in=called.values()).values_list("name", flat=True))
        missing = [name for name in dict.fromkeys(called.values()) if name not in there]
        sure = [name for name in missing if name in CALLED.values()]
        new = sure + [name for name in missing if name not in sure][: self._room]
        if not new and not there:
            return 0
        with transaction.atomic():
            take_turns(NAMES)
            Touchpoint.objects.bulk_create([Touchpoint(name=name) for name in new], ignore_conflicts=True)
            numbers = dict(Touchpoint.objects.filter(name__in=called.values()).values_list("name", "pk"))
            rules = {name: numbers[to] for name, to in called.items() if to in numbers}
            RecognitionRule.objects.bulk_create(
                [RecognitionRule(event_name=name, touchpoint_id=number) for name, number in rules.items()],
                ignore_conflicts=True,
            )
            for name in set(called.values()) & PLACED.keys() & numbers.keys():
                scheme, stage = PLACED[name]
                Placement.objects.get_or_create(
                    touchpoint_id=numbers[name], scheme=scheme, defaults={"stage": stage}
                )
        self._room -= len(new) - len(sure)
        self._known |= rules.keys()
        return len(new)
