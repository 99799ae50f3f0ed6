"""Who changed a touchpoint last: two members may work on the same one, and the second is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from touchline.touchpoints.models import Touchpoint
from touchline.workspace.models import AuditEntry


class Where(NamedTuple):
    """Where a touchpoint stands in a scheme and happens; "" for neither."""

    stage: str
    channel: str


@dataclass(frozen=True)
class Clash:
    """Somebody changed a touchpoint between the form and its saving; nothing was written of the form.

    ``now`` is where it stands, ``wanted`` where it should have gone, ``entry`` the change that came
    between, None when the audit trail does not know it.
    """

    touchpoint: Touchpoint
    now: Where
    wanted: Where
    entry: AuditEntry | None


class Changed(Exception):
    """A touchpoint that somebody else changed meanwhile. ``clash`` says who and how."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(clash.touchpoint.name)
        self.clash = clash


def entries_about(number: int) -> list[AuditEntry]:
    """The latest twenty changes of a touchpoint, newest first."""
    key = str(number)
    about = (
        Q(after__touchpoint=number)
        | Q(after__places__has_key=key)
        | Q(after__touchpoints__has_key=key)
        | Q(before__touchpoints__has_key=key)
    )
    return list(AuditEntry.objects.filter(about).select_related("member").order_by("-pk")[:20])


def last_change(number: int) -> AuditEntry | None:
    """The newest change of a touchpoint, or None."""
    return next(iter(entries_about(number)), None)
