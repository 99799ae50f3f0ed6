"""The audit trail: one entry for every change a member made."""

from __future__ import annotations

from typing import Any

from touchline.workspace.models import AuditEntry, Member


def record(member: Member | None, verb: str, what: str, before: Any, after: Any) -> AuditEntry:
    """Write down that ``member`` (None: the command line) did ``verb`` to ``what``.

    ``before`` and ``after`` are JSON values, None where there was nothing. Call it inside the
    transaction that makes the change, so that neither is kept without the other. ``what`` is cut
    at 300 characters.
    """
    return AuditEntry.objects.create(member=member, verb=verb, what=what[:300], before=before, after=after)
