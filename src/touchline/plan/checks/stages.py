"""Rules about objects, personas and stages: what has too few touchpoints, and what too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from touchline.plan.checks.finding import Checked, Finding, Mend
from touchline.plan.schemes import stage_between
from touchline.touchpoints.schemes import FROM_HOURGLASS, HOURGLASS, SCHEMES

PHASES = SCHEMES["phases"]


def object_few(checked: Checked) -> Iterator[Finding]:
    """An object with no or one touchpoint."""
    counts = Counter(one.object for one in checked.active)
    for key, thing in checked.plan.objects.items():
        if counts[key] > 1:
            continue
        why = (
            _("“{name}” has one touchpoint. If that fails, nobody meets it.")
            if counts[key]
            else _("“{name}” has no touchpoint: nobody meets it.")
        )
        mend = Mend(_("Plan another touchpoint for it."), checked.new(object=key))
        yield Finding("object-few", f"objects/{key}", why.format(name=thing.name), mend)


def stage_empty(checked: Checked) -> Iterator[Finding]:
    """A stage without any touchpoint."""
    if checked.plan.map is None:
        return
    there = {one.stage for one in checked.active}
    for stage in SCHEMES[checked.plan.map.scheme].stages:
        if stage not in there:
            yield Finding(
                "stage-empty",
                f"stages/{stage}",
                _("No touchpoint stands at “{stage}”: people have to get past it alone.").format(stage=stage),
                Mend(_("Plan a touchpoint there."), checked.new(stage=stage)),
            )


def phase_empty(checked: Checked) -> Iterator[Finding]:
    """A phase (before, during, after the sale) of several stages without any touchpoint."""
    planned = checked.plan.map
    if planned is None or planned.scheme == PHASES.name:
        return
    there = {checked.stage_as(PHASES.name, one) for one in checked.active}
    for phase in PHASES.stages:
        stages = [
            one
            for one in SCHEMES[planned.scheme].stages
            if stage_between(planned.scheme, PHASES.name, one) == phase
        ]
        if phase not in there and len(stages) > 1:
            yield Finding(
                "phase-empty",
                f"phases/{phase}",
                _("Nothing at all is planned {phase} the sale.").format(phase=phase),
                Mend(_("Plan a touchpoint at one of its stages."), checked.new(stage=stages[0])),
            )


def persona_empty(checked: Checked) -> Iterator[Finding]:
    """A persona that no touchpoint and no chain is for."""
    there = {key for one in checked.active for key in one.personas}
    there |= {chain.persona for chain in checked.plan.chains.values()}
    for key, persona in checked.plan.personas.items():
        if key not in there:
            yield Finding(
                "persona-empty",
                f"personas/{key}",
                _("Nothing is planned for “{name}” in particular.").format(name=persona.name),
                Mend(_("Plan a touchpoint for them, or say which ones are."), checked.new(persona=key)),
            )


def stage_crowded(checked: Checked) -> Iterator[Finding]:
    """Too many touchpoints at one stage for one persona or object."""
    planned = checked.plan.map
    if planned is None:
        return
    for (stage, sort, key), count in sorted(_crowds(checked).items()):
        if count <= planned.crowd:
            continue
        held = getattr(checked.plan, sort).get(key) if sort else None
        whom = held.name if held else _("everybody")
        yield Finding(
            "stage-crowded",
            f"stages/{stage}/{sort}/{key}" if sort else f"stages/{stage}",
            _(
                "{count} touchpoints stand at “{stage}” for {whom}, more than {most}: attention scatters, "
                "and each is kept up less well."
            ).format(count=count, stage=stage, whom=whom, most=planned.crowd),
            Mend(
                _("Retire the weakest, move some, or raise the limit of this map."),
                checked.page(stage=stage, **({sort: key} if sort else {})),
            ),
        )


def _crowds(checked: Checked) -> Counter[tuple[str, str, str]]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in checked.active:
        if not one.stage:
            continue
        counts.update((one.stage, "personas", persona) for persona in one.personas)
        if one.object:
            counts[one.stage, "objects", one.object] += 1
        if not one.object and not one.personas:
            counts[one.stage, "", ""] += 1
    return counts


def stage_unmapped(checked: Checked) -> Iterator[Finding]:
    """A stage of the map's scheme that no mapping from the hourglass reaches, and where nothing stands."""
    planned = checked.plan.map
    if planned is None or planned.scheme == HOURGLASS.name:
        return
    reached = {*FROM_HOURGLASS.get(planned.scheme, {}).values()}
    there = {one.stage for one in checked.active}
    for stage in SCHEMES[planned.scheme].stages:
        if stage not in reached and stage not in there:
            yield Finding(
                "stage-unmapped",
                f"stages/{stage}",
                _(
                    "No stage of the hourglass is read as “{stage}”: nothing gets there unless it is placed "
                    "there by hand."
                ).format(stage=stage),
                Mend(_("Place a touchpoint there."), checked.new(stage=stage)),
            )


def refer_feeds_nobody(checked: Checked) -> Iterator[Finding]:
    """A referral stage with live touchpoints through which nobody new came to know the business."""
    planned, lived = checked.plan.map, checked.lived
    if planned is None or lived is None or lived.brought:
        return
    refer = SCHEMES[planned.scheme].refer
    if refer and any(one.stage == refer and one.state == "live" for one in checked.active):
        yield Finding(
            "refer-feeds-nobody",
            f"stages/{refer}",
            _("Touchpoints at “{stage}” are live, and in the last 90 days they brought nobody new.").format(
                stage=refer
            ),
            Mend(
                _("Ask people to recommend at the moment they are happiest."),
                checked.new(stage=refer, kind="recommendation-request"),
            ),
        )


RULES = {
    "object-few": object_few,
    "stage-empty": stage_empty,
    "phase-empty": phase_empty,
    "persona-empty": persona_empty,
    "stage-crowded": stage_crowded,
    "stage-unmapped": stage_unmapped,
    "refer-feeds-nobody": refer_feeds_nobody,
}
