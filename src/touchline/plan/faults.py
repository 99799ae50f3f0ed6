"""What a plan must not be: names of things that are not there, values that cannot be, circles. Pure.

These are refused when something is saved. Holes of a plan that may be saved are found by ``checks``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields

from django.utils.translation import gettext as _

from touchline.plan import values
from touchline.plan.circles import circles, steps
from touchline.plan.fault import Fault, Place
from touchline.plan.keys import is_key
from touchline.plan.picture import SORTS, Part, Plan, Planned, PlannedChain, PlannedLink

MOST_TOUCHPOINTS = 20_000
MOST_CHAINS = 1_000
MOST_STEPS = 500


def faults(plan: Plan) -> list[Fault]:
    """Everything in a plan that cannot be saved."""
    return list(_all(plan))


def _all(plan: Plan) -> Iterator[Fault]:
    yield from _too_many(plan)
    if plan.map:
        yield from _named(("map",), plan.map)
        yield from values.of_map(plan.map)
    for sort in SORTS:
        things: Iterable[Part] = getattr(plan, sort).values()
        yield from _same_names(sort, things)
        for one in things:
            yield from _named((sort, one.key), one)
    for thing in plan.objects.values():
        yield from values.of_object(thing)
    for competitor in plan.competitors.values():
        yield from values.of_competitor(competitor)
    for planned in plan.touchpoints.values():
        yield from values.of_touchpoint(planned, plan.map.scheme if plan.map else "")
        yield from _references(plan, planned)
    yield from _parents(plan)
    yield from _records(plan)
    for chain in plan.chains.values():
        yield from _chain(plan, chain)
    yield from _nested(plan)


def _too_many(plan: Plan) -> Iterator[Fault]:
    if len(plan.touchpoints) > MOST_TOUCHPOINTS:
        yield Fault(
            ("touchpoints",),
            _("A map holds at most {most} touchpoints. Split it into several.").format(
                most=f"{MOST_TOUCHPOINTS:,}"
            ),
        )
    if len(plan.chains) > MOST_CHAINS:
        yield Fault(
            ("chains",),
            _("A map holds at most {most} chains. Split it into several.").format(most=f"{MOST_CHAINS:,}"),
        )


def _named(place: Place, one: Part) -> Iterator[Fault]:
    if not is_key(one.key):
        yield Fault(
            place,
            _("“{key}” is no key. Write letters and figures in lower case, with - between words.").format(
                key=one.key[:80]
            ),
        )
    if not one.name.strip() or one.name != one.name.strip() or len(one.name) > values.LONGEST_NAME:
        yield Fault(
            (*place, "name"),
            _("A name has 1 to {most} letters and no spaces at its ends. Change it.").format(
                most=values.LONGEST_NAME
            ),
        )
    for field in fields(one):
        text = getattr(one, field.name)
        if isinstance(text, str) and field.name != "record":
            yield from values.of_text((*place, field.name), field.name, text)


def _same_names(sort: str, things: Iterable[Part]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for one in things:
        plain = unicodedata.normalize("NFKC", one.name).casefold()
        if plain in seen:
            yield Fault(
                (sort, one.key, "name"),
                _("Two are called “{name}”. Give one of them another name.").format(name=one.name[:80]),
            )
        seen[plain] = one.key


def _references(plan: Plan, one: Planned) -> Iterator[Fault]:
    if one.object and one.object not in plan.objects:
        yield _missing(("touchpoints", one.key, "object"), _("object"), one.object)
    for persona in one.personas:
        if persona not in plan.personas:
            yield _missing(("touchpoints", one.key, "personas"), _("persona"), persona)
    if one.parent and one.parent not in plan.touchpoints:
        yield _missing(("touchpoints", one.key, "parent"), _("touchpoint"), one.parent)


def _parents(plan: Plan) -> Iterator[Fault]:
    graph = {one.key: [one.parent] for one in plan.touchpoints.values() if one.parent in plan.touchpoints}
    for circle in circles(graph):
        yield Fault(
            ("touchpoints", circle[0], "parent"),
            _("{names} would consist of itself. Take it out of one of them.").format(names=_round(circle)),
        )


def _records(plan: Plan) -> Iterator[Fault]:
    seen: dict[str, Planned] = {}
    for one in plan.touchpoints.values():
        if not one.record:
            continue
        if one.record in seen:
            yield Fault(
                ("touchpoints", one.key, "record"),
                _(
                    "“{record}” of the record is planned as “{other}” already. "
                    "Link each touchpoint of the record once."
                ).format(record=one.record[:80], other=seen[one.record].name[:80]),
            )
        seen.setdefault(one.record, one)


def _chain(plan: Plan, chain: PlannedChain) -> Iterator[Fault]:
    place: Place = ("chains", chain.key)
    if chain.persona and chain.persona not in plan.personas:
        yield _missing((*place, "persona"), _("persona"), chain.persona)
    if chain.object and chain.object not in plan.objects:
        yield _missing((*place, "object"), _("object"), chain.object)
    yield from values.of_channel((*place, "entry"), chain.entry)
    for position, link in enumerate(chain.links):
        yield from _link(plan, (*place, "links", position), link)


def _link(plan: Plan, place: Place, link: PlannedLink) -> Iterator[Fault]:
    for key in link.touchpoints:
        if key not in plan.touchpoints:
            yield _missing((*place, "touchpoints"), _("touchpoint"), key)
    if link.chain and link.chain not in plan.chains:
        yield _missing((*place, "chain"), _("chain"), link.chain)
    if link.chain and link.touchpoints:
        yield Fault(place, _("A link is either touchpoints or a chain. Take one of them out."))
    yield from values.of_number((*place, "expected"), link.expected, values.MOST_EXPECTED)
    yield from values.of_text((*place, "note"), "note", link.note)


def _nested(plan: Plan) -> Iterator[Fault]:
    graph = {
        one.key: [link.chain for link in one.links if link.chain in plan.chains]
        for one in plan.chains.values()
    }
    found = circles(graph)
    for circle in found:
        yield Fault(
            ("chains", circle[0], "links"),
            _("{names} would go through itself. Take it out of one of them.").format(names=_round(circle)),
        )
    if found:
        return
    for key, count in steps(graph, {one.key: len(one.links) for one in plan.chains.values()}).items():
        if count > MOST_STEPS:
            yield Fault(
                ("chains", key, "links"),
                _("With the chains in it, {key} has more than {most} steps. Shorten it.").format(
                    key=key, most=MOST_STEPS
                ),
            )


def _missing(place: Place, what: str, key: str) -> Fault:
    return Fault(
        place,
        _("There is no {what} “{key}” in this plan. Add it, or take its name out.").format(
            what=what, key=key[:80]
        ),
    )


def _round(circle: list[str]) -> str:
    shown = circle[:6]
    return " → ".join([*shown, "…", circle[0]] if len(circle) > len(shown) else [*shown, circle[0]])
