"""What is said about guessed columns: sentences where they are sure, questions where they are not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from touchline.collect.guess.columns import Found
from touchline.collect.options import needed, option


def unanswered(
    kind: str, header: Sequence[str], columns: Sequence[Found], asked: Collection[str] = ()
) -> list[str]:
    """Questions about columns that are needed and not sure."""
    found = {one.role: one for one in columns}
    asks = []
    for role in needed(kind, asked):
        if role not in found:
            listed = ", ".join(name[:40] for name in header[:20]) + ("…" if len(header) > 20 else "")
            say_it = f"{option(role)} COLUMN{_instead(role)}"
            asks.append(f"Say which column is the {_role(role)}: {say_it}. There are: {listed}.")
        elif not found[role].sure:
            asks.append(_doubt(found[role]))
    worth = {role for role in ("value", "quantity", "price") if role in found and found[role].sure}
    if kind == "orders" and not ("value" in worth or {"quantity", "price"} <= worth):
        asks.append("Say what the order is worth: --value COLUMN, or --quantity COLUMN and --price COLUMN.")
    return asks


def _doubt(one: Found) -> str:
    if one.rivals:
        others = " or ".join(repr(name) for name in one.rivals)
        return (
            f"The {_role(one.role)} may be {one.column!r} or {others}. "
            f"Say which: {option(one.role)} COLUMN{_instead(one.role)}."
        )
    said = f"If so, say {option(one.role)} {one.column!r}{_instead(one.role)}."
    return f"The {_role(one.role)} may be {one.column!r} ({one.why}). {said}"


def say(one: Found) -> str:
    """Which column was taken for what, and why."""
    return f"The {_role(one.role)} is {one.column!r}: {one.why}."


def _instead(role: str) -> str:
    """What may be said in place of the column."""
    return ", or --touchpoint-name NAME where all met the same" if role == "touchpoint" else ""


def _role(role: str) -> str:
    names = {
        "value": "money",
        "event_id": "lasting id of the row",
        "brought_by": "person who brought them",
        "other_id": "other id of the person",
    }
    return names.get(role, role.replace("_", " "))
