"""What names a person in a text, and what only looks like it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.workspace.traces import ERASED, Traces, telling_of, written

ANN = Traces((7,), ("ann@example.com", "17850"), ("Ann Berg", "Ann", "+49 171 5550199"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ann@example.com", True),
        (" ANN@Example.com ", True),
        ("mail to ann@example.com, please", True),
        ("https://shop.example/u/ann@example.com/orders", True),
        ("joann@example.com", False),
        ("17850", True),
        ("order 17850 came", True),
        ("178501", False),
        ("217850", False),
        ("Ann Berg", True),
        ("wrote ann berg a letter", True),
        ("Ann", True),
        ("Ann Clark", False),
        ("Annual report", False),
        ("+49 171 5550199", True),
        ("0171/5550199", True),
        ("0049-171-555-0199", True),
        ("5550198", False),
        ("", False),
    ],
)
def test_a_text_names_them(text: str, names: bool) -> None:
    assert ANN.in_text(text) is names


def test_a_short_id_counts_only_where_ids_stand() -> None:
    short = Traces((1,), ("7",))
    assert short.is_id("7")
    assert short.is_id(" 7 ")
    assert not short.in_text("7")
    assert not short.in_text("7 of 9")
    assert short.shared == ()
    assert short.needles == ()
    assert Traces((1,), ("p7",)).in_text("call p7 back")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/account/ann@example.com/orders", "/account/erased person/orders"),
        ("Product 17850", "Product 17850"),
        ("Ann Berg's workshop", "Ann Berg's workshop"),
        ("Call +49 171 5550199", "Call erased person"),
    ],
)
def test_what_others_share_loses_only_what_is_surely_theirs(text: str, left: str) -> None:
    assert ANN.without(text) == left
    assert ANN.in_shared(text) is (text != left)


def test_json_is_cleaned_at_any_depth() -> None:
    said = {"ann@example.com": [1, None, "Ann Berg", {"x": "of 17850"}], "stage": "trust"}
    assert ANN.clean(said) == {ERASED: [1, None, ERASED, {"x": ERASED}], "stage": "trust"}
    assert ANN.in_value(said)
    assert not ANN.in_value({"stage": "trust", "n": 17850})
    assert not ANN.in_value(None)


def test_cells_that_name_somebody() -> None:
    cells = {
        "first_name": "Ann",
        "last name": "Berg",
        "Phone": "0171 5550199",
        "note": "write to ann@example.com; thanks",
        "street": "Lindenweg 14",
        "country": "Norway",
        "amount": "12345678",
        "callback": "+47 22 33 44 55",
        "empty": " ",
    }
    found = telling_of(cells)
    for text in (
        "Ann Berg",
        "Berg, Ann",
        "0171 5550199",
        "ann@example.com",
        "Lindenweg 14",
        "+47 22 33 44 55",
    ):
        assert text in found
    for text in ("Norway", "12345678", "Ann"):
        assert text not in found


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text))
def test_any_id_is_found_as_the_whole_of_a_cell_and_in_every_way_of_writing(text: str) -> None:
    traces = Traces((1,), (text,))
    assert traces.is_id(text)
    assert traces.are(text)
    assert json.dumps(text)[1:-1].encode() in written(text)
    if len(text) >= 5:
        assert traces.in_text(text)
        assert set(written(text)) == set(traces.needles)


@given(st.text("ab1@. _-", max_size=30), st.text("ab1@.", min_size=5, max_size=8))
def test_what_is_taken_out_is_gone(text: str, own: str) -> None:
    traces = Traces((1,), (own,))
    assert not traces.in_shared(traces.without(text).replace(ERASED, ""))
