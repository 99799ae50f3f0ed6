from __future__ import annotations

import pytest

from touchline.web import changed_values
from touchline.web.changes import named

MANY = 20_000


def test_of_tens_of_thousands_only_the_first_are_put_into_words(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(changed_values, "place_said", lambda where: said.append(where.stage) or where.stage)
    before = {"places": {str(n): one(n, "") for n in range(MANY)}}
    after = {"places": {str(n): one(n, "know") for n in range(MANY)}, "kind": "x"}
    kind, places = named(before, after)
    assert (kind["name"], kind["new"]) == ("rows of", "x")
    assert places["new"].startswith("Till 0: know; Till 1: know")
    assert places["new"].endswith(" and 19,995 more")
    assert len(said) == 2 * changed_values.MOST


def one(number: int, stage: str) -> dict[str, object]:
    return {"name": f"Till {number}", "stage": stage, "channel": "shop", "aside": False}


def test_what_did_not_change_is_left_out() -> None:
    same = {"places": {"1": one(1, "know")}, "names": ["a"]}
    assert named(same, {**same, "names": ["a", "b"]}) == [{"name": "names", "old": "a", "new": "a; b"}]
    assert named(None, {"touchpoints": {"1": "Till"}})[0]["old"] == ""
