"""Finding entries of the audit trail: by member, kind, time and text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from touchline.workspace.models import AuditEntry, BusinessSettings

SHELL = "-"
"""The member of a filter that means the command line."""


@dataclass(frozen=True)
class Filter:
    """Which entries: "" and None leave that side open.

    ``member`` is an e-mail address, or ``SHELL``; ``first`` and ``last`` are days in the business's
    zone, both in it; ``text`` is part of the name of what was changed, whatever the letters' case
    (on SQLite: the case of English letters).
    """

    member: str = ""
    verb: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether any entry may be left out."""
        return self != Filter()

    def entries(self) -> QuerySet[AuditEntry]:
        """The entries, newest first."""
        found = AuditEntry.objects.select_related("member", "undone_by__member").order_by("-pk")
        found = found.defer("undone_by__before", "undone_by__after")
        if self.member:
            mine = {"member": None} if self.member == SHELL else {"member__email__iexact": self.member}
            found = found.filter(**mine)
        if self.verb:
            found = found.filter(verb=self.verb)
        if self.text:
            found = found.filter(what__icontains=self.text)
        zone = ZoneInfo(BusinessSettings.current().zone)
        if self.first:
            found = found.filter(at__gte=datetime.combine(self.first, time.min, zone))
        if self.last and self.last < date.max:
            found = found.filter(at__lt=datetime.combine(self.last + timedelta(days=1), time.min, zone))
        return found


def verbs() -> list[str]:
    """Every kind of change there is in the trail."""
    return list(AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct())
