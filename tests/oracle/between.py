"""The slow twin of what is between two touchpoints."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.oracle.plain import journeys, within_period
from tests.oracle.routes import on_route, route, silent


def between(touches: list[Any], about: Any) -> dict[str, Any]:
    """People by outcome; routes, links and lengths of the reached; what came next and last of the others."""
    answer: dict[str, Any] = {"reached": set(), "stopped": set(), "open": set(), "waits": []}
    answer |= {name: {} for name in ("routes", "links", "met", "lengths", "next", "last")}
    for person, whole in journeys(touches).items():
        theirs = within_period(whole, about["start"], about["end"])
        begins = [at for at, touch in enumerate(theirs) if touch.touchpoint in about["first"]]
        if not begins:
            continue
        here = theirs[begins[0] :]
        ends = [at for at, touch in enumerate(here) if at > 0 and touch.touchpoint in about["then"]]
        if ends:
            span = here[: ends[0] + 1]
            answer["reached"].add(person)
            answer["waits"].append(span[-1].time - span[0].time)
            way = route(span, collapse=about["collapse"])
            on_route(answer["routes"], way, person, "reached", answer["waits"][-1])
            answer["lengths"].setdefault(max(len(way) - 2, 0), set()).add(person)
            for name in way:
                answer["met"].setdefault(name, set()).add(person)
            for link in pairwise(way):
                at = answer["links"].setdefault(link, {"people": set(), "count": 0})
                at["people"].add(person)
                at["count"] += 1
            continue
        outcome = "stopped" if silent(theirs, about) else "open"
        answer[outcome].add(person)
        after = here[1].touchpoint if len(here) > 1 else None
        for what, name in (("next", after), ("last", here[-1].touchpoint)):
            at = answer[what].setdefault(name, {"stopped": set(), "open": set()})
            at[outcome].add(person)
    return answer
