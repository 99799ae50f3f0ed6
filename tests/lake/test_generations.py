"""Generations: what is published, what readers see, what is removed and when."""

from __future__ import annotations

import gc
import json
import random
import secrets
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import EXAMPLES
from tests.lake.make import MEANING, plain, table
from tests.oracle.build import Event, journeys_of

from touchline.journeys.index import shard_of
from touchline.lake import durable, level
from touchline.lake.events import Lake
from touchline.lake.generations import GenerationDamaged, GenerationGone, Generations
from touchline.lake.meaning import Referrals

HOUR = 3_600_000_000
NOW = 10**15


@pytest.fixture(autouse=True)
def chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part of a generation's name that is chance."""
    monkeypatch.setattr(secrets, "token_hex", lambda _: "c0ffee")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    made.append(plain(200), app="a", version=1)
    return made


@pytest.fixture
def here(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "index")


def renamed(name: str) -> object:
    return replace(
        MEANING, touchpoints=(replace(MEANING.touchpoints[0], name=name), *MEANING.touchpoints[1:])
    )


def test_nothing_is_built_at_first(here: Generations, lake: Lake) -> None:
    assert here.current() is None
    assert here.open().people == 0
    assert here.open().legend.schemes == {}
    assert here.check() == []
    assert here.names() == []
    assert here.sweep(NOW) == []
    assert not here.is_current(lake, MEANING)
    with pytest.raises(GenerationGone):
        here.relabel(MEANING, made_at=NOW)


def test_refresh_does_what_is_needed_and_no_more(here: Generations, lake: Lake) -> None:
    assert here.refresh(lake, MEANING, made_at=NOW) == "g000001-c0ffee"
    assert here.is_current(lake, MEANING)
    assert here.refresh(lake, MEANING, made_at=NOW) is None
    assert here.refresh(lake, renamed("Another"), made_at=NOW) == "g000002-c0ffee"
    assert here.manifest("g000002-c0ffee")["base"] == here.manifest("g000001-c0ffee")["base"]
    assert "Another" in here.open().legend.touchpoints
    assert here.refresh(lake, replace(MEANING, silence_days=30), made_at=NOW) == "g000003-c0ffee"
    assert here.refresh(lake, replace(MEANING, zone="Europe/Vienna"), made_at=NOW) == "g000004-c0ffee"
    one = np.array([1], np.int64)
    referred = replace(MEANING, referrals=Referrals(one, one + 1, one.astype(np.uint8)))
    assert here.refresh(lake, referred, made_at=NOW) == "g000005-c0ffee"
    assert {here.manifest(name)["base"] for name in here.names()} == {"b000001"}


def test_new_events_and_new_rules_ask_for_a_run(here: Generations, lake: Lake) -> None:
    here.refresh(lake, MEANING, made_at=NOW)
    lake.append(plain(0), app="a", version=2)
    lake.append(plain(5, 500), app="a", version=3)
    assert not here.is_current(lake, MEANING)
    assert here.refresh(lake, MEANING, made_at=NOW) == "g000002-c0ffee"
    assert here.open().touches == 205
    rules = replace(MEANING, recognised={"page seen": 7})
    assert here.refresh(lake, rules, made_at=NOW) == "g000003-c0ffee"
    assert here.open().touches == 103
    said = here.manifest("g000003-c0ffee")
    assert (said["base"], [one["name"] for one in said["levels"][1:]]) == ("b000002", [])


def test_merging_files_asks_for_nothing(here: Generations, lake: Lake) -> None:
    for version in range(2, 12):
        lake.append(plain(5, 500 + 5 * version), app="a", version=version)
    here.refresh(lake, MEANING, made_at=NOW)
    assert lake.compact() > 1
    assert here.refresh(lake, MEANING, made_at=NOW) is None
    assert here.refresh(Lake(lake.place), MEANING, made_at=NOW) is None


def test_another_lake_in_the_same_place_is_noticed(here: Generations, lake: Lake, tmp_path: Path) -> None:
    here.refresh(lake, MEANING, made_at=NOW)
    other = Lake(tmp_path / "other")
    other.append(plain(200, 1000), app="a", version=1)
    assert here.refresh(other, MEANING, made_at=NOW) == "g000002-c0ffee"


def test_relabelling_without_a_touchpoint_of_the_base_is_refused(here: Generations, lake: Lake) -> None:
    here.build(lake, MEANING, made_at=NOW)
    without = replace(MEANING, touchpoints=MEANING.touchpoints[1:])
    with pytest.raises(ValueError, match="7"):
        here.relabel(without, made_at=NOW)
    assert here.current() == "g000001-c0ffee"
    assert here.refresh(lake, without, made_at=NOW) == "g000002-c0ffee"


def test_a_generation_goes_an_hour_after_it_was_followed(here: Generations, lake: Lake) -> None:
    here.build(lake, MEANING, made_at=NOW)
    here.build(lake, MEANING, made_at=NOW + 5 * HOUR)
    here.relabel(renamed("X"), made_at=NOW + 6 * HOUR)
    assert here.sweep(NOW + 6 * HOUR) == []
    assert here.sweep(NOW + 6 * HOUR + 1) == ["g000001-c0ffee"]
    assert sorted(path.name for path in (here.folder / "bases").iterdir()) == ["b000002"]
    assert here.sweep(NOW + 6 * HOUR + 1) == []
    assert here.sweep(NOW + 100 * HOUR) == ["g000002-c0ffee"]
    assert here.open().touches == 200, "the base is still used"
    assert here.sweep(NOW + 100 * HOUR) == []


def test_of_many_generations_a_minute_one_stays_for_the_hour(here: Generations, lake: Lake) -> None:
    minute, start = 60_000_000, NOW - NOW % 60_000_000
    here.build(lake, MEANING, made_at=start)
    for at in range(1, 9):
        here.relabel(renamed(str(at)), made_at=start + at * minute // 4)
    assert here.sweep(start + 2 * minute) == [f"g{at:06d}-c0ffee" for at in (1, 2, 3)]
    here.sweep(start + 4 * minute)
    assert here.names() == [f"g{at:06d}-c0ffee" for at in (4, 8, 9)]
    assert here.sweep(start + 62 * minute + 1) == ["g000004-c0ffee", "g000008-c0ffee"]


def test_a_reader_keeps_its_generation(here: Generations, lake: Lake) -> None:
    here.build(lake, MEANING, made_at=NOW)
    index = here.open()
    expected = journeys_of(index)
    here.build(lake, MEANING, made_at=NOW)
    assert here.sweep(NOW + 2 * HOUR) == []
    assert journeys_of(index) == expected
    assert here.open("g000001-c0ffee").touches == 200
    del index
    gc.collect()
    assert here.sweep(NOW + 2 * HOUR) == ["g000001-c0ffee"]
    assert sorted(path.name for path in (here.folder / "bases").iterdir()) == ["b000002"]


def test_a_reader_in_another_process_keeps_its_generation(here: Generations, lake: Lake) -> None:
    here.build(lake, MEANING, made_at=NOW)
    script = (
        "import sys; from pathlib import Path; from touchline.lake.generations import Generations\n"
        "index = Generations(Path(sys.argv[1])).open(); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(here.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        here.build(lake, MEANING, made_at=NOW)
        assert here.sweep(NOW + 2 * HOUR) == []
        reader.kill()
        reader.wait()
    assert here.sweep(NOW + 2 * HOUR) == ["g000001-c0ffee"]


def test_a_generation_that_is_gone_is_said(here: Generations, lake: Lake) -> None:
    here.build(lake, MEANING, made_at=NOW)
    here.build(lake, MEANING, made_at=NOW)
    here.sweep(NOW + 2 * HOUR)
    for name in ("g000001-c0ffee", "g000009-c0ffee", "../g000002-c0ffee", "", "b000002", "g000002-c0ffee/"):
        with pytest.raises(GenerationGone):
            here.open(name)
        with pytest.raises(GenerationGone):
            here.manifest(name)


def test_what_is_not_published_is_not_seen_and_goes(
    here: Generations, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.build(lake, MEANING, made_at=NOW)
    lake.append(plain(10, 300), app="a", version=2)
    from touchline.lake import published

    def stop(*_: object) -> None:
        raise OSError("no space left")

    for module, name in ((durable, "sync_tree"), (published, "replace_file")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, stop)
            with pytest.raises(OSError, match="no space"):
                here.build(lake, MEANING, made_at=NOW)
        assert here.open().touches == 200
        assert here.check() == []
        assert not list(here.bases.glob(".*")), "it takes no room"
    (here.bases / ".b000009.new").mkdir()
    assert "half written" in here.check()[0]
    here.sweep(NOW)
    assert here.check() == []
    assert here.names() == ["g000001-c0ffee"]
    assert here.refresh(lake, MEANING, made_at=NOW) is not None
    assert here.open().touches == 210


@pytest.mark.parametrize("kind", ["cut", "gone", "flipped"])
def test_damage_is_named_and_a_refresh_repairs_it(here: Generations, lake: Lake, kind: str) -> None:
    here.build(lake, MEANING, made_at=NOW)
    path = here.folder / "bases" / "b000001" / "shard-0000.arrays"
    if kind == "gone":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content if kind == "flipped" else content[:-8])
    (said,) = here.check()
    assert "g000001-c0ffee is damaged" in said
    assert "shard-0000.arrays" in said
    if kind == "flipped":
        return  # found by the check alone: an open reads no contents
    with pytest.raises(GenerationDamaged, match="g000001-c0ffee"):
        here.open()
    assert here.refresh(lake, MEANING, made_at=NOW) == "g000002-c0ffee"
    assert here.open().touches == 200


@pytest.mark.parametrize("name", ["manifest.json", "legend.json", "checksums.json", "lease"])
def test_damage_of_a_generation_itself_is_repaired(here: Generations, lake: Lake, name: str) -> None:
    here.build(lake, MEANING, made_at=NOW)
    (here.folder / "generations" / "g000001-c0ffee" / name).unlink()
    assert here.check() != []
    assert here.refresh(lake, MEANING, made_at=NOW) == "g000002-c0ffee"
    assert here.open().touches == 200


def test_any_wrong_letter_is_found_and_mended(here: Generations, lake: Lake, tmp_path: Path) -> None:
    one = np.array([1], np.int64)
    meaning = replace(MEANING, referrals=Referrals(one, one + 1, one.astype(np.uint8)))
    here.build(lake, meaning, made_at=NOW)
    right = here.open().legend
    files = [path for path in here.folder.rglob("*") if path.is_file() and path.stat().st_size]
    small = [path.relative_to(here.folder) for path in files if path.parent.parent.parent != here.bases]
    small.remove(Path("pointer"))
    assert {path.name for path in small} >= {"legend.json", "manifest.json", "checksums.json", "level.json"}
    dice = random.Random(1)
    for at, name in enumerate(small * (4 * EXAMPLES)):
        copy = tmp_path / f"copy-{at}"
        shutil.copytree(here.folder, copy)
        content = bytearray((copy / name).read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        (copy / name).write_bytes(content)
        again = Generations(copy)
        try:
            found = again.open().legend
        except GenerationDamaged:
            again.refresh(lake, meaning, made_at=NOW)
            found = again.open().legend
        assert (found.touchpoints, found.schemes.keys()) == (right.touchpoints, right.schemes.keys()), name
        assert found.code_touchpoint.tolist() == right.code_touchpoint.tolist()
        shutil.rmtree(copy)


def test_a_name_never_comes_again(here: Generations, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    first = here.build(lake, MEANING, made_at=NOW)
    shutil.rmtree(here.folder)
    second = here.build(lake, MEANING, made_at=NOW)
    assert first != second
    assert here.build(lake, MEANING, made_at=NOW)[:7] == "g000002"
    with pytest.raises(GenerationGone):
        here.open(first)


def test_a_pointer_to_nothing_is_said_and_nothing_is_swept(here: Generations, lake: Lake) -> None:
    here.build(lake, MEANING, made_at=NOW)
    here.build(lake, MEANING, made_at=NOW)
    for text in ("g000077-c0ffee\n", "", "what"):
        (here.folder / "pointer").write_text(text)
        assert here.check() == ["The pointer of the index names no generation that exists."]
        assert here.sweep(NOW + 99 * HOUR) == []
    assert here.refresh(lake, MEANING, made_at=NOW) == "g000003-c0ffee"
    assert here.check() == []


def test_an_older_format_is_built_anew(
    here: Generations, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    from touchline.lake import generations

    here.build(lake, MEANING, made_at=NOW)
    monkeypatch.setattr(generations, "FORMAT", 99)
    assert not here.is_current(lake, MEANING)


def test_readers_see_whole_generations_while_others_come_and_go(
    here: Generations, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each generation is given one more event and a name that says how many; a reader compares the two."""
    monkeypatch.setattr(level, "SHARD_TOUCHES", 50)
    here.build(lake, renamed("200"), made_at=NOW)
    done, seen, wrong = threading.Event(), set[str](), list[str]()

    def reader() -> None:
        while not done.is_set():
            index = here.open()
            touches = sum(int((shard.time >= 0).sum()) for shard in index.shards)
            name = index.legend.touchpoints[index.legend.touchpoint_numbers.index(7)]
            seen.add(name)
            if str(touches) != name or here.manifest(index.legend.generation)["touches"] != touches:
                wrong.append(f"{index.legend.generation}: {name} is not {touches}")

    threads = [threading.Thread(target=reader) for _ in range(2)]
    for thread in threads:
        thread.start()
    for version in range(2, 10):
        lake.append(plain(1, 1000 + version), app="a", version=version)
        here.build(lake, renamed(str(199 + version)), made_at=NOW)
        here.sweep(NOW + 2 * HOUR)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(seen) > 2
    here.sweep(NOW + 2 * HOUR)
    gc.collect()
    here.sweep(NOW + 2 * HOUR)
    assert here.names() == [here.current()]


def test_referrals_stand_in_the_shard_of_who_was_brought(
    here: Generations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(level, "SHARD_TOUCHES", 10)
    lake = Lake(tmp_path / "lake")
    people = range(1, 60)
    lake.append(table([Event(at, at, at, "letter") for at in people]), app="a", version=1)
    brought = np.array([2, 3, 4, 70, 5, 6, 6, 8, 9, 10], np.int64)
    by = np.array([1, 2, 3, 1, 70, 6, 1, 9, 8, 8], np.int64)
    how = np.array([1, 2, 3, 0, 1, 1, 2, 1, 1, 3], np.uint8)
    index = here.open(here.build(lake, replace(MEANING, referrals=Referrals(brought, by, how)), made_at=NOW))
    found = {}
    for shard in index.shards:
        assert (np.diff(shard.brought.astype(np.int64)) > 0).all()
        rows = zip(shard.brought, shard.brought_by, shard.brought_as, shard.brought_depth, strict=True)
        for row, *rest in rows:
            found[int(shard.key[row])] = tuple(map(int, rest))
    assert found == {
        2: (1, 1, 1),
        3: (2, 2, 2),
        4: (3, 3, 3),
        5: (70, 1, 2),
        6: (1, 2, 1),
        8: (9, 1, 1),
        9: (8, 1, 1),
        10: (8, 3, 2),
    }
    assert shard_of(np.array([2]), len(index.shards))[0] in range(6)
    assert here.manifest("g000001-c0ffee")["referrals"] == {"given": 10, "used": 8}


def test_the_manifest_can_be_shown(here: Generations, lake: Lake) -> None:
    said = here.manifest(here.build(lake, MEANING, made_at=NOW))
    assert json.loads(json.dumps(said)) == said
    assert said["lake"]["last_seq"] == 200
    assert said["made_at"] == NOW
    assert (said["touches"], said["people"], said["events"]) == (200, 7, 200)
    assert said["spare_codes"] == 65_535 - 2


def test_a_clock_put_right_keeps_nothing_for_ever_and_takes_nothing_that_is_read(
    here: Generations, lake: Lake
) -> None:
    ahead = NOW + 365 * 24 * HOUR
    here.build(lake, MEANING, made_at=ahead)
    index = here.open()
    expected = journeys_of(index)
    here.build(lake, MEANING, made_at=ahead)
    assert here.sweep(NOW) == [], "somebody reads it"
    assert journeys_of(index) == expected
    del index
    gc.collect()
    assert here.sweep(NOW) == ["g000001-c0ffee"]
    here.build(lake, MEANING, made_at=NOW)
    assert here.sweep(NOW) == [], "what followed is of now"
