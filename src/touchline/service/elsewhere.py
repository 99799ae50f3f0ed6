"""The index on a Spark cluster: built there, and asked there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings

from touchline.journeys.index import Index
from touchline.lake.away.publishing import publish
from touchline.lake.cluster.ask import ClusterWorkers
from touchline.lake.cluster.build import write_base_on
from touchline.lake.cluster.session import Cluster, ClusterError, cluster
from touchline.service.answers import asking_by, generations
from touchline.service.refresh import rebuild
from touchline.service.shards import tidy_shards

__all__ = ["ClusterError", "asked_on", "rebuild_on"]


def rebuild_on(master: str) -> str:
    """Build the index anew on a cluster; the name of the new generation. As ``refresh.rebuild``.

    Where shards stand in an object store, it is published there, and what was there before goes.
    Raises ``ClusterError`` or ``LakeError``.
    """
    place = settings.TOUCHLINE.shards
    with cluster(master, settings.TOUCHLINE.cache) as found:
        name = rebuild(write=partial(write_base_on, found, place=place))
    if place:
        publish(generations(), name, place)
        tidy_shards()
    return name


@contextmanager
def asked_on(master: str) -> Iterator[None]:
    """Answers of this thread come from a cluster within the block.

    Raises ``ClusterError`` or ``LakeError``.
    """
    with cluster(master, settings.TOUCHLINE.cache) as found, asking_by(partial(_workers, found)):
        yield


def _workers(found: Cluster, index: Index) -> ClusterWorkers:
    here, said = generations(), settings.TOUCHLINE
    name = index.legend.generation
    if said.shards:
        publish(here, name, said.shards)
    return ClusterWorkers(found, said.shards or here.folder, name, said.shards_mb << 20)
