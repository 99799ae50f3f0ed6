"""Checks of a plan: holes that may be saved and should be mended. Pure, over a frozen plan.

A rule is a function of ``Checked`` that yields findings, listed with its id in ``RULES``; ids are stable and
explained in ``docs/plan-checks.md``. Rules that need the record are silent without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from touchline.plan.checks import chains, stages, touchpoints
from touchline.plan.checks.finding import Checked, Finding, Lived, Mend, Rule
from touchline.plan.checks.touchpoints import rhythms
from touchline.plan.picture import Plan

__all__ = ["NEED_RECORD", "RULES", "Finding", "Lived", "Mend", "check", "rhythms"]

RULES: Mapping[str, Rule] = MappingProxyType({**stages.RULES, **chains.RULES, **touchpoints.RULES})
"""Every rule by its id, in the order findings are listed."""

NEED_RECORD = ("silent", "refer-feeds-nobody")
"""Rules that say nothing without the record."""


def check(plan: Plan, *, today: date, lived: Lived | None = None) -> list[Finding]:
    """Everything the rules find in a plan, by rule and then in order of keys."""
    checked = Checked(plan, today, lived)
    return [finding for rule in RULES.values() for finding in rule(checked)]
