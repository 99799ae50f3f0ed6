"""Which events are touches at which touchpoint, merges followed; and names a member gives a touchpoint."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.touchpoints import models
from touchline.touchpoints.discover import NAMES, Discoverer
from touchline.touchpoints.models import RecognitionRule, Touchpoint
from touchline.touchpoints.place import PlaceError
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

BATCH = 500


def recognised() -> dict[str, int]:
    """By the name of an event: the number of the listed touchpoint it counts at."""
    into = dict(Touchpoint.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))

    def kept(number: int) -> int:
        while number in into:
            number = into[number]
        return number

    rules = RecognitionRule.objects.values_list("event_name", "touchpoint_id")
    return {name: kept(number) for name, number in rules}


def names_of(touchpoint: Touchpoint) -> list[str]:
    """The names of events that count at a listed touchpoint, its own first, then those merged into it."""
    numbers, below = [touchpoint.pk], [touchpoint.pk]
    while below:
        below = list(
            Touchpoint.objects.filter(merged_into__in=below).order_by("pk").values_list("pk", flat=True)
        )
        numbers += below
    rules = RecognitionRule.objects.filter(touchpoint__in=numbers)
    found = sorted(
        rules.values_list("touchpoint_id", "event_name"), key=lambda one: (numbers.index(one[0]), one[1])
    )
    return [name for _number, name in found]


def room() -> int:
    """How many more touchpoints the workspace holds."""
    return max(0, models.MOST_TOUCHPOINTS - Touchpoint.objects.listed().count())


def recognise_as(names: Sequence[str], touchpoint: Touchpoint, *, member: Member | None) -> int:
    """Let events of these names count at a touchpoint; how many names are new to it.

    Raises ``PlaceError`` when a name is recognised already, as this touchpoint or as another.
    """
    wanted = list(dict.fromkeys(names))
    with transaction.atomic():
        take_turns(NAMES)
        kept = Touchpoint.objects.select_for_update().get(pk=touchpoint.pk)
        if kept.merged_into_id is not None:
            raise PlaceError(_("%(name)s was merged into another meanwhile.") % {"name": kept.name})
        taken = _rules(wanted)
        if taken:
            raise PlaceError(
                _("%(name)s is recognised already, as %(other)s.")
                % {"name": taken[0].event_name, "other": taken[0].touchpoint.name}
            )
        RecognitionRule.objects.bulk_create(
            [RecognitionRule(event_name=name, touchpoint=kept) for name in wanted]
        )
        about = {"touchpoint": kept.pk}
        record(member, "recognised names as", kept.name, about | {"names": []}, about | {"names": wanted})
    return len(wanted)


def recognise(names: Sequence[str], *, member: Member | None) -> int:
    """Make a touchpoint of each of these names that are not recognised yet; how many are new.

    Raises ``PlaceError`` when the workspace has not that much room; then nothing is made.
    """
    wanted = list(dict.fromkeys(names))
    with transaction.atomic():
        take_turns(NAMES)
        there = {rule.event_name for rule in _rules(wanted)}
        fresh = [name for name in wanted if name not in there]
        free = room()
        if len(fresh) > free:
            raise PlaceError(_no_room(free))
        before = set(Touchpoint.objects.filter(name__in=fresh).values_list("pk", flat=True))
        Discoverer()(fresh)
        made = {
            str(rule.touchpoint_id): rule.event_name
            for rule in _rules(fresh)
            if rule.touchpoint_id not in before
        }
        if fresh:
            what = ", ".join(made.values())
            record(member, "made touchpoints", what, {"touchpoints": {}}, {"touchpoints": made})
    return len(fresh)


def _no_room(free: int) -> str:
    said = ngettext(
        "A workspace holds at most %(most)s touchpoints, and there is room for %(free)s more. "
        "Merge some first.",
        "A workspace holds at most %(most)s touchpoints, and there is room for %(free)s more. "
        "Merge some first.",
        free,
    )
    return said % {"most": f"{models.MOST_TOUCHPOINTS:,}", "free": f"{free:,}"}


def _rules(names: Sequence[str]) -> list[RecognitionRule]:
    found: list[RecognitionRule] = []
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        found += RecognitionRule.objects.filter(event_name__in=part).select_related("touchpoint")
    return found


@undoes("recognised names as")
def undo_recognised(entry: AuditEntry, _member: Member | None) -> None:
    """Take the names from the touchpoint again; their events are not recognised any more."""
    rules = RecognitionRule.objects.filter(
        event_name__in=entry.after["names"], touchpoint=entry.after["touchpoint"]
    )
    if rules.count() != len(entry.after["names"]):
        raise CannotUndo(_("One of these names is recognised as another touchpoint since. Undo that first."))
    rules.delete()


@undoes("made touchpoints")
def undo_made(entry: AuditEntry, _member: Member | None) -> None:
    """Remove the touchpoints again, unless somebody placed or merged one since."""
    numbers = [int(number) for number in entry.after["touchpoints"]]
    for start in range(0, len(numbers), BATCH):
        part = Touchpoint.objects.filter(pk__in=numbers[start : start + BATCH])
        used = (
            part.exclude(placements=None).first()
            or part.exclude(merged=None).first()
            or part.exclude(merged_into=None).first()
        )
        if used is not None:
            raise CannotUndo(_("%(name)s was placed or merged since. Undo that first.") % {"name": used.name})
        part.delete()
