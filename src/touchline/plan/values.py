"""Which values things of a plan may have. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from touchline.plan.catalogue import KINDS
from touchline.plan.factors import FACTORS
from touchline.plan.fault import Fault, Place
from touchline.plan.picture import (
    OBJECT_KINDS,
    PERIODS,
    STATES,
    TARGETS,
    Planned,
    PlannedCompetitor,
    PlannedMap,
    PlannedObject,
)
from touchline.plan.weight_rows import ROWS
from touchline.touchpoints.schemes import SCHEMES
from touchline.workspace import currencies

LONGEST_NAME = 200
LONGEST_CHANNEL = 60
LONGEST = {"measure": 2_000, "delivered_by": 300, "note": 10_000, "notes": 10_000, "audience": 10_000}
LONGEST_LINK = 2_000
MOST_LINKS, MOST_PICTURES, MOST_CRITERIA = 50, 50, 100
MOST_COST = 10**15
MOST_TARGET = 10**12
MOST_RHYTHM = 3_660
MOST_INPUTS = 10_000
MOST_MINUTES = 100_000
MOST_EXPECTED = 10 * 366 * 24 * 60


def of_map(one: PlannedMap) -> Iterator[Fault]:
    """The scheme and the factors of a map."""
    yield from _one_of(("map", "scheme"), one.scheme, tuple(SCHEMES), blank=False)
    yield from _factors(("map", "factors"), one.factors)
    for row, points in one.weights:
        if row not in ROWS:
            yield Fault(("map", "weights"), _unknown(row, ROWS))
        yield from of_number(("map", "weights", row), points, 12, least=-12)
    yield from of_number(("map", "contacts"), one.contacts, 100)
    yield from of_number(("map", "crowd"), one.crowd, 1_000, least=1)


def of_object(one: PlannedObject) -> Iterator[Fault]:
    """The kind and the factors of an object."""
    place = ("objects", one.key)
    yield from _one_of((*place, "kind"), one.kind, OBJECT_KINDS, blank=False)
    yield from _factors((*place, "factors"), one.factors)


def of_competitor(one: PlannedCompetitor) -> Iterator[Fault]:
    """Where a competitor is found."""
    if one.site:
        yield from _link(("competitors", one.key, "site"), one.site)


def of_touchpoint(one: Planned, scheme: str) -> Iterator[Fault]:
    """Everything of a planned touchpoint that can be judged without the rest of the plan."""
    place: Place = ("touchpoints", one.key)
    yield from _one_of((*place, "kind"), one.kind, KINDS)
    if scheme in SCHEMES:
        yield from _one_of((*place, "stage"), one.stage, SCHEMES[scheme].stages)
    yield from of_channel((*place, "channel"), one.channel)
    yield from _one_of((*place, "state"), one.state, STATES, blank=False)
    yield from _cost(place, one)
    yield from _target(place, one)
    yield from of_number((*place, "rhythm"), one.rhythm, MOST_RHYTHM, least=1)
    yield from of_number((*place, "inputs"), one.inputs, MOST_INPUTS)
    yield from of_number((*place, "minutes"), one.minutes, MOST_MINUTES)
    yield from of_number((*place, "weight"), one.weight, 5, least=1)
    for name, most in (("links", MOST_LINKS), ("pictures", MOST_PICTURES), ("criteria", MOST_CRITERIA)):
        if len(getattr(one, name)) > most:
            yield Fault((*place, name), _("At most {most} stand here. Take some out.").format(most=most))
    for link in one.links:
        yield from _link((*place, "links"), link)


def of_text(place: Place, field: str, text: str) -> Iterator[Fault]:
    """A text that is too long, or holds signs nobody can see."""
    most = LONGEST.get(field, LONGEST_LINK)
    if len(text) > most:
        yield Fault(place, _("This text has more than {most} letters. Shorten it.").format(most=f"{most:,}"))
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        yield Fault(place, _("This text holds signs that are none, such as NUL. Take them out."))


def of_channel(place: Place, channel: str) -> Iterator[Fault]:
    """A channel that is too long or has spaces at its ends."""
    if len(channel) > LONGEST_CHANNEL or channel != channel.strip():
        yield Fault(
            place,
            _("A channel has at most {most} letters and no spaces at its ends.").format(most=LONGEST_CHANNEL),
        )


def of_number(place: Place, number: int | None, most: int, least: int = 0) -> Iterator[Fault]:
    """A number out of its range."""
    if number is not None and not least <= number <= most:
        yield Fault(
            place, _("This is a whole number from {least} to {most}.").format(least=least, most=f"{most:,}")
        )


def _cost(place: Place, one: Planned) -> Iterator[Fault]:
    yield from of_number((*place, "cost"), one.cost, MOST_COST)
    if one.cost is not None and not currencies.known(one.currency):
        yield Fault(
            (*place, "cost"),
            _("A cost has a currency of ISO 4217, such as “1200.00 EUR”."),
        )


def _target(place: Place, one: Planned) -> Iterator[Fault]:
    said = (one.target is not None, bool(one.target_of), bool(one.target_per))
    whole = one.target_of in TARGETS and one.target_per in PERIODS
    if any(said) and not (all(said) and whole):
        yield Fault(
            (*place, "target"),
            _("A target is a number of touches or people in a week, month or quarter."),
        )
    yield from of_number((*place, "target"), one.target, MOST_TARGET)


def _factors(place: Place, given: tuple[tuple[str, str], ...]) -> Iterator[Fault]:
    for name, answer in given:
        if name not in FACTORS:
            yield Fault(place, _unknown(name, FACTORS))
        elif answer not in FACTORS[name].answers:
            yield Fault((*place, name), _unknown(answer, FACTORS[name].answers))


def _one_of(place: Place, value: str, known: Collection[str], *, blank: bool = True) -> Iterator[Fault]:
    if value not in known and not (blank and not value):
        yield Fault(place, _unknown(value, known))


def _unknown(value: str, known: Collection[str]) -> str:
    shown = (
        ", ".join(known) if len(known) <= 12 else _("one of {n}: touchline plan kinds").format(n=len(known))
    )
    return _("There is no “{value}” here. Take {known}.").format(value=value[:80], known=shown)


def _link(place: Place, link: str) -> Iterator[Fault]:
    if len(link) > LONGEST_LINK or not link.startswith(("https://", "http://")) or " " in link:
        yield Fault(
            place,
            _("“{link}” is no address of a page. Write one that begins with https://.").format(
                link=link[:80]
            ),
        )
