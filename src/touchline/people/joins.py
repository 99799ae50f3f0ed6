"""Joins as they come and go: what said that two ids are one person, and members who undo it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from touchline.people.graph import beside, locked, new_epoch, parts, settle_around
from touchline.people.kinds import Kind
from touchline.people.lists import pair_parameters, paired
from touchline.people.models import Evidence, Grouped, Identity, Join, Quarantine
from touchline.people.persons import whole
from touchline.workspace.models import Member

TABLE = Join._meta.db_table
PAIRS = 10_000
"""Pairs a statement."""


@dataclass(frozen=True)
class Claim:
    """Something said that two ids, by number, are one person: how, when, and where that stands written.

    A row of an import is a number in ``reference`` and the import's in ``of_import``.
    """

    one: int
    other: int
    how: str
    at: datetime
    reference: str = ""
    member: Member | None = None
    of_import: int = 0

    @property
    def pair(self) -> tuple[int, int]:
        """The two numbers, the smaller first."""
        return min(self.one, self.other), max(self.one, self.other)


def learn(claims: Sequence[Claim], kinds: Mapping[int, int] | None = None) -> int:
    """Take in joins and the kinds that ids came as; how many ids changed person.

    In whatever order and pieces the same is said, and however often, the outcome is the same. A join
    that a member refused stays refused. Impossible ids are to be left out before.
    """
    claims = [one for one in claims if one.one != one.other]
    if not claims and not kinds:
        return 0
    with transaction.atomic():
        graph = locked()
        users = _learn_kinds(kinds or {})
        new = _learn_joins(claims)
        touched = {number for pair in new for number in pair} | beside(users)
        return settle_around(graph, touched) if touched else 0


def refuse(joins: Iterable[Join]) -> int:
    """Undo joins, for good: how many ids changed person. Call it inside a transaction."""
    wanted = list(joins)
    graph = locked()
    Join.objects.filter(pk__in=[one.pk for one in wanted]).update(refused_at=timezone.now())
    return settle_around(graph, {number for one in wanted for number in (one.low, one.high)}, fewer=True)


def allow(joins: Iterable[Join]) -> int:
    """Let refused joins hold again: how many ids changed person. Call it inside a transaction."""
    wanted = list(joins)
    graph = locked()
    Join.objects.filter(pk__in=[one.pk for one in wanted]).update(refused_at=None)
    return settle_around(graph, {number for one in wanted for number in (one.low, one.high)})


def take_back(of_import: int) -> int:
    """Take an import's evidence away, and joins nothing else speaks for; how many ids changed person.

    A join that a member refused stays refused. Work done in pieces: when it is cut off, do it again.
    """
    changed = 0
    while True:
        with transaction.atomic():
            graph = locked()
            part = list(Evidence.objects.filter(of_import=of_import).order_by("pk")[:PAIRS])
            if not part:
                return changed
            gone: list[Join] = []
            for numbers in parts({one.join_id for one in part}):
                Evidence.objects.filter(join__in=numbers, of_import=of_import).delete()
                left = Join.objects.filter(pk__in=numbers, refused_at=None, evidence=None)
                gone += left
            for numbers in parts(one.pk for one in gone):
                Join.objects.filter(pk__in=numbers).delete()
            ends = {number for one in gone for number in (one.low, one.high)}
            changed += settle_around(graph, ends, fewer=True) if ends else 0


def said_by(of_import: int) -> int:
    """How many joins an import speaks for."""
    return Evidence.objects.filter(of_import=of_import).count()


def ends_of(of_import: int) -> Iterator[int]:
    """The ids that an import said anything about the joins of; one may come twice."""
    pairs = Evidence.objects.filter(of_import=of_import).values_list("join__low", "join__high")
    return (number for pair in pairs.iterator(50_000) for number in pair)


def among(pairs: Iterable[tuple[int, int]]) -> list[Join]:
    """The joins of these pairs, smaller number first, as far as there are any."""
    wanted = sorted(set(pairs))
    found: list[Join] = []
    for start in range(0, len(wanted), PAIRS):
        query = f"SELECT said.* FROM {paired()} JOIN {TABLE} AS said USING (low, high)"
        found += Join.objects.raw(query, pair_parameters(wanted[start : start + PAIRS]))
    return found


def of(numbers: Iterable[int]) -> list[Join]:
    """Every join of these ids, refused and suspended ones too, the oldest first."""
    found: dict[int, Join] = {}
    for part in parts(numbers):
        for one in Join.objects.filter(Q(low__in=part) | Q(high__in=part)).order_by("pk"):
            found[one.pk] = one
    return [found[key] for key in sorted(found)]


def forget(numbers: Iterable[int]) -> int:
    """Remove all that ties these ids to each other and to others; how many joins went."""
    wanted = sorted(set(numbers))
    with transaction.atomic():
        graph = locked()
        tied = (beside(wanted) | set(whole(wanted))) - set(wanted)
        gone = 0
        for part in parts(wanted):
            either = Q(low__in=part) | Q(high__in=part)
            Evidence.objects.filter(join__in=Join.objects.filter(either)).delete()
            gone += Join.objects.filter(either).delete()[0]
            Grouped.objects.filter(pk__in=part).delete()
            Quarantine.objects.filter(pk__in=part).delete()
        settle_around(graph, tied, fewer=True)
        if gone:
            graph.epoch = new_epoch()
            graph.save(update_fields=["epoch"])
    return gone


def _learn_kinds(kinds: Mapping[int, int]) -> set[int]:
    """Write down the kinds ids came as; those that turned out to be user ids."""
    known = set()
    by_kinds: dict[int, list[int]] = {}
    for part in parts(kinds):
        for number, before in Identity.objects.filter(pk__in=part).values_list("pk", "kinds"):
            after = before | kinds[number]
            if after != before:
                by_kinds.setdefault(after, []).append(number)
                if Kind.USER & after & ~before:
                    known.add(number)
    for after, numbers in sorted(by_kinds.items()):
        for part in parts(numbers):
            Identity.objects.filter(pk__in=part).update(kinds=after)
    return known


def _learn_joins(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """Write down joins and their evidence; the pairs that are new and not refused."""
    pairs = sorted({one.pair for one in claims})
    found = f"SELECT said.id, said.low, said.high FROM {paired()} JOIN {TABLE} AS said USING (low, high)"
    there = _by_pair(found, pairs)
    missing = [pair for pair in pairs if pair not in there]
    add = (
        f"INSERT INTO {TABLE} (low, high) SELECT low, high FROM {paired()} WHERE true "
        "ON CONFLICT (low, high) DO NOTHING RETURNING id, low, high"
    )
    new = _by_pair(add, missing)
    _learn_evidence(claims, there | new, set(there.values()))
    return sorted(new)


def _by_pair(query: str, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The numbers of joins a query answers with, by their pairs."""
    found: dict[tuple[int, int], int] = {}
    for start in range(0, len(pairs), PAIRS):
        with connection.cursor() as cursor:
            cursor.execute(query, pair_parameters(pairs[start : start + PAIRS]))
            found.update({(low, high): number for number, low, high in cursor.fetchall()})
    return found


def _learn_evidence(claims: Sequence[Claim], joins: Mapping[tuple[int, int], int], there: set[int]) -> None:
    """Keep the earliest evidence of each join each way and of each import.

    ``there`` are joins that may have some already.
    """
    earliest: dict[tuple[int, str, int], Claim] = {}
    for one in claims:
        key = (joins[one.pair], one.how, one.of_import)
        if key not in earliest or _order(one) < _order(earliest[key]):
            earliest[key] = one
    kept: dict[tuple[int, str, int], tuple[int, datetime, str]] = {}
    for part in parts(there & {join for join, _how, _import in earliest}):
        rows = Evidence.objects.filter(join__in=part)
        told = rows.values_list("pk", "join_id", "how", "of_import", "at", "reference")
        for number, join, how, of_import, at, reference in told:
            kept[join, how, of_import] = (number, at, reference)
    fresh = []
    for (join, how, of_import), claim in earliest.items():
        before = kept.get((join, how, of_import))
        said = Evidence(
            join_id=join,
            how=how,
            of_import=of_import,
            at=claim.at,
            reference=claim.reference[:300],
            member=claim.member,
        )
        if before is None:
            fresh.append(said)
        elif _order(claim) < before[1:]:
            said.pk = before[0]
            said.save()
    Evidence.objects.bulk_create(fresh, batch_size=500)


def _order(said: Claim) -> tuple[datetime, str]:
    return said.at, said.reference[:300]
