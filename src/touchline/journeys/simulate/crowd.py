"""People on their way through the glass, and how they arrive."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Self

import numpy as np

from touchline.journeys.index import Array
from touchline.journeys.simulate import days
from touchline.journeys.simulate.dice import cumulate
from touchline.journeys.simulate.firm import AT, BROUGHT_TO, PICKS
from touchline.journeys.simulate.world import World

STAGES = ("know", "like", "trust", "try")
NOWHERE = len(STAGES)
"""Entry of people who come for the job page only."""


@dataclass(frozen=True)
class Crowd:
    """People at one point of their way, one row each.

    ``day``: local day of the last visit, or of the next one where ``due``. ``entry`` position in
    ``STAGES`` of the first touch, ``first`` its touchpoint and ``time`` its instant. ``contacts`` of
    the person's own initiative so far. ``known``: the business has an address. ``by`` the person who
    brought them or -1, ``how`` as in ``BROUGHT_AS``.
    """

    person: Array
    key: Array
    day: Array
    entry: Array
    first: Array
    time: Array
    contacts: Array
    keen: Array
    known: Array
    by: Array
    how: Array

    def __len__(self) -> int:
        return len(self.person)

    def take(self, at: Array) -> Self:
        """The rows ``at`` (positions or a mask), copied."""
        return type(self)(**{item.name: getattr(self, item.name)[at] for item in fields(self)})

    @classmethod
    def join(cls, crowds: list[Self]) -> Self:
        """Several crowds as one; at least one is needed."""
        names = [item.name for item in fields(cls)]
        return cls(**{name: np.concatenate([getattr(crowd, name) for crowd in crowds]) for name in names})


def crowd_of(
    world: World, key: Array, entry: Array, first: Array, day: Array, by: Array, how: Array
) -> Crowd:
    """New people, first met on or right after ``day``; ``person`` is given later."""
    count = len(key)
    time = world.arrival(key, first, day)
    late = np.flatnonzero((time > world.end) & (by < 0))
    time[late] = world.arrival(key[late], first[late], day[late] - 7)
    return Crowd(
        person=np.zeros(count, np.int32),
        key=key,
        day=world.day(time),
        entry=entry,
        first=first,
        time=time,
        contacts=np.zeros(count, np.int64),
        keen=world.dice.happens(key, "keen", world.truth.keen_share),
        known=np.zeros(count, bool),
        by=by,
        how=how,
    )


def by_themselves(world: World, people: int) -> Crowd:
    """The people who come by themselves: spread over the span by season and weekday."""
    key = world.dice.keys(people)
    shares = cumulate([world.truth.entry[stage] for stage in (*STAGES, "none")])
    entry = world.dice.pick(key, "entry", shares)
    first = np.full(people, AT["Job page"])
    for position, stage in enumerate(STAGES):
        at = np.flatnonzero(entry == position)
        names, shares = list(PICKS[stage]), cumulate(list(PICKS[stage].values()))
        first[at] = np.array([AT[name] for name in names])[world.dice.pick(key[at], "first pick", shares)]
    day = world.first_day + world.dice.pick(key, "arrival", _arrivals(world))
    nobody = np.full(people, -1, np.int32)
    return crowd_of(world, key, entry, first, day, nobody, np.zeros(people, np.uint8))


def brought(world: World, key: Array, day: Array, by: Array, how: Array) -> Crowd:
    """People who were brought: first met at know, where their bringer sent them. Those whose first
    touch would be after the end are not there yet."""
    first = np.array([AT.get(name, 0) for name in BROUGHT_TO])[how]
    new = crowd_of(world, key, np.zeros(len(key), np.int64), first, day, by, how)
    return new.take(new.time <= world.end)


def _arrivals(world: World) -> Array:
    """Cumulative shares of the days of the span, the first (begun) day left out."""
    span = range(world.first_day + 1, world.last_day + 1)
    months = [(date(1970, 1, 1) + timedelta(days=day)).month for day in span]
    week = np.array(world.truth.week)[days.weekday(np.array(span))]
    weights = np.cumsum(np.array(world.truth.season)[np.array(months) - 1] * week)
    return np.concatenate([[0.0], weights / weights[-1]])
