from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.web.charts.drawings import HOSTILE, of, parse, texts, words

from touchline.web.charts.svg import text_width
from touchline.web.charts.timeline import Drawn, Kind, Stage, Touch, timeline

BERLIN = ZoneInfo("Europe/Berlin")
STAGES = [Stage("Know", "st-know"), Stage("Like", "st-like"), Stage("Buy", "st-buy")]
START = datetime(2026, 2, 9, 12, tzinfo=BERLIN)


def touch(day: float, lane: str, name: str, stage: int | None = None, **more: object) -> Touch:
    return Touch(START + timedelta(days=day), lane, name, stage, **more)  # type: ignore[arg-type]


JOURNEY = [
    touch(0, "Search", "Listing", 0, href="#1"),
    touch(20, "Site", "Home page", 0, href="#2"),
    touch(40, "E-mail", "Letter", None, kind=Kind.LETTER, href="#3"),
    touch(60, "Site", "Guide", 1, href="#4"),
    touch(80, "E-mail", "Letter", None, kind=Kind.LETTER, filled=True, href="#5"),
    touch(100, "", "Order", 2, kind=Kind.ORDER, money="€ 1,290", href="#6"),
    touch(120, "Site", "Home page", 0, href="#7"),
    touch(140, "", "Refund", None, kind=Kind.REFUND, money="− € 24.90", href="#8"),
]


def draw(touches: list[Touch], **more: object) -> Drawn:
    options = {"zone": BERLIN, "as_of": START + timedelta(days=170)} | more
    return timeline("Hanna", touches, STAGES, **options)  # type: ignore[arg-type]


def picture(drawn: Drawn) -> ET.Element:
    root = parse(drawn.html)
    return next(one for one in root.iter("svg") if "lanes" not in one.attrib["class"].split())


def lanes(drawn: Drawn) -> list[str]:
    return [words(one) for one in of(parse(drawn.html), "la")]


def test_each_touch_is_a_sign_that_opens_it() -> None:
    root = picture(draw(JOURNEY))
    signs = of(root, "tp")
    assert [one.attrib["href"] for one in signs] == [f"#{k}" for k in range(1, 9)]
    assert signs[0].attrib["aria-label"] == "9\xa0Feb\xa02026, 12:00, Search, Listing"
    assert signs[5].attrib["aria-label"].endswith("Order, € 1,290")
    assert len(of(root, "mk", "circle")) == 4
    assert len(of(root, "mk", "rect")) == 2
    assert len(of(root, "hollow", "rect")) == 1
    assert len(of(root, "back")) == 1
    assert root.attrib["role"] == "group"


def test_lanes_are_channels_in_order_of_coming_and_orders_last() -> None:
    assert lanes(draw(JOURNEY)) == ["Stage", "Search", "Site", "E-mail", "Orders"]
    assert lanes(draw(JOURNEY[:2])) == ["Stage", "Search", "Site"]
    assert lanes(draw([touch(0, "", "x")])) == ["Stage", "no channel"]


def test_few_channels_share_a_lane_when_there_are_many_and_that_is_said() -> None:
    many = [touch(k * 3, f"Channel {k % 14:02d}", "x") for k in range(14 * 2)]
    many += [touch(100 + k, f"Channel {k:02d}", "x") for k in range(9)]
    drawn = draw(many)
    assert lanes(drawn) == ["Stage", *(f"Channel {k:02d}" for k in range(9)), "Other"]
    assert "5 channels with few touches share the lane Other." in drawn.said


def test_a_touch_wears_the_farthest_stage_so_far() -> None:
    root = picture(draw(JOURNEY))
    worn = [next(g for g in one if g.tag == "g").attrib["class"] for one in of(root, "tp")]
    assert worn == ["st-know"] * 3 + ["st-like"] * 2 + ["st-buy"] * 3
    bands = of(root, "band")
    assert [one.attrib["class"].split()[1] for one in bands] == ["st-know", "st-like", "st-buy"]
    assert [words(one) for one in of(root, "sg")] == ["Know", "Like", "Buy"]
    ends = [float(one.attrib["x"]) + float(one.attrib["width"]) for one in bands]
    assert ends[-1] <= float(of(root, "now")[0].attrib["x1"])


def test_a_touch_before_any_stage_has_the_colour_of_none() -> None:
    root = picture(draw([touch(0, "Site", "Odd"), touch(30, "Site", "Home", 0)]))
    worn = [next(g for g in one if g.tag == "g").attrib["class"] for one in of(root, "tp")]
    assert worn == ["st-none", "st-know"]


def test_time_is_in_proportion() -> None:
    root = picture(draw(JOURNEY))
    xs = [float(one.attrib["cx"]) for one in of(root, "mk", "circle")]  # days 0, 20, 60, 120
    assert (xs[1] - xs[0]) / (xs[3] - xs[0]) == pytest.approx(20 / 120, rel=0.01)
    assert (xs[2] - xs[0]) / (xs[3] - xs[0]) == pytest.approx(60 / 120, rel=0.01)


def test_months_are_cut_in_the_zone_of_the_business() -> None:
    berlin, tokyo = (picture(draw(JOURNEY, zone=ZoneInfo(z))) for z in ("Europe/Berlin", "Asia/Tokyo"))
    first = [float(of(root, "gr")[0].attrib["x1"]) for root in (berlin, tokyo)]
    assert first[0] > first[1]  # March begins earlier in Tokyo
    names = [words(one) for one in of(berlin, "mo")]
    assert names[-3:] == ["May", "Jun", "Jul"]
    assert any(name.endswith("2026") for name in names[:2])


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(hours=2), "12:15"),
        (timedelta(hours=20), "15:00"),
        (timedelta(days=10), "12\xa0Feb"),
        (timedelta(days=60), "16\xa0Mar"),
        (timedelta(days=700), "Jul"),
        (timedelta(days=2500), "Jul"),
        (timedelta(days=9000), "2031"),
    ],
)
def test_the_axis_names_what_the_span_asks_for(span: timedelta, expected: str) -> None:
    drawn = draw([touch(0, "Site", "a"), Touch(START + span, "Site", "b")], as_of=START + span)
    assert expected in [words(one) for one in of(picture(drawn), "mo")]


def test_the_clock_change_leaves_no_hour_that_was_not() -> None:
    night = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN)
    touches = [Touch(night.astimezone(UTC) + timedelta(minutes=40 * k), "Site", f"n{k}") for k in range(8)]
    names = [words(one) for one in of(picture(draw(touches, as_of=touches[-1].at)), "mo")]
    assert "01:00" in names[0] + names[1]
    assert "02:00" not in names
    assert "03:00" in names


def test_labels_do_not_collide() -> None:
    near = [
        touch(k * 0.7, ("Site", "Shop", "Phone")[k % 3], f"A rather long name {k}", k % 3) for k in range(60)
    ]
    root = picture(draw(near))
    boxes = []
    for one in of(root, "tx"):
        text, x, y = words(one), float(one.attrib["x"]), float(one.attrib["y"])
        width = text_width(text, 12)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[one.attrib["text-anchor"]]
        boxes.append((left, y - 11, left + width, y + 4))
    assert len(boxes) > 5
    for k, a in enumerate(boxes):
        for b in boxes[k + 1 :]:
            assert a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]


def test_touches_that_would_hide_each_other_are_one_mark_with_their_number() -> None:
    drawn = draw(
        [touch(0, "Site", "a"), touch(0.001, "Site", "b"), touch(0.002, "Shop", "c"), touch(50, "Site", "d")]
    )
    root = picture(drawn)
    assert len(of(root, "tp")) == 3
    assert "× 2" in texts(root)
    assert "2 touches, 1 mark" in drawn.said[0]
    assert "within" in drawn.said[0]


def test_very_many_touches_stay_readable_and_none_is_forgotten() -> None:
    many = [touch(k * 0.2, ("Site", "E-mail", "Shop")[k % 3], f"n{k % 40}", k % 3) for k in range(5000)]
    many += [touch(1000 + k * 30, "", "Order", 2, kind=Kind.ORDER, money="€ 9") for k in range(5)]
    drawn = draw(many, as_of=START + timedelta(days=1200))
    root = picture(drawn)
    assert len(of(root, "tp")) <= 330
    heard = [re.match(r"([\d,]+) touches", one.attrib["aria-label"]) for one in of(root, "tp")]
    assert sum(int(found[1].replace(",", "")) if found else 1 for found in heard) == 5005
    assert len(of(root, "pile")) > 0.9 * len([found for found in heard if found])
    assert texts(root).count("€ 9") == 5
    assert not of(root, "thread")
    assert any("every touch" in said for said in drawn.said)


def test_a_silent_end_is_drawn_short_and_said() -> None:
    drawn = draw(JOURNEY, as_of=START + timedelta(days=140 + 425))
    root = picture(drawn)
    assert "14\xa0months" in texts(root)
    assert "without a touch" in texts(root)
    assert "The time since the last touch is drawn short." in drawn.said
    last = float(of(root, "now")[0].attrib["x1"])
    (quiet,) = of(root, "quiet")
    assert float(quiet.attrib["x"]) + float(quiet.attrib["width"]) == pytest.approx(last)
    assert max(float(one.attrib["x1"]) for one in of(root, "gr")) <= float(quiet.attrib["x"])
    bands = of(root, "band")
    assert float(bands[-1].attrib["x"]) + float(bands[-1].attrib["width"]) == pytest.approx(last, abs=3)
    assert not of(picture(draw(JOURNEY)), "quiet")


def test_one_touch_and_none() -> None:
    drawn = draw([touch(0, "Site", "Home", 0)], as_of=START)
    assert len(of(picture(drawn), "tp")) == 1
    assert not of(picture(drawn), "thread")
    assert draw([]) == Drawn("", ())


def test_the_frame_takes_the_keyboard_and_lane_names_are_not_read_twice() -> None:
    root = parse(draw(JOURNEY).html)
    assert root[0].attrib["tabindex"] == "0"
    assert root[0].attrib["role"] == "region"
    assert of(root, "lanes")[0].attrib["aria-hidden"] == "true"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(name: str) -> None:
    touches = [touch(0, name, name, 0, money=name, kind=Kind.ORDER), touch(9, name, name, 0)]
    root = parse(timeline(name, touches, [Stage(name, "st-know")], zone=UTC, as_of=START, now=name).html)
    assert {one.tag for one in root.iter()} <= {
        *("all", "div", "svg", "title", "desc", "g", "a", "path", "rect", "circle", "line", "text")
    }


@given(
    st.lists(
        st.tuples(
            st.floats(0, 4000, allow_nan=False),
            st.sampled_from(["Site", "Shop", ""]),
            st.one_of(st.none(), st.integers(0, 2)),
            st.sampled_from(list(Kind)),
        ),
        min_size=1,
        max_size=60,
    ),
    st.floats(-5, 4100),
)
@settings(max_examples=60 * EXAMPLES, deadline=None)
def test_any_journey_makes_a_drawing(rows: list[tuple[float, str, int | None, Kind]], end: float) -> None:
    touches = [
        touch(day, lane, f"n{lane}", stage, kind=kind)
        for day, lane, stage, kind in sorted(rows, key=lambda r: r[0])
    ]
    root = picture(draw(touches, as_of=START + timedelta(days=end)))
    width = float(root.attrib["width"])
    for one in of(root, "mk", "circle"):
        assert 0 <= float(one.attrib["cx"]) <= width
