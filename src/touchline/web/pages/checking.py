"""What the checks find in a plan, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from touchline.plan.checks import RULES, Finding
from touchline.service.planning import findings
from touchline.web import wording
from touchline.web.plan_view import open_map

MOST_BESIDE = 12
"""Findings beside the board; how many more there are is said."""
BROKEN = (
    "object-few",
    "refer-feeds-nobody",
    "link-empty",
    "dead-end",
    "loop-without-exit",
    "silent",
    "undelivered",
)
"""Rules whose findings lose people today; all others wait to be looked at."""
TITLES: Mapping[str, str] = {
    "object-few": gettext_noop("Too few touchpoints"),
    "stage-empty": gettext_noop("Empty stage"),
    "phase-empty": gettext_noop("Empty phase"),
    "persona-empty": gettext_noop("Nothing for a persona"),
    "stage-crowded": gettext_noop("Many at one stage"),
    "stage-unmapped": gettext_noop("Stage that nothing reaches"),
    "refer-feeds-nobody": gettext_noop("Stage feeds nobody"),
    "link-empty": gettext_noop("Empty link"),
    "dead-end": gettext_noop("Dead end"),
    "orphan": gettext_noop("In no chain"),
    "loop-without-exit": gettext_noop("Loop without a way out"),
    "ends-at-purchase": gettext_noop("Ends at the purchase"),
    "early-offer": gettext_noop("Offer too early"),
    "no-owner": gettext_noop("No owner"),
    "no-measure": gettext_noop("Nothing measured"),
    "no-criteria": gettext_noop("No criteria"),
    "silent": gettext_noop("Live, and nobody comes"),
    "overdue": gettext_noop("Overdue"),
    "undelivered": gettext_noop("Nothing delivers it"),
}


def page(request: HttpRequest, key: str) -> HttpResponse:
    """Every finding of a map; with ``beside`` the first of them, as the board loads them beside itself."""
    row, plan = open_map(key)
    found = findings(plan) if row.current else []
    rules = len({one.rule for one in found})
    shown = sorted((_shown(one) for one in found), key=lambda one: not one["broken"])
    beside = "beside" in request.GET
    context = {
        "map": row,
        "sentence": _sentence(len(found)),
        "rules": ngettext(
            "{n} of {total} rules found something", "{n} of {total} rules found something", rules
        ).format(n=wording.count(rules), total=wording.count(len(RULES))),
        "found": shown[:MOST_BESIDE] if beside else shown,
        "more": _more(len(shown) - MOST_BESIDE) if beside else "",
    }
    return render(request, "touchline/plan-check.html", context)


def _sentence(count: int) -> str:
    if not count:
        return _("The checks find nothing to mend.")
    return ngettext(
        "The checks find {n} thing to mend.", "The checks find {n} things to mend.", count
    ).format(n=wording.count(count))


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext("See {n} more finding", "See {n} more findings", count).format(n=wording.count(count))


def _shown(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "title": _(TITLES[one.rule]),
        "why": one.why,
        "mend": one.mend.sentence,
        "href": one.mend.page,
        "broken": one.rule in BROKEN,
    }
