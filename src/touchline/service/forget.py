"""Forgetting a person, and showing all that is held of them: ``touchline forget``, ``touchline export``.

``service/erasing.py`` knows every store. Here a wish is written down, handed to whoever may write, and
waited for.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from touchline.journeys.question import instant
from touchline.people import forgetting as people
from touchline.people import identities, refusals
from touchline.people.models import Erasure
from touchline.people.persons import persons_of, whole
from touchline.service import erasure_words
from touchline.service.erasing import STORES, held, refuse_without_lake, traces_of, unfinished
from touchline.service.locks import Held, worker_lock
from touchline.service.taking import catch_up, wait_out
from touchline.workspace import forgetting as workspace
from touchline.workspace.audit import record
from touchline.workspace.database import StillRead
from touchline.workspace.models import Member
from touchline.workspace.traces import Traces

KEPT_IN_THE_TRAIL = ("touches", "orders", "refunds", "money")


@dataclass(frozen=True)
class Found:
    """What is held of some people. ``counts`` as ``Erasure.counts``; ``members`` are roles of members
    who have one of their addresses, and stay."""

    traces: Traces
    counts: dict[str, Any]
    members: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether there is anything to forget. Rows of others kept as examples do not count."""
        beside = ("before", "money", "people", "shown_rows")
        return any(self.counts[name] for name in self.counts if name not in beside)


def look(ids: Sequence[str]) -> Found:
    """What is held of the people with these ids, which are taken as they came: of all their ids.

    Changes nothing.
    """
    listed = tuple(dict.fromkeys(ids))
    numbers = list(people.numbers_of(listed).values())
    traces = traces_of(whole(numbers))
    strange = tuple(one for one in listed if one not in traces.ids)
    traces = Traces(traces.numbers, (*traces.ids, *strange), traces.known)
    counts = held(traces)
    counts |= {"ids": len(traces.numbers), "people": len({*persons_of(numbers).values()}) + len(strange)}
    return Found(traces, counts, tuple(workspace.members(traces)))


def ask(ids: Sequence[str], *, for_good: bool, member: Member | None = None) -> Erasure:
    """Write down that these people are to be forgotten; ``finish`` or the worker does it.

    With ``for_good`` they are refused from this moment on. The audit trail says that people were
    forgotten and how much of them, never who. Raises ``StoresDisagree`` while the lake is missing.
    """
    refuse_without_lake()
    listed = list(dict.fromkeys(ids))
    said = look(listed).counts
    counts: dict[str, Any] = {name: said[name] for name in KEPT_IN_THE_TRAIL if said.get(name)}
    if "money" in counts:
        counts["money"] = erasure_words.money(counts)
    if for_good:
        counts["for_good"] = "✓"
    with transaction.atomic():
        numbers = sorted(whole(int(one) for one in identities.numbers(listed)))
        asked = Erasure.objects.create(numbers=numbers, counts=said, for_good=for_good, member=member)
        if for_good:
            refusals.refuse_again({*listed, *people.traces_of(numbers).ids})
        what = "a person" if said["people"] == 1 else "people"
        record(member, "forgot", what, None, {"people": said["people"], **counts})
    return asked


def finish(asked: Sequence[Erasure]) -> None:
    """See erasures through to their end: here, or by waiting for the worker that runs.

    A database that went away is waited for, as long as ``taking.PATIENCE`` says.
    """
    gone_since: float | None = None
    while True:
        try:
            _go_on()
            for one in asked:
                one.refresh_from_db()
            gone_since = None
        except DatabaseError as error:
            gone_since = wait_out(error, gone_since)
        if all(one.done_at for one in asked):
            return


def _go_on() -> None:
    try:
        with worker_lock(settings.TOUCHLINE.home, "an erasure from the command line"):
            catch_up()
    except (Held, StillRead):
        time.sleep(0.1)


def under_way(number: int) -> Erasure | None:
    """The erasure that is about to remove the identity of this number."""
    return next((one for one in unfinished() if number in one.numbers), None)


def allow_again(people: Sequence[str], member: Member | None = None) -> int:
    """Receive these people again; how many of them were refused."""
    with transaction.atomic():
        lifted = refusals.allow_again(people)
        if lifted:
            record(member, "allowed again", "a person" if lifted == 1 else "people", None, {"people": lifted})
    return lifted


def export(ids: Sequence[str]) -> dict[str, Any]:
    """Everything held of the people with these ids, as one JSON document; empty when that is nothing."""
    here = look(ids)
    if not here.anything:
        return {}
    refused = refusals.Refusals()
    said: dict[str, Any] = {
        "as_of": instant(time.time_ns() // 1000),
        "asked_for": list(ids),
        "numbers": list(here.traces.numbers),
        "refused_in_future": any(one in refused for one in (*ids, *here.traces.ids)),
    }
    for store in reversed(STORES):
        said |= store.export(here.traces)
    return said
