"""Style sheets as text, for drawings that leave the pages."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders


def sheets(*names: str) -> str:
    """These style sheets one after the other."""
    return "\n".join(_sheet(f"touchline/{name}") for name in names)


def _sheet(name: str) -> str:
    found = finders.find(name)
    return Path(found).read_text("utf-8") if isinstance(found, str) else ""
