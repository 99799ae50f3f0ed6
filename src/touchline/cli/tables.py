"""Rows as a plain table for a terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

DIFFERING = ("first", "second", "difference", "low", "high")
POINTS = DIFFERING[2:]
"""Of shares these are differences, so they are told in percentage points."""


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print rows of equal keys: words to the left, numbers to the right, nothing for None.

    Shares are printed in percent and seconds as lengths of time; lists are left to ``--json``.
    """
    if not rows:
        click.echo("Nothing to show yet.")
        return
    names = [name for name in rows[0] if not isinstance(rows[0][name], (list, dict))]
    cells = [[_cell(row, name) for name in names] for row in rows]
    heads = [name.removesuffix("_seconds").replace("_", " ") for name in names]
    widths = [max(len(line[at]) for line in [heads, *cells]) for at in range(len(names))]
    right = [not any(isinstance(row[name], str) for row in rows) for name in names]
    for line in [heads, ["-" * width for width in widths], *cells]:
        parts = [
            text.rjust(width) if aligned else text.ljust(width)
            for text, width, aligned in zip(line, widths, right, strict=True)
        ]
        click.echo("  ".join(parts).rstrip())


def _cell(row: dict[str, Any], name: str) -> str:
    number, value = row.get("number"), _shown(row, name)
    if name in POINTS and isinstance(number, str) and "share" in number and value is not None:
        return f"{value * 100:+.1f} points"
    return _text(_named(row, name), value)


def _shown(row: dict[str, Any], name: str) -> Any:
    """A value; nothing for the interval of a share that nobody has."""
    return None if name in ("low", "high") and row.get("share", 0) is None else row[name]


def _named(row: dict[str, Any], name: str) -> str:
    """What a cell counts: in a table of differences each row says which ``number`` it is about."""
    number = row.get("number")
    return number if name in DIFFERING and isinstance(number, str) else name


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, (int, float)) and _is_length(name):
        return _length(float(value))
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, float):
        return f"{value * 100:.1f} %"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def _is_length(name: str) -> bool:
    return name.endswith("_seconds") or (name.startswith("median") and name != "median")


def _length(seconds: float) -> str:
    for size, unit in ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min")):
        if abs(seconds) >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"
