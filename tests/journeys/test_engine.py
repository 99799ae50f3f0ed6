from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from tests.journeys.make import HOUR, MONDAY, Referral, Touch, make_index

from touchline.journeys import engine
from touchline.journeys.funnel import Funnel
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import Index, Legend
from touchline.journeys.paths import Paths
from touchline.journeys.touches import Touches


def test_people_are_keys_in_ascending_order_with_as_of() -> None:
    record = [Touch(person, MONDAY + HOUR, "a") for person in (40, 3, 17, 8, 25)]
    index = make_index(record, shards=4, generation="g9")
    found = engine.people(index, Paths(), "people", threads=2)
    assert found.to_dict() == {
        "people": [3, 8, 17, 25, 40],
        "count": 5,
        "as_of": "2024-12-30T01:00:00.000000Z",
        "generation": "g9",
    }
    assert found.keys.dtype == np.int64
    assert not found.keys.flags.writeable


def test_who_brought_others_counts_once_and_may_be_nowhere_in_the_index() -> None:
    record = [Touch(person, MONDAY, "a") for person in range(20)]
    brought = [Referral(person, by=1000) for person in range(10)] + [Referral(15, by=3)]
    index = make_index(record, shards=5, brought=brought)
    assert engine.people(index, Hourglass(), "bringers").keys.tolist() == [3, 1000]


@pytest.mark.parametrize("question", [Funnel(((0,),), 0), Hourglass(), Paths(), Touches()])
def test_empty_shards_answer(question: Funnel | Hourglass | Paths | Touches) -> None:
    index = make_index([Touch(1, MONDAY, "a")], shards=6, people=[2, 3])
    result = engine.ask(index, question, threads=3)
    assert result.people == (0 if isinstance(question, Touches) else 1)
    empty = make_index([], touchpoints=["a"], shards=2)
    assert engine.ask(empty, question).people == 0
    assert engine.people(empty, question, "people").count == 0


def test_an_index_without_any_touchpoint_answers() -> None:
    assert engine.ask(Index(Legend()), Paths()).to_dict()["links"] == []
    assert engine.ask(Index(Legend()), Touches()).rows() == []


def test_every_kernel_runs_when_it_is_warmed_up() -> None:
    engine.warm_up()
    for name in ("funnel", "hourglass", "paths", "touches"):
        assert f"touchline.journeys.kernels.{name}" in sys.modules


def test_importing_the_questions_loads_no_numba() -> None:
    modules = ("funnel", "hourglass", "paths", "touches", "engine", "names", "export", "kernels")
    lines = [f"import touchline.journeys.{module}" for module in modules]
    lines.append("import sys; print({'numba', 'django', 'pyarrow', 'pandas'} & set(sys.modules))")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
