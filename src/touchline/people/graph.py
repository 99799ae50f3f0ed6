"""The identity graph in the store: who is who, kept up with every join that comes, goes or is refused.

Everything here is derived from joins, rulings and limits by the rule of ``partition.py``; only what lies
around a change is looked at. Call it inside a transaction that has ``locked`` the graph.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from django.db import connection, transaction
from django.db.models import Q

from touchline.journeys.index import Array
from touchline.people.kinds import Kind
from touchline.people.lists import ask, pair_parameters, paired
from touchline.people.models import Graph, Grouped, Identity, Join, Quarantine, Ruling
from touchline.people.partition import Limits, Pairs, crowded, groups, in_force

BATCH = 500
ROWS = 50_000
BLOCKED = Q(ruling=Ruling.DENIED) | Q(crowded=True, ruling=Ruling.NONE)
JOIN, GROUPED = Join._meta.db_table, Grouped._meta.db_table
COUNT = f"""
    SELECT listed.value, count(*), sum(CASE WHEN other.kinds & {Kind.USER.value} <> 0 THEN 1 ELSE 0 END)
    FROM {{listed}} JOIN {JOIN} AS said ON said.{{end}} = listed.value AND said.refused_at IS NULL
    JOIN {Identity._meta.db_table} AS other ON other.number = said.{{beside}} GROUP BY listed.value
"""


def locked() -> Graph:
    """The graph's row, locked until the transaction ends; made where there is none."""
    graph = Graph.objects.select_for_update().order_by("pk").first()
    if graph is None:
        Graph.objects.get_or_create(pk=1, defaults={"epoch": new_epoch()})
        graph = Graph.objects.select_for_update().get(pk=1)
    return graph


def new_epoch() -> str:
    """A name no state of a graph had before."""
    return secrets.token_hex(16)


def counts(numbers: Iterable[int]) -> dict[int, tuple[int, int]]:
    """To how many user ids and how many ids in all each id is joined, suspended joins included."""
    wanted = sorted(set(numbers))
    found = dict.fromkeys(wanted, (0, 0))
    for end, beside in (("low", "high"), ("high", "low")):
        query = COUNT.format(listed="{listed}", end=end, beside=beside)
        for number, every, known in ask(query, wanted):
            users, ids = found[number]
            found[number] = (users + int(known), ids + int(every))
    return found


def blocked_among(numbers: Iterable[int]) -> set[int]:
    """Those of these ids that join nobody."""
    return {
        one
        for part in parts(numbers)
        for one in Quarantine.objects.filter(BLOCKED, pk__in=part).values_list("pk", flat=True)
    }


def beside(numbers: Iterable[int]) -> set[int]:
    """The ids that any join which is not refused ties to one of these."""
    wanted = set(numbers)
    held = f"FROM {{listed}} JOIN {JOIN} AS said ON refused_at IS NULL AND"
    lower = ask(f"SELECT low {held} high = listed.value", wanted)
    higher = ask(f"SELECT high {held} low = listed.value", wanted)
    return {number for (number,) in (*lower, *higher)}


def settle_around(graph: Graph, touched: Iterable[int], *, fewer: bool = False) -> int:
    """Work out anew who is who around ids whose joins, kinds or ruling changed; how many ids changed person.

    ``fewer``: joins may have gone, so that an id above a limit may be below it now.
    """
    around = set(touched)
    turned = _recount(graph, around, fewer=fewer)
    around |= turned | beside(turned & (around - blocked_among(turned)))
    return regroup(graph, around)


def regroup(graph: Graph, around: Iterable[int]) -> int:
    """Work out the persons of these ids anew from the joins in force, and of who was one person with them."""
    around = set(around)
    now = grouped(around)
    persons = set(now.values()) | {one for one in around if one not in now}
    members = around | persons | set(members_of(persons))
    now |= grouped(members - now.keys())
    free = members - blocked_among(members)
    pairs = _pairs_among(free)
    found = groups(pairs)
    then = dict(zip(found.identity.tolist(), found.person.tolist(), strict=True))
    changed = {one: then.get(one, one) for one in members if then.get(one, one) != now.get(one, one)}
    if changed:
        graph.changes += 1
        graph.save(update_fields=["changes"])
        _write_grouped(graph, changed)
    return len(changed)


def grouped(numbers: Iterable[int]) -> dict[int, int]:
    """The person of each of these ids that is or was in a join."""
    query = f"SELECT identity, person FROM {{listed}} JOIN {GROUPED} ON identity = listed.value"
    return dict(ask(query, numbers))


def members_of(persons: Iterable[int]) -> Iterator[int]:
    """The ids grouped under these persons; a key itself need not be among them."""
    for (number,) in ask(f"SELECT identity FROM {{listed}} JOIN {GROUPED} ON person = listed.value", persons):
        yield number


def everything() -> int:
    """Work out the whole graph anew, after its limits changed; how many ids changed person."""
    with transaction.atomic():
        graph = locked()
        low, high = _all_pairs()
        pairs = Pairs(low, high)
        over = crowded(pairs, _users(np.union1d(low, high)), Limits(graph.users, graph.ids))
        _write_crowded(set(over.tolist()))
        blocked = np.array(sorted(Quarantine.objects.filter(BLOCKED).values_list("pk", flat=True)), np.int64)
        found = groups(in_force(pairs, blocked))
        then = dict(zip(found.identity.tolist(), found.person.tolist(), strict=True))
        now = dict(Grouped.objects.values_list("pk", "person").iterator(50_000))
        every = now.keys() | then.keys()
        changed = {one: then.get(one, one) for one in every if then.get(one, one) != now.get(one, one)}
        graph.changes += 1
        graph.save(update_fields=["changes"])
        _write_grouped(graph, changed)
        return len(changed)


def parts(numbers: Iterable[int]) -> Iterator[Sequence[int]]:
    """Numbers in pieces small enough for one statement."""
    wanted = sorted(numbers)
    return (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))


def _recount(graph: Graph, numbers: set[int], *, fewer: bool) -> set[int]:
    """See which of these ids stand above a limit; those that turned from free to crowded or back."""
    rows = {one.pk: one for part in parts(numbers) for one in Quarantine.objects.filter(pk__in=part)}
    # more joins make no crowd smaller
    asked = {one for one in numbers if fewer or not (one in rows and rows[one].crowded)}
    turned = set()
    for number, (users, ids) in counts(asked).items():
        row = rows.get(number)
        over = users > graph.users or ids > graph.ids
        if over == bool(row and row.crowded):
            continue
        turned.add(number)
        _write_one(number, row, over=over)
    return turned


def _write_grouped(graph: Graph, changed: dict[int, int]) -> None:
    query = (
        f"INSERT INTO {GROUPED} (identity, person, changed) SELECT low, high, %s FROM {paired()} WHERE true "
        "ON CONFLICT (identity) DO UPDATE SET person = excluded.person, changed = excluded.changed"
    )
    rows = sorted(changed.items())
    for start in range(0, len(rows), ROWS):
        with connection.cursor() as cursor:
            cursor.execute(query, [graph.changes, *pair_parameters(rows[start : start + ROWS])])


def _write_one(number: int, row: Quarantine | None, *, over: bool) -> None:
    if row is None:
        Quarantine.objects.create(pk=number, crowded=over)
    elif over or row.ruling:
        row.crowded = over
        row.save(update_fields=["crowded"])
    else:
        row.delete()


def _write_crowded(over: set[int]) -> None:
    there = {one.pk: one for one in Quarantine.objects.all()}
    for number, row in there.items():
        if row.crowded != (number in over):
            _write_one(number, row, over=number in over)
    for number in sorted(over - there.keys()):
        _write_one(number, None, over=True)


def _pairs_among(free: set[int]) -> Pairs:
    """The joins in force among ids that are not blocked."""
    query = f"SELECT low, high FROM {{listed}} JOIN {JOIN} ON low = listed.value AND refused_at IS NULL"
    found = [(low, high) for low, high in ask(query, free) if high in free]
    said = np.array(found, np.int64).reshape(-1, 2)
    return Pairs(said[:, 0], said[:, 1])


def _all_pairs() -> tuple[Array, Array]:
    rows = Join.objects.filter(refused_at=None).values_list("low", "high").iterator(50_000)
    said = np.fromiter((number for row in rows for number in row), np.int64).reshape(-1, 2)
    return said[:, 0].copy(), said[:, 1].copy()


def _users(numbers: Array) -> Array:
    query = f"SELECT number FROM {Identity._meta.db_table} WHERE kinds & {Kind.USER.value} <> 0"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return np.intersect1d(np.array([number for (number,) in cursor.fetchall()], np.int64), numbers)
