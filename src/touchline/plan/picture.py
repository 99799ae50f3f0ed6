"""A plan as it stands, frozen: what files, checks, weights and pages read. Pure: no database, no clock.

Things name each other by their keys. A key stays when a name changes and is unique among its sort.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})
STATES = ("idea", "planned", "live", "paused", "retired")
OBJECT_KINDS = ("company", "product", "employee")
TARGETS = ("touches", "people")
PERIODS = ("week", "month", "quarter")


@dataclass(frozen=True)
class PlannedObject:
    """What touchpoints stand for. ``factors`` are its own answers, where they differ from the map's."""

    key: str
    name: str
    kind: str = "product"
    note: str = ""
    factors: tuple[tuple[str, str], ...] = ()
    new: bool = False


@dataclass(frozen=True)
class PlannedPersona:
    """A sort of people. ``audience`` is a rule that selects them, "" for none."""

    key: str
    name: str
    note: str = ""
    audience: str = ""


@dataclass(frozen=True)
class PlannedCompetitor:
    """A business that sells to the same people."""

    key: str
    name: str
    site: str = ""
    note: str = ""


@dataclass(frozen=True)
class Planned:
    """A planned touchpoint. "" and None: nothing is said, or the kind says it.

    ``owner`` is a member's address, ``record`` the name of the touchpoint of the record it is, ``cost`` in
    minor units of ``currency``, ``rhythm`` in days, ``personas`` and ``pictures`` in order of their keys.
    """

    key: str
    name: str
    kind: str = ""
    stage: str = ""
    channel: str = ""
    object: str = ""
    personas: tuple[str, ...] = ()
    state: str = "planned"
    owner: str = ""
    due: date | None = None
    cost: int | None = None
    currency: str = ""
    target: int | None = None
    target_of: str = ""
    target_per: str = ""
    rhythm: int | None = None
    measure: str = ""
    criteria: tuple[str, ...] = ()
    notes: str = ""
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    parent: str = ""
    delivers: bool | None = None
    delivered_by: str = ""
    inputs: int | None = None
    minutes: int | None = None
    paid: bool | None = None
    weight: int | None = None
    record: str = ""


@dataclass(frozen=True)
class PlannedLink:
    """A step: met at any of ``touchpoints`` (in order of their keys), or by going through ``chain``.

    ``expected`` is in minutes from the link before. With neither it is an empty link.
    """

    touchpoints: tuple[str, ...] = ()
    chain: str = ""
    optional: bool = False
    repeated: bool = False
    expected: int | None = None
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is met here."""
        return not self.touchpoints and not self.chain


@dataclass(frozen=True)
class PlannedChain:
    """A planned sequence, for a persona, for people who enter on a channel, or for all."""

    key: str
    name: str
    persona: str = ""
    entry: str = ""
    object: str = ""
    note: str = ""
    links: tuple[PlannedLink, ...] = ()


@dataclass(frozen=True)
class PlannedMap:
    """The map itself. ``factors`` are pairs of a factor and its answer.

    ``weights`` are pairs of a row of the table of weights and the quarters of a point it counts here instead.
    ``contacts`` and ``crowd`` are thresholds of the checks.
    """

    key: str
    name: str
    scheme: str = "hourglass"
    note: str = ""
    factors: tuple[tuple[str, str], ...] = ()
    weights: tuple[tuple[str, int], ...] = ()
    contacts: int = 5
    crowd: int = 9


@dataclass(frozen=True)
class Plan:
    """A map with all that is on it, and what maps share. Each mapping is by key, in order of keys."""

    map: PlannedMap | None = None
    touchpoints: Mapping[str, Planned] = field(default_factory=lambda: NOTHING)
    chains: Mapping[str, PlannedChain] = field(default_factory=lambda: NOTHING)
    objects: Mapping[str, PlannedObject] = field(default_factory=lambda: NOTHING)
    personas: Mapping[str, PlannedPersona] = field(default_factory=lambda: NOTHING)
    competitors: Mapping[str, PlannedCompetitor] = field(default_factory=lambda: NOTHING)


Part = Planned | PlannedChain | PlannedObject | PlannedPersona | PlannedCompetitor | PlannedMap
"""Anything of a plan that has a key."""

SORTS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "objects": PlannedObject,
        "personas": PlannedPersona,
        "competitors": PlannedCompetitor,
        "touchpoints": Planned,
        "chains": PlannedChain,
    }
)
"""The sorts of things of a plan, in the order in which they may name each other."""

SHARED = ("objects", "personas", "competitors")
"""Sorts that belong to the workspace and not to one map."""
