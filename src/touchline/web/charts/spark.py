"""A spark: one small line of a share or a number over time, its last point a dot.

>>> spark([0.3, 0.31, 0.26], bad=True).count("<circle")
1
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from touchline.web.charts.svg import EMPTY, el, num


def spark(
    values: Sequence[float],
    *,
    lowest: float | None = None,
    highest: float | None = None,
    bad: bool = False,
    width: int = 92,
    height: int = 24,
) -> SafeString:
    """Use one ``lowest`` and ``highest`` for all sparks of a table, so that they compare.

    Hidden from those who hear the page; write the last value and the change beside it.
    """
    if not values:
        return EMPTY
    low = min(values) if lowest is None else lowest
    high = max(values) if highest is None else highest
    reach = (high - low) or 1.0
    step = (width - 6) / max(len(values) - 1, 1)
    points = [(3 + k * step, height - 4 - (v - low) / reach * (height - 8)) for k, v in enumerate(values)]
    path = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)
    x, y = points[-1]
    return el(
        "svg",
        el("path", d=path, class_="spl"),
        el("circle", cx=x, cy=y, r=3, class_="spd"),
        class_="spark bad" if bad else "spark",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        aria_hidden="true",
    )
