"""Ask a generation on a cluster: each worker opens it and counts the shards it is given; nothing moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from touchline.journeys.counting import add_up
from touchline.journeys.index import Index
from touchline.journeys.question import P
from touchline.lake.cluster.session import Cluster
from touchline.lake.generations import Generations

S = TypeVar("S")
T = TypeVar("T")


class ClusterWorkers:
    """Does the work of a question (``journeys.counting.Workers``) on a cluster.

    Workers see the index's ``folder`` under the same name.
    """

    def __init__(self, cluster: Cluster, folder: Path, generation: str) -> None:
        self._cluster, self._place = cluster, (str(folder), generation)

    def each(self, work: Callable[[Index, S], T], items: Sequence[S]) -> list[T]:
        """One task an item."""
        with self._cluster.told():
            return self._cluster.each(partial(_on_index, self._place, work), items)

    def here(self, work: Callable[[S], T], items: Sequence[S]) -> list[T]:
        """In this process."""
        return [work(item) for item in items]

    def total(self, work: Callable[[Index, S], P], items: Sequence[S]) -> P:
        """What all tasks made, added up in this process."""
        return add_up(self.each(work, items), self)


def _on_index(place: tuple[str, str], work: Callable[[Index, S], T], item: S) -> T:
    return work(_opened(*place), item)


@lru_cache(maxsize=1)
def _opened(folder: str, generation: str) -> Index:
    """The generation, opened once a process: its arrays are mapped, and read where a question looks."""
    return Generations(Path(folder)).open(generation)
