"""The field that says which touches a question is about: a kind of touch, or touchpoints."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from touchline.journeys import which
from touchline.journeys.index import Legend
from touchline.journeys.question import QuestionError
from touchline.web import funnel_form
from touchline.web.charts.svg import clean

KINDS = {
    "any": gettext_noop("any touch"),
    "own": gettext_noop("a touch of their own initiative"),
    "order": gettext_noop("an order"),
}


@dataclass(frozen=True)
class Field:
    """A list to choose from; ``other``: what is chosen is not in it. Without ``groups`` names are typed."""

    name: str
    label: str
    chosen: str
    kinds: tuple[tuple[str, str], ...]
    groups: list[funnel_form.Group]
    other: bool
    empty: str = ""


def field(name: str, label: str, chosen: str, legend: Legend, *, empty: str = "") -> Field:
    """The field of one touch. ``empty`` names the choice of none, where there is one."""
    groups = funnel_form.groups(legend)
    known = chosen in KINDS or any(chosen in group.names for group in groups)
    kinds = tuple((kind, _(label)) for kind, label in KINDS.items())
    return Field(name, label, chosen, kinds, groups, bool(chosen) and not known, empty)


def offered(legend: Legend) -> tuple[str, ...]:
    """Names a typed field completes; none where fields are lists."""
    if len(legend.touchpoints) <= funnel_form.MOST_OPTIONS:
        return ()
    return (*KINDS, *legend.touchpoints[: funnel_form.MOST_OFFERED])


def said(text: str, legend: Legend) -> str:
    """What was asked for, in the middle of a sentence."""
    try:
        chosen = which.read(text, legend)
    except QuestionError:
        return clean(text)
    if isinstance(chosen, str):
        return _(KINDS[chosen])
    return _(" or ").join(clean(legend.touchpoints[position]) for position in chosen)
