"""The form of a planned touchpoint: each field as the text a member reads and writes, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.picture import Planned
from touchline.plan.reading import PlanError
from touchline.workspace import currencies

NUMBERS = ("rhythm", "inputs", "minutes", "weight")
CHOICES = ("delivers", "paid")
LISTS = ("links", "personas", "criteria")
PLAIN = (
    "name",
    "kind",
    "stage",
    "channel",
    "object",
    "state",
    "owner",
    "measure",
    "notes",
    "parent",
    "delivered_by",
    "record",
)
FIELDS = (*PLAIN, "due", "cost", "target", *NUMBERS, *CHOICES, *LISTS)
MANY = ("personas", "criteria")
"""Fields that come as several values; in a text they are parted by new lines, as links are."""


def texts(one: Planned) -> dict[str, str]:
    """Every field of the form as text."""
    return {
        **{name: getattr(one, name) for name in PLAIN},
        **{name: "" if getattr(one, name) is None else str(getattr(one, name)) for name in NUMBERS},
        **{name: {True: "yes", False: "no", None: ""}[getattr(one, name)] for name in CHOICES},
        **{name: "\n".join(getattr(one, name)) for name in LISTS},
        "due": one.due.isoformat() if one.due else "",
        "cost": _cost(one),
        "target": f"{one.target} {one.target_of} {one.target_per}" if one.target is not None else "",
    }


def _cost(one: Planned) -> str:
    if one.cost is None:
        return ""
    digits = currencies.digits(one.currency)
    return f"{Decimal(one.cost).scaleb(-digits):.{digits}f} {one.currency}"


def plain(text: str) -> str:
    """A text as it is kept: browsers send the ends of lines as two signs, and people leave spaces around."""
    return text.replace("\r\n", "\n").strip()


def sent(form: Any) -> dict[str, str]:
    """What a member sent, as texts; a field that is missing is left out."""
    found = {name: plain(form.get(name, "")) for name in FIELDS if name in form and name not in MANY}
    found |= {name: "\n".join(sorted(form.getlist(name))) for name in MANY if f"has-{name}" in form}
    if "target-number" in form:
        words = [form.get(f"target-{part}", "").strip() for part in ("number", "of", "per")]
        found["target"] = " ".join(words) if words[0] else ""
    if "links" in found:
        found["links"] = "\n".join(line.strip() for line in found["links"].splitlines() if line.strip())
    return found


def values(changed: Mapping[str, str]) -> dict[str, Any]:
    """The fields that ``plan.touchpoints.change_touchpoint`` takes, from texts. Raises ``PlanError``."""
    made: dict[str, Any] = {}
    for name, text in changed.items():
        if name in NUMBERS:
            made[name] = _number(text) if text else None
        elif name in CHOICES:
            made[name] = {"yes": True, "no": False}.get(text)
        elif name in LISTS:
            made[name] = tuple(text.split("\n")) if text else ()
        elif name == "due":
            made[name] = _day(text) if text else None
        elif name == "cost":
            made |= _money(text)
        elif name == "target":
            made |= _target(text)
        else:
            made[name] = text
    return made


def _number(text: str) -> int:
    plain = text.replace(",", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 16):
        raise PlanError(_("“{text}” is not a whole number. Write one such as 12.").format(text=text[:40]))
    return int(plain)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PlanError(
            _("“{text}” is not a day. Write one such as 2026-11-30.").format(text=text[:40])
        ) from error


def _money(text: str) -> dict[str, Any]:
    if not text:
        return {"cost": None, "currency": ""}
    wrong = _("“{text}” is not a cost. Write an amount and a currency, such as 1200.00 EUR.")
    amount, _space, currency = text.rpartition(" ")
    currency = currency.upper()
    if not currencies.known(currency):
        raise PlanError(wrong.format(text=text[:40]))
    try:
        minor = Decimal(amount.strip().replace(",", "")).scaleb(currencies.digits(currency))
    except InvalidOperation as error:
        raise PlanError(wrong.format(text=text[:40])) from error
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) > 10**16:
        raise PlanError(wrong.format(text=text[:40]))
    return {"cost": int(minor), "currency": currency}


def _target(text: str) -> dict[str, Any]:
    if not text:
        return {"target": None, "target_of": "", "target_per": ""}
    number, of, per = [*text.split(" "), "", ""][:3]
    return {"target": _number(number), "target_of": of, "target_per": per}
