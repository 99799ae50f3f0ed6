"""A session on a Spark cluster, and sentences where there can be none."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")

MASTER = re.compile(r"spark://.+|local\[(\d+|\*)\]|local-cluster\[\d+,\d+,\d+\]|yarn|k8s://.+")
MASTERS = "spark://HOST:7077, yarn, k8s://… or local[2]"


class ClusterError(Exception):
    """The cluster cannot be used. The message is a sentence that says what to do."""


class Spread:
    """Values by number, each where it was made."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def persist_on_disk(self) -> Spread:
        """Make each value once, and keep it on the disk of the worker that made it."""
        from pyspark import StorageLevel

        self._found = self._found.persist(StorageLevel.DISK_ONLY)
        return self

    def values_of(self, number: int) -> list[Any]:
        """All values under a number, here."""
        return list(self._found.filter(lambda pair: pair[0] == number).values().collect())

    def by_shard(self, count: int, work: Callable[[int, Iterator[Any]], T]) -> list[T]:
        """What ``work`` makes of all values under each number from 0 to ``count``, brought together."""

        def one(number: int, pairs: Iterator[tuple[int, Any]]) -> Iterator[T]:
            yield work(number, (value for _, value in pairs))

        moved = self._found.filter(lambda pair: pair[0] >= 0).partitionBy(count, lambda number: number)
        return list(moved.mapPartitionsWithIndex(one).collect())


class Cluster:
    """Work shared out to a Spark cluster. Each piece of work is a task of its own, done once or again.

    ``cache`` is where workers look for compiled kernels, and keep them; one that cannot write there compiles
    them in each process.
    """

    def __init__(self, context: Any, cache: Path) -> None:
        self._context, self._cache = context, cache

    def each(self, work: Callable[[S], T], items: Sequence[S]) -> list[T]:
        """``work`` on every item, answers in their order."""
        if not items:
            return []
        return list(self._context.parallelize(items, len(items)).map(self._ready(work)).collect())

    def spread(self, items: Sequence[S], work: Callable[[S], Iterator[tuple[int, Any]]]) -> Spread:
        """The numbered values ``work`` makes of every item."""
        given = self._context.parallelize(items, max(len(items), 1))
        return Spread(given.flatMap(self._ready(work)))

    def shared(self, value: T) -> Callable[[], T]:
        """A value that travels to each worker once; call the answer there to have it."""
        sent = self._context.broadcast(value)
        return lambda: sent.value

    def told(self) -> AbstractContextManager[None]:
        """Turn what Spark says within the block into a ``ClusterError``."""
        return _told()

    def _ready(self, work: Callable[[S], T]) -> Callable[[S], T]:
        cache = self._cache

        def run(item: S) -> T:
            from touchline.journeys import kernels

            kernels.use_cache(cache)
            return work(item)

        return run


@contextmanager
def cluster(master: str, cache: Path) -> Iterator[Cluster]:
    """A session on the cluster ``master`` names, ended with the block. Raises ``ClusterError``."""
    _refuse(master)
    with _told():
        context = _context(master)
    try:
        yield Cluster(context, cache)
    finally:
        context.stop()


def _refuse(master: str) -> None:
    if not MASTER.fullmatch(master):
        raise ClusterError(f"{master!r} names no Spark cluster. Give one as {MASTERS}.")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise ClusterError(
            "Apache Spark is not installed. Install it: pip install 'touchline[spark]'"
        ) from None
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())):
        raise ClusterError("Spark needs Java. Install it: sudo apt-get install openjdk-17-jre-headless")


def _context(master: str) -> Any:
    from pyspark import SparkConf, SparkContext

    if master.startswith("local"):  # workers of this machine run this Python, others theirs
        os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    conf = SparkConf().setMaster(master).setAppName("Touchline")
    given = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.maxResultSize": "0",
    }
    if master.startswith("local"):
        given |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in given.items():
        conf.setIfMissing(name, value)
    return SparkContext(conf=conf)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what Spark says into a sentence."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise ClusterError(f"The cluster could not do it: {_cause(str(error))}") from error


def _cause(text: str) -> str:
    """The line of a long report that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Gone|Damaged)\b.*: ", line)]
    chosen = (named or lines or ["no reason was given"])[-1 if named else 0]
    return chosen.rstrip(".") + "."
