"""What a killed process leaves of files that were arriving."""

from __future__ import annotations

import shutil
from pathlib import Path

PREFIX = "corrected-"
"""Begins the folder, among those of imports, in which a corrected file waits while it arrives."""


def sweep(imports: Path) -> None:
    """Throw such folders away. Only while nothing is served: then nobody is sending."""
    for folder in imports.glob(f"{PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)
