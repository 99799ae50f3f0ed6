"""Which group of an answer each person counts in: how audiences and breakdowns reach the kernels.

A kernel is given ``of`` and adds what a person does to the sums of group ``of[p]``; a negative number
leaves the person out. An empty ``of`` is everybody in group 0, and costs nothing. So one loop
answers a question for everybody, for an audience, and for each value of a breakdown, in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from touchline.journeys.index import Array, Shard

LEFT_OUT = -1


@dataclass(frozen=True)
class Groups:
    """The groups of one shard: ``of`` int16, one a person row or empty; ``count`` groups there are."""

    of: Array
    count: int = 1

    def __post_init__(self) -> None:
        self.of.setflags(write=False)


EVERYBODY = Groups(np.zeros(0, np.int16))
"""Everybody in group 0."""


def persons(
    shard: Shard, groups: Groups, low: int = 0, high: int | None = None
) -> tuple[Array, Array, Array, int, int, Array]:
    """What a loop over persons ``low`` up to ``high`` is given first: ``kernels.jit.PERSONS``."""
    end = shard.people if high is None else high
    return (shard.offset, shard.code, shard.time, low, end, groups.of)
