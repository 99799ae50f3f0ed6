"""What the business settled: its name, zone, currency and silence period. Every version is kept."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from touchline.workspace import currencies
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, BusinessSettings, Member, Role
from touchline.workspace.turns import take_turns
from touchline.workspace.undoing import CannotUndo, undoes

TURN = "business settings"


def save_business(
    member: Member | None, *, name: str, zone: str, currency: str, silence_days: int
) -> BusinessSettings:
    """Write a new version of the settings. Raises ``ValidationError`` with a sentence a field."""
    name, currency = name.strip(), currency.strip().upper()
    wrong: dict[str, str] = {}
    if not name or len(name) > 200:
        wrong["name"] = _("Give the business a name of at most 200 letters.")
    if zone not in available_timezones():
        wrong["zone"] = _("This zone is not known. Write it like Europe/Berlin.")
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        wrong["currency"] = _("Write the currency as three letters, like EUR.")
    elif not currencies.known(currency):
        wrong["currency"] = _("There is no such currency. Write one of ISO 4217, like EUR.")
    if not 1 <= silence_days <= 3650:
        wrong["silence_days"] = _("Give a number of days from 1 to 3650.")
    if wrong:
        raise ValidationError(wrong)
    after = {"name": name, "zone": zone, "currency": currency, "silence_days": silence_days}
    with transaction.atomic():
        take_turns(TURN)
        now = BusinessSettings.current()
        before = {key: getattr(now, key) for key in after}
        if now.pk and before == after:
            return now
        saved = BusinessSettings.objects.create(saved_by=member, **after)
        record(member, "changed", "business settings", before, after)
    return saved


@undoes("changed", role=Role.OWNER)
def undo_business(entry: AuditEntry, member: Member | None) -> None:
    """Save the settings from before a change as a new version, if nobody changed them since."""
    take_turns(TURN)
    now = BusinessSettings.current()
    if any(getattr(now, name) != value for name, value in entry.after.items()):
        raise CannotUndo(_("The settings were changed again since. Undo that first."))
    own = {field.attname for field in BusinessSettings._meta.concrete_fields} - {
        "id",
        "saved_at",
        "saved_by_id",
    }
    kept = {name: getattr(now, name) for name in own}
    BusinessSettings.objects.create(**(kept | entry.before), saved_by=member)
