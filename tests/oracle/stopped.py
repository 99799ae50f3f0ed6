"""The slow twin of where journeys stopped."""

from __future__ import annotations

from typing import Any

from tests.oracle.routes import on_route, route, whole_journeys


def stopped(touches: list[Any], about: Any) -> dict[str, Any]:
    """People by outcome; of the stopped: by ``last`` touchpoint, and by the ``endings``."""
    answer: dict[str, Any] = {"reached": set(), "stopped": set(), "open": set(), "last": {}, "endings": {}}
    for person, theirs, outcome, _wait in whole_journeys(touches, about):
        answer[outcome].add(person)
        if outcome != "stopped":
            continue
        answer["last"].setdefault(theirs[-1].touchpoint, set()).add(person)
        ending = route(theirs, collapse=about["collapse"])[-(about["links"] + 1) :]
        on_route(answer["endings"], ending, person, outcome, None)
    return answer
