"""What the business settled: its name, zone, currency and silence period. Every version is kept."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from touchline.workspace.audit import record
from touchline.workspace.models import BusinessSettings, Member
from touchline.workspace.store import take_turn


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
    if not 1 <= silence_days <= 3650:
        wrong["silence_days"] = _("Give a number of days from 1 to 3650.")
    if wrong:
        raise ValidationError(wrong)
    after = {"name": name, "zone": zone, "currency": currency, "silence_days": silence_days}
    with transaction.atomic():
        take_turn("business settings")
        now = BusinessSettings.current()
        before = {key: getattr(now, key) for key in after}
        if now.pk and before == after:
            return now
        saved = BusinessSettings.objects.create(saved_by=member, **after)
        record(member, "changed", "business settings", before, after)
    return saved
