"""Placing many touchpoints at once, as a member chose for each: one transaction, one entry, one undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from touchline.touchpoints.changes import Clash, Where, last_change
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import check
from touchline.touchpoints.schemes import HOURGLASS
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, undoes

BATCH = 500
SCHEME = HOURGLASS.name


@dataclass(frozen=True)
class Choice:
    """What a member chose for the touchpoint of this number: a place, or that it is none (``aside``).

    Without either it is left as it is. ``was``: where the member saw it, None when that is no matter.
    """

    number: int
    stage: str = ""
    channel: str = ""
    aside: bool = False
    was: Where | None = None

    @property
    def says(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.stage) or self.aside


@dataclass(frozen=True)
class Accepted:
    """What became of choices. ``entry`` undoes all of them; None when nothing was written."""

    placed: int = 0
    aside: int = 0
    clashes: tuple[Clash, ...] = ()
    entry: AuditEntry | None = None


@dataclass(frozen=True)
class _State:
    name: str
    stage: str
    channel: str
    aside: bool

    def said(self) -> dict[str, Any]:
        return {"name": self.name, "stage": self.stage, "channel": self.channel, "aside": self.aside}


def accept(choices: Iterable[Choice], *, member: Member | None) -> Accepted:
    """Do as chosen. A touchpoint that somebody else changed since it was seen is left and named.

    Touchpoints that are gone or merged by now are left out. Raises ``PlaceError`` when a stage or a
    channel cannot be; then nothing is written.
    """
    wanted = {one.number: replace(one, channel=one.channel.strip()) for one in choices if one.says}
    for one in wanted.values():
        check(one.stage, SCHEME, one.channel)
    with transaction.atomic():
        states = _states(list(wanted))
        clashes, before, after = [], {}, {}
        for number, state in states.items():
            one = wanted[number]
            now = Where(state.stage, state.channel)
            new = _new(state, one)
            if one.was is not None and one.was != now and new != state:
                clashes.append(_clash(number, now, one))
            elif new != state:
                before[number], after[number] = state, new
        _write(after)
        entry = _record(member, before, after) if after else None
    aside = sum(one.aside and not before[number].aside for number, one in after.items())
    return Accepted(len(after) - aside, aside, tuple(clashes), entry)


def _new(state: _State, one: Choice) -> _State:
    if one.aside:
        return replace(state, stage="", aside=True)
    return replace(state, stage=one.stage, channel=one.channel, aside=False)


def _clash(number: int, now: Where, one: Choice) -> Clash:
    touchpoint = Touchpoint.objects.get(pk=number)
    return Clash(touchpoint, now, Where(one.stage, one.channel), last_change(number))


def _states(numbers: Sequence[int]) -> dict[int, _State]:
    """Where listed touchpoints stand, locked until the transaction ends."""
    found: dict[int, _State] = {}
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        locked = list(Touchpoint.objects.listed().select_for_update().filter(pk__in=part).order_by("pk"))
        stages = dict(
            Placement.objects.filter(scheme=SCHEME, touchpoint__in=part).values_list("touchpoint_id", "stage")
        )
        for one in locked:
            found[one.pk] = _State(one.name, stages.get(one.pk, ""), one.channel, one.set_aside)
    return found


def _write(states: dict[int, _State]) -> None:
    """Bring touchpoints to these states."""
    _update({number: state.channel for number, state in states.items()}, "channel")
    _update({number: state.aside for number, state in states.items()}, "set_aside")
    bare = [number for number, state in states.items() if not state.stage]
    for start in range(0, len(bare), BATCH):
        Placement.objects.filter(scheme=SCHEME, touchpoint__in=bare[start : start + BATCH]).delete()
    Placement.objects.bulk_create(
        [
            Placement(touchpoint_id=number, scheme=SCHEME, stage=state.stage)
            for number, state in states.items()
            if state.stage
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["touchpoint", "scheme"],
        update_fields=["stage"],
    )


def _update(values: dict[int, Any], field: str) -> None:
    """Set a field of touchpoints; few values, so one statement each."""
    by_value: dict[Any, list[int]] = {}
    for number, value in values.items():
        by_value.setdefault(value, []).append(number)
    for value, numbers in by_value.items():
        for start in range(0, len(numbers), BATCH):
            Touchpoint.objects.filter(pk__in=numbers[start : start + BATCH]).update(**{field: value})


def _record(member: Member | None, before: dict[int, _State], after: dict[int, _State]) -> AuditEntry:
    return record(
        member,
        "accepted proposals for",
        ", ".join(state.name for state in after.values()),
        {"places": {str(number): state.said() for number, state in before.items()}},
        {"places": {str(number): state.said() for number, state in after.items()}},
    )


@undoes("accepted proposals for")
def undo_accept(entry: AuditEntry, _member: Member | None) -> None:
    """Put all of them back where they stood, if nobody changed one since."""
    after = {int(number): said for number, said in entry.after["places"].items()}
    before = {int(number): said for number, said in entry.before["places"].items()}
    states = _states(list(after))
    for number, said in after.items():
        now = states.get(number)
        if now is None:
            raise CannotUndo(
                _("%(name)s is gone or merged into another since. Undo that first.") % {"name": said["name"]}
            )
        if now.said() | {"name": said["name"]} != said:
            raise CannotUndo(_("%(name)s was placed anew since. Undo that first.") % {"name": now.name})
    _write({number: _State(**said) for number, said in before.items()})
