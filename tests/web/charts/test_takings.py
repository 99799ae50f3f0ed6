from __future__ import annotations

import re

from touchline.web.charts.takings import Taking, takings


def drawn(*items: Taking) -> str:
    return takings(items, id="t", title="Orders", desc="Money")


def test_heights_are_money_on_one_scale() -> None:
    picture = drawn(Taking("Mar", 100.0, 50.0, 50.0, "50"), Taking("Apr", 50.0, 0.0, 50.0, "50"))
    heights = [
        float(one) for one in re.findall(r'<rect class="(?:fill|back)[^>]*? height="([\d.]+)"', picture)
    ]
    assert len(heights) == 3
    first, back, second = sorted(heights, reverse=True)
    assert abs(first - 2 * back) < 0.1
    assert abs(back - second) < 0.1


def test_the_interval_and_the_net_stand_where_they_belong() -> None:
    picture = drawn(Taking("Mar", 100.0, 0.0, 100.0, "100", low=60.0, high=140.0))
    line = re.search(r'class="biv"[^>]* y1="([\d.]+)" y2="([\d.]+)"', picture)
    dot = re.search(r'cy="([\d.]+)"', picture)
    assert line
    assert dot
    assert abs((float(line[1]) + float(line[2])) / 2 - float(dot[1])) < 0.1
    assert float(line[2]) < float(dot[1]) < float(line[1])


def test_columns_are_as_wide_as_their_texts() -> None:
    narrow, wide = (
        drawn(Taking("Mar", 1.0, 0.0, 1.0, "1")),
        drawn(Taking("Mar", 1.0, 0.0, 1.0, "1,000,000,000")),
    )
    widths = [float(re.search(r'width="([\d.]+)"', one)[1]) for one in (narrow, wide)]  # type: ignore[index]
    assert widths[1] > widths[0] + 30


def test_nothing_less_than_nothing_and_hostile_names() -> None:
    assert "<svg" in drawn()
    assert "<svg" in drawn(Taking("x", 0.0, 0.0, 0.0, "0"))
    assert 'class="fill' not in drawn(Taking("<b>", -5.0, 3.0, -8.0, "−8"))
    assert "<b>" not in drawn(Taking("<b>", 1.0, 0.0, 1.0, "<i>"))
