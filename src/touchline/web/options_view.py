"""The form above an answer: which people, cut by what, held against what; and its words elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from touchline.journeys import audience_people, audience_reading, breakdown
from touchline.journeys.breakdown import By
from touchline.journeys.index import Legend, empty_shard
from touchline.journeys.question import QuestionError
from touchline.service.asking import REST, Asked, Chosen, chosen_from, to_options
from touchline.web import wording
from touchline.web.links import address

MOST_NAMES = 40
"""Touchpoints, and values of a fact, that are offered as examples."""
MOST_VALUES = 8


def form(asked: Asked, legend: Legend, kept: list[tuple[str, str]]) -> dict[str, Any]:
    """The fields with what was chosen, suggestions, and what is wrong with each.

    ``kept`` are the other parameters of the page.
    """
    chosen = asked.chosen
    found = wrong(asked, legend)
    words: dict[str, list[str]] = {}
    for name, value in kept:
        words.setdefault(name, []).append(value)
    return {
        "action": asked.question,
        "chosen": chosen,
        "kept": kept,
        "hidden": chosen.params(),
        "open": bool(found),
        "any": bool(chosen.params()),
        "said": _said(chosen),
        "wrong": found,
        "examples": examples(legend),
        "example": _example(legend),
        "bys": bys(chosen.by, legend),
        "rest": REST,
        "clear": address(asked.question, dict(words)),
    }


def kept(request: HttpRequest) -> dict[str, str | list[str] | None]:
    """The options of a page, for the addresses of its other forms."""
    return dict(chosen_from(request_params(request)).params())


def request_params(request: HttpRequest) -> dict[str, list[str]]:
    """The parameters of an address, all of their values."""
    return {name: request.GET.getlist(name) for name in request.GET}


def wrong(asked: Asked, legend: Legend) -> dict[str, str]:
    """What is wrong with each field, as a sentence."""
    chosen = asked.chosen
    others = chosen.compare_audience if chosen.compare_audience.strip().casefold() != REST else ""
    tried: dict[str, Callable[[], object]] = {
        "audience": lambda: _judge(chosen.audience, legend),
        "compare_audience": lambda: _judge(others, legend),
        "by": lambda: breakdown.read(chosen.by, legend) if chosen.by else None,
    }
    found = {name: _refusal(attempt) for name, attempt in tried.items()}
    if not any(found.values()):
        found["compare_period"] = _refusal(lambda: to_options(asked, legend))
    return {name: sentence for name, sentence in found.items() if sentence}


def _judge(text: str, legend: Legend) -> None:
    if text.strip():
        nobody = audience_people.NOBODY
        audience_people.select(empty_shard(), legend, audience_reading.read(text), nobody)


def _refusal(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except QuestionError as error:
        return str(error)
    return ""


def _said(chosen: Chosen) -> str:
    """What is chosen, in few words, for the closed form."""
    said = [
        chosen.audience,
        _("by {name}").format(name=chosen.by) if chosen.by else "",
        _("against {other}").format(other=chosen.compare_period or chosen.compare_audience)
        if chosen.compare_period or chosen.compare_audience
        else "",
    ]
    return " · ".join(one for one in said if one) or _("everybody, not cut")


def who(asked: Asked, part: str) -> str:
    """Whose numbers a list belongs to, beside its title."""
    chosen = asked.chosen
    if part and (chosen.compare_audience or chosen.compare_period):
        return side(chosen, part)
    said = [chosen.audience, _("{by}: {part}").format(by=chosen.by, part=part_name(part)) if part else ""]
    return " · ".join(one for one in said if one)


def side(chosen: Chosen, part: str) -> str:
    """What a part of a comparison is called."""
    mine = chosen.audience or _("everybody")
    if chosen.compare_period:
        return _("the chosen period") if part == "1" else chosen.compare_period
    if part == "1":
        return mine
    return _("everybody else") if chosen.compare_audience.casefold() == REST else chosen.compare_audience


def part_name(key: str, values: int = 0) -> str:
    """What a part of a breakdown is called."""
    if key == breakdown.NONE:
        return _("none")
    if key == breakdown.OTHER:
        return _("other ({n} values)").format(n=wording.count(values)) if values else _("other")
    return key.removeprefix(breakdown.VALUE)


def by_name(by: By) -> str:
    """What something is called that an answer is broken down by."""
    if by.kind == "first":
        return _("{name} of the first touch").format(name=by.name)
    return by.name if by.kind == "fact" else _("{name} of touches").format(name=by.name)


def bys(chosen: str, legend: Legend) -> list[dict[str, Any]]:
    """Everything to break down by, the chosen one marked."""
    listed = [(breakdown.short(by, legend), by_name(by)) for by in breakdown.choices(legend)]
    try:
        current = breakdown.short(breakdown.read(chosen, legend), legend) if chosen else ""
    except QuestionError:
        current = ""
    return [{"value": value, "label": label, "current": value == current} for value, label in listed]


def examples(legend: Legend) -> list[str]:
    """Rules to begin with, from the names the record knows."""
    found = [
        "did order",
        "did not order",
        "did order at least 2 times",
        "brought by someone",
        "brought others",
    ]
    found += [f"did {_quoted(name)}" for name in legend.touchpoints[:MOST_NAMES]]
    found += [f"first channel is {_quoted(name)}" for name in legend.channels[:MOST_NAMES]]
    for fact in sorted(legend.facts):
        values = legend.facts[fact][1 : 1 + MOST_VALUES]
        found += [f"{_quoted(fact)} is {_quoted(value)}" for value in values]
    return found


def _example(legend: Legend) -> str:
    name = legend.touchpoints[0] if legend.touchpoints else "Home page"
    return f"did {_quoted(name)} at least 2 times within 30 days and not did order"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
