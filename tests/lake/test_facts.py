"""Facts of persons in a generation: by person row, joined identities, without touching the base."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples
from tests.lake.make import MEANING
from tests.lake.test_build import NOW, index_of, lake_of
from tests.oracle.build import Event

from touchline.journeys.index import Index
from touchline.lake import known, level, values
from touchline.lake.generations import Generations
from touchline.lake.meaning import FactRows, Joins, Meaning
from touchline.lake.shelf import GenerationDamaged


def rows_of(said: dict[int, str]) -> FactRows:
    listed = sorted(said.items())
    texts = tuple(dict.fromkeys(value for _, value in listed))
    return FactRows(
        np.array([key for key, _ in listed], np.int64),
        np.array([texts.index(value) for _, value in listed], np.int32),
        texts,
        repr(listed),
    )


def knowing(**facts: dict[int, str]) -> Meaning:
    return replace(MEANING, facts={name: rows_of(said) for name, said in facts.items()})


def known_in(index: Index, name: str) -> dict[int, str]:
    texts = index.legend.facts[name]
    return {
        int(key): texts[place]
        for shard in index.shards
        for key, place in zip(shard.key, shard.facts[name], strict=True)
        if place
    }


@examples(25)
@given(
    st.sets(st.integers(1, 30)),
    st.dictionaries(st.integers(1, 35), st.sampled_from(["de", "fr", "Åland"])),
    st.dictionaries(st.integers(1, 35), st.sampled_from(["free", "paid"])),
    st.sampled_from([1, 4, 1000]),
)
def test_each_person_has_what_is_known_of_them(people, countries, plans, per_shard) -> None:  # type: ignore[no-untyped-def]
    record = [Event(at + 1, at, key, "letter") for at, key in enumerate(sorted(people))]
    meaning = knowing(country=countries, plan=plans)
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(level, "SHARD_TOUCHES", per_shard)
        index = index_of(Path(name), lake_of(Path(name), record, 100), meaning)
        for fact, said in (("country", countries), ("plan", plans)):
            assert known_in(index, fact) == {key: value for key, value in said.items() if key in people}
            for shard in index.shards:
                assert (shard.facts[fact].dtype, shard.facts[fact].shape) == (np.uint16, (shard.people,))


@examples(60)
@given(
    st.dictionaries(st.integers(1, 20), st.sampled_from("abc")),
    st.dictionaries(st.integers(2, 20), st.integers(1, 19)),
)
def test_of_joined_identities_the_smallest_that_says_something_is_believed(said, above) -> None:  # type: ignore[no-untyped-def]
    def person(key: int) -> int:
        while above.get(key, key) < key:
            key = above[key]
        return key

    joined = sorted(key for key in range(1, 21) if person(key) != key)
    joins = Joins(np.array(joined, np.int64), np.array([person(key) for key in joined], np.int64))
    rows = rows_of(said)
    keys, places = known.persons(rows, known.place_values(rows).place_of, joins)
    texts = known.place_values(rows).texts
    expected: dict[int, str] = {}
    for key, value in sorted(said.items()):
        expected.setdefault(person(key), value)
    assert {int(key): texts[place] for key, place in zip(keys, places, strict=True)} == expected


def test_new_facts_keep_the_base(tmp_path: Path) -> None:
    record = [Event(at + 1, at, at % 5, "letter") for at in range(20)]
    lake, here = lake_of(tmp_path, record, 100), Generations(tmp_path / "index")
    first = here.refresh(lake, knowing(country={1: "de"}), made_at=NOW)
    second = here.refresh(lake, knowing(country={1: "fr", 2: "de"}), made_at=NOW)
    assert first is not None
    assert second is not None
    assert here.refresh(lake, knowing(country={1: "fr", 2: "de"}), made_at=NOW) is None
    assert here.manifest(first)["base"] == here.manifest(second)["base"]
    assert known_in(here.open(first), "country") == {1: "de"}
    assert known_in(here.open(second), "country") == {1: "fr", 2: "de"}
    third = here.refresh(lake, MEANING, made_at=NOW)
    assert third is not None
    assert dict(here.open(third).shards[0].facts) == {}
    assert here.manifest(second)["facts"] == [{"name": "country", "values": 2, "other": 0}]


def test_a_fact_that_changes_is_written_where_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(level, "SHARD_TOUCHES", 4)
    record = [Event(at + 1, at, at % 5, "letter") for at in range(20)]
    lake, here = lake_of(tmp_path, record, 100), Generations(tmp_path / "index")
    plans = dict.fromkeys(range(5), "free")
    first = here.refresh(lake, knowing(country={1: "de", 2: "fr"}, plan=plans), made_at=NOW)
    second = here.refresh(lake, knowing(country={1: "fr", 2: "de"}, plan=plans), made_at=NOW)
    one, two = (
        {path.relative_to(folder): path.stat().st_ino for path in folder.rglob("column-*.npy")}
        for folder in (here.all / str(name) / "facts" for name in (first, second))
    )
    assert len(one) == len(two) > 6
    written = {path.parent.name for path in two if one[path] != two[path]}
    assert {path.name for path in two if one[path] != two[path]} == {"column-000.npy"}
    index = here.open(second)
    homes = {f"shard-{at:04d}" for at, shard in enumerate(index.shards) if {1, 2} & {*shard.key.tolist()}}
    assert written == homes
    assert len(homes) < len(index.shards)


def test_more_values_than_a_column_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST", 2)
    said = {1: "a", 2: "b", 3: "b", 4: "c", 5: "c"}
    record = [Event(key, key, key, "letter") for key in said]
    index = index_of(tmp_path, lake_of(tmp_path, record, 100), knowing(plan=said))
    assert known_in(index, "plan") == {**said, 1: "other"}
    assert Generations(tmp_path / "index").manifest(index.legend.generation)["facts"][0]["other"] == 1


def test_a_damaged_column_of_facts_is_seen(tmp_path: Path) -> None:
    here = Generations(tmp_path / "index")
    here.build(lake_of(tmp_path, [Event(1, 1, 1, "letter")], 9), knowing(plan={1: "a"}), made_at=NOW)
    path = next((tmp_path / "index").rglob("facts/*/shard-0000/column-000.npy"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-2] + b"\7\7")
    assert any("is damaged" in one for one in here.check())
    path.unlink()
    with pytest.raises(GenerationDamaged, match="is missing"):
        here.open()
