"""Attributes of touches and facts of people: what the index holds of each, and what is proposed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.journeys.index import Index
from touchline.lake.events import Lake
from touchline.lake.shelf import GenerationDamaged, GenerationGone
from touchline.lake.survey import survey
from touchline.lake.values import MOST
from touchline.people import facts
from touchline.service.answers import generations, open_index
from touchline.workspace.attributes import chosen
from touchline.workspace.models import Attribute

MOST_VALUES = 200
"""A property or a fact with more values among those looked at is not proposed; it can be added by name."""
FEW_VALUES = 20
"""With more values than this, each must come twice on average: a note or a number of its own cuts nothing."""
SHOWN = 5


@dataclass(frozen=True)
class Held:
    """An attribute or a fact that members chose. ``values`` in the newest generation, None until it has it.

    ``other``: touches or people whose value has no place of its own. ``first``: a few values.
    """

    of: str
    name: str
    values: int | None = None
    other: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """A property of events or a fact of people with few values: ``has`` of those looked at have it."""

    of: str
    name: str
    has: int
    values: int
    often: tuple[str, ...]


@dataclass(frozen=True)
class Attributes:
    """What is held and proposed; proposals come from the newest ``events_looked_at`` of ``events``, and
    from the ``people_looked_at`` people of ``people`` who came last."""

    held: tuple[Held, ...]
    proposed: tuple[Proposed, ...]
    events_looked_at: int
    events: int
    people_looked_at: int
    people: int


def attributes() -> Attributes:
    """The attributes and facts of this workspace as they stand now."""
    there = {(of, name) for of in Attribute.Of.values for name in chosen(of)}
    index, manifest = open_index(), _manifest()
    held = tuple(_held(index, manifest, of, name) for of, name in sorted(there))
    said, known = survey(Lake(settings.TOUCHLINE.lake).snapshot()), facts.survey()
    of_touches = [
        Proposed(Attribute.Of.TOUCHES, one.name, one.events, one.values, one.often) for one in said.seen
    ]
    of_people = [
        Proposed(Attribute.Of.PEOPLE, name, sum(values.values()), len(values), _most(values))
        for name, values in known.values.items()
    ]
    of_people.sort(key=lambda one: (-one.has, one.name))
    proposed = tuple(
        one for one in (*of_touches, *of_people) if _cuts(one) and (one.of, one.name) not in there
    )
    return Attributes(held, proposed, said.looked_at, said.events, known.looked_at, known.people)


def _cuts(one: Proposed) -> bool:
    return one.values <= FEW_VALUES or (one.values <= MOST_VALUES and 2 * one.values <= one.has)


def hint(of: str, name: str) -> str:
    """What is likely meant by an attribute or a fact that the record does not know; "" where it does."""
    if name in said_by(of):
        return ""
    if of == Attribute.Of.TOUCHES and name in said_by(Attribute.Of.PEOPLE):
        return _(
            "No touch looked at says {name}, but people have it. If the fact of people is meant, remove it "
            "here and add it as one."
        ).format(name=name)
    if of == Attribute.Of.PEOPLE and name in said_by(Attribute.Of.TOUCHES):
        return _(
            "Nobody looked at has {name}, but touches say it. If the attribute of touches is meant, remove "
            "it here and add it as one."
        ).format(name=name)
    return _("Nothing looked at says {name} yet. It counts as soon as something does.").format(name=name)


def said_by(of: str) -> set[str]:
    """The names that the newest events, or the people who came last, have a value of."""
    if of == Attribute.Of.PEOPLE:
        return set(facts.survey().values)
    return {one.name for one in survey(Lake(settings.TOUCHLINE.lake).snapshot()).seen}


def others(generation: str, names: Collection[str]) -> list[str]:
    """What stands under "other" in the columns of these names, a sentence each.

    For answers of that generation that are cut by them.
    """
    found = []
    for key, one in _manifest(generation).items():
        of, _slash, name = key.partition("/")
        if name in names and one["other"]:
            said = (
                ngettext(
                    "{n} event counts as “other”: {name} has more than {most} values.",
                    "{n} events count as “other”: {name} has more than {most} values.",
                    one["other"],
                )
                if of == Attribute.Of.TOUCHES
                else ngettext(
                    "{n} person counts as “other”: {name} has more than {most} values.",
                    "{n} people count as “other”: {name} has more than {most} values.",
                    one["other"],
                )
            )
            found.append(said.format(n=f"{one['other']:,}", name=name, most=f"{MOST:,}"))
    return found


def _most(values: object) -> tuple[str, ...]:
    assert isinstance(values, dict)
    return tuple(sorted(values, key=lambda text: (-values[text], text))[:SHOWN])


def _manifest(generation: str | None = None) -> dict[str, dict[str, int]]:
    """What a generation, else the newest, says of each column: of touches and of people, by name."""
    here = generations()
    name = generation or here.current()
    try:
        said = here.manifest(name) if name else {}
    except (GenerationGone, GenerationDamaged):
        return {}
    return {
        f"{of}/{one['name']}": one
        for of, kind in ((Attribute.Of.TOUCHES, "attributes"), (Attribute.Of.PEOPLE, "facts"))
        for one in said.get(kind, [])
    }


def _held(index: Index, manifest: dict[str, dict[str, int]], of: str, name: str) -> Held:
    said = manifest.get(f"{of}/{name}")
    texts = (index.legend.attributes if of == Attribute.Of.TOUCHES else index.legend.facts).get(name)
    if said is None or texts is None:
        return Held(of, name)
    return Held(of, name, said["values"], said["other"], tuple(texts[1 : min(SHOWN, said["values"]) + 1]))
