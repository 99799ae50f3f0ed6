"""Undoing changes, with the way of every room at hand.

A room says how its own entries are undone, in the module that makes them. Pages and commands undo
through here, so that each of those modules is loaded; a test holds the list.
"""

from __future__ import annotations

import touchline.collect.presets
import touchline.collect.undoing
import touchline.people.ruling
import touchline.plan.criteria_changes
import touchline.plan.maps
import touchline.plan.undoing
import touchline.touchpoints.accept
import touchline.touchpoints.merge
import touchline.touchpoints.place
import touchline.touchpoints.recognising
import touchline.touchpoints.rename
import touchline.touchpoints.twins
import touchline.workspace.attributes
import touchline.workspace.business
import touchline.workspace.members
import touchline.workspace.rates  # noqa: F401
from touchline.workspace.undoing import CannotUndo, can_undo, may_undo, undo

__all__ = ["CannotUndo", "can_undo", "may_undo", "undo"]
