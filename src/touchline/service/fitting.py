"""Whether the operations store and the lake fit each other, looked at before either is written.

Each is kept, restored and moved by itself. A lake beside a database it does not belong to would give
new people the numbers of others, or empty every answer.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Sum

from touchline.collect.models import Import, Kind, State
from touchline.lake.events import Lake
from touchline.lake.store import LakeError
from touchline.people import identities


class StoresDisagree(Exception):
    """Database and lake do not belong together. The message is a sentence that says what to do."""


def refuse_to_build() -> None:
    """Raise ``StoresDisagree`` when an index built now would hold nothing of a record that was there."""
    said = lost(Lake(settings.TOUCHLINE.lake))
    if said:
        raise StoresDisagree(said)


def refusal() -> str:
    """Why no import can be written now, in a sentence; empty when it can."""
    try:
        lake = Lake(settings.TOUCHLINE.lake)
        return lost(lake) or outrun(lake)
    except LakeError as error:
        return str(error)


def lost(lake: Lake) -> str:
    """A sentence when imports put events into the lake and it never held any."""
    recorded = _recorded()
    if not recorded or lake.last_seq():
        return ""
    return (
        f"The lake in {lake.place} is missing: imports put {recorded:,} events into it, and it holds none. "
        "Restore it from a backup, or correct TOUCHLINE_LAKE."
    )


def outrun(lake: Lake) -> str:
    """A sentence when the lake knows people whose numbers the database has not given yet."""
    known, given = lake.highest_identity(), identities.highest()
    if known <= given:
        return ""
    return (
        f"The database is older than the lake in {lake.place}: the lake holds people up to number {known:,}, "
        f"and the database has given {given:,} numbers, so new people would get the events of others. "
        "Restore a database that is as new as the lake."
    )


def behind(lake: Lake) -> str:
    """A sentence when imports put more events into the lake than it ever held."""
    recorded, held = _recorded(), lake.last_seq()
    if recorded <= held:
        return ""
    return (
        f"The lake in {lake.place} is older than the database: imports put {recorded:,} events into it, and "
        f"it has held {held:,}. Restore a lake that is as new as the database."
    )


def _recorded() -> int:
    """Events that imports put into the lake. What is known of people goes elsewhere."""
    done = Import.objects.filter(state=State.DONE).exclude(kind=Kind.PEOPLE)
    events = done.aggregate(events=Sum("accepted"))["events"]
    return events or 0
