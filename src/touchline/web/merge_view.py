"""Merging as the page shows it: what was chosen, what will be, and names that look like one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from touchline.service.asking import Asked
from touchline.service.overview import TouchpointLine, people_of
from touchline.touchpoints.changes import Where
from touchline.touchpoints.twins import twins
from touchline.web import wording
from touchline.web.clashes import place_said, short
from touchline.web.links import Behind, address, number_link

MOST_HINTS = 100


@dataclass(frozen=True)
class Together:
    """What several touchpoints have together: people as a link where there is a list, and touches."""

    people: SafeString
    touches: str


def together(lines: Sequence[TouchpointLine], generation: str) -> Together:
    """People who met any of them, each counted once, and all their touches."""
    people = people_of([one.number for one in lines])
    touches = wording.count(sum(one.touches for one in lines))
    names = [one.name for one in lines if one.touches]
    plain = all("|" not in name for name in names)
    behind = Behind(Asked("funnel", steps=("|".join(names),), within="1d"), generation)
    if not people or not plain:
        return Together(number_link(0, "") if not people else SafeString(wording.count(people)), touches)
    return Together(behind.link(people, "step=1"), touches)


def stays(lines: Sequence[TouchpointLine], wanted: int = 0) -> int:
    """Which one stays unless the member says otherwise: one with a place, then with the most touches."""
    if any(one.number == wanted for one in lines):
        return wanted
    return max(lines, key=lambda one: (bool(one.stage), one.touches, -one.number)).number


def rows(lines: Sequence[TouchpointLine], behind: Behind) -> list[dict[str, Any]]:
    """The chosen touchpoints."""
    numbers = [one.number for one in lines]
    return [
        {
            "number": one.number,
            "name": one.name,
            "place": place_said(Where(one.stage, one.channel)),
            "touches": wording.count(one.touches),
            "people": behind.link(one.people, f"touchpoint={one.name}"),
            "without": address(
                "merge", {"touchpoint": [str(number) for number in numbers if number != one.number]}
            ),
        }
        for one in lines
    ]


def hints(lines: Sequence[TouchpointLine]) -> list[tuple[TouchpointLine, ...]]:
    """Groups of touchpoints whose names look like one, those with the most touches first."""
    by_number = {one.number: one for one in lines}
    groups = [
        tuple(sorted((by_number[number] for number in group), key=lambda one: (-one.touches, one.number)))
        for group in twins({one.number: one.name for one in lines})
    ]
    return sorted(groups, key=lambda group: (-sum(one.touches for one in group), group[0].number))


def hint_rows(groups: Sequence[tuple[TouchpointLine, ...]]) -> list[dict[str, Any]]:
    """Hints as rows of the page, at most ``MOST_HINTS``."""
    return [
        {
            "names": ", ".join(short(one.name, 60) for one in group[:8]) + (" …" if len(group) > 8 else ""),
            "numbers": [one.number for one in group],
            "touches": wording.count(sum(one.touches for one in group)),
            "merge": address("merge", {"touchpoint": [str(one.number) for one in group]}),
        }
        for group in groups[:MOST_HINTS]
    ]
