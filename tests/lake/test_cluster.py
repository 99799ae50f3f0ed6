"""A real Spark cluster on loopback builds the index and answers every question as one process does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests import stores
from tests.conftest import missing, run
from tests.lake import s3

from touchline.lake.away.place import away_of
from touchline.lake.away.pointer import Pointer
from touchline.lake.away.publishing import POINTER
from touchline.lake.cluster.session import ClusterError, cluster
from touchline.lake.generations import Generations

CHILD = Path(__file__).parent / "cluster_child.py"
MASTER = "local-cluster[2,1,1024]"


def needed() -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        missing("pyspark")
    if not shutil.which("java"):
        missing("java")


def answers(home: Path, *master: str, **settings: str) -> dict[str, Any]:
    environ = {**os.environ, **stores.environ_of(home), **settings}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, str(CHILD), str(home), *master], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def files(home: Path) -> dict[str, bytes]:
    """The arrays of the newest base, by name."""
    base = sorted((home / "index" / "bases").glob("b*"))[-1]
    return {path.relative_to(base).as_posix(): path.read_bytes() for path in sorted(base.glob("*.arrays"))}


def test_a_cluster_builds_and_answers_as_one_process_does(sample_home: Path, tmp_path: Path) -> None:
    needed()
    home = stores.copy_workspace(sample_home, tmp_path / "workspace")
    at_home = answers(home)
    arrays = files(home)
    elsewhere = answers(home, MASTER)
    assert at_home["shards"] > 2, "there is something to share out"
    assert files(home) == arrays, "each array is the same, byte by byte"
    for question, answer in at_home.items():
        assert elsewhere[question] == answer, question
    assert "Everything is well." in run(home, "doctor")


def test_lake_and_shards_in_an_object_store(
    sample_home: Path, tmp_path: Path, object_place: str, object_store: int
) -> None:
    needed()
    home = stores.copy_workspace(sample_home, tmp_path / "workspace")
    prefix, shards = s3.key(object_place), object_place.replace("/lake", "/shards")
    s3.send_tree(object_store, home / "lake", prefix)
    shutil.rmtree(home / "lake")
    settings = {"TOUCHLINE_LAKE": object_place, "TOUCHLINE_SHARDS": shards, "TOUCHLINE_SHARDS_MB": "64"}
    at_home = answers(home, **settings)
    arrays = files(home)
    shutil.rmtree(home / "index")
    elsewhere = answers(home, MASTER, **settings)
    assert files(home) == {}, "nothing large came home"
    for question, answer in at_home.items():
        assert elsewhere[question] == answer, question
    away = away_of(max((home / "index" / "bases").glob("b*")))
    assert away is not None
    there = s3.contents(object_store, s3.key(away.place))
    found = {name: there[f"{s3.key(away.place)}/{far.name}"] for name, far in away.files.items()}
    assert {name: data for name, data in found.items() if not name.startswith("keys-")} == arrays
    assert answers_here(home, settings) == at_home, "pages at home answer from there as well"
    assert Pointer(f"{shards}/{POINTER}").read() == Generations(home / "index").current()
    said = subprocess.run(
        [sys.executable, "-m", "touchline", "doctor"],
        env={**os.environ, **stores.environ_of(home), **settings, "TOUCHLINE_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert "Everything is well." in said.stdout, said.stdout


def answers_here(home: Path, settings: dict[str, str]) -> dict[str, Any]:
    """Answers of one process at home, from the generation that is there."""
    return answers(home, "", **settings)


@pytest.mark.parametrize(
    ("master", "said"),
    [
        ("spark", "'spark' names no Spark cluster. Give one as spark://HOST:7077"),
        ("", "'' names no Spark cluster."),
    ],
)
def test_what_is_no_cluster_is_told(master: str, said: str, tmp_path: Path) -> None:
    needed()
    with pytest.raises(ClusterError) as told, cluster(master, tmp_path):
        pass
    assert said in str(told.value)


def test_without_java_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needed()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ClusterError, match="Spark needs Java"), cluster("local[1]", tmp_path):
        pass


def test_numbers_of_values_beyond_those_told_apart_stay_beyond() -> None:
    from touchline.lake.cluster.write import _places

    numbers = np.array([7, 3, -1], np.int32)
    assert _places(np.array([0, 1, -1, 2], np.int32), numbers).tolist() == [7, 3, -1, 2]
