"""Persons in a list: what each is called, and what the index knows of them at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from touchline.journeys.index import Index
from touchline.people import persons
from touchline.people.models import Identity, Person
from touchline.service.answers import ids_of
from touchline.web import wording
from touchline.web.journey import journey_of
from touchline.web.stages import colours, stage_name

MOST_FOUND = 1_000
"""As many persons a search lists; it says when there are more."""

CHUNK = 900
LAST = "\U0010ffff"
"""No text that begins with another comes after that one with this letter behind it."""


@dataclass(frozen=True)
class Line:
    """A person in a list. ``name`` is "" where none is known, ``stage`` the furthest they reached."""

    key: int
    id: str
    name: str
    touches: str
    first: str
    last: str
    stage: str
    colour: str


def lines(keys: Sequence[int], index: Index) -> list[Line]:
    """One line a person, in the order given."""
    colour = colours("hourglass")
    return [_line(key, id_, name, index, colour) for key, id_, name in named(keys)]


def _line(key: int, id_: str, name: str, index: Index, colour: dict[str, str]) -> Line:
    journey = journey_of(index, key)
    if journey is None or not len(journey):
        return Line(key, id_, name, "0", "", "", "", colour[""])
    stage = journey.stage_name(int(journey.reached[-1]))
    return Line(
        key=key,
        id=id_,
        name=name,
        touches=wording.count(len(journey)),
        first=wording.day(journey.when(0).date()),
        last=wording.day(journey.when(len(journey) - 1).date()),
        stage=stage_name(stage) if stage else "",
        colour=colour.get(stage, colour[""]),
    )


def named(keys: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    """Key, id and name of persons, in the order given, a chunk at a time."""
    wanted = [int(key) for key in keys]
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        names = persons.names(part)
        for key, id_ in zip(part, ids_of(part), strict=True):
            yield key, id_, names.get(key, "")


def search(text: str) -> tuple[list[int], bool]:
    """Persons of whom an id or a word of a name begins with ``text``, and whether there are more than listed.

    For the beginning of an id or a name the letters as typed, all small, all large, and with large initials
    are tried; each is a walk along an index. Later words of names are looked for in the names themselves.
    """
    found: dict[int, None] = {}
    for rows, column in ((Identity.objects, "value"), (Person.objects, "name")):
        for start in dict.fromkeys((text, text.lower(), text.upper(), text.title(), text.capitalize())):
            begins = {f"{column}__gte": start, f"{column}__lt": start + LAST}
            keys = rows.filter(**begins).order_by(column).values_list("pk", flat=True)
            found |= dict.fromkeys(keys[: MOST_FOUND + 1])
    if len(text) > 1 and len(found) <= MOST_FOUND:
        later = Person.objects.filter(name__icontains=f" {text}").values_list("pk", flat=True)
        found |= dict.fromkeys(later[: MOST_FOUND + 1])
    whose = persons.persons_of(found)
    listed = list(dict.fromkeys(whose[number] for number in found))
    return listed[:MOST_FOUND], len(found) > MOST_FOUND
