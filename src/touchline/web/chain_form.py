"""The links of a chain as a member writes them: a line a link, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from touchline.journeys import clock
from touchline.journeys.question import QuestionError
from touchline.plan.picture import Plan, PlannedLink
from touchline.plan.reading import PlanError

OR = "|"


@dataclass(frozen=True)
class Line:
    """A link as texts: what it is met at (several parted by ``|``), when, whether it may miss or repeat."""

    at: str = ""
    expected: str = ""
    optional: bool = False
    repeated: bool = False
    note: str = ""


def lines(plan: Plan, key: str) -> list[Line]:
    """The links of a chain as texts."""
    return [
        Line(
            _said(plan, link),
            clock.spell(link.expected * clock.MINUTE) if link.expected else "",
            link.optional,
            link.repeated,
            link.note,
        )
        for link in plan.chains[key].links
    ]


def offered(plan: Plan) -> list[str]:
    """What a link can be met at: every touchpoint, then every chain."""
    named = _names(plan)
    return [*(named[key] for key in plan.touchpoints), *(_chain(plan, key) for key in plan.chains)]


def sent(form: Mapping[str, str]) -> list[Line]:
    """The lines of a form in the order their numbers say, without those that are empty or taken out."""
    found: list[tuple[float, int, Line]] = []
    for name in form:
        place = name.removeprefix("at-")
        text = form[name].strip()
        if not (name.startswith("at-") and place.isascii() and place.isdigit() and len(place) < 6 and text):
            continue
        if form.get(f"gone-{place}"):
            continue
        line = Line(
            text,
            form.get(f"expected-{place}", "").strip(),
            bool(form.get(f"optional-{place}")),
            bool(form.get(f"repeated-{place}")),
            form.get(f"note-{place}", "").strip(),
        )
        found.append((_order(form.get(f"order-{place}", ""), int(place)), int(place), line))
    return [line for _wanted, _place, line in sorted(found, key=lambda one: one[:2])]


def read(plan: Plan, written: Sequence[Line]) -> tuple[PlannedLink, ...]:
    """The links that lines stand for. Raises ``PlanError`` with a sentence that names the line."""
    links = []
    for place, line in enumerate(written, 1):
        touchpoints, chain = _met(plan, line.at, place)
        expected = _expected(line.expected, place)
        links.append(PlannedLink(touchpoints, chain, line.optional, line.repeated, expected, line.note))
    return tuple(links)


def _said(plan: Plan, link: PlannedLink) -> str:
    if link.chain:
        return _chain(plan, link.chain)
    named = _names(plan)
    return f" {OR} ".join(named[key] for key in link.touchpoints)


def _names(plan: Plan) -> dict[str, str]:
    """What each touchpoint is called in a line: its name, or its key where a name would not do."""
    often = Counter(one.name.casefold() for one in plan.touchpoints.values())
    return {
        key: key if often[one.name.casefold()] > 1 or OR in one.name else one.name
        for key, one in plan.touchpoints.items()
    }


def _chain(plan: Plan, key: str) -> str:
    return _("chain {name}").format(name=plan.chains[key].key)


def _met(plan: Plan, text: str, place: int) -> tuple[tuple[str, ...], str]:
    chains = {_chain(plan, key).casefold(): key for key in plan.chains}
    if text.casefold() in chains:
        return ((), chains[text.casefold()])
    keys = {name.casefold(): key for key, name in _names(plan).items()}
    found = []
    for part in text.split(OR):
        name = part.strip()
        key = name if name in plan.touchpoints else keys.get(name.casefold())
        if key is None:
            raise PlanError(
                _("Link {place}: “{name}” is not planned on this map. Add it to the board first.").format(
                    place=place, name=name[:80]
                )
            )
        found.append(key)
    return (tuple(sorted(set(found))), "")


def _expected(text: str, place: int) -> int | None:
    if not text.strip():
        return None
    try:
        return clock.duration(text.strip()) // clock.MINUTE
    except QuestionError as error:
        raise PlanError(_("Link {place}: {why}").format(place=place, why=error)) from error


def _order(text: str, place: int) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float(place)
