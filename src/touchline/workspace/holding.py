"""What every room that keeps something of people offers, so that a person can be shown all and forgotten."""

from __future__ import annotations

from typing import Any, Protocol

from touchline.workspace.traces import Traces


class Store(Protocol):
    """What one room holds. A module with these names is one; ``service/forget.py`` lists them all.

    A test compares ``MODELS`` and ``FILES`` of all stores with the tables and files there are, so a
    new one is declared, with what is done about it, or the test fails.
    """

    @property
    def MODELS(self) -> tuple[str, ...]:  # noqa: N802
        """Tables, as ``room.Model``, this store answers for."""
        ...

    @property
    def FILES(self) -> tuple[str, ...]:  # noqa: N802
        """Files this store answers for, as patterns below the workspace's folder."""
        ...

    def found(self, traces: Traces) -> dict[str, int]:
        """How many things are held of them, by what they are; zeros may be left out."""
        ...

    def export(self, traces: Traces) -> dict[str, Any]:
        """Everything held of them, as JSON values by name."""
        ...

    def forget(self, traces: Traces) -> dict[str, int]:
        """Remove it all, and say how many things went. Repeating it removes what is left."""
        ...
