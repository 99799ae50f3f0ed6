"""Rules about single touchpoints: who answers for them, how they are judged, whether they are alive."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.plan.catalogue import KINDS
from touchline.plan.checks.finding import Checked, Finding, Mend
from touchline.plan.picture import Plan, Planned

USUAL_RHYTHM = 31
"""Days in which a live touchpoint is usually met, where neither it nor its kind says."""


def no_owner(checked: Checked) -> Iterator[Finding]:
    """A touchpoint nobody answers for, nor for what it is part of."""
    for one in checked.active:
        if not any(above.owner for above in _above(checked.plan, one)):
            yield Finding(
                "no-owner",
                f"touchpoints/{one.key}",
                _("Nobody answers for “{name}”.").format(name=one.name),
                Mend(_("Choose its owner."), checked.touchpoint(one, "owner")),
            )


def no_measure(checked: Checked) -> Iterator[Finding]:
    """A touchpoint without a measure of its own or of its kind."""
    for one in checked.active:
        if not one.measure and one.kind not in KINDS:
            yield Finding(
                "no-measure",
                f"touchpoints/{one.key}",
                _("Nothing says how it is known whether “{name}” works.").format(name=one.name),
                Mend(_("Choose its kind, or write what is measured."), checked.touchpoint(one, "measure")),
            )


def no_criteria(checked: Checked) -> Iterator[Finding]:
    """A touchpoint without criteria of its own or of its kind."""
    for one in checked.active:
        if not one.criteria and one.kind not in KINDS:
            yield Finding(
                "no-criteria",
                f"touchpoints/{one.key}",
                _("“{name}” has no criteria: an audit cannot score it.").format(name=one.name),
                Mend(_("Choose its kind, or its criteria."), checked.touchpoint(one, "criteria")),
            )


def silent(checked: Checked) -> Iterator[Finding]:
    """A live touchpoint that nobody met in its usual rhythm."""
    if checked.lived is None:
        return
    for one in checked.active:
        days = rhythm(one)
        if one.state == "live" and one.record and one.record not in checked.lived.met.get(days, frozenset()):
            yield Finding(
                "silent",
                f"touchpoints/{one.key}",
                ngettext(
                    "“{name}” is live, and nobody met it in the last {n} day, its usual rhythm.",
                    "“{name}” is live, and nobody met it in the last {n} days, its usual rhythm.",
                    days,
                ).format(name=one.name, n=days),
                Mend(
                    _("See whether it works still; pause it, or change its rhythm."),
                    checked.touchpoint(one, "state"),
                ),
            )


def overdue(checked: Checked) -> Iterator[Finding]:
    """A planned touchpoint whose day is past."""
    for one in checked.plan.touchpoints.values():
        if one.state in ("idea", "planned") and one.due is not None and one.due < checked.today:
            yield Finding(
                "overdue",
                f"touchpoints/{one.key}",
                _("“{name}” was due on {day} and is not live.").format(
                    name=one.name, day=one.due.isoformat()
                ),
                Mend(_("Set it live, or give it another day."), checked.touchpoint(one, "due")),
            )


def undelivered(checked: Checked) -> Iterator[Finding]:
    """A form, letter or file that nothing delivers."""
    for one in checked.active:
        if delivers(one) and not one.delivered_by.strip():
            yield Finding(
                "undelivered",
                f"touchpoints/{one.key}",
                _("“{name}” has to be delivered, and nothing says by what.").format(name=one.name),
                Mend(_("Write what delivers it, and try it once."), checked.touchpoint(one, "delivered_by")),
            )


def rhythm(one: Planned) -> int:
    """The days in which a live touchpoint is usually met: its own, its kind's, else ``USUAL_RHYTHM``."""
    kind = KINDS.get(one.kind)
    return one.rhythm or (kind.rhythm if kind else USUAL_RHYTHM)


def rhythms(plan: Plan) -> list[int]:
    """The rhythms of live touchpoints that are linked to the record: what ``Lived.met`` has to know."""
    return sorted({rhythm(one) for one in plan.touchpoints.values() if one.state == "live" and one.record})


def delivers(one: Planned) -> bool:
    """Whether a touchpoint is a form, letter or file, as it says or as its kind does."""
    kind = KINDS.get(one.kind)
    return one.delivers if one.delivers is not None else bool(kind and kind.delivers)


def _above(plan: Plan, one: Planned) -> Iterator[Planned]:
    seen: set[str] = set()
    here: Planned | None = one
    while here is not None and here.key not in seen:
        seen.add(here.key)
        yield here
        here = plan.touchpoints.get(here.parent)


RULES = {
    "no-owner": no_owner,
    "no-measure": no_measure,
    "no-criteria": no_criteria,
    "silent": silent,
    "overdue": overdue,
    "undelivered": undelivered,
}
