"""Step: what an order or a refund is worth."""

from __future__ import annotations

import hashlib
from typing import Any

from touchline.collect.cells.money import read_exact, round_to
from touchline.collect.intake.message import Message, text
from touchline.collect.intake.reasons import Why
from touchline.collect.judge import ORDER_COMPLETED, ORDER_REFUNDED
from touchline.workspace import currencies

AMOUNTS = ("total", "revenue", "value")


def priced(message: Message) -> Why | None:
    """Orders and refunds have an order id and an amount, in the business's currency unless they name one.

    The total counts, else the revenue, else the value; a refund is negative. An order without an amount is an
    order of nothing; other events carry no money.
    """
    if message.name not in (ORDER_COMPLETED, ORDER_REFUNDED) or message.type != "track":
        return None
    properties = message.part("properties")
    message.order_id = text(properties.get("order_id")) or text(properties.get("orderId")) or message.id
    amount = next((properties[name] for name in AMOUNTS if _given(properties.get(name))), None)
    if amount is None:
        return None
    code = text(properties.get("currency")).upper() or message.own_currency
    if not currencies.known(code):
        return Why.UNKNOWN_CURRENCY
    number = read_exact(_written(amount))
    if number is None:
        return Why.NOT_A_NUMBER
    minor = round_to(number, currencies.digits(code))
    if minor is None:
        return Why.MONEY_OUT_OF_RANGE
    message.money = -abs(minor) if message.name == ORDER_REFUNDED else minor
    message.currency = code
    return None


def order_ref(order_id: str) -> int | None:
    """The number that stands for an order, the same as from a file."""
    if not order_id:
        return None
    digest = hashlib.md5(order_id.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "big") & (2**63 - 1)


def _given(value: Any) -> bool:
    return value is not None and value != "" and not isinstance(value, bool)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else repr(value) if isinstance(value, int | float) else ""
