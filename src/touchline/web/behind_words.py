"""Which people a list holds, in one sentence: "183 people were at Trust and were lost"."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys import selectors
from touchline.journeys.index import Legend
from touchline.journeys.names import resolve_link
from touchline.journeys.question import QuestionError
from touchline.journeys.units import number_of
from touchline.people.models import BroughtAs
from touchline.service.asking import Asked
from touchline.web import wording
from touchline.web.charts.svg import clean
from touchline.web.periods import period_name
from touchline.web.stages import stage_name


def hourglass(asked: Asked, key: str, value: str, legend: Legend, people: int, words: dict[str, str]) -> str:
    """The people behind a number of the hourglass."""
    if key == "people":
        return _seen(people, words)
    if key == "brought":
        return _brought(value, people, words)
    if key == "bringers":
        return ngettext(
            "{n} person brought somebody new.", "{n} people brought somebody new.", people
        ).format(**words)
    if key == "touchpoint":
        return _met(value, people, words)
    if key == "stage" and value == "none":
        return ngettext(
            "{n} person met a touchpoint without a place.",
            "{n} people met a touchpoint without a place.",
            people,
        ).format(**words)
    found = selectors.named(value, legend.schemes[asked.text("scheme")].stages) if key == "stage" else None
    if not found:
        return ""
    stage, what = stage_name(legend.schemes[asked.text("scheme")].stages[found[0]]), found[1]
    return _on_stage(what, people, words | {"stage": stage})


def _on_stage(what: str, people: int, words: dict[str, str]) -> str:
    if what.startswith("touchpoint="):
        words = words | {"touchpoint": clean(what.partition("=")[2])}
        return ngettext(
            "{n} person met {touchpoint} at {stage}.", "{n} people met {touchpoint} at {stage}.", people
        ).format(**words)
    if what == "lost":
        text = ngettext(
            "{n} person was at {stage} and was lost.", "{n} people were at {stage} and were lost.", people
        )
    elif what == "open":
        text = ngettext(
            "{n} person was at {stage} and is on the way.",
            "{n} people were at {stage} and are on the way.",
            people,
        )
    elif what == "went_on":
        text = ngettext(
            "{n} person was at {stage} and went on.", "{n} people were at {stage} and went on.", people
        )
    elif what == "from_before":
        text = ngettext(
            "{n} person came to {stage} from an earlier stage.",
            "{n} people came to {stage} from an earlier stage.",
            people,
        )
    elif what == "starts":
        text = ngettext("{n} person starts at {stage}.", "{n} people start at {stage}.", people)
    else:
        text = ngettext("{n} person was at {stage}.", "{n} people were at {stage}.", people)
    return text.format(**words)


def _brought(value: str, people: int, words: dict[str, str]) -> str:
    if value in BroughtAs.values:
        text = ngettext(
            "{n} new person was brought by another ({how}).",
            "{n} new people were brought by others ({how}).",
            people,
        )
        return text.format(how=BroughtAs(value).label, **words)
    if selectors.number(value) is not None:
        text = ngettext(
            "{n} new person was brought in generation {generation}.",
            "{n} new people were brought in generation {generation}.",
            people,
        )
        return text.format(generation=value, **words)
    if value:
        return ngettext(
            "{n} new person was brought, nobody said how.",
            "{n} new people were brought, nobody said how.",
            people,
        ).format(**words)
    return ngettext(
        "{n} new person was brought by another.", "{n} new people were brought by others.", people
    ).format(**words)


def _seen(people: int, words: dict[str, str]) -> str:
    return ngettext(
        "{n} person was seen in this period.", "{n} people were seen in this period.", people
    ).format(**words)


def _met(touchpoint: str, people: int, words: dict[str, str]) -> str:
    return ngettext("{n} person met {touchpoint}.", "{n} people met {touchpoint}.", people).format(
        touchpoint=clean(touchpoint), **words
    )


def funnel(asked: Asked, key: str, value: str, _legend: Legend, people: int, words: dict[str, str]) -> str:
    """The people behind a number of a funnel."""
    if key == "people":
        key, value = "step", "1"
    if key == "open":
        return ngettext(
            "{n} person did not come to the end yet and still has time.",
            "{n} people did not come to the end yet and still have time.",
            people,
        ).format(**words)
    place, _colon, what = value.partition(":")
    number = selectors.number(place) if key == "step" else None
    if number is None or not 1 <= number <= len(asked.texts("steps")):
        return ""
    words = words | {
        "step": _(" or ").join(clean(asked.texts("steps")[number - 1]).split("|")),
        "place": place,
    }
    if what == "stopped":
        text = ngettext(
            "{n} person came to {step} (step {place}) and stopped there.",
            "{n} people came to {step} (step {place}) and stopped there.",
            people,
        )
    elif what == "open":
        text = ngettext(
            "{n} person came to {step} (step {place}) and still has time for the next step.",
            "{n} people came to {step} (step {place}) and still have time for the next step.",
            people,
        )
    elif number == 1:
        text = ngettext("{n} person begins with {step}.", "{n} people begin with {step}.", people)
    else:
        text = ngettext(
            "{n} person came to {step} (step {place}).", "{n} people came to {step} (step {place}).", people
        )
    return text.format(**words)


def paths(_asked: Asked, key: str, value: str, legend: Legend, people: int, words: dict[str, str]) -> str:
    """The people behind a number of the paths."""
    if key == "people":
        return _seen(people, words)
    if key == "touchpoint":
        return _met(value, people, words)
    words = words | {"touchpoint": clean(value)}
    if key == "start":
        return ngettext(
            "The journey of {n} person starts at {touchpoint}.",
            "The journeys of {n} people start at {touchpoint}.",
            people,
        ).format(**words)
    if key == "end":
        return ngettext(
            "The journey of {n} person ends at {touchpoint}, so far.",
            "The journeys of {n} people end at {touchpoint}, so far.",
            people,
        ).format(**words)
    if key != "link":
        return ""
    try:
        first, then = (legend.touchpoints[position] for position in resolve_link(legend, value))
    except QuestionError:
        return ""
    return ngettext(
        "{n} person went from {first} directly to {then}.",
        "{n} people went from {first} directly to {then}.",
        people,
    ).format(first=clean(first), then=clean(then), **words)


def touches(asked: Asked, key: str, value: str, _legend: Legend, people: int, words: dict[str, str]) -> str:
    """The people behind a number of touches before an order."""
    if key == "never":
        return ngettext(
            "{n} person has touches and no order.", "{n} people have touches and no order.", people
        ).format(**words)
    number = selectors.number(value) if key == "touches" else None
    if number is None:
        return ngettext(
            "{n} person placed a first order in this period.",
            "{n} people placed a first order in this period.",
            people,
        ).format(**words)
    if asked.text("apart"):
        what = ngettext("{n} contact", "{n} contacts", number).format(n=wording.count(number))
    else:
        what = ngettext("{n} touch", "{n} touches", number).format(n=wording.count(number))
    return ngettext(
        "{n} person had {what} before the first order.",
        "{n} people had {what} before the first order.",
        people,
    ).format(what=what, **words)


def orders(asked: Asked, key: str, value: str, _legend: Legend, people: int, words: dict[str, str]) -> str:
    """The people behind a number of the orders."""
    if key in ("currency", "left_out"):
        words = words | {"currency": clean(value.upper())}
        if key == "currency":
            text = ngettext(
                "{n} person paid or got money in {currency}.",
                "{n} people paid or got money in {currency}.",
                people,
            )
        else:
            text = ngettext(
                "{n} person has money in {currency} that is left out, because no rate is known.",
                "{n} people have money in {currency} that is left out, because no rate is known.",
                people,
            )
        return text.format(**words)
    period, _colon, what = value.partition(":") if key == "period" else ("", "", key)
    unit = number_of(asked.text("unit"), period)
    when = "" if unit is None else period_name(asked.text("unit"), unit)
    said = _ordered(what or "people", people)
    return said.format(when=f"{when}: " if when else "", **words)


def _ordered(what: str, people: int) -> str:
    if what == "kept":
        return ngettext(
            "{when}{n} person ordered and kept something.",
            "{when}{n} people ordered and kept something.",
            people,
        )
    if what == "new":
        return ngettext(
            "{when}{n} person ordered for the first time.",
            "{when}{n} people ordered for the first time.",
            people,
        )
    if what == "returning":
        return ngettext("{when}{n} person ordered again.", "{when}{n} people ordered again.", people)
    if what == "refunded":
        return ngettext("{when}{n} person got money back.", "{when}{n} people got money back.", people)
    return ngettext("{when}{n} person ordered.", "{when}{n} people ordered.", people)
