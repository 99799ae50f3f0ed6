from __future__ import annotations

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.web.charts.drawings import HOSTILE, parse, words

from touchline.web.charts.svg import clean, el, fit, join, num, people, phrase, standalone, svg, text_width


def test_text_and_attributes_are_escaped() -> None:
    drawn = el("text", "<b>&", class_='a"b', data_name="x<y")
    assert drawn == '<text class="a&quot;b" data-name="x&lt;y">&lt;b&gt;&amp;</text>'


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_nothing_else(name: str) -> None:
    root = parse(el("text", name, aria_label=name))
    assert [one.tag for one in root.iter()] == ["all", "text"]


def test_a_kept_element_is_not_escaped_again() -> None:
    assert join(SafeString("<b/>"), "<b/>", None, "", [1, "&"]) == "<b/>&lt;b/&gt;1&amp;"


def test_style_scripts_and_strange_addresses_are_refused() -> None:
    for attributes in ({"style": "fill:red"}, {"onclick": "x()"}, {"onload": "x()"}):
        with pytest.raises(ValueError, match="not allowed"):
            el("rect", **attributes)
    for href in ("javascript:alert(1)", "data:text/html,x", " /people"):
        with pytest.raises(ValueError, match="no address"):
            el("a", "x", href=href)
    assert 'href="?page=2"' in el("a", "x", href="?page=2")


def test_numbers_are_short_and_finite() -> None:
    assert [num(v) for v in (4.0, 0.126, -0.001, 1e3, -2.5)] == ["4", "0.13", "0", "1000", "-2.5"]
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            num(value)


def test_a_phrase_keeps_elements_and_escapes_the_rest() -> None:
    said = phrase("<{number}> of {who} {unknown}", number=el("b", "7"), who="A&B")
    assert said == "&lt;<b>7</b>&gt; of A&amp;B {unknown}"
    assert phrase("{a}", a="{b}", b="never") == "{b}"


def test_a_number_of_people_is_a_link_with_a_name() -> None:
    assert people("18,420", "/p?n=1", label="18,420 people") == (
        '<a class="n" href="/p?n=1" aria-label="18,420 people"><tspan>18,420</tspan></a>'
    )
    assert people("18,420", "", label="x") == "<tspan>18,420</tspan>"


def test_clean_takes_out_what_turns_the_line_around() -> None:
    assert clean("a\u202eb\x00c\n d") == "abc d"


@given(st.text(max_size=80), st.floats(20, 300))
@settings(max_examples=60 * EXAMPLES, deadline=None)
def test_a_fitted_text_is_no_wider_than_its_room(text: str, width: float) -> None:
    shown = fit(text, 12, width)
    assert text_width(shown, 12) <= width or shown == "…"
    assert shown == clean(text) or shown.endswith("…")


@given(st.text(max_size=60))
@settings(max_examples=60 * EXAMPLES, deadline=None)
def test_any_text_makes_a_document(text: str) -> None:
    root = parse(svg(el("text", text), width=1, height=1, id="a", class_="b", title=text, desc=text))
    assert len(list(root.iter("text"))) == 1


def test_a_drawing_as_a_file_carries_its_colours() -> None:
    drawing = svg(el("text", "a > b"), width=9, height=9, id="a", class_="hg", title="T")
    file = standalone(drawing, ".hg { fill: red } /* a > b </style> ]]> */")
    assert file.startswith("<?xml")
    root = parse(
        file.split("\n", 1)[1]
        .replace('xmlns="http://www.w3.org/2000/svg"', "")
        .replace("<style>", "<sheet>")
        .replace("</style>", "</sheet>")
    )
    assert root[0][0].tag == "sheet"
    assert ".hg { fill: red }" in (root[0][0].text or "")
    assert words(root[0]).endswith("a > b")
