"""What a plan is checked against: what was lived of it, counted in the newest generation."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from touchline.journeys.hourglass import Hourglass
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period
from touchline.plan.checks import Finding, Lived, check, rhythms
from touchline.plan.checks.finding import BROUGHT_DAYS
from touchline.plan.picture import Plan
from touchline.service.answers import answer, open_index
from touchline.workspace.models import BusinessSettings

DAY = 86_400_000_000


def lived(plan: Plan) -> Lived | None:
    """What the checks of a plan need of the record; None while nothing is recorded."""
    index = open_index()
    if not index.legend.touchpoints:
        return None
    end = index.legend.end
    met = {}
    for days in rhythms(plan):
        found = answer(index, Paths(Period(end - days * DAY, None)))
        met[days] = frozenset(one.touchpoint for one in found.touchpoints)
    glass = answer(index, Hourglass(period=Period(end - BROUGHT_DAYS * DAY, None)))
    as_of = datetime.fromtimestamp(end / 1e6, UTC).date()
    return Lived(as_of, met, int(glass.brought.people))


def findings(plan: Plan) -> list[Finding]:
    """What the checks find in a plan of this workspace today, with what was lived of it."""
    today = datetime.now(ZoneInfo(BusinessSettings.current().zone)).date()
    return check(plan, today=today, lived=lived(plan))
