"""Every room's way to undo is at hand where changes are undone."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from touchline.service import undoing

SOURCE = Path(undoing.__file__).parents[1]


def test_every_module_with_a_way_to_undo_is_loaded() -> None:
    with_ways = {
        "touchline." + ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for path in SOURCE.rglob("*.py")
        if re.search(r"^@undoes\(", path.read_text(), re.MULTILINE)
    }
    loaded = set(re.findall(r"^import (touchline\.\S+)", Path(undoing.__file__).read_text(), re.MULTILINE))
    assert "touchline.touchpoints.place" in with_ways
    assert with_ways == loaded
    for name in loaded:
        import_module(name)
