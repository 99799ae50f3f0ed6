"""A shard whose arrays stand in an object store: each is fetched when it is asked for."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np

from touchline.journeys.index import SAVED, SHARD_DTYPES, Array, Place, Shard, map_array

TRIES = 5


class AwayShard(Shard):
    """A ``Shard`` that holds no array: it maps one each time, so that what was let go frees the disk."""

    def __init__(self, place: Place, people: int, touches: int) -> None:
        set_ = object.__setattr__
        set_(self, "_place", place)
        set_(self, "_counts", (people, touches))
        for name in SHARD_DTYPES:
            if name not in SAVED:
                set_(self, name, np.zeros(0, SHARD_DTYPES[name]))
        set_(self, "attributes", {})
        set_(self, "facts", {})

    def __getattr__(self, name: str) -> Array:
        if name not in SAVED:
            raise AttributeError(name)
        for _ in range(TRIES):
            try:
                return map_array(self.__dict__["_place"], name)
            except FileNotFoundError:  # let go between fetching and mapping
                continue
        return map_array(self.__dict__["_place"], name)

    @property
    def people(self) -> int:
        """As of any shard; nothing is fetched."""
        return int(self.__dict__["_counts"][0])

    @property
    def touches(self) -> int:
        """As of any shard; nothing is fetched."""
        return int(self.__dict__["_counts"][1])

    def dressed(self, **changes: Any) -> Shard:
        """As of any shard; nothing is fetched."""
        made = copy(self)
        for name, value in changes.items():
            object.__setattr__(made, name, value)
        return made
