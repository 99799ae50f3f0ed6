"""Generations in an object store: whole or not there, the same arrays, kept in little room."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.lake import s3
from tests.lake.make import MEANING, table
from tests.oracle.build import Event

from touchline.journeys import engine
from touchline.journeys.index import Index
from touchline.journeys.lines import NAMES
from touchline.journeys.paths import Paths
from touchline.journeys.stored import SAVED
from touchline.lake import fold, level
from touchline.lake.away.fetching import open_away
from touchline.lake.away.near import Near, near, use_near
from touchline.lake.away.place import AWAY, Away, Far, away_of
from touchline.lake.away.pointer import Pointer
from touchline.lake.away.publishing import POINTER, clean, publish
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.level import open_level
from touchline.lake.meaning import FactRows
from touchline.lake.shelf import GenerationDamaged, GenerationGone
from touchline.lake.store import LakeError, open_store

ROOT = Path(__file__).parent.parent.parent
FACTS = {"country": FactRows(np.arange(1, 40), np.arange(39, dtype=np.int32) % 2, ("at", "de"), "away")}


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Near]:
    """A folder of this test for what is fetched, and small shards."""
    monkeypatch.setattr(level, "SHARD_TOUCHES", 50)
    before = near()
    yield use_near(tmp_path / "near", 1 << 30)
    use_near(before.folder, 1 << 30)


def some(count: int, start: int = 0) -> list[Event]:
    return [
        Event(start + at, 1_000_000 * (start + at), 1 + (start + at) % 37, ("page seen", "letter")[at % 2])
        for at in range(count)
    ]


def made(home: Path, *, facts: bool = True) -> Generations:
    """An index of a base and a run."""
    lake, here = Lake(home / "lake"), Generations(home / "index")
    meaning = replace(MEANING, facts=FACTS if facts else {})
    lake.append(table(some(400)), app="a", version=1)
    here.build(lake, meaning, made_at=10**15)
    lake.append(table(some(5, 400), 2), app="a", version=2)
    here.refresh(lake, meaning, made_at=10**15)
    return here


def newest(here: Generations) -> str:
    name = here.current()
    assert name is not None
    return name


def same(one: Index, other: Index) -> None:
    assert len(one.parts) == len(other.parts) > 2
    for first, second in zip(one.parts, other.parts, strict=True):
        for name in SAVED:
            assert getattr(first.shard, name).tobytes() == getattr(second.shard, name).tobytes()
        assert first.hidden.tolist() == second.hidden.tolist()
        assert (first.shard.people, first.shard.touches) == (second.shard.people, second.shard.touches)
        assert set(first.shard.facts) == set(second.shard.facts)
        for name in first.shard.facts:
            assert first.shard.facts[name].tolist() == second.shard.facts[name].tolist()
    asked = Paths()
    assert engine.ask(one, asked).to_dict() == engine.ask(other, asked).to_dict()


@pytest.mark.parametrize("facts", [True, False])
def test_what_is_published_is_what_was_made(object_place: str, tmp_path: Path, facts: bool) -> None:
    here = made(tmp_path, facts=facts)
    name = newest(here)
    publish(here, name, object_place)
    assert Pointer(f"{object_place}/{POINTER}").read() == name
    away = open_away(object_place, name, tmp_path / "scratch")
    same(here.open(), away)
    assert not list((tmp_path / "scratch").rglob("shard-*.arrays")), "what is large was not copied"


def test_nothing_is_fetched_until_it_is_looked_at(object_place: str, tmp_path: Path, room: Near) -> None:
    here = made(tmp_path)
    publish(here, newest(here), object_place)
    index = open_away(object_place, newest(here), tmp_path / "scratch")
    before = len(list(room.folder.glob("*.arrays")))
    assert before == len(index.base), "who is in a shard is all that an open looks at"
    assert index.base[0].people == len(index.base[0].key) > 0
    assert len(list(room.folder.glob("*.arrays"))) == before
    assert len(index.base[0].time) == index.base[0].touches
    assert len(list(room.folder.glob("*.arrays"))) == before + 1


def test_attributes_and_lines_are_fetched_with_their_shard(object_place: str, tmp_path: Path) -> None:
    lake, here = Lake(tmp_path / "lake"), Generations(tmp_path / "index")
    said = [replace(one, campaign=f"c{one.identity % 3}") for one in some(200)]
    orders = (Event(200 + at, 10**9, at, "Order Completed", money=500, currency="EUR") for at in range(1, 38))
    lake.append(table([*said, *orders]), app="a", version=1)
    here.build(lake, replace(MEANING, attributes=("campaign",)), made_at=10**15)
    publish(here, newest(here), object_place)
    index = open_away(object_place, newest(here), tmp_path / "scratch")
    away = open_level(next((tmp_path / "scratch").rglob("bases/b*")))
    home = open_level(next((tmp_path / "index").rglob("bases/b*")))
    assert away.away is not None
    for number, (one, other) in enumerate(zip(index.base, home.shards, strict=True)):
        assert dict(one.attributes).keys() == {"campaign"}
        assert one.attributes["campaign"].tolist() == other.attributes["campaign"].tolist()
        assert one.attributes["campaign"].any()
        assert "product" not in one.attributes
        assert len(home.lines(number)) > 0
        for name in NAMES:
            expected = getattr(home.lines(number), name)
            assert getattr(away.lines(number), name).tolist() == expected.tolist()
        assert away.lines(number).columns.keys() == {"campaign"}


def test_what_is_there_is_not_sent_again(object_place: str, object_store: int, tmp_path: Path) -> None:
    here = made(tmp_path)
    publish(here, newest(here), object_place)
    before = changed_at(object_store, object_place)
    publish(here, newest(here), object_place)
    assert changed_at(object_store, object_place) == before
    here.relabel(replace(MEANING, silence_days=3), made_at=10**15)
    publish(here, newest(here), object_place)
    fresh = changed_at(object_store, object_place).keys() - before.keys()
    assert fresh
    assert not [one for one in fresh if "/levels/" in one], "only the generation is new"


def changed_at(port: int, place: str) -> dict[str, Any]:
    pages = s3.client(port).get_paginator("list_objects_v2").paginate(Bucket=s3.BUCKET, Prefix=s3.key(place))
    found = [one for page in pages for one in page.get("Contents", ()) if not one["Key"].endswith("/")]
    return {one["Key"]: one["LastModified"] for one in found}


KILLED = """
import os, signal, sys
from pathlib import Path
from touchline.lake.away.publishing import publish
from touchline.lake.generations import Generations
from touchline.lake.objects import Objects

write, left = Objects.write, int(sys.argv[3])
def counted(self, name, fill):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return write(self, name, fill)
Objects.write = counted
here = Generations(Path(sys.argv[1]))
publish(here, here.current(), sys.argv[2])
"""


@pytest.mark.parametrize("writes", [0, 1, 30, "generation", "whole"])
def test_half_of_a_generation_is_never_opened(object_place: str, tmp_path: Path, writes: int | str) -> None:
    here = made(tmp_path)
    name = newest(here)
    if isinstance(writes, str):
        publish(here, name, f"{object_place}-other")
        store = open_store(f"{object_place}-other")
        levels, generations = len(store.below("levels")), len(store.below("generations"))
        writes = levels + 2 if writes == "generation" else levels + generations - 1
    command = [sys.executable, "-c", KILLED, str(tmp_path / "index"), object_place, str(writes)]
    environ = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    assert subprocess.run(command, env=environ).returncode == -signal.SIGKILL
    assert Pointer(f"{object_place}/{POINTER}").read() is None
    with pytest.raises(GenerationGone):
        open_away(object_place, name, tmp_path / "scratch")
    publish(here, name, object_place)
    same(here.open(), open_away(object_place, name, tmp_path / "again"))


def test_of_two_who_point_one_is_told(object_place: str) -> None:
    one, other = Pointer(object_place), Pointer(object_place)
    for round_ in range(3):
        one.read()
        other.read()
        one.move(f"g00000{round_}-abcdef")
        with pytest.raises(LakeError, match="Something else wrote"):
            other.move("g000009-abcdef")
        assert Pointer(object_place).read() == f"g00000{round_}-abcdef"


def test_a_pointer_stays_small(object_place: str) -> None:
    pointer = Pointer(object_place)
    for at in range(52):
        pointer.read()
        pointer.move(f"g{at:06d}-abcdef")
    assert Pointer(object_place).read() == "g000051-abcdef"
    assert len(open_store(object_place).log_names()) < 8


def test_a_damaged_or_missing_file_is_told(object_place: str, object_store: int, tmp_path: Path) -> None:
    here = made(tmp_path)
    publish(here, newest(here), object_place)
    index = open_away(object_place, newest(here), tmp_path / "scratch")
    found = [name for name in s3.contents(object_store, s3.key(object_place)) if "/b0" in name]
    first, second = (next(one for one in found if one.endswith(f"/shard-000{at}.arrays")) for at in range(2))
    s3.client(object_store).put_object(Bucket=s3.BUCKET, Key=first, Body=b"x")
    use_near(tmp_path / "nothing", 1 << 30)
    with pytest.raises(GenerationDamaged, match="its checksum is another"):
        len(index.base[0].time)
    s3.client(object_store).delete_object(Bucket=s3.BUCKET, Key=second)
    with pytest.raises(GenerationGone):
        len(index.base[1].time)
    level_of = next((tmp_path / "scratch").rglob("bases/b*"))
    away = away_of(level_of)
    assert away is not None
    said = away.wrong()
    assert len(said) == 2
    assert " has 1 bytes instead of " in said[0]
    assert said[1].endswith("/shard-0001.arrays is missing.")


def test_little_room_is_kept_to(object_place: str, tmp_path: Path) -> None:
    here = made(tmp_path)
    publish(here, newest(here), object_place)
    index = open_away(object_place, newest(here), tmp_path / "scratch")
    room = use_near(tmp_path / "small", 4_000)
    same(here.open(), index)
    sizes = [path.stat().st_size for path in room.folder.glob("*")]
    assert sum(sizes) <= 4_000
    held = index.base[0].time
    for shard in index.base:
        len(shard.key)
    room.clear()
    assert held.tolist() == here.open().base[0].time.tolist(), "what is being read stays readable"
    assert not list(room.folder.glob("*"))


def test_many_processes_share_the_room(object_place: str, tmp_path: Path) -> None:
    here = made(tmp_path)
    publish(here, newest(here), object_place)
    context = multiprocessing.get_context("spawn")
    asked = [
        (object_place, newest(here), str(tmp_path / f"scratch{at}"), str(tmp_path / "both"))
        for at in range(2)
    ]
    with context.Pool(2) as pool:
        found = pool.map(_read_all, asked)
    expected = sum(int(part.shard.time.sum()) for part in here.open().parts)
    assert found == [expected] * 2


def _read_all(asked: tuple[str, str, str, str]) -> int:
    place, name, scratch, room = asked
    index = open_away(place, name, Path(scratch))
    use_near(Path(room), 2_000)
    return [sum(int(part.shard.time.sum()) for part in index.parts) for _ in range(5)][-1]


def moved(here: Generations, place: str) -> str:
    """The base of the newest generation, its shards in the store alone, as a cluster makes it."""
    name = newest(here)
    publish(here, name, place)
    stub = open_store(place)
    base = here.levels(here.manifest(name))[0]
    address = next(one for one in stub.below("levels") if f"/{base.name}-" in one and one.endswith(AWAY))
    for path in base.glob("shard-*"):
        path.unlink()
    for one in stub.below(address.rpartition("/")[0]):
        if "/shard-" not in one:
            with stub.open(one) as stream:
                (base / Path(one).name).write_bytes(stream.read())
    return name


def test_a_base_that_stands_away_is_refreshed_at_home(object_place: str, tmp_path: Path) -> None:
    here, lake = made(tmp_path, facts=False), Lake(tmp_path / "lake")
    before = here.open()
    expected = engine.ask(before, Paths()).to_dict()
    del before
    moved(here, object_place)
    assert engine.ask(here.open(), Paths()).to_dict() == expected
    lake.append(table(some(7, 405), 3), app="a", version=3)
    name = here.refresh(lake, MEANING, made_at=10**15)
    assert name is not None
    assert here.manifest(name)["levels"][0]["name"] == "b000001", "the base is the same"
    fresh = Generations(tmp_path / "fresh")
    fresh.build(lake, MEANING, made_at=10**15)
    one, other = (engine.ask(place.open(), Paths()).to_dict() for place in (here, fresh))
    assert {**one, "generation": ""} == {**other, "generation": ""}
    assert here.check() == []
    publish(here, name, object_place)
    same(here.open(), open_away(object_place, name, tmp_path / "scratch"))


def test_runs_are_not_folded_into_a_base_that_stands_away(
    object_place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "HEAD", 8)
    here, lake = made(tmp_path, facts=False), Lake(tmp_path / "lake")
    moved(here, object_place)
    for version in range(3, 33):
        lake.append(table(some(4, 4 * version + 400), version), app="a", version=version)
        here.refresh(lake, MEANING, made_at=10**15)
        here.fold(MEANING, made_at=10**15)
    said = here.manifest(newest(here))
    assert said["base"] == "b000001"
    assert 2 <= len(said["levels"]) < 6, "runs were folded into each other"
    fresh = Generations(tmp_path / "fresh")
    fresh.build(lake, MEANING, made_at=10**15)
    one, other = (engine.ask(place.open(), Paths()).to_dict() for place in (here, fresh))
    assert {**one, "generation": ""} == {**other, "generation": ""}


def test_what_nobody_reads_any_more_goes(object_place: str, object_store: int, tmp_path: Path) -> None:
    here, lake = made(tmp_path), Lake(tmp_path / "lake")
    publish(here, newest(here), object_place)
    before = newest(here)
    here.build(lake, MEANING, made_at=10**15)
    publish(here, newest(here), object_place)
    name = newest(here)
    clean(here, object_place)
    open_away(object_place, before, tmp_path / "still")
    here.sweep(10**15, at_once=True)
    clean(here, object_place)
    there = {one for one in open_store(object_place).below("") if not one.startswith("pointer")}
    assert {one.split("/")[1] for one in there if one.startswith("generations")} == {name}
    assert len({one.split("/")[1] for one in there if one.startswith("levels")}) == 1
    same_base = open_away(object_place, name, tmp_path / "scratch")
    assert same_base.touches == here.open().touches


def test_what_a_folder_says_of_files_elsewhere_comes_back(tmp_path: Path) -> None:
    said = Away("s3://b/p", {"shard-0000.arrays": Far("shard-0000-ab.arrays", 136, "f" * 16)}, ((3, 5),))
    said.write(tmp_path)
    assert away_of(tmp_path) == said
    assert said.bytes == 136
    assert away_of(tmp_path.parent) is None


def test_levels_at_home_are_none_away(tmp_path: Path) -> None:
    here = made(tmp_path)
    for folder in here.levels(here.manifest(newest(here))):
        found = open_level(folder)
        assert found.away is None
        assert found.bytes > 0
