"""One thing a plan must not be."""

from __future__ import annotations

from typing import NamedTuple

Place = tuple[str | int, ...]
"""Where in a plan something is, such as ``("touchpoints", "pricing-page", "stage")``."""


class Fault(NamedTuple):
    """What cannot be: where, and a sentence why."""

    place: Place
    why: str
