"""Single values of a plan file: read with the line they stand in, and written. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.file.nodes import FileFault, Node
from touchline.plan.picture import PERIODS, TARGETS
from touchline.workspace import currencies

MINUTES = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080}
_SPAN = re.compile(r"(\d{1,9}) (minute|hour|day|week)s?", re.ASCII)
_COST = re.compile(r"(\d{1,15}(?:\.\d{1,3})?) ([A-Z]{3})", re.ASCII)
_TARGET = re.compile(r"(\d{1,15}) (touches|people) a (week|month|quarter)", re.ASCII)
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)


class Wrong(Exception):
    """A value that cannot be read; carries the fault."""

    def __init__(self, node: Node, why: str) -> None:
        super().__init__(why)
        self.fault = FileFault(node.line, why)


Reader = Callable[[Node], Any]


def text(node: Node) -> str:
    """A text; "" where nothing is written."""
    if node.items is not None or node.pairs is not None:
        raise Wrong(node, _("A text stands here, not a list."))
    return node.text or ""


def texts(node: Node) -> tuple[str, ...]:
    """A list of texts in its order; one alone may stand without a list."""
    if node.empty:
        return ()
    if node.pairs is not None:
        raise Wrong(node, _("A list stands here, such as [one, two]."))
    return tuple(text(one) for one in node.items) if node.items is not None else (text(node),)


def keys(node: Node) -> tuple[str, ...]:
    """A list of keys, which has no order; each once."""
    found = texts(node)
    if len(set(found)) < len(found):
        twice = next(one for one in found if found.count(one) > 1)
        raise Wrong(node, _("“{key}” stands here twice. Take one out.").format(key=twice[:80]))
    return tuple(sorted(found))


def whole(node: Node) -> int | None:
    """A whole number from 0 on."""
    said = text(node)
    if not said:
        return None
    if not _WHOLE.fullmatch(said):
        raise Wrong(node, _("A whole number stands here, not “{said}”.").format(said=said[:40]))
    return int(said)


def yes(node: Node) -> bool | None:
    """true or false; None where nothing is written."""
    said = text(node).casefold()
    if said in ("", "true", "yes", "false", "no"):
        return None if not said else said in ("true", "yes")
    raise Wrong(node, _("true or false stands here, not “{said}”.").format(said=said[:40]))


def flag(node: Node) -> bool:
    """true or false, false where nothing is written."""
    return bool(yes(node))


def day(node: Node) -> date | None:
    """A day, such as 2026-12-01."""
    said = text(node)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Wrong(
            node, _("A day stands here, such as 2026-12-01, not “{said}”.").format(said=said[:40])
        ) from None


def span(node: Node) -> int | None:
    """A length of time in minutes, such as ``3 days``."""
    said = text(node)
    found = _SPAN.fullmatch(said)
    if not said:
        return None
    if not found:
        raise Wrong(
            node,
            _("A time stands here, such as 30 minutes, 2 hours or 3 days, not “{said}”.").format(
                said=said[:40]
            ),
        )
    return int(found[1]) * MINUTES[found[2]]


def span_text(minutes: int) -> str:
    """``3 days``: a length of time in the largest unit that gives a whole number."""
    unit = next(
        one
        for one in ("week", "day", "hour", "minute")
        if minutes % MINUTES[one] == 0 and (minutes or one == "minute")
    )
    count = minutes // MINUTES[unit]
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def cost(node: Node) -> tuple[int | None, str]:
    """An amount in minor units and its currency, from ``1200.00 EUR``."""
    said = text(node)
    if not said:
        return None, ""
    found = _COST.fullmatch(said)
    if not found or not currencies.known(found[2]):
        raise Wrong(node, _("A cost stands here, such as 1200.00 EUR, not “{said}”.").format(said=said[:40]))
    try:
        minor = Decimal(found[1]).scaleb(currencies.digits(found[2]))
    except InvalidOperation:
        raise Wrong(node, _("This cost is too large.")) from None
    if minor != minor.to_integral_value():
        why = _("{code} has {digits} digits behind the point.")
        raise Wrong(node, why.format(code=found[2], digits=currencies.digits(found[2])))
    return int(minor), found[2]


def cost_text(minor: int, currency: str) -> str:
    """``1200.00 EUR``."""
    places = currencies.digits(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f} {currency}"


def target(node: Node) -> tuple[int | None, str, str]:
    """A target, from ``30 people a month``."""
    said = text(node)
    if not said:
        return None, "", ""
    found = _TARGET.fullmatch(said)
    if not found:
        raise Wrong(
            node,
            _(
                "A target stands here, such as 30 people a month, not “{said}”. It counts {of}, in a {per}."
            ).format(said=said[:40], of=_(" or ").join(TARGETS), per=", ".join(PERIODS)),
        )
    return int(found[1]), found[2], found[3]


def factors(node: Node) -> tuple[tuple[str, str], ...]:
    """Answers to factors, a mapping of texts."""
    if node.empty:
        return ()
    if node.pairs is None:
        raise Wrong(
            node,
            _("Factors and their answers stand here, such as {example}.").format(example="{firm: young}"),
        )
    return tuple(sorted((name, text(value)) for name, value in node.pairs.items()))


def quarters(node: Node) -> tuple[tuple[str, int], ...]:
    """Rows of the table of weights and their points (``{young-first: 1.5}``), as quarters of a point."""
    if node.empty:
        return ()
    if node.pairs is None:
        raise Wrong(
            node,
            _("Rows and their points stand here, such as {example}.").format(example="{young-first: 1.5}"),
        )
    return tuple(sorted((name, _quarters(value)) for name, value in node.pairs.items()))


def _quarters(node: Node) -> int:
    said = text(node)
    found = re.fullmatch(r"-?\d{1,2}(\.(00?|25|50?|75))?", said, re.ASCII)
    if not found:
        raise Wrong(
            node,
            _("Points stand here in quarters, such as 1, -0.5 or 1.25, not “{said}”.").format(said=said[:40]),
        )
    return int(Decimal(said) * 4)


def quarters_text(points: int) -> str:
    """``1.25``: quarters of a point as points."""
    return f"{Decimal(points) / 4:f}"
