"""Answers every question on a workspace, at home or on a cluster, as JSON: cluster_child.py HOME [MASTER]."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from typing import Any

from touchline.service.home import use_home

WORDS: dict[str, dict[str, Any]] = {
    "funnel": {"steps": ("Home page", "Reviews page", "Web order")},
    "touches": {"apart": "30m"},
    "time-to": {"starts": ("Home page", "own"), "nexts": ("order",), "within": "30d"},
    "retention": {"unit": "month", "upto": "3"},
    "chain": {"links": ("Home page", "Reviews page within 3d optional", "Web order")},
}
PEOPLE = {
    "hourglass": "people",
    "funnel": "step=2",
    "paths": "people",
    "touches": "people",
    "orders": "people",
    "retention": "people",
    "chain": "link=1:stopped",
}
CHOSEN = (
    ("", "", "", ""),
    ("did order", "", "", ""),
    ("", "first-channel", "", ""),
    ("brought others or did order at least 2 times", "", "", "everybody else"),
)


def main() -> None:
    home, master = sys.argv[1], next(iter(sys.argv[2:]), None)
    use_home(home)
    from touchline.lake import level
    from touchline.service import elsewhere, refresh
    from touchline.service.answers import open_index

    level.SHARD_TOUCHES = 400
    name = elsewhere.rebuild_on(master) if master else refresh.rebuild()
    with elsewhere.asked_on(master) if master else nullcontext():
        index = open_index(name)
        print(json.dumps({"shards": len(index.base), **_answers(index)}, sort_keys=True))


def _answers(index: Any) -> dict[str, Any]:
    from touchline.journeys.questions import QUESTIONS
    from touchline.service.answers import answer, answer_parts, behind
    from touchline.service.asking import Asked, Chosen, to_options, to_question

    found: dict[str, Any] = {}
    for question in QUESTIONS:
        for chosen in CHOSEN:
            asked = Asked(question, chosen=Chosen(*chosen), **WORDS.get(question, {}))
            ready, options = to_question(asked, index.legend), to_options(asked, index.legend)
            result: Any = (
                answer_parts(index, ready, options)
                if options.parted
                else answer(index, ready, options.audience)
            )
            found[f"{question} {chosen}"] = _plain(result.to_dict())
            if question in PEOPLE and not options.parted:
                people = behind(index, ready, PEOPLE[question], options)
                found[f"{question} {chosen} people"] = people.keys.tolist()
    return found


def _plain(said: Any) -> Any:
    """Without the name of the generation."""
    if isinstance(said, dict):
        return {key: _plain(value) for key, value in said.items() if key != "generation"}
    return [_plain(one) for one in said] if isinstance(said, list | tuple) else said


if __name__ == "__main__":
    main()
