"""Exports of known systems, told by headers that only they have together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from touchline.collect.guess.words import lean


@dataclass(frozen=True)
class System:
    """An export: headers it must have, and which of its columns stand for what, the first there is.

    ``words`` hold for the whole file. ``note`` says what to know before importing it.
    """

    name: str
    kind: str
    signs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


SYSTEMS = (
    System(
        "orders of Shopify",
        "orders",
        ("name", "financial status", "lineitem quantity", "total", "created at"),
        {
            "person": ("email", "customer id"),
            "time": ("created at",),
            "order": ("name",),
            "value": ("total",),
            "currency": ("currency",),
        },
        {"lines": "continued"},
        "The total of an order stands on its first row only and counts once. “Refunded Amount” is kept "
        "beside it and not taken off.",
    ),
    System(
        "customers of Shopify",
        "people",
        ("customer id", "first name", "email", "accepts email marketing"),
        {"person": ("email",)},
    ),
    System(
        "orders of WooCommerce",
        "orders",
        ("order number", "order status", "order date", "order total amount"),
        {
            "person": ("email billing", "billing email", "customer id"),
            "time": ("order date",),
            "order": ("order number",),
            "value": ("order total amount",),
            "currency": ("order currency", "currency"),
        },
        note="Rows of cancelled and failed orders are in such an export too; leave them out before.",
    ),
    System(
        "orders of WooCommerce",
        "orders",
        ("date created gmt", "order key", "total"),
        {
            "person": ("billing email", "customer id"),
            "time": ("date created gmt",),
            "order": ("number", "id"),
            "value": ("total",),
            "currency": ("currency",),
        },
        {"time_zone": "UTC"},
        "Rows of cancelled and failed orders are in such an export too; leave them out before.",
    ),
    System(
        "events of Google Analytics 4",
        "touches",
        ("event timestamp", "event name", "user pseudo id"),
        {
            "person": ("user pseudo id",),
            "time": ("event timestamp",),
            "touchpoint": ("event name",),
            "channel": ("collected traffic source manual medium", "traffic source medium"),
        },
        note="People are the browsers Google numbered (user_pseudo_id); --person user_id takes sign-ins.",
    ),
    System(
        "visits of Matomo",
        "touches",
        ("id visit", "visitor id", "server timestamp"),
        {
            "person": ("visitor id",),
            "time": ("server timestamp",),
            "touchpoint": ("action details url", "page title", "url"),
            "channel": ("referrer type name", "referrer type"),
        },
        {"time_zone": "UTC"},
    ),
    System(
        "payments of Stripe",
        "orders",
        ("id", "created utc", "amount", "status", "customer email"),
        {
            "person": ("customer email", "customer id"),
            "time": ("created utc",),
            "order": ("id",),
            "value": ("amount",),
            "currency": ("currency",),
        },
        {"time_zone": "UTC"},
        "Rows of failed payments are in such an export too; leave them out before. “Amount Refunded” is "
        "kept beside the amount and not taken off.",
    ),
    System(
        "contacts of Mailchimp",
        "people",
        ("email address", "member rating", "optin time"),
        {"person": ("email address",)},
    ),
    System(
        "activity of Mailchimp",
        "touches",
        ("email", "action", "timestamp"),
        {"person": ("email",), "time": ("timestamp",), "touchpoint": ("action",)},
    ),
)


def recognise(header: Sequence[str]) -> System | None:
    """The system whose export has this header, if it is a known one."""
    found = {lean(name) for name in header}
    return next((one for one in SYSTEMS if found.issuperset(one.signs)), None)


def columns_of(system: System, header: Sequence[str]) -> dict[str, int]:
    """Where the system's columns stand in the header."""
    places: dict[str, int] = {}
    for at, name in enumerate(header):
        places.setdefault(lean(name), at)
    return {
        role: next(places[word] for word in words if word in places)
        for role, words in system.columns.items()
        if any(word in places for word in words)
    }
