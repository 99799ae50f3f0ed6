"""A session on a Spark cluster, and sentences where there can be none."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")

MASTER = re.compile(r"spark://.+|local\[(\d+|\*)\]|local-cluster\[\d+,\d+,\d+\]|yarn|k8s://.+")
MASTERS = "spark://HOST:7077, yarn, k8s://… or local[2]"


class ClusterError(Exception):
    """The cluster cannot be used. The message is a sentence that says what to do."""


class Cluster:
    """Work shared out to a Spark cluster. Every piece of work is a task of its own, run once or again."""

    def __init__(self, context: Any) -> None:
        self.context = context

    def each(self, work: Callable[[S], T], items: Sequence[S]) -> list[T]:
        """``work`` on every item, answers in their order."""
        if not items:
            return []
        with _told():
            return list(self.context.parallelize(items, len(items)).map(work).collect())

    def shared(self, value: T) -> Callable[[], T]:
        """A value that travels to each worker once; call the answer there to have it."""
        sent = self.context.broadcast(value)
        return lambda: sent.value  # type: ignore[no-any-return]


@contextmanager
def cluster(master: str) -> Iterator[Cluster]:
    """A session on the cluster ``master`` names, ended with the block. Raises ``ClusterError``."""
    _refuse(master)
    with _told():
        context = _context(master)
    try:
        yield Cluster(context)
    finally:
        context.stop()


def _refuse(master: str) -> None:
    if not MASTER.fullmatch(master):
        raise ClusterError(f"{master!r} names no Spark cluster. Give one as {MASTERS}.")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise ClusterError("Apache Spark is not installed. Install it: pip install 'touchline[spark]'") from None
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())):
        raise ClusterError("Spark needs Java. Install it: sudo apt-get install openjdk-17-jre-headless")


def _context(master: str) -> Any:
    from pyspark import SparkConf, SparkContext

    conf = SparkConf().setMaster(master).setAppName("Touchline")
    given = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.pyspark.python": os.environ.get("PYSPARK_PYTHON", sys.executable),
        "spark.pyspark.driver.python": sys.executable,
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
