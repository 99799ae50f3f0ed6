"""Comparing versions of Touchline."""

from __future__ import annotations

import re

from touchline import __version__


def is_newer(version: str) -> bool:
    """Whether a version is newer than this one. Its first three numbers count; without any it is older."""
    return _numbers(version) > _numbers(__version__)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version)[:3])
