"""Touchline: the plan, the record and the next action of a business, held against each other.

``touchline.open(home)`` opens a workspace for questions from a notebook or a script.
Importing this package loads neither Django nor numba.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    from touchline.service.notebook import Workspace

__version__ = "0.1.0"
__all__ = ["open"]


def open(home: str | os.PathLike[str] | None = None) -> Workspace:
    """Open a workspace for questions.

    ``home`` is the workspace's folder; without it ``TOUCHLINE_HOME`` counts, then
    ``./touchline-home``. Raises ``touchline.settings.SettingsError`` with a sentence when the
    folder is not a workspace.
    """
    from touchline.service.notebook import open_workspace

    return open_workspace(home)
