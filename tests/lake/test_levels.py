"""Levels: whatever happens, in whatever order, answers are those of an index built anew."""

from __future__ import annotations

import gc
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples
from tests.lake.make import MEANING, NAMES, table
from tests.lake.strategies import events
from tests.oracle.build import Event, journeys_of

from touchline.journeys import engine, sections
from touchline.journeys.between import Between
from touchline.journeys.chain import Chain, ChainLink
from touchline.journeys.funnel import Funnel
from touchline.journeys.gaps import Gaps
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import Index
from touchline.journeys.loops import Loops
from touchline.journeys.orders import Orders
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.routes import Routes
from touchline.journeys.stopped import Stopped
from touchline.journeys.touches import Touches
from touchline.lake import compact, fold, generations, level, parquet
from touchline.lake.events import Lake
from touchline.lake.generations import Generations
from touchline.lake.meaning import FactRows, Joins, Meaning, Referrals

NOW = 10**15
PERIOD = Period(2_000_000, 7_000_000)
CHAIN = (ChainLink((0,), expected=5_000_000), ChainLink((1,)), ChainLink((2,), optional=True))
QUESTIONS: Sequence[tuple[Any, Sequence[str]]] = (
    (Hourglass(), ("people", "stage=know", "stage=buy:lost", "stage=like:open", "brought", "bringers")),
    (Hourglass(period=PERIOD), ("people", "stage=none", "touchpoint=Page")),
    (Funnel(((1,), (0, 2)), 3_000_000), ("step=1", "step=2:open", "step=1:stopped", "open")),
    (Funnel(((0,), (1,), (2,)), 60_000_000, PERIOD), ("step=1", "step=2")),
    (Paths(), ("people", "start=Letter", "touchpoint=Order")),
    (Routes(most=5), ("people", "reached", "stopped", "open")),
    (Routes(goal=(0,), collapse=True, period=PERIOD), ("people", "reached")),
    (Stopped(links=1), ("people", "stopped", "last=Page")),
    (Between(start="any", end=(1,), most=3), ("people", "reached", "stopped", "length=0")),
    (Loops(), ("people", "looped", "touchpoint=Page")),
    (Touches(), ("people", "never")),
    (Touches(before=(1,), apart=1_000_000), ("people",)),
    (Orders(by="day"), ("people", "kept", "refunded", "returning")),
    (Chain(CHAIN), ("people", "followed", "link=1:stopped", "link=2:reached", "link=1:open")),
    (Chain(CHAIN, PERIOD), ("people", "link=2:passed_over")),
    (Gaps(), ()),
)


@dataclass
class World:
    """A lake, its index by levels, and what the record means now."""

    home: Path
    lake: Lake
    here: Generations
    meaning: Meaning = MEANING
    appended: int = 0
    bases: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, home: Path) -> World:
        return cls(home, Lake(home / "lake"), Generations(home / "index"))

    def append(self, record: Sequence[Event]) -> None:
        self.appended += 1
        self.lake.append(table(record, self.appended), app="a", version=self.appended)

    def refresh(self) -> Index:
        before = self.here.current()
        name = self.here.refresh(self.lake, self.meaning, made_at=NOW, threads=2)
        if name is not None:
            assert self.here.manifest(name)["people"] == self.here.open().people
            assert self.here.refresh(self.lake, self.meaning, made_at=NOW) is None, "it is up to date then"
        assert name is not None or before is not None
        return self.here.open()

    def anew(self) -> Index:
        """An index built from the lake, in a folder of its own."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(level, "SHARD_TOUCHES", 7)
            there = Generations(self.home / "anew")
            index = there.open(there.build(self.lake, self.meaning, made_at=NOW))
            self.bases = [*self.bases, there.current() or ""]
            return index


def plain(answer: Any) -> dict[str, Any]:
    """An answer without the name of the generation."""
    said = answer.to_dict()
    return {name: value for name, value in said.items() if name != "generation"}


def behind(index: Index, question: Any, selector: str) -> Any:
    """The persons behind a number, or why there are none."""
    try:
        return engine.people(index, question, selector).keys.tolist()
    except QuestionError as error:
        return str(error)


def check(found: Index, wanted: Index) -> None:
    """Every journey, every answer and every list of people is the same."""
    assert journeys_of(found) == journeys_of(wanted)
    assert (found.people, found.touches) == (wanted.people, wanted.touches)
    assert found.legend.end == wanted.legend.end
    for key in [key for shard in wanted.shards for key in shard.key.tolist()]:
        place = found.find(key)
        assert place is not None
        assert place[0].key[place[1]] == key
    assert found.find(-5) is None
    for question, selectors in QUESTIONS:
        assert plain(engine.ask(found, question, 2)) == plain(engine.ask(wanted, question)), question
        for selector in selectors:
            assert behind(found, question, selector) == behind(wanted, question, selector), (
                question,
                selector,
            )


def check_manifest(world: World, found: Index, wanted: Index) -> None:
    """What is left out is counted the same."""
    mine = world.here.manifest(found.legend.generation)
    theirs = Generations(world.home / "anew").manifest(wanted.legend.generation)
    for name in ("events", "left_out", "unrecognised", "people", "touches", "end"):
        assert mine[name] == theirs[name], name
    assert mine["referrals"] == theirs["referrals"]
    assert world.here.check() == []


def joins(groups: Sequence[int], people: int) -> Joins:
    """Identities of the same group are one person, the one with the smallest number."""
    numbers = [(at + 1) * 1_000_003 for at in range(people)]
    first: dict[int, int] = {}
    pairs = []
    for number, group in zip(numbers, groups, strict=False):
        first.setdefault(group, number)
        if first[group] != number:
            pairs.append((number, first[group]))
    listed = np.array(pairs, np.int64).reshape(-1, 2)
    return Joins(listed[:, 0].copy(), listed[:, 1].copy())


def recognition() -> st.SearchStrategy[dict[str, int]]:
    """Names stand for other touchpoints, or for none."""
    numbers = [one.number for one in MEANING.touchpoints]
    return st.dictionaries(st.sampled_from(NAMES), st.sampled_from(numbers), min_size=1)


def steps() -> st.SearchStrategy[tuple[str, Any]]:
    """Something that happens."""
    return st.one_of(
        st.tuples(st.just("append"), events(14)),
        st.tuples(st.just("append"), events(14)),
        st.tuples(st.just("undo"), st.integers(1, 6)),
        st.tuples(st.just("erase"), st.integers(1, 3)),
        st.tuples(st.just("join"), st.lists(st.integers(0, 3), min_size=5, max_size=5)),
        st.tuples(st.just("recognise"), recognition()),
        st.tuples(st.just("drop"), st.sampled_from([7, 3, 11, 20])),
        st.tuples(st.just("refer"), st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=3)),
        st.tuples(st.just("fold"), st.none()),
        st.tuples(st.just("compact"), st.none()),
    )


def do(world: World, what: str, given: Any) -> None:
    if what == "append":
        world.append(given)
    elif what == "undo":
        world.lake.remove_import(given)
    elif what == "erase":
        world.lake.remove_identities([given * 1_000_003])
        world.lake.purge()
    elif what == "join":
        world.meaning = replace(world.meaning, joins=joins(given, 5))
    elif what == "recognise":
        world.meaning = replace(world.meaning, recognised=given)
    elif what == "drop":
        left = tuple(one for one in world.meaning.touchpoints if one.number != given)
        world.meaning = replace(world.meaning, touchpoints=left if len(left) > 3 else MEANING.touchpoints)
    elif what == "refer":
        listed = np.array(given, np.int64).reshape(-1, 2) * 1_000_003
        how = np.ones(len(listed), np.uint8)
        world.meaning = replace(
            world.meaning, referrals=Referrals(listed[:, 0].copy(), listed[:, 1].copy(), how)
        )
    elif what == "fold":
        world.here.fold(world.meaning, made_at=NOW)
    else:
        world.lake.compact()


@examples(25)
@given(
    events(40),
    st.lists(steps(), min_size=1, max_size=7),
    st.sampled_from([0, 10, 1000]),
    st.sampled_from([3, 10_000]),
    st.sampled_from([(), ("campaign", "product")]),
)
def test_answers_are_those_of_an_index_built_anew(first, then, head, per_shard, attributes) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(level, "SHARD_TOUCHES", per_shard)
        patch.setattr(fold, "HEAD", head)
        patch.setattr(fold, "SHARE", 0.5)
        patch.setattr(generations, "MOST_SHARE", 10)
        patch.setattr(parquet, "ROW_GROUP", 4)
        patch.setattr(compact, "MANY", 2)
        world = World.at(Path(name))
        world.meaning = replace(MEANING, attributes=attributes)
        world.append(first)
        check(world.refresh(), world.anew())
        for what, given_ in then:
            do(world, what, given_)
            found, wanted = world.refresh(), world.anew()
            check(found, wanted)
            check_manifest(world, found, wanted)


def some(people: int, touches: int, start: int = 0) -> list[Event]:
    """Touches of persons who come again and again, at distinct times."""
    return [
        Event(at + 1, (start + at) * 1_000_000, 1 + at % people, NAMES[at % 2], campaign=f"c{at % 3}")
        for at in range(touches)
    ]


def test_a_refresh_adds_a_run_and_the_head_takes_in_the_next(tmp_path: Path) -> None:
    world = World.at(tmp_path)
    world.append(some(100, 1000))
    world.refresh()
    for at in range(3):
        world.append(some(3 + at, 10, 2000 + 20 * at))
        check(world.refresh(), world.anew())
    said = world.here.manifest(world.here.current() or "")
    assert said["base"] == "b000001"
    assert [one["covered"] for one in said["levels"][1:]] == [5]
    assert said["levels"][1]["touches"] == 5 * 10 + 30
    assert said["touches"] == 1030
    one, two = world.here.open(), world.here.open()
    assert one.base[0] is two.base[0], "what is open is used again"


def test_runs_fold_and_become_a_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "HEAD", 60)
    world = World.at(tmp_path)
    world.append(some(100, 1000))
    world.refresh()
    shapes = []
    for at in range(6):
        world.append([replace(one, identity=at * 5 + one.identity) for one in some(5, 10, 2000 + 20 * at)])
        world.refresh()
        while world.here.fold(world.meaning, made_at=NOW):
            pass
        said = world.here.manifest(world.here.current() or "")
        shapes.append((said["base"], len(said["levels"]) - 1))
        check(world.here.open(), world.anew())
    assert shapes[0] == ("b000001", 1)
    assert max(runs for _, runs in shapes) <= 2
    assert shapes[-1][0] != "b000001"


@pytest.mark.parametrize("head", [0, 1000])
def test_what_comes_while_levels_fold_lies_over_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: int
) -> None:
    monkeypatch.setattr(fold, "HEAD", 0)
    monkeypatch.setattr(fold, "SHARE", 9)
    world = World.at(tmp_path)
    world.append(some(100, 1000))
    world.refresh()
    for at in range(2):
        world.append([replace(one, identity=at * 50 + one.identity) for one in some(5, 10, 2000 + 20 * at)])
        world.refresh()
    folding = world.here.folding()
    assert folding is not None
    monkeypatch.setattr(fold, "HEAD", head)
    world.append(some(2, 10, 3000))
    check(world.refresh(), world.anew())
    folding.run(1)
    name = world.here.adopt(folding, world.meaning, made_at=NOW)
    check(world.here.open(name), world.anew())
    assert len(world.here.manifest(name or "")["levels"]) == 3
    world.here.build(world.lake, world.meaning, made_at=NOW)
    assert world.here.adopt(folding, world.meaning, made_at=NOW) is None, "it was built anew meanwhile"


@pytest.mark.parametrize(
    ("touches", "start"),
    [
        ([1000], None),
        ([10**9, 10], None),
        ([10**9, 50_000, 10], None),
        ([10**9, 10**6, 10**5 * 3], 1),
        ([10**9, 10**8, 10**6, 10**6], 2),
        ([10**9, 2 * 10**8, 10**7], 0),
        ([1000, 900], None),
        ([1000, 100_000, 10], 0),
    ],
)
def test_the_policy(touches: list[int], start: int | None) -> None:
    assert fold.planned(touches) == start


def test_few_levels_and_little_copying_whatever_comes() -> None:
    levels, copied, came, most = [10**8], 0, 0, 0
    for _ in range(20_000):
        come = 50_000
        came += come
        if fold.takes_head(levels, come):
            come += levels.pop()
        levels.append(come)
        while (start := fold.planned(levels)) is not None:
            whole = sum(levels[start:])
            copied += whole if start else 0
            levels[start:] = [whole]
        most = max(most, len(levels))
    assert most <= 6
    assert copied < 12 * came


def test_an_index_says_whether_something_removed_may_be_left(tmp_path: Path) -> None:
    world = World.at(tmp_path)
    world.append(some(50, 500))
    world.refresh()
    assert world.here.is_clear(world.lake)
    world.append(some(3, 10, 2000))
    world.refresh()
    assert world.here.is_clear(world.lake)
    world.lake.remove_identities([2])
    world.refresh()
    assert len(world.here.manifest(world.here.current() or "")["levels"]) == 2, "it was a run"
    assert not world.here.is_clear(world.lake)
    world.here.build(world.lake, world.meaning, made_at=NOW)
    assert world.here.is_clear(world.lake)


def test_nothing_of_an_erased_person_is_left(tmp_path: Path) -> None:
    world = World.at(tmp_path)
    world.append(some(50, 500))
    world.refresh()
    world.append(some(3, 10, 2000))
    world.refresh()
    world.lake.remove_identities([2])
    world.lake.purge()
    check(world.refresh(), world.anew())
    world.here.sweep(NOW, at_once=True)
    shards, covered = ([*(tmp_path / "index").rglob(name)] for name in ("shard-*.arrays", "covered.npy"))
    assert shards
    for path in shards:
        assert 2 not in sections.load(path)["key"].tolist(), path
    for path in covered:
        assert 2 not in np.load(path).tolist(), path


def test_a_damaged_run_is_named_and_built_anew(tmp_path: Path) -> None:
    world = World.at(tmp_path)
    world.append(some(50, 500))
    world.refresh()
    world.append(some(3, 10, 2000))
    world.refresh()
    covered = next((tmp_path / "index" / "runs").rglob("covered.npy"))
    content = bytearray(covered.read_bytes())
    content[-1] ^= 1
    covered.write_bytes(content)
    assert any("covered.npy is damaged" in one for one in world.here.check())
    with pytest.raises(generations.GenerationDamaged, match="covered"):
        world.here.open()
    check(world.refresh(), world.anew())
    assert world.here.manifest(world.here.current() or "")["levels"][1:] == []


def test_facts_are_read_from_the_generation_that_is_asked(tmp_path: Path) -> None:
    world = World.at(tmp_path)
    said = FactRows(np.arange(1, 51), np.arange(50, dtype=np.int32) % 2, ("DE", "FR"), "one")
    world.meaning = replace(MEANING, facts={"country": said})
    world.append(some(50, 500))
    first = world.refresh()
    world.append(some(3, 9, 2000))
    later = world.refresh()
    assert later.base[0] is not first.base[0]
    assert later.kept is first.kept, "what was counted still holds"
    del first
    gc.collect()
    world.here.sweep(NOW, at_once=True)
    countries = {
        int(key): later.legend.facts["country"][place]
        for shard in later.shards
        for key, place in zip(shard.key, shard.facts["country"], strict=True)
    }
    assert countries == {key: "FR" if key % 2 == 0 else "DE" for key in range(1, 51)}
    assert sum((shard.facts["country"] > 0).sum() for shard in later.base) == 50


def test_a_warm_answer_does_not_scan_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World.at(tmp_path)
    world.append(some(50, 500))
    index = world.refresh()
    counted: Counter[int] = Counter()
    original = Paths.partial

    def watched(self: Paths, shard: Any, *rest: Any, **more: Any) -> Any:
        counted[shard.touches] += 1
        return original(self, shard, *rest, **more)

    monkeypatch.setattr(Paths, "partial", watched)
    engine.ask(index, Paths())
    assert counted == {500: 1}
    world.append(some(3, 9, 2000))
    later = world.refresh()
    assert later.base[0] is index.base[0]
    engine.ask(later, Paths())
    assert counted == {500: 1, 30: 1, 39: 1}
    engine.ask(world.here.open(), Paths())
    assert counted == {500: 1, 30: 1, 39: 1}


def test_a_touchpoint_goes_that_no_name_stands_for_any_more(tmp_path: Path) -> None:
    world = World.at(tmp_path)
    world.append(some(20, 200))
    world.refresh()
    number = MEANING.recognised[NAMES[1]]
    kept = {name: at for name, at in MEANING.recognised.items() if at != number}
    do(world, "recognise", kept)
    check(world.refresh(), world.anew())
    do(world, "drop", number)
    check(world.refresh(), world.anew())
    do(world, "recognise", MEANING.recognised)
    check(world.refresh(), world.anew())
