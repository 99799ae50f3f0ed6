"""The steps of a funnel as a form: read, add, move and take away without a script.

A form sends each step as ``s1``, ``s2`` … (several times for several touchpoints) and what to do as
``do``; the page answers with the address that names the question in the question's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from touchline.journeys.index import Legend
from touchline.journeys.names import resolve_step
from touchline.journeys.question import QuestionError
from touchline.service.asking import chosen_from
from touchline.web.stages import colours, stage_name

MOST_STEPS = 20
MOST_OPTIONS = 300
"""Up to so many touchpoints a step is a list to choose from; beyond, a field that completes names."""
MOST_OFFERED = 2_000
UNITS = ("m", "h", "d", "w")


@dataclass(frozen=True)
class Step:
    """One step of the form: its place from 1, and the touchpoints any of which serves it."""

    place: int
    names: tuple[str, ...]
    colour: str
    known: bool

    @property
    def text(self) -> str:
        """The step in the question's words."""
        return "|".join(self.names)


@dataclass(frozen=True)
class Group:
    """Touchpoints of one stage, to choose from."""

    label: str
    names: tuple[str, ...]


def sent(params: QueryDict) -> bool:
    """Whether a form sent its fields, rather than an address the question."""
    return any(re.fullmatch(r"s\d{1,2}", name) for name in params) or "do" in params


def to_params(params: QueryDict) -> dict[str, str | list[str] | None]:
    """The question a form means, as parameters of the page's address."""
    steps = [tuple(dict.fromkeys(_filled(params, place))) for place in range(1, MOST_STEPS + 1)]
    steps = _done([step for step in steps if step or _keeps(params)], params.get("do", ""))
    return {
        "step": ["|".join(step) for step in steps if step],
        "within": _length(params),
        "from": params.get("from"),
        "last": params.get("last"),
        **dict(chosen_from({name: params.getlist(name) for name in params}).params()),
    }


def _filled(params: QueryDict, place: int) -> Iterator[str]:
    for text in params.getlist(f"s{place}"):
        if text.strip():
            yield text.strip()


def _keeps(params: QueryDict) -> bool:
    """Moving and taking away count places as the form showed them, so empty steps keep theirs."""
    return bool(params.get("do"))


def _done(steps: list[tuple[str, ...]], do: str) -> list[tuple[str, ...]]:
    match = re.fullmatch(r"(up|down|remove)-(\d{1,2})", do)
    if not match:
        return steps
    at = int(match[2]) - 1
    if not 0 <= at < len(steps):
        return steps
    if match[1] == "remove":
        return steps[:at] + steps[at + 1 :]
    to = at - 1 if match[1] == "up" else at + 1
    filled = sum(1 for step in steps if step)
    if 0 <= to < max(filled, at + 1):
        steps[at], steps[to] = steps[to], steps[at]
    return steps


def _length(params: QueryDict) -> str:
    number, unit = params.get("number", "").strip(), params.get("unit", "d")
    return f"{number or '30'}{unit if unit in UNITS else 'd'}"


def length_parts(within: str) -> tuple[str, str]:
    """A length such as ``30d`` as its number and unit, for the two fields."""
    match = re.fullmatch(r"\s*(\d+)\s*([mhdw])\s*", within)
    return (match[1], match[2]) if match else (within, "d")


def steps_of(request: HttpRequest, legend: Legend) -> list[Step]:
    """The steps an address names, as the form shows them."""
    colour = colours("hourglass")
    return [
        _step(place, text, legend, colour)
        for place, text in enumerate((one.strip() for one in request.GET.getlist("step")[:MOST_STEPS]), 1)
        if text
    ]


def _step(place: int, text: str, legend: Legend, colour: dict[str, str]) -> Step:
    try:
        positions = resolve_step(legend, text)
    except QuestionError:
        return Step(place, (text,), colour[""], known=False)
    names = tuple(legend.touchpoints[position] for position in positions)
    return Step(place, names, colour[stage_at(legend, positions[0])], known=True)


def stage_at(legend: Legend, position: int) -> str:
    """The hourglass stage a touchpoint stands on, or ""."""
    scheme = legend.schemes.get("hourglass")
    at = int(scheme.stage_of[position]) if scheme else -1
    return scheme.stages[at] if scheme and at >= 0 else ""


def groups(legend: Legend) -> list[Group]:
    """All touchpoints, by stage and then those without a place. Empty when they are too many for a list."""
    if len(legend.touchpoints) > MOST_OPTIONS:
        return []
    by_stage: dict[str, list[str]] = {}
    for position, name in enumerate(legend.touchpoints):
        by_stage.setdefault(stage_at(legend, position), []).append(name)
    scheme = legend.schemes.get("hourglass")
    order = [*(scheme.stages if scheme else ()), ""]
    return [
        Group(stage_name(stage), tuple(sorted(by_stage[stage], key=str.casefold)))
        for stage in order
        if stage in by_stage
    ]
