"""Rows about one touchpoint, inside the answers of several questions."""

from __future__ import annotations

from dataclasses import dataclass

from touchline.journeys.export import Row


@dataclass(frozen=True)
class TouchpointCount(Row):
    """People and touches of a touchpoint."""

    touchpoint: str
    people: int
    touches: int


@dataclass(frozen=True)
class TouchpointPeople(Row):
    """People of a touchpoint."""

    touchpoint: str
    people: int
