"""What the path picture draws. Addresses come from the caller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A stage: its name and colour class."""

    name: str
    colour: str


@dataclass(frozen=True)
class Node:
    """A touchpoint: the number of its stage in the columns, its people, who starts and who ends there."""

    name: str
    stage: int
    people: int
    href: str = ""
    starts: int = 0
    starts_href: str = ""
    ends: int = 0
    ends_href: str = ""


@dataclass(frozen=True)
class Link:
    """People who went from one touchpoint directly to another. ``hot`` links stand out."""

    source: str
    target: str
    people: int
    href: str = ""
    hot: bool = False
