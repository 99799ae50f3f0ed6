"""What is known of people, added in bulk: names, attributes and who brought them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from touchline.people import state
from touchline.people.models import Person
from touchline.people.referrals import Referrals
from touchline.workspace.bulk import upsert

BATCH = 500
"""Rows a statement."""


@dataclass(frozen=True)
class Fact:
    """What one row says of one person. Blank means it says nothing.

    ``key`` and ``brought_by`` are identity numbers, 0 for nobody. ``letters`` may only say that the person
    refused them.
    """

    key: int
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    brought_by: int = 0
    brought_as: str = ""
    letters: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one person. ``brought_by`` is 0 for nobody."""

    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    brought_by: int = 0
    brought_as: str = ""
    letters: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


ADDED, NOTHING_NEW, CIRCLE = "added", "nothing new", "circle"


class Ledger:
    """Weighs facts against what is known, part after part, without writing any of it.

    ``news`` has what was known of the people they changed, and what is known now.
    """

    def __init__(self) -> None:
        self._known: dict[int, Known | None] = {}
        self._referrals = Referrals()
        self.news: dict[int, tuple[Known | None, Known]] = {}

    def weigh(self, facts: Sequence[Fact]) -> list[str]:
        """For each fact, in order, whether it adds something, says nothing new, or closes a circle.

        What a fact says replaces what was known; what it leaves blank stays. A fact that would make a
        person be brought by someone they brought, at any remove, is left out whole. Facts of one person that
        together leave them as they were say nothing new: the same list again, in which somebody stands twice.
        Those of an earlier call are settled.
        """
        self._learn(facts)
        before = {fact.key: self._known[fact.key] for fact in facts}
        changed = self.news.keys() & before.keys()
        verdicts = [self._weigh(fact) for fact in facts]
        same = {key for key, known in before.items() if known is not None and self._known[key] == known}
        for key in (same & self.news.keys()) - changed:
            del self.news[key]
        return [
            NOTHING_NEW if verdict == ADDED and fact.key in same else verdict
            for fact, verdict in zip(facts, verdicts, strict=True)
        ]

    def _learn(self, facts: Sequence[Fact]) -> None:
        keys = {fact.key for fact in facts} - self._known.keys()
        there = known_of(keys)
        self._referrals.look_above(fact.brought_by for fact in facts if fact.brought_by)
        for key in keys:
            self._known[key] = found = there.get(key)
            self._referrals.learn(key, found.brought_by if found else 0)

    def _weigh(self, fact: Fact) -> str:
        before = self._known[fact.key]
        if fact.brought_by and self._referrals.closes_circle(fact.key, fact.brought_by):
            return CIRCLE
        if before is not None and not _news(fact, before):
            return NOTHING_NEW
        now = before or Known()
        after = replace(
            now,
            name=fact.name or now.name,
            attributes={**now.attributes, **fact.attributes},
            brought_by=fact.brought_by or now.brought_by,
            brought_as=(fact.brought_as or now.brought_as) if fact.brought_by else now.brought_as,
            letters=fact.letters or now.letters,
        )
        if fact.brought_by:
            self._referrals.replace(fact.key, fact.brought_by)
        self._known[fact.key] = after
        self.news[fact.key] = (self.news[fact.key][0] if fact.key in self.news else before, after)
        return ADDED


def add(facts: Sequence[Fact]) -> tuple[list[str], Mapping[int, tuple[Known | None, Known]]]:
    """Add facts in their order; the verdict on each, and what was and is known of those changed.

    Call it inside a transaction: it reads and writes the people the facts name.
    """
    ledger = Ledger()
    verdicts = ledger.weigh(facts)
    write({key: after for key, (_, after) in ledger.news.items()})
    return verdicts, ledger.news


def write(known: Mapping[int, Known]) -> None:
    """Write down all that is known of some people, by key. Call it inside a transaction."""
    if known:
        state.changed()
    upsert(
        Person,
        [
            Person(
                key_id=key,
                name=one.name,
                attributes=dict(one.attributes),
                brought_by_id=one.brought_by or None,
                brought_as=one.brought_as,
                letters=one.letters,
            )
            for key, one in known.items()
        ],
    )


def known_of(keys: Iterable[int]) -> dict[int, Known]:
    """What is known of those people something is known of, by key."""
    wanted = sorted(keys)
    found: dict[int, Known] = {}
    for start in range(0, len(wanted), BATCH):
        rows = Person.objects.filter(pk__in=wanted[start : start + BATCH])
        for key, name, attributes, by, how, letters in rows.values_list(
            "pk", "name", "attributes", "brought_by_id", "brought_as", "letters"
        ):
            found[key] = Known(name, attributes, by or 0, how, letters)
    return found


def _news(fact: Fact, known: Known) -> bool:
    if fact.name not in ("", known.name) or fact.letters not in ("", known.letters):
        return True
    if any(known.attributes.get(name) != value for name, value in fact.attributes.items()):
        return True
    how = fact.brought_as not in ("", known.brought_as)
    return bool(fact.brought_by) and (fact.brought_by != known.brought_by or how)
