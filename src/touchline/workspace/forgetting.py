"""What this room holds of people: what the audit trail says of them, and addresses typed at the door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from touchline.workspace.models import AuditEntry, Member, SignInAttempt
from touchline.workspace.traces import ERASED, Traces

MODELS = (
    "workspace.AuditEntry",
    "workspace.SignInAttempt",
    "workspace.Member",
    "workspace.JoinLink",
    "workspace.BusinessSettings",
    "workspace.Rate",
    "workspace.Attribute",
    "workspace.Backup",
    "workspace.Hold",
    "workspace.Upgrade",
    "workspace.Session",
    "workspace.Bound",
    "auth.Permission",
    "auth.Group",
    "contenttypes.ContentType",
)
"""Of these the first two may name a person. Members are the business's own; the rest names nobody."""

FILES = ("operations.sqlite3*", "secret-key", "*.lock", "public-url", "workspace-id", "spool/**")


def found(traces: Traces) -> dict[str, int]:
    """Entries of the audit trail and failed sign-ins that name them."""
    return {
        "changes": sum(1 for _ in _entries(traces)),
        "sign_ins": sum(1 for _ in _attempts(traces)),
    }


def export(traces: Traces) -> dict[str, Any]:
    """The entries that name them, oldest first."""
    entries = [
        {
            "at": one.at.isoformat(),
            "verb": one.verb,
            "what": one.what,
            "before": one.before,
            "after": one.after,
        }
        for one in _entries(traces)
    ]
    return {"changes": entries}


def forget(traces: Traces) -> dict[str, int]:
    """Write "erased person" where an entry names them. That something was changed, and when, stays."""
    entries = list(_entries(traces))
    attempts = list(_attempts(traces))
    with transaction.atomic():
        for one in entries:
            one.what = ERASED if traces.in_text(one.what) else one.what
            one.before, one.after = traces.clean(one.before), traces.clean(one.after)
            one.save(update_fields=["what", "before", "after"])
        SignInAttempt.objects.filter(pk__in=attempts).delete()
    return {"changes": len(entries), "sign_ins": len(attempts)}


def members(traces: Traces) -> list[str]:
    """Roles of members who have one of their addresses: a member is not forgotten with the person."""
    return [one.role for one in Member.objects.filter(is_active=True) if traces.are(one.email)]


def _entries(traces: Traces) -> Iterator[AuditEntry]:
    for one in AuditEntry.objects.order_by("pk").iterator(2_000):
        if traces.in_text(one.what) or traces.in_value(one.before) or traces.in_value(one.after):
            yield one


def _attempts(traces: Traces) -> Iterator[int]:
    for key, email in SignInAttempt.objects.values_list("pk", "email"):
        if traces.are(email):
            yield key
