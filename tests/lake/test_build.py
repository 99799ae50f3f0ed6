"""From a lake to an index and back to journeys: the same as the slow twin, however files and shards fall."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples
from tests.lake.make import MEANING, plain, table
from tests.lake.strategies import events
from tests.oracle.build import Event, journeys, journeys_of

from touchline.journeys.index import Index, shard_of
from touchline.lake import base, codes, compact, level, parquet, partition, reading
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.meaning import Meaning, TouchpointMeaning

NOW = 10**15
MINUTE = 60_000_000


def lake_of(folder: Path, record: list[Event], chunk: int) -> Lake:
    lake = Lake(folder / "lake")
    for version, start in enumerate(range(0, len(record), chunk)):
        lake.append(table(record[start : start + chunk]), app="a", version=version)
    return lake


def index_of(folder: Path, lake: Lake, meaning: Meaning = MEANING, threads: int = 1) -> Index:
    here = Generations(folder / "index")
    return here.open(here.build(lake, meaning, made_at=NOW, threads=threads))


@examples(25)
@given(
    events(24),
    st.sampled_from([7, 17, 100]),
    st.sampled_from([1, 4, 1000]),
    st.booleans(),
    st.sampled_from([1, 3]),
)
def test_every_journey_is_the_twins(record, chunk, per_shard, merge, threads) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(level, "SHARD_TOUCHES", per_shard)
        patch.setattr(reading, "PIECE", 4)
        patch.setattr(parquet, "ROW_GROUP", 2)
        patch.setattr(compact, "MANY", 2)
        lake = lake_of(Path(name), record, chunk)
        if merge:
            lake.compact()
        index = index_of(Path(name), lake, threads=threads)
        assert journeys_of(index) == journeys(record, MEANING)
        assert len(index.shards) == level.shards_for(len(record))
        for number, shard in enumerate(index.shards):
            assert (shard_of(shard.key, len(index.shards)) == number).all()
        manifest = Generations(Path(name) / "index").manifest(index.legend.generation)
        people = [event for event in record if event.kind == "person"]
        assert manifest["events"] == len(record)
        assert manifest["left_out"] == dict(Counter(e.kind for e in record if e.kind != "person"))
        assert manifest["unrecognised"]["events"] == sum(e.name == "nobody knows" for e in people)
        assert manifest["touches"] == index.touches
        assert manifest["people"] == index.people


@pytest.mark.parametrize(
    ("events", "shards"), [(0, 1), (2_000_000, 1), (2_000_001, 2), (4_000_001, 4), (50_000_000, 26)]
)
def test_shards_are_even_in_number_and_hold_at_most_two_million(events: int, shards: int) -> None:
    assert level.shards_for(events) == shards


def test_an_empty_lake_makes_a_generation_that_knows_touchpoints(tmp_path: Path) -> None:
    index = index_of(tmp_path, Lake(tmp_path / "lake"))
    assert (index.people, index.touches, len(index.shards)) == (0, 0, 1)
    assert index.legend.touchpoints == ("Letter", "Page", "Order", "Refund", "Call", "Never seen")
    assert index.legend.schemes["hourglass"].stage_of.tolist() == [1, 0, 4, -1, 2, 3]
    assert index.legend.end == NOW - NOW % MINUTE


def test_the_record_ends_in_the_minute_of_its_latest_touch_and_never_in_the_future(tmp_path: Path) -> None:
    record = [Event(1, 5 * MINUTE + 7, 1, "letter"), Event(2, 9 * MINUTE, 1, "nobody knows")]
    lake = lake_of(tmp_path, record, 10)
    here = Generations(tmp_path / "index")
    assert here.open(here.build(lake, MEANING, made_at=NOW)).legend.end == 5 * MINUTE
    assert here.open(here.build(lake, MEANING, made_at=5 * MINUTE + 1)).legend.end == 5 * MINUTE
    assert here.open(here.build(lake, MEANING, made_at=5 * MINUTE - 1)).legend.end == 4 * MINUTE


def test_the_legend_says_what_the_meaning_says(tmp_path: Path) -> None:
    legend = index_of(tmp_path, lake_of(tmp_path, [Event(1, 500, 1, "letter")], 10)).legend
    scheme = legend.schemes["hourglass"]
    assert (scheme.order_stage, scheme.repeat_stage, scheme.refer_stage) == (4, 5, 6)
    assert legend.silence == 90 * 86_400 * 1_000_000
    assert legend.zone == "UTC"
    assert legend.channels == ("e-mail",)
    assert legend.code_touchpoint.tolist() == [0]
    assert legend.touchpoint_numbers == (3, 7, 11, 12, 20, 21)


def test_progress_ends_where_it_said_it_would(tmp_path: Path) -> None:
    said: list[tuple[int, int]] = []
    lake = lake_of(tmp_path, [Event(at, at, at, "letter") for at in range(50)], 20)
    Generations(tmp_path / "index").build(lake, MEANING, made_at=NOW, progress=lambda *at: said.append(at))
    assert {total for _, total in said} == {100}
    assert [done for done, _ in said] == sorted(done for done, _ in said)
    assert said[-1] == (100, 100)


def test_more_labels_than_the_table_first_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "SMALLEST", 16)
    record = [Event(at + 1, at, at % 5, "letter", f"channel {at % 300}", at % 2 == 0) for at in range(2000)]
    index = index_of(tmp_path, lake_of(tmp_path, record, 2000))
    assert journeys_of(index) == journeys(record, MEANING)
    assert len(index.legend.channels) == 300


def test_channels_beyond_the_codes_fold_and_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "MOST", 6)
    monkeypatch.setattr(base, "allot", lambda *given: codes.allot(*given, most=6))
    record = [Event(at + 1, at, 1, "letter", f"channel {min(at % 12, 9)}") for at in range(120)]
    index = index_of(tmp_path, lake_of(tmp_path, record, 200))
    manifest = Generations(tmp_path / "index").manifest(index.legend.generation)
    kept = {touch.channel for touch in journeys_of(index)[1]}
    assert len(kept) == 6
    assert {"channel 9", "e-mail"} < kept
    assert (
        manifest["channels_folded"] == sum(touch.channel == "e-mail" for touch in journeys_of(index)[1]) == 50
    )
    assert index.touches == 120


def test_touchpoints_beyond_the_codes_are_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "allot", lambda *given: codes.allot(*given, most=3))
    names = ["letter"] * 5 + ["welcome call"] * 2 + ["page seen"] * 4
    record = [Event(at + 1, at, 1, name) for at, name in enumerate(names)]
    record += [Event(100, 100, 2, "Order Completed", None, False, 5, "EUR", 1)] * 3
    index = index_of(tmp_path, lake_of(tmp_path, record, 200))
    manifest = Generations(tmp_path / "index").manifest(index.legend.generation)
    assert manifest["without_code"] == 2
    assert Counter(touch.touchpoint for found in journeys_of(index).values() for touch in found) == {
        3: 5,
        7: 4,
        11: 1,
    }


def test_arrays_on_disk_are_as_small_as_promised(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.append(plain(100_000), app="a", version=1)
    here = Generations(tmp_path / "index")
    manifest = here.manifest(here.build(lake, MEANING, made_at=NOW))
    assert manifest["bytes"] < 11 * 100_000


def test_twenty_thousand_touchpoints(tmp_path: Path) -> None:
    numbers = range(1, 20_001)
    meaning = Meaning(
        tuple(TouchpointMeaning(number, f"t{number}") for number in numbers),
        {f"t{number}": number for number in numbers},
    )
    record = [Event(at + 1, at, at % 9, f"t{1 + at * 7919 % 20_000}") for at in range(20_000)]
    index = index_of(tmp_path, lake_of(tmp_path, record, 50_000), meaning)
    assert journeys_of(index) == journeys(record, meaning)


def test_a_name_recognised_as_a_touchpoint_that_is_gone_is_not_recognised(tmp_path: Path) -> None:
    index = index_of(tmp_path, lake_of(tmp_path, [Event(1, 5, 1, "to nothing"), Event(2, 6, 1, "letter")], 9))
    assert index.touches == 1
    manifest = Generations(tmp_path / "index").manifest(index.legend.generation)
    assert manifest["unrecognised"] == {
        "events": 1,
        "names": 1,
        "names_are_more": False,
        "often": [["to nothing", 1]],
    }


def test_channels_of_touchpoints_count_where_the_event_names_none(tmp_path: Path) -> None:
    record = [Event(1, 5, 1, "letter"), Event(2, 6, 1, "letter", "shop"), Event(3, 7, 1, "letter", "")]
    lake = lake_of(tmp_path, record, 9)
    here = Generations(tmp_path / "index")
    here.build(lake, MEANING, made_at=NOW)
    moved = tuple(
        replace(one, channel="post") if one.name == "Letter" else one for one in MEANING.touchpoints
    )
    index = here.open(here.relabel(replace(MEANING, touchpoints=moved), made_at=NOW))
    assert [touch.channel for touch in journeys_of(index)[1]] == ["post", "shop", "post"]
    assert np.unique(index.shards[0].code).tolist() == [0, 1]
