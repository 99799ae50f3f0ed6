from __future__ import annotations

from dataclasses import replace
from math import sqrt
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.web.charts.drawings import HOSTILE, links, of, parse, texts, words

from touchline.journeys.intervals import wilson
from touchline.web.charts.glass import SMALLEST, factor_of
from touchline.web.charts.hourglass import Loop, Picture, Share, Stage, empty, factor, hourglass


def stage(name: str, went_on: int, lost: int = 0, open_: int = 0, starts: int = 0) -> Stage:
    reached = went_on + lost + open_
    low, high = wilson(went_on, reached)
    share = Share(went_on / reached, low, high) if reached else None
    key = name[:1]
    return Stage(
        name,
        reached,
        went_on,
        lost,
        open_,
        starts=starts,
        share=share,
        median_seconds=6 * 86_400,
        means=f"what {name} means",
        href=f"/{key}",
        lost_href=f"/{key}/lost",
        open_href=f"/{key}/open",
        starts_href=f"/{key}/starts",
        stage_href=f"#{key}",
    )


SEVEN = Picture(
    stages=(
        stage("Know", 9874, 7336, 1210),
        stage("Like", 5312, 3922, 640),
        stage("Trust", 1594, 2813, 905),
        stage("Sample", 768, 678, 148),
        stage("Buy", 371, 183, 214),
        stage("Repeat", 164, 111, 96),
        stage("Fan", 0, 100, 64),
    ),
    order=4,
    refer=6,
    loop=Loop(164, 693, "/bringers", "/brought", Share(0.0376, 0.035, 0.040)),
    weakest=2,
)


def both(picture: Picture) -> tuple[ET.Element, ET.Element]:
    drawn = hourglass(picture)
    root = parse(drawn.html)
    return root[0], root[1]


def radii(root: ET.Element, look: str) -> list[float]:
    return [float(one.attrib["rx"]) for one in of(root, look)]


def test_the_area_of_a_ring_is_its_people() -> None:
    for drawing in both(SEVEN):
        rims = radii(drawing, "rim")[::-1]  # drawn from the bottom up
        people = [18_420, 9_874, 5_312, 1_594, 768, 768, 371, 164]
        upper, lower = list(zip(rims, people, strict=True))[:5], list(zip(rims, people, strict=True))[5:]
        for rings in (upper, lower):
            for r, n in rings:
                assert r**2 / rings[0][0] ** 2 == pytest.approx(n / rings[0][1], rel=0.002)
        assert rims[5] ** 2 / rims[4] ** 2 == pytest.approx(20, rel=0.005)


def test_a_ring_holds_who_went_on_who_is_on_the_way_and_who_is_lost() -> None:
    drawing, _ = both(SEVEN)
    discs, ways, cores = (radii(drawing, look)[::-1] for look in ("disc", "way", "core"))
    for place, disc in enumerate(discs):
        one = SEVEN.stages[place]
        assert cores[place] ** 2 / disc**2 == pytest.approx(one.went_on / one.reached, rel=0.002)
        assert (ways[place] ** 2 - cores[place] ** 2) / disc**2 == pytest.approx(
            one.open / one.reached, rel=0.01
        )
        assert (disc**2 - ways[place] ** 2) / disc**2 == pytest.approx(one.lost / one.reached, rel=0.01)


def test_a_ring_is_as_flat_as_every_other() -> None:
    for drawing in both(SEVEN):
        for look in ("rim", "disc", "way", "core", "arrive"):
            for one in of(drawing, look):
                assert float(one.attrib["ry"]) / float(one.attrib["rx"]) == pytest.approx(0.155, abs=0.002)


def test_a_stage_has_to_add_up() -> None:
    with pytest.raises(ValueError, match="reached is not"):
        Stage("Know", 10, 5, 4, 0)
    with pytest.raises(ValueError, match="reached is not"):
        Stage("Know", 3, 5, -2, 0)


def test_the_factor_stands_in_the_neck_and_in_words() -> None:
    assert factor(SEVEN) == 20
    for drawing in both(SEVEN):
        assert [words(one) for one in of(drawing, "lens-t")] == ["× 20"]
    wide, _ = both(SEVEN)
    assert [words(one) for one in of(wide, "lens-n")] == ["the same 768 people, drawn", "20 times as large"]
    assert len(of(wide, "vessel")) == 1


@pytest.mark.parametrize(
    ("know", "buy", "after", "expected"),
    [
        (18_420, 768, [371, 164], 20),
        (100, 100, [5], 1),
        (100, 101, [5], 1),
        (1000, 500, [3], 2),
        (1_000_000, 1, [0], 1_000_000),
        (999_999, 1, [0], 500_000),
        (1000, 10, [400], 2),
        (1000, 0, [4], 1),
        (0, 10, [4], 100),
    ],
)
def test_the_factor_is_the_largest_that_fits(know: int, buy: int, after: list[int], expected: int) -> None:
    assert factor_of(know, buy, after, max(know, 1000, buy, *after)) == expected


def test_without_a_lens_there_is_no_factor_and_no_outer_glass() -> None:
    for picture in (replace(SEVEN, order=None), replace(SEVEN, order=6), replace(SEVEN, order=0)):
        assert factor(picture) == 1
        for drawing in both(picture):
            assert not of(drawing, "lens") + of(drawing, "lens-t") + of(drawing, "vessel")
            assert len(radii(drawing, "rim")) == 7


def test_numbers_of_people_are_links_to_them() -> None:
    wide, narrow = both(SEVEN)
    for drawing in (wide, narrow):
        found = links(drawing)
        for one in SEVEN.stages:
            assert found[one.href] == f"{one.reached:,}"
        for one in SEVEN.stages[:-1]:
            assert found[one.lost_href] == f"{one.lost:,}"
            assert found[one.open_href] == f"{one.open:,}"
        assert found["/brought"] == "693"
        assert found["/bringers"] == "164"
        for link in of(drawing, "n", "a"):
            assert words(link) in link.attrib["aria-label"]
    assert any("people were at Know" in link.attrib["aria-label"] for link in of(wide, "n", "a"))


def test_each_name_opens_its_stage_and_rings_do_not_take_the_focus() -> None:
    for drawing in both(SEVEN):
        assert [one.attrib["href"] for one in of(drawing, "st-a")] == [s.stage_href for s in SEVEN.stages]
        rings = [one for one in drawing.iter("a") if one.attrib.get("aria-hidden")]
        assert len(rings) == 8
        assert {one.attrib["tabindex"] for one in rings} == {"-1"}


def test_share_wait_and_interval_stand_beside_each_link() -> None:
    wide, narrow = both(SEVEN)
    said = texts(wide)
    assert [words(one) for one in of(wide, "go")][:3] == ["54\xa0% go on", "54\xa0% go on", "30\xa0% go on"]
    assert "29–31\xa0%" in said
    assert "6\xa0days" in said
    assert "what Trust means" in said
    assert "6\xa0days" in texts(narrow)
    assert len(of(wide, "ci")) == len(of(narrow, "ci")) == 6


def test_one_link_is_red_with_a_word() -> None:
    for drawing in both(SEVEN):
        assert [words(one) for one in of(drawing, "worst")] == ["▼ weakest link"]
        assert [words(one) for one in of(drawing, "bad", "a")] == ["2,813"]
    for drawing in both(replace(SEVEN, weakest=None)):
        assert not of(drawing, "bad") + of(drawing, "worst")


def test_the_disc_has_the_area_of_the_new_people() -> None:
    for drawing in both(SEVEN):
        (disc,) = radii(drawing, "arrive")
        assert disc**2 / radii(drawing, "rim")[-1] ** 2 == pytest.approx(693 / 18_420, rel=0.02)
        assert len(of(drawing, "loop")) == 1
    wide, _ = both(SEVEN)
    assert "164 people brought 693 new ones, 4.2 each" in texts(wide)
    assert "3.8\xa0% of all people of the period (3.5–4.0)" in texts(wide)


@pytest.mark.parametrize(
    ("loop", "said"),
    [
        (Loop(1, 1), "1 person brought 1 new one"),
        (Loop(1, 3), "1 person brought 3 new ones"),
        (Loop(0, 3), "3 new people were brought"),
        (Loop(4, 2), "4 people brought 2 new ones, 0.5 each"),
    ],
)
def test_the_words_of_the_loop(loop: Loop, said: str) -> None:
    wide, narrow = both(replace(SEVEN, loop=loop))
    assert said in texts(wide)
    assert said in texts(narrow)


def test_nobody_brought_draws_no_loop() -> None:
    for picture in (replace(SEVEN, loop=Loop(0, 0)), replace(SEVEN, loop=None), replace(SEVEN, refer=None)):
        for drawing in both(picture):
            assert not of(drawing, "loop") + of(drawing, "arrive")


def test_who_starts_at_a_stage_enters_from_the_side() -> None:
    stages = (*SEVEN.stages[:2], replace(SEVEN.stages[2], starts=312), *SEVEN.stages[3:])
    wide, narrow = both(replace(SEVEN, stages=stages))
    assert "312 start here" in texts(wide)
    assert "312 start here" in texts(narrow)
    assert links(wide)["/T/starts"] == "312"
    assert len(of(wide, "inflow")) == 1


def test_a_ring_may_be_larger_than_the_one_before() -> None:
    picture = Picture(
        (stage("See", 80, 20), stage("Try", 300, 2500, 0, starts=2720), stage("Order", 0, 300)), order=2
    )
    wide, _ = both(picture)
    rims = radii(wide, "rim")[::-1]
    assert rims[1] ** 2 / rims[0] ** 2 == pytest.approx(28, rel=0.01)
    assert max(rims) <= 268.01


def test_a_rim_is_as_sharp_as_we_are_sure() -> None:
    wide, _ = both(SEVEN)
    halos = of(wide, "halo")
    assert len(halos) == 5  # try, buy twice, repeat, refer: those of less than 2,401 people
    path = halos[-1].attrib["d"]
    outer, inner = (float(part.split(" ")[0]) for part in path.split("a")[1:4:2])
    r, h = radii(wide, "rim")[0], 0.98 / sqrt(164)
    assert (outer, inner) == (pytest.approx(r * (1 + h), abs=0.01), pytest.approx(r * (1 - h), abs=0.01))


def test_small_rings_are_dots_and_nobody_is_hollow() -> None:
    picture = Picture((stage("Know", 3, 999_997), stage("Like", 0, 3), stage("Trust", 0)))
    for drawing in both(picture):
        assert min(radii(drawing, "rim")) >= SMALLEST
        dots = [one for one in of(drawing, "solid") if one.tag == "circle"]
        assert [one.attrib["r"] for one in dots] == ["3"]
        assert len(of(drawing, "nobody")) == 1
        assert "nobody yet" not in texts(drawing)  # the last stage has no link
        assert links(drawing)["/L"] == "3"
        assert "/T" not in links(drawing)


def test_too_few_people_are_said_and_no_interval_is_drawn() -> None:
    picture = Picture((stage("Know", 9, 10), stage("Like", 0, 9)))
    wide, narrow = both(picture)
    assert "too few to tell yet" in texts(wide)
    assert "too few to tell" in texts(narrow)
    assert not of(wide, "ci") + of(narrow, "ci")


@pytest.mark.parametrize("count", [1, 2, 3, 9])
@pytest.mark.parametrize("where", [None, 0, "middle", "last"])
def test_schemes_of_any_length(count: int, where: int | str | None) -> None:
    order = {None: None, 0: 0, "middle": count // 2, "last": count - 1}[where]
    stages = tuple(
        stage(f"{k}th stage", 0 if k == count - 1 else 5000 // (k + 2), 900, 100) for k in range(count)
    )
    picture = Picture(stages, order=order, refer=count - 1, loop=Loop(3, 30), weakest=0)
    for drawing in both(picture):
        names = [words(one) for one in of(drawing, "st-n")]
        assert names == [one.name for one in stages]
        assert len({one.attrib["y"] for one in of(drawing, "st-n")}) == count
        height = float(drawing.attrib["viewBox"].split()[3])
        assert all(0 <= float(one.attrib["y"]) <= height for one in drawing.iter("text"))


def test_nobody_at_all_is_a_dashed_outline() -> None:
    picture = Picture(tuple(stage(name, 0) for name in ("Know", "Like", "Buy", "Refer")), order=2, refer=3)
    for drawing in both(picture):
        assert len(of(drawing, "glass")) == 1
        assert not of(drawing, "rim") + of(drawing, "lens") + of(drawing, "n")
    root = parse(empty())
    assert root[0].attrib["aria-hidden"] == "true"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(name: str) -> None:
    one = replace(stage("Know", 5, 40, 5, starts=4), name=name, means=name)
    picture = Picture((one, replace(one, went_on=0, lost=45)), order=0, refer=1, loop=Loop(2, 4))
    for drawing in both(picture):
        assert {e.tag for e in drawing.iter()} <= {
            *("svg", "title", "desc", "defs", "linearGradient", "stop", "g", "path", "ellipse"),
            *("circle", "line", "text", "tspan", "a"),
        }


def test_there_is_no_hourglass_without_a_stage() -> None:
    with pytest.raises(ValueError, match="at least one stage"):
        Picture(())
    with pytest.raises(ValueError, match="no stage number 3"):
        Picture((stage("Know", 1),), order=3)


COUNT = st.integers(0, 3_000_000)


@given(st.lists(st.tuples(COUNT, COUNT, COUNT, COUNT), min_size=1, max_size=10), st.data())
@settings(max_examples=60 * EXAMPLES, deadline=None)
def test_any_numbers_make_a_drawing_within_its_frame(
    rows: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    last = len(rows) - 1
    place = st.one_of(st.none(), st.integers(0, last))
    stages = tuple(stage(f"{k}", *row[:3], starts=min(row[3], sum(row[:3]))) for k, row in enumerate(rows))
    picture = Picture(
        stages,
        order=data.draw(place),
        refer=data.draw(place),
        loop=Loop(data.draw(COUNT), data.draw(COUNT)),
        weakest=data.draw(place),
    )
    drawn = hourglass(picture)
    root = parse(drawn.html)
    assert drawn.factor == factor(picture) >= 1
    for drawing, radius in zip(root, (268, 87), strict=True):
        for look in ("rim", "disc", "way", "core", "arrive", "vring"):
            for one in of(drawing, look):
                assert float(one.attrib["rx"]) <= radius + 0.01
