"""Which people a list holds, for the questions about routes: "183 people stopped at Basket"."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys import selectors
from touchline.journeys.index import Legend
from touchline.journeys.names import resolve_link
from touchline.journeys.question import QuestionError
from touchline.service.asking import Asked
from touchline.web import wording
from touchline.web.charts.svg import clean
from touchline.web.touch_words import came_to, who_met, without

Words = dict[str, str]


def routes(asked: Asked, key: str, value: str, _legend: Legend, people: int, words: Words) -> str:
    """The list behind a number of the routes."""
    if key == "route":
        what = value.partition(":")[2]
        said = ngettext("{n} person went this route{what}.", "{n} people went this route{what}.", people)
        return said.format(what=_and(what, asked.text("goal")), **words)
    return _outcome(key, asked.text("goal"), people, words)


def stopped(asked: Asked, key: str, value: str, _legend: Legend, people: int, words: Words) -> str:
    """The list behind a number of where journeys stopped."""
    words = words | {"goal": without(asked.text("goal")), "touchpoint": clean(value)}
    if key == "last":
        return ngettext(
            "{n} person stopped at {touchpoint}, without {goal}.",
            "{n} people stopped at {touchpoint}, without {goal}.",
            people,
        ).format(**words)
    if key == "ending":
        return ngettext(
            "{n} person stopped with this ending, without {goal}.",
            "{n} people stopped with this ending, without {goal}.",
            people,
        ).format(**words)
    return _outcome(key, asked.text("goal"), people, words)


def loops(_asked: Asked, key: str, value: str, _legend: Legend, people: int, words: Words) -> str:
    """The list behind a number of the loops."""
    if key == "loop":
        return ngettext("{n} person went {loop}.", "{n} people went {loop}.", people).format(
            loop=clean(value).replace(">", " → "), **words
        )
    if key == "looped":
        return ngettext(
            "{n} person came back to where they just were.",
            "{n} people came back to where they just were.",
            people,
        ).format(**words)
    if key == "touchpoint":
        return ngettext("{n} person met {touchpoint}.", "{n} people met {touchpoint}.", people).format(
            touchpoint=clean(value), **words
        )
    return _seen(people, words)


def between(asked: Asked, key: str, value: str, legend: Legend, _people: int, words: Words) -> str:
    """The list behind a number of what is between two touchpoints."""
    words = words | {"who": who_met(asked.text("start")), "came": came_to(asked.text("end"))}
    if key in ("next", "last", "nothing"):
        return _ended(key, value, legend, words)
    if key in ("stopped", "open"):
        return _not_yet(key, words)
    if key == "people":
        return _("{n}: {who}.").format(**words)
    return _("{n} of {who} {came}{how}.").format(how=_how(key, value, legend), **words)


def _how(key: str, value: str, legend: Legend) -> str:
    """What those who came did on the way."""
    if key == "route":
        return _(" on this route")
    if key == "touchpoint":
        return _(" and met {touchpoint} on the way").format(touchpoint=clean(value))
    number = selectors.number(value) if key == "length" else None
    if number is not None:
        return ngettext(" with {touches} touch between", " with {touches} touches between", number).format(
            touches=wording.count(number)
        )
    if key == "link":
        try:
            first, then = (clean(legend.touchpoints[at]) for at in resolve_link(legend, value))
        except QuestionError:
            return ""
        return _(" and went from {first} directly to {then} on the way").format(first=first, then=then)
    return ""


def _ended(key: str, value: str, legend: Legend, words: Words) -> str:
    found = selectors.named(value, legend.touchpoints)
    touchpoint, what = (legend.touchpoints[found[0]], found[1]) if found else (value, "")
    if key == "nothing":
        said = _("{n} of {who} did nothing after that{what}.")
        what = value
    elif key == "next":
        said = _("{n} of {who} met {touchpoint} next and did not arrive{what}.")
    else:
        said = _("{n} of {who} met {touchpoint} last and did not arrive{what}.")
    tail = {"stopped": _("; they are silent"), "open": _("; they may still")}.get(what, "")
    return said.format(touchpoint=clean(touchpoint), what=tail, **words)


def _not_yet(key: str, words: Words) -> str:
    if key == "stopped":
        return _("{n} of {who} did not arrive and are silent.").format(**words)
    return _("{n} of {who} did not arrive and may still.").format(**words)


def _and(what: str, goal: str) -> str:
    return {
        "": "",
        "reached": _(" and {came}"),
        "stopped": _(" and stopped without {goal}"),
        "open": _(" and are still on the way to {goal}"),
    }.get(what, "").format(goal=without(goal), came=came_to(goal))


def _outcome(key: str, goal: str, people: int, words: Words) -> str:
    words = words | {"goal": without(goal), "came": came_to(goal)}
    if key == "reached":
        return ngettext("{n} person {came}.", "{n} people {came}.", people).format(**words)
    if key == "stopped":
        return ngettext(
            "{n} person stopped without {goal} and is silent.",
            "{n} people stopped without {goal} and are silent.",
            people,
        ).format(**words)
    if key == "open":
        return ngettext(
            "{n} person is still on the way to {goal}.",
            "{n} people are still on the way to {goal}.",
            people,
        ).format(**words)
    return _seen(people, words)


def _seen(people: int, words: Words) -> str:
    return ngettext(
        "{n} person was seen in this period.", "{n} people were seen in this period.", people
    ).format(**words)
