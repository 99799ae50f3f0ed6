"""Rules about chains: links that meet nothing, ends that come too early, loops nobody leaves."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from touchline.plan.catalogue import KINDS
from touchline.plan.checks.finding import Checked, Finding, Mend
from touchline.plan.checks.routes import Step
from touchline.plan.picture import Plan, Planned, PlannedChain
from touchline.touchpoints.schemes import SCHEMES

CONTACT_MINUTES = 30
"""Steps on one channel that are expected closer together are one contact."""


def link_empty(checked: Checked) -> Iterator[Finding]:
    """A link that meets nothing, or a chain without links."""
    for key, chain in checked.plan.chains.items():
        places = [at for at, link in enumerate(chain.links, 1) if link.empty]
        for at in places:
            yield Finding(
                "link-empty",
                f"chains/{key}/links/{at}",
                _("Link {at} of “{name}” meets nothing: the chain breaks there.").format(
                    at=at, name=chain.name
                ),
                Mend(_("Choose what is met there, or take the link out."), _at(checked, chain, at)),
            )
        if not chain.links:
            yield Finding(
                "link-empty",
                f"chains/{key}",
                _("“{name}” has no links.").format(name=chain.name),
                Mend(_("Add its first link, or take the chain out."), _at(checked, chain, 1)),
            )


def dead_end(checked: Checked) -> Iterator[Finding]:
    """A chain that ends before the purchase where nothing goes on."""
    for chain, last in _ends(checked):
        order = _order(checked.plan)
        stages = _stages(checked.plan)
        here = [stages[one.stage] for one in last if one.stage in stages]
        if order is not None and here and max(here) < order:
            yield Finding(
                "dead-end",
                f"chains/{chain.key}",
                _("“{name}” ends at “{last}”, before the purchase, and nothing goes on from there.").format(
                    name=chain.name, last=last[-1].name
                ),
                Mend(_("Add the step that comes next."), _at(checked, chain, len(chain.links) + 1)),
            )


def ends_at_purchase(checked: Checked) -> Iterator[Finding]:
    """A chain that ends at the purchase instead of flowing on into repeat and refer."""
    for chain, last in _ends(checked):
        order = _order(checked.plan)
        stages = _stages(checked.plan)
        here = [stages[one.stage] for one in last if one.stage in stages]
        if order is not None and order < len(stages) - 1 and here and max(here) == order:
            yield Finding(
                "ends-at-purchase",
                f"chains/{chain.key}",
                _(
                    "“{name}” ends at the purchase: nothing brings people back or lets them bring others."
                ).format(name=chain.name),
                Mend(_("Add a step after the purchase."), _at(checked, chain, len(chain.links) + 1)),
            )


def orphan(checked: Checked) -> Iterator[Finding]:
    """A touchpoint that is in no chain, nor part of one that is."""
    plan = checked.plan
    if not plan.chains:
        if any(checked.active):
            yield Finding(
                "orphan",
                "chains",
                _("No chain is planned yet: nothing says what follows what."),
                Mend(_("Plan the way most people should go."), checked.page("chains", "new")),
            )
        return
    met = {key for one in checked.routes.met for key in _above(plan, one)}
    for one in checked.active:
        if one.key not in met and not met & {*_above(plan, one.key)}:
            yield Finding(
                "orphan",
                f"touchpoints/{one.key}",
                _("“{name}” is in no chain: nothing leads people there.").format(name=one.name),
                Mend(_("Put it into a chain, or retire it."), checked.touchpoint(one, "chains")),
            )


def loop_without_exit(checked: Checked) -> Iterator[Finding]:
    """A loop before the purchase that people go round in without a way on."""
    order, stages = _order(checked.plan), _stages(checked.plan)
    if order is None:
        return
    seen: set[str] = set()
    for key in sorted(checked.routes.after):
        reach = checked.routes.reach(key)
        if key not in reach or key in seen:
            continue
        seen |= reach
        names = [checked.plan.touchpoints[one] for one in sorted(reach) if one in checked.plan.touchpoints]
        closed = all(key in checked.routes.reach(one) for one in reach)
        before = all(stages.get(one.stage, -1) < order for one in names)
        if closed and before:
            yield Finding(
                "loop-without-exit",
                f"touchpoints/{key}",
                _("People go round in {names}, before the purchase, and no link leads on.").format(
                    names=", ".join(f"“{one.name}”" for one in names[:5])
                ),
                Mend(
                    _("Add the link that leads on."),
                    checked.touchpoint(checked.plan.touchpoints[key], "chains"),
                ),
            )


def early_offer(checked: Checked) -> Iterator[Finding]:
    """Fewer planned contacts than the map asks for before the first paid offer of a chain."""
    plan = checked.plan
    if plan.map is None:
        return
    for chain in checked.routes.own:
        steps = checked.routes.steps(chain)
        at = next((n for n, one in enumerate(steps) if _paid(plan, one)), None)
        if at is None:
            continue
        count = _contacts(plan, steps[:at])
        if count < plan.map.contacts:
            yield Finding(
                "early-offer",
                f"chains/{chain.key}/links/{steps[at].position}",
                _(
                    "“{name}” makes its first paid offer after {count} planned contacts; this map asks for "
                    "{least} before it."
                ).format(name=chain.name, count=count, least=plan.map.contacts),
                Mend(
                    _("Add contacts before the offer, or lower the number of this map."),
                    _at(checked, chain, steps[at].position),
                ),
            )


def _contacts(plan: Plan, steps: list[Step]) -> int:
    """Contacts everybody has on these steps: what may be left out does not count."""
    count, before = 0, ""
    for step in steps:
        if step.optional or not step.link.touchpoints:
            continue
        channels = {plan.touchpoints[key].channel for key in step.link.touchpoints}
        channel = channels.pop() if len(channels) == 1 else ""
        soon = step.link.expected is not None and step.link.expected < CONTACT_MINUTES
        if not (channel and channel == before and soon):
            count += 1
        before = channel
    return count


def _paid(plan: Plan, step: Step) -> bool:
    return any(is_paid(plan.touchpoints[key]) for key in step.link.touchpoints)


def is_paid(one: Planned) -> bool:
    """Whether a touchpoint is an offer that costs money, as it says or as its kind does."""
    kind = KINDS.get(one.kind)
    return one.paid if one.paid is not None else bool(kind and kind.paid)


def _ends(checked: Checked) -> Iterator[tuple[PlannedChain, list[Planned]]]:
    """Chains with the touchpoints of their last link, where no chain goes on from any of them."""
    for chain in checked.routes.own:
        steps = [one for one in checked.routes.steps(chain) if one.link.touchpoints]
        if not steps:
            continue
        last = steps[-1].link.touchpoints
        if not any(checked.routes.after.get(key) for key in last):
            yield chain, [checked.plan.touchpoints[key] for key in last]


def _above(plan: Plan, key: str) -> Iterator[str]:
    """A touchpoint and what it is part of."""
    seen: set[str] = set()
    while key in plan.touchpoints and key not in seen:
        seen.add(key)
        yield key
        key = plan.touchpoints[key].parent


def _stages(plan: Plan) -> dict[str, int]:
    return {stage: at for at, stage in enumerate(SCHEMES[plan.map.scheme].stages)} if plan.map else {}


def _order(plan: Plan) -> int | None:
    order = SCHEMES[plan.map.scheme].order if plan.map else ""
    return _stages(plan).get(order)


def _at(checked: Checked, chain: PlannedChain, link: int) -> str:
    return checked.page("chains", chain.key, link=link)


RULES = {
    "link-empty": link_empty,
    "dead-end": dead_end,
    "orphan": orphan,
    "loop-without-exit": loop_without_exit,
    "ends-at-purchase": ends_at_purchase,
    "early-offer": early_offer,
}
