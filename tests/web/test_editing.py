"""Two members edit one thing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from touchline.web.editing import compare

VALUES = st.sampled_from(["a", "b", "c"])
STATES = st.fixed_dictionaries({"one": VALUES, "two": VALUES})


def sent(was: dict[str, str], mine: dict[str, str]) -> dict[str, str]:
    return {**mine, **{f"was-{name}": value for name, value in was.items()}}


@given(STATES, STATES, STATES)
def test_nothing_is_lost(was: dict[str, str], mine: dict[str, str], now: dict[str, str]) -> None:
    edit = compare(sent(was, mine), now)
    for name in was:
        both = mine[name] != was[name] and now[name] != was[name] and mine[name] != now[name]
        assert (name in edit.clashes) == both
        assert edit.merged[name] == (now[name] if mine[name] == was[name] else mine[name])
        if not both and mine[name] != now[name]:
            changed = [one for one in (mine[name], now[name]) if one != was[name]]
            assert edit.merged[name] == changed[0], "who alone changed it is followed"


@given(STATES, STATES, STATES)
def test_sent_once_more_it_saves(was: dict[str, str], mine: dict[str, str], now: dict[str, str]) -> None:
    first = compare(sent(was, mine), now)
    again = compare(sent(now, first.merged), now)
    assert again.clashes == []
    assert again.merged == first.merged


def test_a_form_that_does_not_say_what_was_there() -> None:
    edit = compare({"one": " c "}, {"one": "a", "two": "b"})
    assert (edit.clashes, edit.merged) == ([], {"one": "c", "two": "b"})
