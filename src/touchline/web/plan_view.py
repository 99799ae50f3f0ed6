"""What pages of the plan share: opening a map, what was done and its undo, and who was quicker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils.translation import gettext as _

from touchline.plan.changing import Saved
from touchline.plan.clashes import Clash
from touchline.plan.models import Map
from touchline.plan.picture import Plan
from touchline.plan.reading import PlanError, find_map, plan_of
from touchline.service.undoing import can_undo
from touchline.web import wording
from touchline.web.changes import word
from touchline.web.clashes import short
from touchline.workspace.models import AuditEntry, BusinessSettings


def open_map(key: str) -> tuple[Map, Plan]:
    """The map of this key with all that is on it; 404 with a sentence where there is none."""
    try:
        row = find_map(key)
    except PlanError as error:
        raise Http404(str(error)) from error
    return row, plan_of(row)


def undo_of(number: str) -> dict[str, Any] | None:
    """What was just done, with the number its undo takes; None where nothing was, or it cannot be undone."""
    known = number.isascii() and number.isdigit() and len(number) < 12
    entry = AuditEntry.objects.filter(pk=int(number)).first() if known else None
    if entry is None or not can_undo(entry):
        return None
    return {"number": entry.pk, "said": f"{short(entry.what)}: {word(entry.verb)}"}


def quicker(clash: Clash) -> str:
    """Who changed a thing of the plan meanwhile, and when, in a sentence."""
    if clash.at is None:
        return _("{name} was changed meanwhile.").format(name=short(clash.name))
    return _("{who} changed {name} on {when}.").format(
        who=clash.member.name if clash.member else _("The command line"),
        name=short(clash.name),
        when=wording.moment(clash.at, ZoneInfo(BusinessSettings.current().zone)),
    )


def seen_in(form: Mapping[str, str]) -> int | None:
    """The number of a thing as the member saw it, which its form carries; None where it does not say."""
    number = form.get("seen", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def done(saved: Saved) -> dict[str, str | list[str] | None]:
    """The parameter of an address whose page says what was done, with its undo."""
    return {"done": str(saved.entry.pk) if saved.entry else None}
