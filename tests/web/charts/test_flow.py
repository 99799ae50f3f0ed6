from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.web.charts.drawings import HOSTILE, links, of, parse, texts, words

from touchline.web.charts.flow import Column, Link, Node, flow

COLUMNS = [Column("Know", "st-know"), Column("Like", "st-like"), Column("Buy", "st-buy")]
NODES = [
    Node(
        "Home",
        0,
        1000,
        "/list/home",
        starts=900,
        starts_href="/list/home/starts",
        ends=500,
        ends_href="/list/home/ends",
    ),
    Node("Guide", 1, 400, "/guide", ends=300, ends_href="/guide/ends"),
    Node("Order", 2, 150, "/order"),
]
LINKS = [
    Link("Home", "Guide", 400, "/list/home-guide", hot=True),
    Link("Home", "Order", 50, "/list/home-order"),
    Link("Guide", "Order", 100, "/guide-order"),
    Link("Guide", "Home", 30, "/back"),
    Link("Home", "Home", 200, "/again"),
]


def ribbon(d: str) -> tuple[float, float, float, float, float]:
    """Where a band leaves and arrives, and how thick it is."""
    x1, y1, *_rest = (float(v) for v in re.findall(r"-?[\d.]+", d.split("V")[0]))
    x2, y2 = (float(v) for v in re.findall(r"-?[\d.]+", d.split("V")[0])[-2:])
    return x1, y1, x2, y2, float(re.findall(r"V([\d.]+)", d)[0]) - y2


def test_thickness_is_people_and_each_link_opens_them() -> None:
    root = parse(flow(COLUMNS, NODES, LINKS).svg)
    drawn = {one.attrib["href"]: ribbon(one[0].attrib["d"]) for one in of(root, "lk")}
    assert set(drawn) == {"/list/home-guide", "/list/home-order", "/guide-order"}
    assert drawn["/list/home-guide"][4] / drawn["/guide-order"][4] == pytest.approx(4, rel=0.01)
    assert drawn["/list/home-guide"][4] / drawn["/list/home-order"][4] == pytest.approx(8, rel=0.01)
    labels = {one.attrib["aria-label"] for one in of(root, "lk")}
    assert "Home → Guide: 400 people" in labels
    assert [one.attrib["href"] for one in of(root, "hot")] == ["/list/home-guide"]


def test_links_leave_a_node_below_each_other_and_within_it() -> None:
    root = parse(flow(COLUMNS, NODES, LINKS).svg)
    bars = [tuple(float(one.attrib[k]) for k in ("x", "y", "width", "height")) for one in of(root, "node")]
    spans: dict[float, list[tuple[float, float]]] = {}
    for one in of(root, "lk"):
        x1, y1, x2, y2, thick = ribbon(one[0].attrib["d"])
        for at, y in ((x1 - 8, y1), (x2, y2)):
            bar = next(b for b in bars if b[0] == pytest.approx(at) and b[1] - 0.02 <= y <= b[1] + b[3])
            assert y + thick <= bar[1] + bar[3] + 0.05
            spans.setdefault(at + (0.5 if at == x1 - 8 else 0), []).append((y, y + thick))
    for found in spans.values():
        for (_, end), (start, _) in pairwise(sorted(found)):
            assert start >= end - 0.02


def test_numbers_of_people_are_links() -> None:
    root = parse(flow(COLUMNS, NODES, LINKS).svg)
    found = links(root)
    assert found == {
        "/list/home": "1,000",
        "/guide": "400",
        "/order": "150",
        "/list/home/ends": "500",
        "/guide/ends": "300",
    }
    (begin,) = of(root, "begin")
    assert (begin.attrib["href"], begin.attrib["aria-label"]) == (
        "/list/home/starts",
        "900 people start at Home",
    )


def test_what_is_not_drawn_is_said() -> None:
    drawn = flow(COLUMNS, NODES, LINKS, least=100)
    assert len(of(parse(drawn.svg), "lk")) == 2
    assert drawn.least == 100
    assert drawn.said == (
        "Links under 100 people are not drawn: 1 link.",
        "2 links back, or within one step, are in the table only.",
        "A person who goes several ways counts in each.",
    )
    assert "not drawn" not in " ".join(flow(COLUMNS, NODES, LINKS).said)


def test_sixty_touchpoints_stay_readable() -> None:
    columns = [Column(f"Stage {k}", "st-know") for k in range(7)]
    nodes = [Node(f"Touchpoint {k}", k % 7, 5000 - 60 * k, f"/{k}", ends=40) for k in range(63)]
    pairs = [
        Link(a.name, b.name, (a.people * b.people) // 200_000 + 1, f"/{a.name}-{b.name}")
        for a in nodes
        for b in nodes
        if a is not b
    ]
    drawn = flow(columns, nodes, pairs)
    root = parse(drawn.svg)
    assert len(of(root, "node")) == 42
    assert {words(one) for one in of(root, "fn")} == {f"Touchpoint {k}" for k in range(42)}
    assert 0 < len(of(root, "lk")) <= 80
    assert "The 6 largest touchpoints of each stage are drawn; 21 smaller ones are not." in drawn.said
    assert len(of(root, "lk")) > 20
    kept = [p for p in pairs if p.people >= drawn.least]
    ahead = [p for p in kept if int(p.source[11:]) % 7 < int(p.target[11:]) % 7]
    shown = [p for p in ahead if int(p.source[11:]) < 42 and int(p.target[11:]) < 42]
    assert len(of(root, "lk")) == len(shown)
    by_column: dict[str, list[tuple[float, float]]] = {}
    for one in of(root, "node"):
        y, height = float(one.attrib["y"]), float(one.attrib["height"])
        by_column.setdefault(one.attrib["x"], []).append((y, y + height))
    for spots in by_column.values():
        for (_, end), (start, _) in pairwise(sorted(spots)):
            assert start - end >= 50  # room for a name and two numbers


def test_links_of_one_size_are_cut_and_that_is_said() -> None:
    nodes = [Node(f"n{k}", k % 2, 100) for k in range(12)]
    pairs = [Link(a.name, b.name, 7) for a in nodes for b in nodes if a.stage < b.stage]
    drawn = flow(COLUMNS, nodes, pairs, most_links=10)
    assert len(of(parse(drawn.svg), "lk")) == 10
    assert drawn.said[0] == "26 links of 7 people are not drawn."


def test_touchpoints_of_one_stage_that_follow_each_other_stand_side_by_side() -> None:
    nodes = [Node("Form", 1, 300), Node("Ride", 1, 200), Node("Home", 0, 500)]
    root = parse(flow(COLUMNS, nodes, [Link("Form", "Ride", 150, "/l"), Link("Home", "Form", 300)]).svg)
    at = {words(name): float(name.attrib["x"]) for name in of(root, "fn")}
    assert at["Home"] < at["Form"] < at["Ride"]
    assert [one.attrib["href"] for one in of(root, "lk") if "href" in one.attrib] == ["/l"]
    assert [words(one) for one in of(root, "fh")] == ["Know", "Like"]


def test_no_people_and_no_touchpoints() -> None:
    assert not of(parse(flow(COLUMNS, [], []).svg), "node")
    root = parse(flow(COLUMNS, [Node("Home", 0, 0, "/list/home")], []).svg)
    assert links(root) == {}
    assert "0" in texts(root)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(name: str) -> None:
    nodes = [Node(name, 0, 5, "/a", 1, "/b", 1, "/c"), Node("b", 1, 5, "/d")]
    root = parse(
        flow([Column(name, "st-know"), Column("L", "st-like")], nodes, [Link(name, "b", 3, "/l")]).svg
    )
    assert {one.tag for one in root.iter()} <= {
        *("all", "svg", "title", "desc", "g", "a", "path", "rect", "circle", "text", "tspan")
    }


PEOPLE = st.integers(0, 100_000)


@given(st.lists(st.tuples(st.integers(0, 2), PEOPLE, PEOPLE, PEOPLE), max_size=12), st.data())
@settings(max_examples=40 * EXAMPLES, deadline=None)
def test_any_paths_make_a_drawing(rows: list[tuple[int, int, int, int]], data: st.DataObject) -> None:
    nodes = [Node(f"n{k}", s, p, "/n", a, "/a", b, "/b") for k, (s, p, a, b) in enumerate(rows)]
    names = st.sampled_from([n.name for n in nodes]) if nodes else st.nothing()
    pairs = data.draw(st.lists(st.tuples(names, names, st.integers(1, 90_000)), max_size=20)) if nodes else []
    drawn = flow(COLUMNS, nodes, [Link(a, b, p, "/l") for a, b, p in pairs])
    root = parse(drawn.svg)
    height = float(root[0].attrib["height"])
    for one in of(root, "node"):
        assert 0 <= float(one.attrib["y"]) <= float(one.attrib["y"]) + float(one.attrib["height"]) <= height
