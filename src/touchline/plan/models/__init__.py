"""The plan: maps, planned touchpoints, what they stand for, chains, evidence and own criteria."""

from __future__ import annotations

from touchline.plan.models.chains import Chain, Link
from touchline.plan.models.criteria import OwnCriterion
from touchline.plan.models.maps import Map, PlannedTouchpoint
from touchline.plan.models.pictures import Picture
from touchline.plan.models.things import Competitor, Persona, PlanObject, Thing

__all__ = [
    "Chain",
    "Competitor",
    "Link",
    "Map",
    "OwnCriterion",
    "Persona",
    "Picture",
    "PlanObject",
    "PlannedTouchpoint",
    "Thing",
]
