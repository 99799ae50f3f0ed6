"""Two members, one thing of the plan: the second is told who changed what, and nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from touchline.plan import models
from touchline.plan.differing import MAP, Difference
from touchline.plan.picture import Part
from touchline.workspace.models import Member

MODELS: dict[str, type[models.Thing]] = {
    MAP: models.Map,
    "objects": models.PlanObject,
    "personas": models.Persona,
    "competitors": models.Competitor,
    "touchpoints": models.PlannedTouchpoint,
    "chains": models.Chain,
}


@dataclass(frozen=True)
class Clash:
    """Somebody changed a thing between the page and its saving; nothing was written.

    ``now`` is what it is, None when it was taken out; ``wanted`` what it should have become; ``fields`` those
    that both changed. ``member`` (None: the command line) changed it at ``at``; ``number`` is what a form
    sends as ``seen`` to save over it.
    """

    sort: str
    key: str
    now: Part | None
    wanted: Part | None
    fields: tuple[str, ...]
    member: Member | None
    at: datetime | None
    number: int

    @property
    def name(self) -> str:
        """What the thing is called."""
        either = self.now or self.wanted
        return either.name if either else self.key


class Changed(Exception):
    """A thing that somebody else changed meanwhile. ``clash`` says who and how."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(clash.name)
        self.clash = clash


def refuse_clash(row: models.Map | None, difference: Difference, seen: int) -> None:
    """Raise ``Changed`` when a field that is to change has changed since the number that was ``seen``."""
    held = row_of(row, difference.sort, difference.key)
    if held is None or held.number <= seen:
        return
    both = tuple(one for one in difference.fields if held.field_numbers.get(one, 0) > seen)
    if both or difference.new is None:
        raise Changed(clash_of(held, difference, both))


def clash_of(held: models.Thing, difference: Difference, both: tuple[str, ...]) -> Clash:
    """A clash over a thing that is there."""
    return Clash(
        difference.sort,
        difference.key,
        difference.old,
        difference.new,
        both,
        held.changed_by,
        held.changed_at,
        held.number,
    )


def row_of(row: models.Map | None, sort: str, key: str) -> models.Thing | None:
    """The row of a thing, with who changed it; None where there is none."""
    where: dict[str, Any] = {"key": key}
    if sort in ("touchpoints", "chains"):
        where["map"] = row
    return MODELS[sort]._default_manager.select_related("changed_by").filter(**where).first()
