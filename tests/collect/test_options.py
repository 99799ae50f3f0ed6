"""What can be said before a row is read is said in a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from touchline.collect.cells.numbers import Form
from touchline.collect.importers import ImportError_, Reading
from touchline.collect.options import Options, distinct_names, settle
from touchline.workspace.models import BusinessSettings

HEADER = ("person", "Time", "page", "value", "Currency", "how", "note", "note")
TOUCH = {"person": "person", "time": "Time", "touchpoint": "page"}
ORDER = {"person": "person", "time": "Time", "order": "page"}
pytestmark = pytest.mark.django_db


def test_a_reading_is_settled_with_what_the_business_settled() -> None:
    BusinessSettings.objects.create(zone="Europe/Berlin", currency="CHF")
    found = settle("touches", {**TOUCH, "value": "value", "channel": None, "currency": ""}, HEADER)
    assert found.columns == {"person": 0, "time": 1, "touchpoint": 2, "value": 3}
    assert (found.zone, found.currency, found.initiative) == ("Europe/Berlin", "CHF", "person")
    assert found.names[-2:] == ("note", "note (2)")
    assert Options.from_dict(found.to_dict()) == found


def test_a_column_is_found_whatever_its_capitals() -> None:
    assert settle("touches", {**TOUCH, "time": "TIME"}, HEADER).columns["time"] == 1


def test_a_word_may_be_a_column() -> None:
    found = settle("orders", {**ORDER, "value": "value", "currency": "currency"}, HEADER)
    assert (found.currency, found.columns["currency"]) == ("", 4)
    people = settle("people", {"person": "person", "brought_by": "page", "brought_as": "how"}, HEADER)
    assert (people.brought_as, people.columns["brought_as"]) == ("", 5)
    assert settle("people", {"person": "person", "brought_as": "Fan"}, HEADER).brought_as == "fan"
    assert settle("orders", {**ORDER, "value": "value", "currency": "jpy"}, HEADER).currency == "JPY"


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        ("letters", {}, "There is no import of 'letters'"),
        ("touches", {**TOUCH, "person": "persn"}, r"no column 'persn'\. Did you mean 'person'\?"),
        ("touches", {**TOUCH, "person": "zzz"}, r"no column 'zzz'\. Its columns are: person, Time"),
        ("touches", {**TOUCH, "channel": "note"}, "2 columns of the file are called 'note'"),
        ("touches", {"person": "person", "time": "Time"}, "which column is the touchpoint: --touchpoint"),
        ("touches", {**TOUCH, "order": "page"}, "no --order"),
        ("touches", {**TOUCH, "touchpoint_name": "x" * 201}, "name of the touchpoint is longer than 200"),
        ("orders", {**ORDER, "value": "value", "touchpoint_name": "Call"}, "no --touchpoint-name"),
        ("touches", {**TOUCH, "time_zone": "Europe/Berln"}, r"Did you mean Europe/Berlin\?"),
        ("touches", {**TOUCH, "currency": "EURO"}, r"no currency 'EURO'\. Did you mean EUR\?"),
        ("touches", {**TOUCH, "initiative": "ours"}, "--initiative is 'ours'"),
        ("orders", ORDER, "what the order is worth"),
        ("orders", {**ORDER, "quantity": "value"}, "what the order is worth"),
        ("orders", {**ORDER, "value": "value", "price": "value"}, "not both"),
        ("touches", {**TOUCH, "dates": "us"}, "--dates is 'us'. Take one of iso, day-first, month-first"),
        ("orders", {**ORDER, "value": "value", "decimal": "dot"}, "--decimal is 'dot'"),
        ("orders", {**ORDER, "value": "value", "lines": "odd"}, "--lines is 'odd'"),
        ("people", {"person": "person", "dates": "iso"}, "An import of people has no --dates"),
        ("people", {"person": "person", "brought_as": "friend"}, "--brought-as is 'friend'"),
    ],
)
def test_what_cannot_be_read_is_refused(kind: str, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ImportError_, match=sentence):
        settle(kind, given, HEADER)


def test_how_a_file_is_read_is_kept_with_it() -> None:
    found = settle("orders", {**ORDER, "value": "value", "dates": "day-first", "decimal": "comma"}, HEADER)
    full = replace(found, reading=Reading("jsonl", keys=("a", "b")), said=("So it is.",), lines="continued")
    again = Options.from_dict(json.loads(json.dumps(full.to_dict())))
    assert again == full
    assert again.number("value") == Form("comma")
    assert again.number("price") == Form()
    assert Options.from_dict({"columns": {}, "names": ["a"], "source": "people"}).reading == Reading()


def test_names_are_made_distinct() -> None:
    assert distinct_names(("a", "", "a", "a (2)", "")) == ("a", "column 2", "a (2)", "a (2) (2)", "column 5")
