from __future__ import annotations

import pytest
from tests.web.charts.drawings import HOSTILE, links, of, parse, texts, words

from touchline.web.charts.bars import Bar, Column, Part, bar, columns, split
from touchline.web.charts.spark import spark


def test_the_bar_is_as_long_as_its_share() -> None:
    root = parse(bar(Bar(0.422, 0.405, 0.44, colour="st-trust")))
    (rect,), (line,) = of(root, "fill"), of(root, "biv")
    assert rect.attrib["width"] == "42.2%"
    assert (line.attrib["x1"], line.attrib["x2"]) == ("40.5%", "44%")
    assert "st-trust" in root[0].attrib["class"].split()
    assert not of(parse(bar(Bar(1.0))), "biv")


def test_columns_are_in_proportion_and_each_number_is_a_link() -> None:
    items = [Column(str(k), people, f"/p?{k}", f"{people} people") for k, people in enumerate((400, 100, 0))]
    root = parse(columns(items, id="c", title="T"))
    heights = [float(one.attrib["height"]) for one in of(root, "fill")]
    assert heights[0] / heights[1] == pytest.approx(4, rel=0.01)
    assert heights[2] == 0
    assert links(root) == {"/p?0": "400", "/p?1": "100"}
    assert "0" in texts(root)


def test_a_column_with_an_interval_leaves_room_for_it() -> None:
    root = parse(columns([Column("1", 10, low=5, high=20), Column("2", 8)], id="c", title="T"))
    (line,) = of(root, "biv")
    assert float(line.attrib["y2"]) == 26
    assert float(line.attrib["y1"]) > float(line.attrib["y2"])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_of_columns(name: str) -> None:
    parse(columns([Column(name, 3, "/p", label=name)], id="c", title=name, desc=name))
    parse(columns([], id="c", title=name))
    parse(split([Part(3, name, "v1"), Part(0, name, "v2")]))


def test_a_split_bar_shows_every_part_there_is() -> None:
    root = parse(split([Part(1_000_000, "new", "v1"), Part(1, "refused", "v4"), Part(0, "known", "v3")]))
    widths = [float(one.attrib["width"].rstrip("%")) for one in of(root, "fill")]
    assert len(widths) == 2
    assert sum(widths) == pytest.approx(100, abs=0.02)
    assert min(widths) >= 0.39
    assert root[0].attrib["aria-label"] == "1,000,000 new, 1 refused, 0 known"
    assert not of(parse(split([])), "fill")


def test_a_spark_ends_in_a_dot_at_its_last_value() -> None:
    root = parse(spark([1, 3, 2], lowest=1, highest=3))
    (dot,) = of(root, "spd")
    assert (dot.attrib["cx"], dot.attrib["cy"]) == ("89", "12")
    assert spark([]) == ""
    parse(spark([5, 5, 5]))
    assert words(parse(spark([1]))) == ""
