"""Ask a generation on a cluster: each worker opens it and counts the shards it is given; nothing moves."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from touchline.journeys.counting import add_up
from touchline.journeys.index import Index
from touchline.journeys.question import P
from touchline.lake.away.fetching import open_away
from touchline.lake.away.near import MOST, use_near
from touchline.lake.cluster.session import Cluster
from touchline.lake.generations import Generations
from touchline.lake.store import S3

S = TypeVar("S")
T = TypeVar("T")


class ClusterWorkers:
    """Does the work of a question (``journeys.counting.Workers``) on a cluster.

    ``place`` is the index's folder, which workers see under the same name, or where the generation was
    published in an object store; of what it fetches from there an executor keeps ``most`` bytes.
    """

    def __init__(self, cluster: Cluster, place: Path | str, generation: str, most: int = MOST) -> None:
        self._cluster, self._place = cluster, (str(place), generation, most)

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


def _on_index(place: tuple[str, str, int], work: Callable[[Index, S], T], item: S) -> T:
    return work(_opened(*place), item)


@lru_cache(maxsize=1)
def _opened(place: str, generation: str, most: int) -> Index:
    """The generation, opened once a process: its arrays are mapped, and read where a question looks.

    What is fetched goes with the session: it stands in a folder that Spark removes.
    """
    if not place.startswith(S3):
        return Generations(Path(place)).open(generation)
    from pyspark import SparkFiles

    scratch = Path(SparkFiles.getRootDirectory())
    use_near(scratch / "touchline-shards", most)
    return open_away(place, generation, scratch / f"touchline-{os.getpid()}")
