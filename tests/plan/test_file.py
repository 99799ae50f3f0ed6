"""The plan as a file: what is written is read again, and what cannot be is refused with its line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.plan.plans import plans

from touchline.plan.circles import circles
from touchline.plan.faults import faults
from touchline.plan.file.fields import MINUTES, span_text
from touchline.plan.file.nodes import MOST_BYTES, FileError
from touchline.plan.file.reading import read
from touchline.plan.file.writing import text_of
from touchline.plan.keys import is_key, key_of
from touchline.plan.picture import SORTS, Plan, Planned, PlannedMap
from touchline.plan.states import from_state, to_state

HEAD = "touchline-plan: 1\nmap:\n  key: shop\n  name: Shop\n"
ONE = HEAD + "touchpoints:\n  a:\n    name: A\n"
WAY = HEAD + "chains:\n  a:\n    name: A\n"
ROUND = "    links:\n      - chain: b\n  b:\n    name: B\n    links:\n      - chain: a\n"


@settings(max_examples=40 * EXAMPLES)
@given(plans())
def test_what_is_written_is_read_again(plan: Plan) -> None:
    assert faults(plan) == []
    text = text_of(plan)
    made = read(text.encode())
    assert made.plan == plan
    assert text_of(made.plan) == text
    assert set(yaml.safe_load(text)) == {"touchline-plan", "map", *SORTS}


@settings(max_examples=20 * EXAMPLES)
@given(plans())
def test_what_the_audit_trail_keeps_is_the_same_again(plan: Plan) -> None:
    for sort in SORTS:
        for one in getattr(plan, sort).values():
            assert from_state(sort, to_state(one)) == one


@given(st.text(max_size=200))
def test_a_name_of_any_script_makes_a_key(name: str) -> None:
    assert is_key(key_of(name))


@given(st.integers(0, 10**7))
def test_a_length_of_time_is_the_same_again(minutes: int) -> None:
    count, unit = span_text(minutes).split()
    assert int(count) * MINUTES[unit.removesuffix("s")] == minutes


def refused(data: bytes | str) -> str:
    with pytest.raises(FileError) as raised:
        read(data.encode() if isinstance(data, str) else data)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Line 1: This is not a plan"),
        ("a", "Line 1: A plan is a list of names"),
        ("touchline-plan: 2\n", "Line 1: This is not a plan this Touchline reads"),
        ("touchline-plan: 1\n", "Line 1: The file does not say which map"),
        (ONE + "    stge: know\n", "Line 8: A touchpoint has no “stge”. Did you mean “stage”?"),
        (HEAD + "moon: 1\n", "Line 5: A plan has no “moon”. Known are:"),
        (ONE + "  a:\n    name: B\n", "Line 8: “a” stands here a second time; the first is in line 6"),
        (ONE + "    name: B\n", "Line 8: “name” stands here a second time"),
        (ONE + "  b:\n    name: a\n", "Line 9: Two are called “a”"),
        (HEAD + "touchpoints:\n  a:\n    stage: know\n", "Line 6: A touchpoint has no name"),
        (HEAD + "touchpoints:\n  Big Shop:\n    name: A\n", "Line 6: “Big Shop” is no key. Write big-shop"),
        (ONE + "    rhythm: often\n", "Line 8: A whole number stands here, not “often”"),
        (ONE + "    due: soon\n", "Line 8: A day stands here"),
        (ONE + "    cost: 12\n", "Line 8: A cost stands here, such as 1200.00 EUR"),
        (ONE + "    cost: 12.5 JPY\n", "Line 8: JPY has 0 digits"),
        (ONE + "    target: many\n", "Line 8: A target stands here"),
        (ONE + "    paid: perhaps\n", "Line 8: true or false stands here"),
        (HEAD + "touchpoints:\n  a:\n    name: [A]\n", "Line 7: A text stands here, not a list"),
        (ONE + "    personas: {b: c}\n", "Line 8: A list stands here"),
        (ONE + "    stage: sleep\n", "Line 8: There is no “sleep” here"),
        (ONE + "    part_of: b\n", "Line 8: There is no touchpoint “b”"),
        (HEAD + "touchpoints: [a]\n", "Line 5: Keys stand here"),
        (WAY + ROUND, "Line 8: a → b → a would go through itself"),
        (WAY + "    links:\n      - touchpoint: moon\n", "Line 9: There is no touchpoint “moon”"),
        (WAY + "    links:\n      - expected: soon\n", "Line 9: A time stands here"),
        (WAY + "    links: {b: c}\n", "Line 8: A list of links stands here"),
        ("a: &x [b]\nc: *x\n", "Line 1: Anchors (&) and aliases (*)"),
        (HEAD + "touchpoints: *x\n", "Line 5: Anchors (&) and aliases (*)"),
        (HEAD + "touchpoints: !!python/object:os.system x\n", "Line 5: Tags such as"),
        (HEAD + "---\nb: 1\n", "Line 5: A second document begins here"),
        (HEAD + "  key\n", "is not YAML"),
        (HEAD + "touchpoints:\n  a: " + "[" * 100_000, "Line 6: This is n"),
        (HEAD + "touchpoints:\n  a: " + "[" * 30 + "]" * 30, "Line 6: This is nested deeper"),
        (HEAD + "touchpoints:\n  a\x07: b\n", "Line 6: This is not YAML"),
        (HEAD.encode() + b"x: a\0b\n", "Line 5: Here stands a NUL byte"),
        (HEAD.encode() + b"x: \xe9t\xe9\n", "Line 5: This is not UTF-8. Save the file as UTF-8"),
        (HEAD.encode("utf-16"), "This is not UTF-8"),
        (b"a" * (50 * 1024 * 1024), "This file has 50 MB, and a plan has at most 10 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_its_line(text: str | bytes, said: str) -> None:
    assert said in refused(text)


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert "Line 1: Anchors" in refused(bomb)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    rows = "".join(f"  a{n}:\n    nme: A{n}\n" for n in range(40))
    said = refused(HEAD + "touchpoints:\n" + rows).split("\n")
    assert len(said) == 21
    assert said[0].startswith("Line 6: ")
    assert said[-1] == "And 60 more."


def test_words_that_other_readers_change_stay_texts() -> None:
    text = (
        HEAD
        + "touchpoints:\n  no:\n    name: yes\n    channel: 012\n    measure: 1_000\n    notes: 2026-01-01\n"
    )
    planned = read(text.encode()).plan.touchpoints["no"]
    assert (planned.name, planned.channel, planned.measure, planned.notes) == (
        "yes",
        "012",
        "1_000",
        "2026-01-01",
    )


def test_5_000_touchpoints_are_written_and_read() -> None:
    touchpoints = {
        f"point-{n:04}": Planned(f"point-{n:04}", f"Point {n} 🚲", kind="content", stage="like", notes="a\nb")
        for n in range(5_000)
    }
    plan = Plan(PlannedMap("shop", "Shop"), touchpoints)
    assert read(text_of(plan).encode()).plan == plan
    assert len(text_of(plan)) < MOST_BYTES


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    refused(data)


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=4)))
def test_circles_are_found_where_there_are_any(graph: dict[str, list[str]]) -> None:
    def reaches(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(graph.get(start, ()))
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += graph.get(one, ())
        return seen

    found = circles(graph)
    assert bool(found) == any(one in reaches(one) for one in graph)
    assert all(one in reaches(one) for circle in found for one in circle)
