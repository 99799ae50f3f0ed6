"""The questions on the command line: a small file of touches whose answers can be counted by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.conftest import run, workspace_in

TOUCHES = """person,time,touchpoint,channel,value
anna,2026-01-01 10:00,Home page,site,
anna,2026-01-02 10:00,Reviews,site,
anna,2026-01-03 10:00,Purchase,shop,40.00
anna,2026-02-03 10:00,Purchase,shop,25.50
ben,2026-01-01 10:00,Home page,site,
ben,2026-01-01 10:10,Home page,site,
ben,2026-01-20 10:00,Reviews,site,
cleo,2026-03-01 10:00,Home page,site,
"""
PEOPLE = "person,brought_by\ncleo,anna\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    new_home = workspace_in(tmp_path_factory.mktemp("small"))
    file, people = new_home.parent / "touches.csv", new_home.parent / "people.csv"
    file.write_text(TOUCHES)
    people.write_text(PEOPLE)
    columns = ["--person", "person", "--time", "time", "--touchpoint", "touchpoint"]
    said = run(
        new_home,
        "import",
        "touches",
        str(file),
        *columns,
        "--channel",
        "channel",
        "--value",
        "value",
        "--json",
    )
    assert json.loads(said) == {"import": 1, "accepted": 8, "refused": 0, "duplicates": 0}
    run(
        new_home,
        "import",
        "people",
        str(people),
        "--person",
        "person",
        "--brought-by",
        "brought_by",
        "--brought-as",
        "fan",
    )
    for name, stage in (("Home page", "know"), ("Reviews", "trust"), ("Purchase", "buy")):
        run(new_home, "touchpoint", "place", name, "--stage", stage)
    return new_home


def asked(home: Path, *words: str) -> dict:  # type: ignore[type-arg]
    answer = json.loads(run(home, "ask", *words, "--json"))
    assert isinstance(answer, dict)
    return answer


def test_every_question_answers_what_one_counts_by_hand(small: Path) -> None:
    glass = asked(small, "hourglass")
    reached = {row["stage"]: row["reached"] for row in glass["rows"]}
    assert reached == {"know": 3, "like": 0, "trust": 2, "try": 0, "buy": 1, "repeat": 1, "refer": 0}
    know, buy = glass["rows"][0], glass["rows"][4]
    assert (know["went_on"], know["lost"], know["open"]) == (2, 0, 1)
    assert (buy["from_before"], buy["went_on"]) == (1, 1)
    assert glass["brought"]["people"] == 1
    assert glass["as_of"] == "2026-03-01T10:00:00.000000Z"

    funnel = asked(
        small, "funnel", "--step", "home page", "--step", "Reviews", "--step", "Purchase", "--within", "30d"
    )
    assert [row["people"] for row in funnel["rows"]] == [3, 2, 1]
    assert [row["still_open"] for row in funnel["rows"]] == [1, 0, 0]
    assert funnel["people"] == 3
    assert funnel["rows"][2]["median_seconds"] == pytest.approx(86_400, rel=0.01)

    paths = asked(small, "paths")
    links = {(link["from"], link["to"]): (link["count"], link["people"]) for link in paths["links"]}
    assert links[("Home page", "Home page")] == (1, 1)
    assert links[("Home page", "Reviews")] == (2, 2)
    assert paths["starts"] == [{"touchpoint": "Home page", "people": 3}]

    routes = asked(small, "routes", "--goal", "Reviews")
    assert (routes["people"], routes["distinct"], routes["once"]) == (3, 3, 3)
    assert routes["reached"] + routes["stopped"] + routes["open"] == 3
    between = asked(small, "between", "--start", "Home page", "--end", "Reviews", "--repeats", "once")
    assert (between["people"], between["reached"]) == (3, 2)
    assert between["routes"][0]["route"] == ["Home page", "Reviews"]
    assert asked(small, "loops")["loops"][0]["people"] == 1
    assert asked(small, "stopped", "--links", "0")["goal"] == "order"

    before = asked(small, "touches", "--before", "order")
    assert [(row["touches"], row["people"]) for row in before["rows"] if row["people"]] == [(2, 1)]
    assert asked(small, "touches", "--before", "Reviews", "--apart", "30m")["median"] == 1


def test_retention_and_the_time_to_a_next_touch(small: Path) -> None:
    back = asked(small, "retention", "--start", "Home page", "--back", "any", "--upto", "1")
    assert [(one["people"], one["over"], one["not_over"]) for one in back["total"]] == [(2, 2, 1), (1, 2, 1)]
    assert back["rows"][0]["cohort"] == "2026-01"
    people = asked(small, "retention", "--back", "any", "--people", "cohort=2026-01:k=1")
    assert people["people"] == ["anna"]
    shown = run(small, "ask", "retention", "--back", "any", "--upto", "1")
    assert "2026-01       2  100.0 %   50.0 %\n" in shown
    assert "* is not over for everybody yet" in shown

    wait = asked(
        small, "time-to", "--start", "Home page", "--next", "order", "--next", "Reviews", "--within", "9d"
    )
    order, reviews = (row for row in wait["rows"] if row["all_channels"])
    assert (order["people"], order["came"], order["open"], order["never"]) == (3, 1, 1, 1)
    assert order["p50_seconds"] == pytest.approx(2 * 86_400, rel=0.01)
    assert (reviews["came"], reviews["never"]) == (1, 1)
    words = ["--start", "Home page", "--next", "order", "--people", "start=1:next=1:open:channel=site"]
    assert sorted(asked(small, "time-to", *words)["people"]) == ["ben", "cleo"]
    rows = list(
        csv.DictReader(io.StringIO(run(small, "ask", "time-to", "--start", "any", "--next", "any", "--csv")))
    )
    assert rows[0]["all_channels"] == "True"
    assert "2.0 d" in run(small, "ask", "time-to", "--start", "Home page", "--next", "order")


CHAIN = (
    "chain",
    "--link",
    "home page",
    "--link",
    "Reviews within 8d",
    "--link",
    "Purchase optional repeated",
)


def test_a_chain_is_held_against_journeys(small: Path) -> None:
    chain = asked(small, *CHAIN)
    assert (chain["people"], chain["followed"]) == (3, 2)
    first, second, last = chain["rows"]
    assert first["people"] == 3 == sum(row["people"] for row in first["became"][1:])
    assert (second["expected_seconds"], last["repeated"], last["optional"]) == (8 * 86_400, False, True)
    shown = run(small, "ask", *CHAIN)
    assert "3 people entered: 2 followed the chain fully" in shown
    assert sorted(asked(small, *CHAIN, "--people", "link=2")["people"]) == ["anna", "ben"]
    assert asked(small, *CHAIN, "--people", "link=1:open")["people"] == ["cleo"]
    kept = asked(small, "chain", "--link", "Home page", "--link", "Visit within 1h", "--unseen", "keep")
    assert kept["nobody_meets"] == ["Visit"]


def test_each_number_lists_its_people(small: Path) -> None:
    def people(*words: str) -> list[str]:
        found = asked(small, *words)
        assert found["count"] == len(found["people"])
        return sorted(found["people"])

    funnel = ["funnel", "--step", "Home page", "--step", "Reviews", "--within", "30d", "--people"]
    assert people(*funnel, "step=1") == ["anna", "ben", "cleo"]
    assert people(*funnel, "step=1:open") == ["cleo"]
    assert people("hourglass", "--people", "stage=know:open") == ["cleo"]
    assert people("hourglass", "--people", "brought") == ["cleo"]
    assert people("hourglass", "--people", "bringers") == ["anna"]
    assert people("paths", "--people", "link=Home page>Home page") == ["ben"]
    assert people("loops", "--people", "loop=Home page>Home page") == ["ben"]
    for row in asked(small, "routes")["routes"]:
        assert len(people("routes", "--people", f"route={row['key']}")) == row["people"]
    assert people("touches", "--people", "touches=2") == ["anna"]


def test_a_period_is_half_open_and_in_the_business_zone(small: Path) -> None:
    assert asked(small, "hourglass", "--from", "2026-01-20", "--to", "2026-02-03")["people"] == 1
    assert asked(small, "hourglass", "--from", "2026-01-20", "--to", "2026-02-04")["people"] == 2
    run(small, "settings", "--zone", "Pacific/Auckland")
    try:
        assert asked(small, "hourglass", "--from", "2026-03-01", "--to", "2026-03-02")["people"] == 1
        assert asked(small, "hourglass", "--from", "2026-03-02")["people"] == 0
    finally:
        run(small, "settings", "--zone", "UTC")


def test_csv_has_the_rows_of_json(small: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(small, "ask", "hourglass", "--csv"))))
    assert [row["stage"] for row in rows] == [row["stage"] for row in asked(small, "hourglass")["rows"]]
    assert rows[0]["reached"] == "3"


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["funnel", "--step", "Hom page"], "Home page"),
        (["funnel", "--step", "Home page", "--within", "soon"], "30d"),
        (["hourglass", "--scheme", "pyramid"], "hourglass"),
        (["retention", "--start", "Hom page"], "Home page"),
        (["retention", "--upto", "many"], "number"),
        (["retention", "--people", "cohort=1"], "cohort=2025-11"),
        (["time-to", "--start", "any", "--next", "Hom page"], "Home page"),
        (["time-to", "--start", "any", "--next", "any", "--within", "soon"], "30d"),
        (["chain", "--link", "Hom page optional"], "Home page"),
        (["chain", "--link", "Home page", "--people", "link=2"], "no link 2"),
        (["chain", "--link", "Home page", "--most", "many"], "number"),
        (["hourglass", "--from", "yesterday"], "2026"),
        (["hourglass", "--from", "2026-02-01", "--to", "2026-01-01"], "end"),
        (["hourglass", "--people", "stage=love"], "know"),
        (["paths", "--people", "link=A"], "A>B"),
        (["routes", "--most", "0"], "from 1 to 200"),
        (["routes", "--goal", "Hom page"], "Home page"),
        (["routes", "--people", "route=1"], "key of a route"),
        (["stopped", "--links", "many"], "number of links"),
        (["loops", "--people", "loop=Home page"], "A>B>A"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(small: Path, words: list[str], word: str) -> None:
    said = run(small, "ask", *words, code=1)
    assert word in said
    assert "Traceback" not in said
    assert said.strip().endswith((".", "?"))


def test_every_question_answers_on_an_empty_workspace(new_home: Path) -> None:
    run(new_home, "init")
    assert asked(new_home, "hourglass")["people"] == 0
    assert asked(new_home, "paths")["links"] == []
    for question in ("routes", "between", "loops", "stopped"):
        assert asked(new_home, question)["people"] == 0
    assert asked(new_home, "touches")["rows"] == []
    run(new_home, "ask", "funnel", "--step", "anything", code=1)
    run(new_home, "touchpoint", "list")
    run(new_home, "doctor")


def test_without_a_workspace_it_says_how_to_make_one(tmp_path: Path) -> None:
    assert "touchline init" in run(tmp_path / "nowhere", "ask", "hourglass", code=1)


def test_an_audience_a_breakdown_and_a_comparison(small: Path) -> None:
    funnel = ["funnel", "--step", "Home page", "--step", "Reviews"]
    assert asked(small, *funnel, "--audience", "did Purchase")["rows"][0]["people"] == 1
    broken = asked(small, "paths", "--by", "first-channel")
    assert [(part["part"], part["people"]) for part in broken["parts"]] == [("site", 3)]
    assert broken["whole"]["people"] == 3
    rule = ["--audience", "did Purchase at least 2 times", "--compare-audience", "everybody else"]
    held = asked(small, *funnel, *rule)
    assert [part["people"] for part in held["parts"]] == [1, 2]
    assert held["people_in_both"] == 0
    share = next(one for one in held["differences"] if one["key"] == ["Reviews"] and one["number"] == "share")
    assert share["difference"] == -0.5
    assert share["low"] < -0.5 < share["high"]
    assert asked(small, *funnel, *rule, "--people", "step=2", "--part", "2")["people"] == ["ben"]
    periods = asked(small, "paths", "--to", "2026-02-01", "--compare-period", "2026-02-01..")
    assert [part["answer"]["people"] for part in periods["parts"]] == [2, 2]


def test_options_as_tables(small: Path) -> None:
    lines = run(small, "ask", "paths", "--by", "first-channel").splitlines()
    assert lines[0].split()[:3] == ["part", "from", "to"]
    assert "site: 3 people." in lines
    shown = run(small, "ask", "paths", "--by", "first-channel", "--csv").splitlines()
    assert shown[0].startswith("part,from,to,count")
    rule = ["--audience", "did Purchase", "--compare-audience", "did Reviews"]
    shown = run(small, "ask", "hourglass", *rule).splitlines()
    assert "1 person is in both: the intervals are rather too wide." in shown
    assert any(line.endswith("without an interval too: see --json or --csv.") for line in shown)
    assert run(small, "ask", "hourglass", *rule, "--csv").startswith("key,number,first,second,difference")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--audience", "did"], "The audience ends too early."),
        (["--by", "moon"], "cannot be broken down by 'moon'"),
        (["--by", "first-channel", "--compare-period", "2026-01-01.."], "not both at once"),
        (["--compare-audience", "everybody else"], "Say which."),
        (["--compare-period", "x", "--compare-audience", "did Purchase"], "not with both at once"),
        (["--by", "first-channel", "--people", "people", "--part", "moon"], "There is no part 'moon'."),
    ],
)
def test_options_that_do_not_fit_are_refused_with_a_sentence(
    small: Path, words: list[str], sentence: str
) -> None:
    assert sentence in run(small, "ask", "paths", *words, code=1)
