"""Presets keep how a kind of file is imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.collect.files import write

from touchline.collect import presets
from touchline.collect.guess import settle_file
from touchline.collect.importers import ImportError_
from touchline.workspace.models import AuditEntry
from touchline.workspace.undoing import CannotUndo, undo

pytestmark = pytest.mark.django_db


def test_a_preset_is_saved_applied_and_dropped() -> None:
    presets.save("till", "orders", {"person": "who", "value": "sum", "price": None})
    assert [one.name for one in presets.listed("orders")] == ["till"]
    assert presets.listed("people") == []
    assert presets.apply("till", "orders", {"person": "whom", "time": ""}) == {
        "person": "whom",
        "value": "sum",
    }
    assert presets.apply("till", "orders", {"quantity": "n", "price": "p"}) == {
        "person": "who", "quantity": "n", "price": "p",
    }  # fmt: skip
    presets.drop("till")
    assert presets.listed() == []
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", "what"))
    assert verbs == [("saved a preset", "till"), ("dropped a preset", "till")]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: presets.save(" ", "orders", {}), "Give the preset a name"),
        (lambda: presets.save("a" * 101, "orders", {}), "at most 100 letters"),
        (lambda: presets.save("a", "orders", {"colour": "x"}), "has no --colour"),
        (lambda: presets.apply("b", "orders", {}), r"no preset 'b'\. Saved are: a\."),
        (lambda: presets.apply("a", "touches", {}), "is for people: touchline import people FILE"),
        (lambda: presets.drop("b"), "There is no preset 'b'"),
    ],
)
def test_what_cannot_be_is_said(act, sentence: str) -> None:  # type: ignore[no-untyped-def]
    presets.save("a", "people", {"person": "who"})
    with pytest.raises(ImportError_, match=sentence):
        act()


def test_saving_the_same_again_changes_nothing_and_saving_anew_can_be_undone() -> None:
    presets.save("a", "people", {"person": "who"})
    presets.save("a", "people", {"person": "who"})
    assert AuditEntry.objects.count() == 1
    presets.save("a", "touches", {"person": "whom"})
    last = AuditEntry.objects.latest("pk")
    undo(last.pk, None)
    assert presets.apply("a", "people", {}) == {"person": "who"}
    presets.drop("a")
    with pytest.raises(CannotUndo, match="changed since"):
        undo(AuditEntry.objects.order_by("pk")[0].pk, None)
    undo(AuditEntry.objects.latest("pk").pk, None)
    assert presets.apply("a", "people", {}) == {"person": "who"}


def test_what_was_guessed_of_the_bytes_is_not_kept(home: Path) -> None:
    path = write(home, "wer;wann;seite\nänn;31.12.2025;x\n".encode("cp1252"))
    given = {"person": "wer", "touchpoint": "seite", "time": "wann", "delimiter": "semicolon"}
    kept = presets.of(settle_file("touches", path, given), given)
    assert kept == {**given, "dates": "day-first"}


def test_what_was_said_is_kept_even_where_it_is_usual(home: Path) -> None:
    path = write(home, "who,when,what\nann,01/02/2025,x\n")
    given = {"person": "who", "time": "when", "touchpoint": "what", "dates": "iso", "encoding": "utf-8"}
    assert presets.of(settle_file("touches", path, given), given) == given
