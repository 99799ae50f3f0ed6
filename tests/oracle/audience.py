"""The slow twin of the audience: conditions judged one person and touch at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.oracle.plain import journeys

from touchline.journeys.audience import (
    After,
    And,
    Before,
    Brought,
    Did,
    Fact,
    First,
    Not,
    Or,
    Touched,
    Within,
)


class World:
    """A record, facts by person, who was brought by whom, and the end of the record."""

    def __init__(self, record: Any, people: Any, facts: Any, brought: Any, end: int) -> None:
        self.journeys = {person: [] for person in people} | journeys(record)
        self.facts = facts
        self.brought = {one.person for one in brought}
        self.bringers = {one.by for one in brought}
        self.end = end

    def select(self, audience: Any) -> set[int]:
        """Everybody in the audience."""
        return {person for person in self.journeys if self._holds(audience, person)}

    def _holds(self, audience: Any, person: int) -> bool:
        theirs = self.journeys[person]
        if isinstance(audience, And):
            return all(self._holds(part, person) for part in audience.parts)
        if isinstance(audience, Or):
            return any(self._holds(part, person) for part in audience.parts)
        if isinstance(audience, Not):
            return not self._holds(audience.part, person)
        if isinstance(audience, Brought):
            return person in (self.bringers if audience.others else self.brought)
        if isinstance(audience, Fact):
            value = self.facts.get(person, {}).get(audience.name)
            return value is not None and (not audience.values or value in audience.values)
        if isinstance(audience, First):
            if not theirs:
                return False
            said = dict(theirs[0].says) | ({"channel": theirs[0].channel} if theirs[0].channel else {})
            return said.get(audience.name) in audience.values
        count = sum(self._counts(audience, theirs, at) for at in range(len(theirs)))
        return audience.least <= count and (audience.most is None or count <= audience.most)

    def _counts(self, did: Did, theirs: list[Any], at: int) -> bool:
        touch = theirs[at]
        if not touched(did.what, touch):
            return False
        if did.since and touch.time < _instant(did.since):
            return False
        if did.until and touch.time >= _instant(did.until):
            return False
        if did.amount is not None:
            worth = touch.amount * (touch.currency == "EUR")
            worth += touch.more * (touch.second == "EUR") if touch.more else 0
            if worth < did.amount * 100:
                return False
        if did.attribute and dict(touch.says).get(did.attribute) not in did.values:
            return False
        relation = did.relation
        if isinstance(relation, Within):
            if relation.of is None:
                return touch.time >= self.end - relation.length
            if relation.of == "first touch":
                return touch.time - theirs[0].time <= relation.length
            before = [one for one in theirs[:at] if touched(relation.of, one)]
            return any(touch.time - one.time <= relation.length for one in before)
        if isinstance(relation, Before | After):
            others = [place for place, one in enumerate(theirs) if touched(relation.of, one)]
            if isinstance(relation, Before):
                return bool(others) and at < others[0]
            return bool(others) and at > others[0]
        return True


def touched(what: Touched, touch: Any) -> bool:
    """Whether a touch is one of these."""
    if what.channels and touch.channel not in what.channels:
        return False
    if what.touchpoints:
        return touch.touchpoint in what.touchpoints
    return what.kind == "anything" or touch.money == {"order": 1, "refund": 2}[what.kind]


def _instant(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000
