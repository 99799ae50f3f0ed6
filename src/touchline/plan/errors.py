"""What cannot be planned."""

from __future__ import annotations


class PlanError(ValueError):
    """A plan that cannot be so. The message is a sentence that says what to do."""
