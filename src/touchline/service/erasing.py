"""Erasing: everything held of a person goes, from every store, in an order a crash cannot upset.

What a person is recognised by (id, name, addresses) is needed until the last store is clean, so ids go
last. Killed at any moment, an erasure is repeated as a whole by the worker or by the next command.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils import timezone

from touchline.collect import forgetting as collect
from touchline.collect.inbox import forgetting as inbox
from touchline.people import forgetting as people
from touchline.people.models import Erasure
from touchline.people.persons import whole
from touchline.plan import forgetting as plan
from touchline.service import record_store
from touchline.service.fitting import StoresDisagree, refusal
from touchline.service.refresh import clear
from touchline.touchpoints import forgetting as touchpoints
from touchline.workspace import database
from touchline.workspace import forgetting as workspace
from touchline.workspace.holding import Store
from touchline.workspace.traces import Traces

STORES: tuple[Store, ...] = (inbox, collect, workspace, plan, touchpoints, record_store, people)
"""Every place that may hold something of a person, in the order in which it goes."""


def unfinished() -> list[Erasure]:
    """Erasures that wait or were interrupted, the oldest first."""
    return list(Erasure.objects.filter(done_at=None).order_by("pk"))


def traces_of(numbers: list[int]) -> Traces:
    """What names the people with these numbers, as far as it is still known."""
    return record_store.learn(people.traces_of(numbers))


def held(traces: Traces) -> dict[str, Any]:
    """How much is held of them, what their orders are worth, and the totals they are part of."""
    counts: dict[str, Any] = {}
    for store in STORES:
        counts |= {name: count for name, count in store.found(traces).items() if count}
    return {**counts, "money": record_store.sums(traces.numbers), "before": record_store.totals()}


def erase(one: Erasure) -> None:
    """Carry an erasure out. For the holder of the worker lock, while no import runs.

    Raises ``StillRead`` when somebody reads an old state for long, and ``StoresDisagree`` while the lake
    is not the one that belongs here, since nothing would be found in it; repeat it then.
    """
    refuse_without_lake()
    one.numbers = sorted(whole(one.numbers))  # ids that were joined to theirs since it was asked
    traces = traces_of(one.numbers)
    _begin(one, traces)
    inbox.forget(traces)
    collect.forget(traces)
    workspace.forget(traces)
    plan.forget(traces)
    record_store.reword(traces)
    touchpoints.forget(traces)
    record_store.forget(traces)
    people.forget(traces)
    clear()
    record_store.sweep()
    database.sweep(_needles(one, traces), _tables())
    said = {name: count for name, count in one.counts.items() if name != "begun"}
    one.counts = {**said, "after": record_store.totals()}
    one.numbers, one.done_at = [], timezone.now()
    one.save(update_fields=["counts", "numbers", "done_at"])


def refuse_without_lake() -> None:
    """Raise ``StoresDisagree`` when the lake is missing or is not the one that belongs to this database."""
    said = refusal()
    if said:
        raise StoresDisagree(said)


def _begin(one: Erasure, traces: Traces) -> None:
    """Write down how much there is before anything goes; what an import brought since it was asked counts."""
    if one.counts.get("begun"):
        one.save(update_fields=["numbers"])
        return
    if one.counts.get("before", {}).get("touches") != record_store.totals()["touches"]:
        one.counts = {**held(traces), "people": one.counts.get("people", len(one.numbers))}
    one.counts = {**one.counts, "begun": True}
    one.save(update_fields=["counts", "numbers"])


def _needles(one: Erasure, traces: Traces) -> tuple[bytes, ...] | None:
    """What to look for in what is left; None when a crash came after the ids had gone."""
    return traces.needles if len(traces.ids) == len(one.numbers) else None


def _tables() -> list[str]:
    return [apps.get_model(label)._meta.db_table for store in STORES for label in store.MODELS]
