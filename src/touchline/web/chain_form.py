"""The links of a chain as a member writes them: a line a link, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from touchline.journeys import clock
from touchline.journeys.question import QuestionError
from touchline.plan.picture import Plan, PlannedLink
from touchline.plan.reading import PlanError

MOST = 64
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


def read(plan: Plan, form: Mapping[str, str]) -> tuple[PlannedLink, ...]:
    """The links that were sent, in the order their numbers say; lines without a touchpoint are left out.

    Raises ``PlanError`` with a sentence that names the line.
    """
    found: list[tuple[float, int, PlannedLink]] = []
    for place in range(1, MOST + 2):
        text = form.get(f"at-{place}", "").strip()
        if not text or form.get(f"gone-{place}"):
            continue
        touchpoints, chain = _met(plan, text, place)
        link = PlannedLink(
            touchpoints,
            chain,
            bool(form.get(f"optional-{place}")),
            bool(form.get(f"repeated-{place}")),
            _expected(form.get(f"expected-{place}", ""), place),
            form.get(f"note-{place}", "").strip(),
        )
        found.append((_order(form.get(f"order-{place}", ""), place), place, link))
    return tuple(link for _order_, _place, link in sorted(found, key=lambda one: one[:2]))


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
