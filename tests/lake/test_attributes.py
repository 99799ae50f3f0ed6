"""Attributes of touches and facts of persons: as the slow twin, however files, pieces and shards fall."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples
from tests.lake.make import MEANING, plain
from tests.lake.strategies import events
from tests.lake.test_build import NOW, index_of, lake_of
from tests.oracle.build import Event, journeys, journeys_of

from touchline.lake import level, parquet, reading, said, values
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.shelf import GenerationDamaged

NAMES = ("campaign", "product", "country", "country/x~", "campaign_source")


@examples(40)
@given(
    events(24),
    st.sampled_from([7, 100]),
    st.sampled_from([1, 4, 1000]),
    st.booleans(),
    st.sampled_from([1, 3]),
    st.sets(st.sampled_from(NAMES)),
)
def test_every_touch_says_what_the_twins_does(record, chunk, per_shard, merge, threads, names) -> None:  # type: ignore[no-untyped-def]
    meaning = replace(MEANING, attributes=tuple(sorted(names)))
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(level, "SHARD_TOUCHES", per_shard)
        patch.setattr(reading, "PIECE", 4)
        patch.setattr(parquet, "ROW_GROUP", 2)
        patch.setattr(said, "LOOKED_AT", 2)
        lake = lake_of(Path(name), record, chunk)
        if merge:
            lake.compact()
        index = index_of(Path(name), lake, meaning, threads)
        assert journeys_of(index) == journeys(record, meaning)
        assert set(index.legend.attributes) == names
        for attribute, texts in index.legend.attributes.items():
            assert texts[0] == ""
            assert list(texts[1:]) == sorted(set(texts[1:]))
            for shard in index.shards:
                column = shard.attributes[attribute]
                assert (column.dtype, column.shape) == (np.uint16, (shard.touches,))
                assert not column.flags.writeable


def test_without_attributes_nothing_is_written_for_them(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.append(plain(100), app="a", version=1)
    here = Generations(tmp_path / "index")
    name = here.build(lake, MEANING, made_at=NOW)
    assert not list((tmp_path / "index").rglob("column-*"))
    assert not list((tmp_path / "index").rglob("values-*"))
    assert dict(here.open(name).shards[0].attributes) == {}


def test_seventy_thousand_values_leave_the_rarest_under_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = [Event(at + 1, at, at % 9, "letter", campaign=f"c{at:06d}") for at in range(70_000)]
    record += [Event(at + 1, at, 5, "letter", campaign=f"c{at:06d}") for at in range(69_000, 70_000)]
    meaning = replace(MEANING, attributes=("campaign",))
    index = index_of(tmp_path, lake_of(tmp_path, record, 90_000), meaning)
    texts, column = index.legend.attributes["campaign"], index.shards[0].attributes["campaign"]
    assert (len(texts), texts[-1]) == (65_536, "other")
    assert np.count_nonzero(column == 65_535) == 70_000 - 65_534
    assert {f"c{at:06d}" for at in range(69_000, 70_000)} < set(texts)
    manifest = Generations(tmp_path / "index").manifest(index.legend.generation)
    assert manifest["attributes"] == [{"name": "campaign", "values": 65_534, "other": 70_000 - 65_534}]
    monkeypatch.setattr(values, "SEEN", 1000)
    again = index_of(tmp_path, Lake(tmp_path / "lake"), meaning)
    assert len(again.legend.attributes["campaign"]) == 1002
    assert np.count_nonzero(again.shards[0].attributes["campaign"] == 1001) == 70_000


def test_a_column_goes_on_where_it_stood() -> None:
    column = values.Values()
    numbers = column.number(["b", "a", "never", "c"])
    column.count(numbers[[0, 0, 1, 3, -1]])
    fresh = column.place()
    assert (fresh.texts, fresh.place_of.tolist(), fresh.other) == (("", "a", "b", "c"), [2, 1, 4, 3, 0], 0)
    more = column.place(["x", "c"])
    assert (more.texts, more.place_of.tolist()) == (("", "x", "c", "a", "b"), [4, 3, 5, 2, 0])
    full = column.place(["x", "c"], full=True)
    assert (full.texts, full.place_of.tolist(), full.other) == (("", "x", "c", "other"), [3, 3, 3, 2, 0], 3)


def test_a_damaged_or_missing_column_is_seen(tmp_path: Path) -> None:
    record = [Event(at + 1, at, at % 5, "letter", campaign="ab"[at % 2]) for at in range(50)]
    meaning = replace(MEANING, attributes=("campaign",))
    lake = lake_of(tmp_path, record, 100)
    here = Generations(tmp_path / "index")
    here.build(lake, meaning, made_at=NOW)
    path = next((tmp_path / "index").rglob("shard-0000.arrays"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-2] + b"\7\7")
    assert any("shard-0000.arrays is damaged" in one for one in here.check())
    path.write_bytes(whole[:-2])
    with pytest.raises(GenerationDamaged, match=r"shard-0000\.arrays has"):
        here.open()
    path.unlink()
    with pytest.raises(GenerationDamaged, match=r"shard-0000\.arrays is missing"):
        here.open()
    path.write_bytes(whole)
    texts = next((tmp_path / "index").rglob("values-000.json"))
    texts.write_text(texts.read_text().replace("a", "z"))
    with pytest.raises(GenerationDamaged, match=r"values-000\.json is damaged"):
        here.open()


def test_another_choice_of_attributes_builds_anew(tmp_path: Path) -> None:
    record = [Event(at + 1, at, 1, "letter", campaign="a", properties='{"b":"c"}') for at in range(5)]
    lake, here = lake_of(tmp_path, record, 100), Generations(tmp_path / "index")
    here.refresh(lake, MEANING, made_at=NOW)
    wanted = replace(MEANING, attributes=("campaign", "b"))
    name = here.refresh(lake, wanted, made_at=NOW)
    assert name is not None
    assert here.refresh(lake, wanted, made_at=NOW) is None
    texts = here.open(name).legend.attributes
    assert dict(texts) == {"campaign": ("", "a"), "b": ("", "c")}


def test_values_of_every_event_are_counted_once(tmp_path: Path) -> None:
    record = [
        Event(at + 1, at, at % 77, "letter", properties=json.dumps({"n": at % 13, "of": "x" * (at % 3)}))
        for at in range(5000)
    ]
    index = index_of(tmp_path, lake_of(tmp_path, record, 1000), replace(MEANING, attributes=("n", "of")))
    for name in ("n", "of"):
        texts, column = index.legend.attributes[name], index.shards[0].attributes[name]
        found = Counter(texts[place] for place in column.tolist())
        assert found == Counter(one.says(name) for one in record)
