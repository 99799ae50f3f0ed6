"""What a shard's partial answer is made of: sums and counts, which add up, and take away again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class Sums:
    """Sums over some persons, by group: every field is an int64 array whose first axis is the group.

    A partial answer without some persons is the whole less the partial answer of these persons. A field
    of another shape says itself how it adds up and what of it is of one group.
    """

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __sub__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, one.name) - getattr(other, one.name) for one in fields(self)))

    def of_group(self, group: int) -> Self:
        """The sums of one group, with a first axis of one."""
        return type(self)(*(_of_group(getattr(self, one.name), group) for one in fields(self)))


def _of_group(part: Any, group: int) -> Any:
    return part.of_group(group) if hasattr(part, "of_group") else part[group : group + 1]
