"""What members decide about joins: making one, undoing one, and what becomes of ids that many share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from touchline.people import joins
from touchline.people.graph import beside, blocked_among, everything, locked, settle_around
from touchline.people.impossible import possible
from touchline.people.models import Graph, How, Identity, Join, Quarantine, Ruling
from touchline.people.persons import identities_of, person_of
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member, Role
from touchline.workspace.undoing import CannotUndo, undoes

MOST = 1_000_000


class JoinError(ValueError):
    """A decision about ids that cannot be carried out. The message is a sentence."""


def join(one: Identity, other: Identity, *, member: Member | None) -> AuditEntry:
    """Say that two ids are one person; a refusal of this join is lifted. Raises ``JoinError``."""
    if one.pk == other.pk:
        raise JoinError(_("Name two different ids."))
    for identity in (one, other):
        if not possible(identity.value):
            raise JoinError(
                _("“%(id)s” cannot be anybody's id, so it joins nobody.") % {"id": identity.value}
            )
        if blocked_among([identity.pk]):
            raise JoinError(
                _("“%(id)s” is quarantined and joins nobody. Release it first.") % {"id": identity.value}
            )
    with transaction.atomic():
        if person_of(one.pk) == person_of(other.pk):
            raise JoinError(
                _("“%(one)s” and “%(other)s” are one person already.")
                % {"one": one.value, "other": other.value}
            )
        claim = joins.Claim(one.pk, other.pk, How.MEMBER, timezone.now(), member=member)
        joins.learn([claim])
        joins.allow(joins.among([claim.pair]))
        return record(member, "joined the ids", one.value, None, _said([claim.pair]))


def split(wanted: Sequence[Join], *, member: Member | None) -> AuditEntry:
    """Undo joins, until somebody undoes this. The same evidence does not bring them back.

    Raises ``JoinError`` when there is none, or all are undone already.
    """
    with transaction.atomic():
        locked()
        holding = list(Join.objects.filter(pk__in=[one.pk for one in wanted], refused_at=None))
        if not holding:
            raise JoinError(_("This join is undone already, or was never made."))
        pairs = [(one.low, one.high) for one in holding]
        joins.refuse(holding)
        name = Identity.objects.filter(pk=holding[0].high).values_list("value", flat=True).first()
        return record(member, "took apart the ids", name or "", _said(pairs), None)


def joins_between(one: int, others: Sequence[int]) -> list[Join]:
    """The joins between one id and others that nobody refused."""
    pairs = [(min(one, other), max(one, other)) for other in others if other != one]
    return [found for found in joins.among(pairs) if found.refused_at is None]


def apart(identity: Identity) -> list[Join]:
    """The joins that hold an id to the rest of its person."""
    return joins_between(identity.pk, identities_of(person_of(identity.pk)))


def rule(identity: Identity, ruling: str, *, member: Member | None) -> AuditEntry:
    """Release an id from quarantine, deny it for good, or take such a ruling back ("").

    Raises ``JoinError`` when that is how it stands already.
    """
    with transaction.atomic():
        graph = locked()
        row = Quarantine.objects.filter(pk=identity.pk).first()
        before = row.ruling if row else ""
        if before == ruling:
            raise JoinError(_("That is how “%(id)s” stands already.") % {"id": identity.value})
        if ruling == Ruling.RELEASED and not row:
            raise JoinError(_("“%(id)s” is not quarantined.") % {"id": identity.value})
        _set(graph, identity.pk, ruling)
        verb = {"released": "released the id", "denied": "denied the id"}.get(ruling, "lifted the ruling on")
        said = {"number": identity.pk}
        return record(member, verb, identity.value, {**said, "ruling": before}, {**said, "ruling": ruling})


def limit(*, users: int, ids: int, member: Member | None) -> AuditEntry | None:
    """Set how many user ids and how many ids in all one id may be joined to; None when nothing changes.

    The whole graph is worked out anew. Raises ``JoinError``.
    """
    if not (1 <= users <= MOST and 1 <= ids <= MOST):
        raise JoinError(_("Give limits from 1 to 1,000,000."))
    with transaction.atomic():
        graph = locked()
        before, after = _limits(graph), {"users": users, "ids": ids}
        if before == after:
            return None
        graph.users, graph.ids = users, ids
        graph.save(update_fields=["users", "ids"])
        everything()
        return record(member, "changed the limits of joins", "joins", before, after)


def _limits(graph: Graph) -> dict[str, int]:
    return {"users": graph.users, "ids": graph.ids}


def _set(graph: Graph, number: int, ruling: str) -> None:
    row, _made = Quarantine.objects.get_or_create(pk=number)
    row.ruling = ruling
    row.save(update_fields=["ruling"])
    if not (ruling or row.crowded):
        row.delete()
    touched = {number} | (set() if number in blocked_among([number]) else beside([number]))
    settle_around(graph, touched, fewer=True)


def _said(pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Joins as the audit trail keeps them: by number, so that erasing an id needs no change there."""
    return {"joins": [list(pair) for pair in pairs]}


def _held(said: dict[str, Any]) -> list[Join]:
    found = joins.among((int(low), int(high)) for low, high in said["joins"])
    if len(found) != len(said["joins"]):
        raise CannotUndo(_("One of these ids was forgotten since."))
    return found


@undoes("joined the ids")
def undo_join(entry: AuditEntry, _member: Member | None) -> None:
    """Take them apart, as a refusal: what says it again does not join them."""
    joins.refuse(_held(entry.after))


@undoes("took apart the ids")
def undo_split(entry: AuditEntry, _member: Member | None) -> None:
    """Let the joins hold again."""
    joins.allow(_held(entry.before))


def _undo_ruling(entry: AuditEntry, _member: Member | None) -> None:
    row = Quarantine.objects.filter(pk=entry.after["number"]).first()
    if (row.ruling if row else "") != entry.after["ruling"]:
        raise CannotUndo(_("Somebody decided otherwise since. Undo that first."))
    if not Identity.objects.filter(pk=entry.after["number"]).exists():
        raise CannotUndo(_("This id was forgotten since."))
    _set(locked(), entry.after["number"], entry.before["ruling"])


for _verb in ("released the id", "denied the id", "lifted the ruling on"):
    undoes(_verb)(_undo_ruling)


@undoes("changed the limits of joins", role=Role.OWNER)
def undo_limit(entry: AuditEntry, _member: Member | None) -> None:
    """Set the limits from before."""
    graph = locked()
    if _limits(graph) != entry.after:
        raise CannotUndo(_("The limits were changed again since. Undo that first."))
    graph.users, graph.ids = entry.before["users"], entry.before["ids"]
    graph.save(update_fields=["users", "ids"])
    everything()
