"""What a check is given, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from touchline.plan.checks.routes import Routes
from touchline.plan.picture import Plan, Planned
from touchline.plan.schemes import stage_between

BROUGHT_DAYS = 90
"""The days in which a referral stage has to bring somebody."""
ACTIVE = ("planned", "live", "paused")
"""States of touchpoints that are meant to be: no idea yet, not retired."""


@dataclass(frozen=True)
class Mend:
    """What mends a finding: a sentence that says what to do, and the page where one click does it."""

    sentence: str
    page: str


@dataclass(frozen=True)
class Finding:
    """A hole of a plan: the id of the rule, where (``touchpoints/pricing-page``), why, and what mends it."""

    rule: str
    place: str
    why: str
    mend: Mend

    def to_dict(self) -> dict[str, str]:
        """It as JSON values."""
        return {
            "rule": self.rule,
            "place": self.place,
            "why": self.why,
            "mend": self.mend.sentence,
            "page": self.mend.page,
        }


@dataclass(frozen=True)
class Lived:
    """What checks need of the record.

    ``met``: by a number of days, the names of touchpoints of the record that somebody met in the last so many
    days before ``as_of``. ``brought``: how many new people were brought in the last ``BROUGHT_DAYS`` days.
    """

    as_of: date
    met: Mapping[int, frozenset[str]]
    brought: int


@dataclass(frozen=True)
class Checked:
    """A plan under check, on a day, with what was lived; None where nothing is recorded yet."""

    plan: Plan
    today: date
    lived: Lived | None = None
    routes: Routes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "routes", Routes(self.plan))

    @property
    def active(self) -> Iterator[Planned]:
        """Touchpoints that are meant to be."""
        return (one for one in self.plan.touchpoints.values() if one.state in ACTIVE)

    def stage_as(self, scheme: str, one: Planned) -> str:
        """Where a touchpoint stands when the map is read in a scheme."""
        return stage_between(self.plan.map.scheme, scheme, one.stage) if self.plan.map else ""

    def page(self, *path: str, **fields: Any) -> str:
        """The address of a page of the map: ``page("touchpoints", "shop", field="owner")``."""
        key = self.plan.map.key if self.plan.map else ""
        asked = {name: value for name, value in fields.items() if value}
        where = "/".join(quote(one, safe="") for one in ("plan", key, *path))
        return f"/{where}" + (f"?{urlencode(asked)}" if asked else "")

    def touchpoint(self, one: Planned, field: str) -> str:
        """The page of a planned touchpoint, at a field."""
        return self.page("touchpoints", one.key, field=field)

    def new(self, **fields: Any) -> str:
        """The page that plans another touchpoint, with some fields filled."""
        return self.page("touchpoints", "new", **fields)


Rule = Callable[[Checked], Iterator[Finding]]
