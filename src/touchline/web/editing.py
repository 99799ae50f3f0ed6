"""Two members edit one thing: the second is told who changed what, and nothing they typed is lost.

Nothing is kept between the requests. A form carries, hidden, what each of its fields held when it was
made (``was-name`` beside ``name``). In the transaction that saves, before anything is written,
``compare`` holds the form against what is there now::

    with transaction.atomic():
        take_turns("business settings")  # or select_for_update(): nobody else saves meanwhile
        edit = compare(request.POST, now)
        if not edit.clashes:
            save(**edit.merged)

Fields that only others changed keep what they put there; a field that both changed is a clash. Then
the page answers 409 with the same form: ``merged`` in its fields, ``now`` in its hidden ones, the
other's value beside one's own. Sent once more it saves, unless somebody was quicker again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from touchline.web import wording
from touchline.workspace.models import AuditEntry, BusinessSettings

WAS = "was-"


@dataclass(frozen=True)
class Edit:
    """One edit, a text a field: what it was made from, what it wants, what is there now."""

    was: dict[str, str]
    mine: dict[str, str]
    now: dict[str, str]

    @property
    def clashes(self) -> list[str]:
        """Fields that both changed, to different things."""
        return [name for name in self.others if self.mine[name] not in (self.was[name], self.now[name])]

    @property
    def others(self) -> list[str]:
        """Fields somebody else changed since the form was made."""
        return [name for name in self.now if self.now[name] != self.was[name]]

    @property
    def merged(self) -> dict[str, str]:
        """One's own value where one changed it, else what is there now."""
        return {
            name: self.now[name] if self.mine[name] == self.was[name] else self.mine[name]
            for name in self.now
        }


def compare(sent: Mapping[str, str], now: Mapping[str, str]) -> Edit:
    """Hold a sent form against what is there ``now``, a text a field.

    A form that does not say what a field was is taken to have been made from what is there.
    """
    return Edit(
        was={name: sent.get(WAS + name, value) for name, value in now.items()},
        mine={name: sent.get(name, value).strip() for name, value in now.items()},
        now=dict(now),
    )


def who_changed(*, verb: str, what: str) -> str:
    """``Ada Lindgren changed this on 22 Nov 2026, 14:05.``: the newest change of one thing, in words."""
    entries = AuditEntry.objects.select_related("member").filter(what=what[:300], verb__in=(verb, "undid"))
    entry = entries.order_by("-pk").first()
    if entry is None:
        return _("Somebody else changed this meanwhile.")
    return said(entry)


def said(entry: AuditEntry) -> str:
    """Who made a change and when, in words."""
    when = wording.moment(entry.at, ZoneInfo(BusinessSettings.current().zone))
    if entry.member is None:
        return _("This was changed from the command line on {when}.").format(when=when)
    return _("{name} changed this on {when}.").format(name=entry.member.name, when=when)
