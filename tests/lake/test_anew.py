"""Building anew beside what answers: whatever happens meanwhile, each generation is that of a fresh build."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples
from tests.lake.make import MEANING, NAMES
from tests.lake.strategies import events
from tests.lake.test_levels import NOW, World, check, check_manifest, do, some, steps

from touchline.journeys.index import Index
from touchline.lake import building, compact, fold, generations, level, parquet
from touchline.lake.building import Building
from touchline.lake.durable import remove_reserved
from touchline.lake.holding import Hold, complete, touchpoints_of
from touchline.lake.meaning import Meaning
from touchline.lake.underway import Telling, underway

OTHERWISE = {**MEANING.recognised, NAMES[0]: 20, NAMES[1]: 7}
"""Rules by which most of the record counts otherwise."""


@dataclass
class Beside(World):
    """A world that is kept up while it is built anew."""

    built: Building | None = None

    def keep_up(self) -> Hold:
        """Bring answers up to the record and hold them against a fresh build of what they say they show."""
        _, held = self.here.keep_up(self.lake, self.meaning, made_at=NOW, threads=2)
        if held < Hold.ALL:
            self.compare()
        if held and self.built is None:
            self.built = self.here.building(self.lake, self.meaning)
        return held

    def work(self) -> None:
        """What the thread does."""
        if self.built is not None and self.built.stack is None:
            self.built.run(self.lake, 2)

    def take_over(self) -> Hold:
        """Publish what was built."""
        self.work()
        if self.built is None:
            return Hold.NOTHING
        name, held = self.here.take_over(self.built, self.lake, self.meaning, made_at=NOW, threads=2)
        self.built = None
        if name is not None and held < Hold.ALL:
            self.compare()
        return held

    def compare(self) -> None:
        shown = self.here.open()
        check(shown, self.anew_by(self.shown(shown)))

    def shown(self, index: Index) -> Meaning:
        """What the newest generation says it was made by."""
        record = self.here.newest()[1].record
        said = replace(
            self.meaning,
            recognised=record.recognised,
            joins=record.joins,
            attributes=tuple(record.attributes),
        )
        return complete(said, record.recognised.values(), lambda: touchpoints_of(index.legend, record))

    def anew_by(self, meaning: Meaning) -> Index:
        now, self.meaning = self.meaning, meaning
        try:
            return self.fresh()
        finally:
            self.meaning = now

    def fresh(self) -> Index:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(level, "SHARD_TOUCHES", 7)
            there = generations.Generations(self.home / "anew")
            return there.open(there.build(self.lake, self.meaning, made_at=NOW))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is more than takes a moment."""
    monkeypatch.setattr(generations, "AT_ONCE", 0)
    monkeypatch.setattr(generations, "MOST_SHARE", 0.25)


def begun(home: Path, **more: object) -> Beside:
    world = Beside.at(home)
    assert isinstance(world, Beside)
    world.meaning = replace(MEANING, **more)  # type: ignore[arg-type]
    world.append(some(100, 1000))
    world.here.build(world.lake, world.meaning, made_at=NOW)
    return world


def doings() -> st.SearchStrategy[tuple[str, object]]:
    beside = st.tuples(st.sampled_from(["work", "take over", "attributes"]), st.none())
    rules = st.tuples(st.just("recognise"), st.just(OTHERWISE) | st.just(dict(MEANING.recognised)))
    return st.one_of(steps(), beside, rules)


@examples(25)
@given(
    events(40),
    st.lists(doings(), min_size=2, max_size=8),
    st.sampled_from([0, 10, 1000]),
    st.sampled_from([3, 10_000]),
    st.sampled_from([0.1, 10]),
    st.sampled_from([0, 5]),
)
def test_rules_that_change_while_touches_come_give_the_answers_of_a_fresh_build(  # type: ignore[no-untyped-def]
    first, then, head, per_shard, share, little
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(level, "SHARD_TOUCHES", per_shard)
        patch.setattr(fold, "HEAD", head)
        patch.setattr(fold, "SHARE", 0.5)
        patch.setattr(generations, "MOST_SHARE", share)
        patch.setattr(generations, "AT_ONCE", 5)
        patch.setattr(building, "LITTLE", little)
        patch.setattr(parquet, "ROW_GROUP", 4)
        patch.setattr(compact, "MANY", 2)
        world = Beside.at(Path(name))
        assert isinstance(world, Beside)
        world.append(first)
        world.keep_up()
        for what, given_ in then:
            step(world, what, given_)
            world.keep_up()
        for _ in range(4):
            if world.take_over() == world.keep_up() == Hold.NOTHING:
                break
        check(world.here.open(), world.fresh())
        check_manifest(world, world.here.open(), world.fresh())


def step(world: Beside, what: str, given_: object) -> None:
    if what == "work":
        world.work()
    elif what == "take over":
        world.take_over()
    elif what == "attributes":
        world.meaning = replace(
            world.meaning, attributes=() if world.meaning.attributes else ("campaign", "product")
        )
    else:
        if what == "erase" and world.built is not None:
            remove_reserved(world.built.folder)
            world.built = None
        do(world, what, given_)


def test_touches_are_seen_by_the_old_rules_until_the_new_ones_are_ready(tmp_path: Path, large: None) -> None:
    world = begun(tmp_path)
    world.meaning = replace(MEANING, recognised=OTHERWISE)
    assert world.keep_up() == Hold.RULES
    assert world.here.why(world.meaning) == "rules"
    world.append(some(3, 10, 2000))
    assert world.keep_up() == Hold.RULES
    assert world.here.open().touches == 1010
    assert world.take_over() == Hold.NOTHING
    check(world.here.open(), world.fresh())
    assert world.here.is_current(world.lake, world.meaning)


def test_what_came_meanwhile_is_shown_with_what_was_built(tmp_path: Path, large: None) -> None:
    world = begun(tmp_path)
    world.meaning = replace(MEANING, recognised=OTHERWISE)
    world.keep_up()
    world.work()
    world.append(some(3, 10, 2000))
    world.keep_up()
    before = len(world.here.names())
    world.take_over()
    assert len(world.here.names()) == before + 1, "no generation in between shows less"
    assert world.here.open().touches == 1010


def test_a_touchpoint_that_is_gone_answers_until_the_new_rules_are_ready(tmp_path: Path, large: None) -> None:
    world = begun(tmp_path)
    kept = tuple(one for one in MEANING.touchpoints if one.number != 7)
    merged = {**MEANING.recognised, NAMES[0]: 20}
    world.meaning = replace(MEANING, touchpoints=kept, recognised=merged)
    assert world.keep_up() == Hold.RULES
    world.append(some(3, 10, 2000))
    assert world.keep_up() == Hold.RULES
    index = world.here.open()
    assert "Page" in index.legend.touchpoints
    page = index.legend.code_touchpoint == index.legend.touchpoints.index("Page")
    assert {index.legend.channels[at] for at in index.legend.code_channel[page]} == {"site"}
    assert world.take_over() == Hold.NOTHING
    assert "Page" not in world.here.open().legend.touchpoints


def test_few_people_get_a_run_and_the_base_stays(tmp_path: Path, large: None) -> None:
    world = begun(tmp_path)
    world.append([replace(one, name="welcome call") for one in some(3, 10, 2000)])
    world.keep_up()
    base = world.here.manifest(world.here.current() or "")["base"]
    world.meaning = replace(MEANING, recognised={**MEANING.recognised, "welcome call": 21})
    assert world.keep_up() == Hold.RULES
    world.append(some(3, 10, 3000))
    world.keep_up()
    assert world.take_over() == Hold.NOTHING
    assert world.here.manifest(world.here.current() or "")["base"] == base
    assert list((tmp_path / "index" / "bases").iterdir()) == [tmp_path / "index" / "bases" / base]


def test_runs_fold_while_a_base_is_built(
    tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "HEAD", 0)
    world = begun(tmp_path)
    world.meaning = replace(MEANING, attributes=("campaign",))
    assert world.keep_up() == Hold.RULES
    for at in range(4):
        world.append([replace(one, identity=at * 25 + one.identity) for one in some(5, 10, 2000 + 20 * at)])
        world.keep_up()
    assert world.here.folding() is not None
    assert world.here.folding(runs_only=True) is None, "only the base is due"
    monkeypatch.setattr(fold, "SHARE", 9)
    folding = world.here.folding(runs_only=True)
    assert folding is not None
    folding.run(1)
    world.here.adopt(folding, world.meaning, made_at=NOW)
    world.compare()
    assert world.take_over() == Hold.NOTHING
    check(world.here.open(), world.fresh())


def test_what_ends_a_build_leaves_nothing_of_it(tmp_path: Path, large: None) -> None:
    class Ended(Exception):
        pass

    def end(*_: int) -> None:
        raise Ended

    world = begun(tmp_path)
    world.meaning = replace(MEANING, attributes=("campaign",))
    world.keep_up()
    assert world.built is not None
    with pytest.raises(Ended):
        world.built.run(world.lake, 1, end)
    assert [path.name for path in (tmp_path / "index" / "bases").iterdir()] == ["b000001"]


def test_a_large_remainder_is_brought_in_by_the_builder(
    tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "LITTLE", 5)
    world = begun(tmp_path)
    world.meaning = replace(MEANING, attributes=("campaign",))
    world.keep_up()
    came: Iterator[int] = iter((2000, 3000))

    def meanwhile(done: int, total: int) -> None:
        at = next(came, None)
        if at is not None:
            world.append(some(3, 10, at))

    assert world.built is not None
    world.built.run(world.lake, 1, meanwhile)
    assert world.built.stack is not None
    assert world.built.stack.record.seen.last_seq == 1020
    assert world.take_over() == Hold.NOTHING
    check(world.here.open(), world.fresh())


def test_names_are_given_once_whichever_thread_asks(tmp_path: Path) -> None:
    from touchline.lake.adding import free

    given_: list[str] = []

    def take() -> None:
        given_.extend(free(tmp_path / "runs", "r") for _ in range(50))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given_)) == 200


def test_progress_is_told_while_its_writer_lives(tmp_path: Path) -> None:
    assert underway(tmp_path) is None
    telling = Telling(tmp_path, "rules", 1000)
    telling.tell(1, 2)
    said = underway(tmp_path)
    assert said is not None
    assert (said.why, said.events) == ("rules", 1000)
    telling.close()
    assert underway(tmp_path) is None
    (tmp_path / "underway").write_text('{"why": "rules", "began_at": 0, "events": 1, "share": 0.5}')
    assert underway(tmp_path) is None, "a crash left it"
