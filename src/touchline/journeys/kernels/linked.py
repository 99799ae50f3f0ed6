"""How a kernel counts links of several groups, in slots as in ``kernels/paths.py``.

A link of group ``g`` is ``(g * touchpoints + from) * touchpoints + to``. The table must have room for
as many links as the persons walked have touches.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from touchline.journeys.kernels.jit import inlined
from touchline.journeys.kernels.paths import COUNT, LAST, PEOPLE


@inlined
def add(table: Any, links: Any, counts: Any, used: Any, link: Any, person: Any) -> Any:
    """Count a link of a person; answer how many slots are in use."""
    if table.size == 0:
        links[used] = link
        counts[used, LAST] = person
        return used + 1
    slot = table[link]
    if slot < 0:
        slot = np.int32(used)
        table[link] = slot
        links[slot] = link
        used += 1
    counts[slot, COUNT] += 1
    counts[slot, PEOPLE] += counts[slot, LAST] != person
    counts[slot, LAST] = person
    return used
