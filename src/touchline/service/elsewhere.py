"""The index on a Spark cluster: built there, and asked there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings

from touchline.lake.cluster.ask import ClusterWorkers
from touchline.lake.cluster.build import write_base_on
from touchline.lake.cluster.session import ClusterError, cluster
from touchline.service.answers import asking_by, generations
from touchline.service.refresh import rebuild

__all__ = ["ClusterError", "asked_on", "rebuild_on"]


def rebuild_on(master: str) -> str:
    """Build the index anew on a cluster; the name of the new generation. As ``refresh.rebuild``.

    Raises ``ClusterError``.
    """
    with cluster(master, settings.TOUCHLINE.cache) as found:
        return rebuild(write=partial(write_base_on, found))


@contextmanager
def asked_on(master: str) -> Iterator[None]:
    """Answers of this thread come from a cluster within the block. Raises ``ClusterError``."""
    here = generations()
    with (
        cluster(master, settings.TOUCHLINE.cache) as found,
        asking_by(lambda index: ClusterWorkers(found, here.folder, index.legend.generation)),
    ):
        yield
