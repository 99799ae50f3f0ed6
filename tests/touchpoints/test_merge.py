"""Merging names into one touchpoint, and taking them apart exactly as they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from touchline.touchpoints import models
from touchline.touchpoints.discover import Discoverer
from touchline.touchpoints.merge import merge
from touchline.touchpoints.models import Placement, RecognitionRule, Touchpoint
from touchline.touchpoints.place import PlaceError, place
from touchline.touchpoints.recognising import names_of, recognise, recognise_as, recognised
from touchline.touchpoints.rename import rename
from touchline.workspace.models import AuditEntry
from touchline.workspace.undoing import CannotUndo, undo

pytestmark = pytest.mark.django_db


def named(name: str) -> Touchpoint:
    return Touchpoint.objects.get(name=name)


def known(*names: str) -> None:
    Discoverer()(names)


def counted() -> dict[str, str]:
    """The name of each event and of the touchpoint it counts at."""
    names = dict(Touchpoint.objects.values_list("pk", "name"))
    return {event: names[number] for event, number in recognised().items()}


def rows() -> list[tuple[Any, ...]]:
    return [
        *Touchpoint.objects.order_by("pk").values_list("pk", "name", "channel", "set_aside", "merged_into"),
        *Placement.objects.order_by("pk").values_list("touchpoint", "scheme", "stage"),
    ]


def test_names_count_at_the_one_that_stays() -> None:
    known("Home page", "home-page", "/", "Reviews")
    place(named("home-page"), stage="like", channel="site")
    place(named("Home page"), stage="know")
    before = rows()
    entry = merge([named("home-page"), named("/")], named("Home page"), member=None)
    assert counted() == {
        "Home page": "Home page",
        "home-page": "Home page",
        "/": "Home page",
        "Reviews": "Reviews",
    }
    assert [one.name for one in Touchpoint.objects.listed()] == ["Home page", "Reviews"]
    assert (entry.verb, entry.what) == ("merged", "Home page")
    assert names_of(named("Home page")) == ["Home page", "home-page", "/"]
    known("home-page", "/", "later")
    undo(entry.pk, None)
    assert rows()[:4] == before[:4]
    assert counted() == {name: name for name in ("Home page", "home-page", "/", "Reviews", "later")}
    assert Placement.objects.get(touchpoint=named("home-page")).stage == "like"


def test_what_came_under_the_old_label_goes_back_with_it() -> None:
    known("page", "Home")
    rename(named("page"), "Start", member=None)
    entry = merge([named("Start")], named("Home"), member=None)
    assert Discoverer()(["Start"]) == 0
    assert counted()["Start"] == "Home"
    undo(entry.pk, None)
    assert counted() == {"page": "Start", "Start": "Start", "Home": "Home"}


def test_merges_of_merged_ones_come_apart_in_any_order() -> None:
    known("a", "b", "c")
    first = merge([named("a")], named("b"), member=None)
    second = merge([named("b")], named("c"), member=None)
    assert set(counted().values()) == {"c"}
    undo(first.pk, None)
    assert counted() == {"a": "a", "b": "c", "c": "c"}
    undo(second.pk, None)
    assert counted() == {"a": "a", "b": "b", "c": "c"}


def test_a_merged_name_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOUCHPOINTS", 3)
    known("a", "b", "c", "d")
    assert "d" not in counted()
    entry = merge([named("a")], named("b"), member=None)
    known("d", "e")
    assert counted() == {"a": "b", "b": "b", "c": "c", "d": "d"}
    with pytest.raises(CannotUndo, match="no room for 1 more"):
        undo(entry.pk, None)
    merge([named("d")], named("b"), member=None)
    undo(entry.pk, None)
    assert counted() == {"a": "a", "b": "b", "c": "c", "d": "b"}


def test_what_cannot_be_merged_gets_a_sentence() -> None:
    known("a", "b", "c")
    with pytest.raises(PlaceError, match="at least one other"):
        merge([named("a")], named("a"), member=None)
    merge([named("a")], named("b"), member=None)
    for others, into in ((["a"], "c"), (["c"], "a")):
        with pytest.raises(PlaceError, match="a was merged into b meanwhile"):
            merge([named(one) for one in others], named(into), member=None)
    gone = named("c")
    gone.pk = 10**6
    with pytest.raises(PlaceError, match="is gone"):
        merge([gone], named("b"), member=None)
    assert AuditEntry.objects.count() == 1


class Steps(TestCase):
    """Whatever is merged, undoing everything brings everything back."""

    @given(
        st.lists(st.tuples(st.sets(st.integers(0, 6), min_size=1), st.integers(0, 6)), max_size=8), st.data()
    )
    def test_undoing_all_merges_brings_all_back(self, steps: list[Any], data: Any) -> None:
        known(*(f"n{n}" for n in range(7)))
        before = (rows(), recognised())
        done = []
        for others, into in steps:
            try:
                done.append(merge([named(f"n{n}") for n in sorted(others)], named(f"n{into}"), member=None))
            except PlaceError:
                continue
            assert set(recognised().values()) <= set(Touchpoint.objects.listed().values_list("pk", flat=True))
        for entry in data.draw(st.permutations(done)):
            undo(entry.pk, None)
        assert (rows(), recognised()) == before


def test_a_name_becomes_one_of_a_touchpoints_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOUCHPOINTS", 1)
    known("Home page", "home2", "home3")
    assert recognise_as(["home2", "home3", "home2"], named("Home page"), member=None) == 2
    assert set(counted().values()) == {"Home page"}
    with pytest.raises(PlaceError, match="home2 is recognised already, as Home page"):
        recognise_as(["home2"], named("Home page"), member=None)
    undo(AuditEntry.objects.get().pk, None)
    assert counted() == {"Home page": "Home page"}


def test_a_name_becomes_a_touchpoint_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_TOUCHPOINTS", 2)
    known("a", "b", "c", "d")
    with pytest.raises(PlaceError, match="room for 0 more"):
        recognise(["c"], member=None)
    merge([named("a")], named("b"), member=None)
    with pytest.raises(PlaceError, match="room for 1 more"):
        recognise(["c", "d"], member=None)
    assert recognise(["c", "b"], member=None) == 1
    entry = AuditEntry.objects.latest("pk")
    place(named("c"), stage="know")
    with pytest.raises(CannotUndo, match="placed or merged since"):
        undo(entry.pk, None)
    undo(AuditEntry.objects.latest("pk").pk, None)
    undo(entry.pk, None)
    assert "c" not in counted()
    assert not Touchpoint.objects.filter(name="c").exists()


def test_a_name_is_a_label() -> None:
    known("page", "Other", "Gone")
    renamed = rename(named("page"), "  Pricing page ", member=None)
    assert (renamed.name, counted()["page"]) == ("Pricing page", "Pricing page")
    rename(renamed, "Pricing page", member=None)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.what) == ("renamed the touchpoint", "page")
    merge([named("Gone")], named("Other"), member=None)
    for name, sentence in (
        ("Other", "Merge the two instead"),
        ("Gone", "Gone was merged into Other"),
        (" ", "needs a name"),
        ("x" * 201, "at most 200 letters"),
        ("a\nb", "one line"),
    ):
        with pytest.raises(PlaceError, match=sentence):
            rename(renamed, name, member=None)
    with pytest.raises(PlaceError, match="renamed it Pricing page meanwhile"):
        rename(renamed, "Prices", was="page", member=None)
    undo(entry.pk, None)
    assert counted()["page"] == "page"


def test_a_name_is_not_taken_back_from_another() -> None:
    known("page")
    rename(named("page"), "Pricing", member=None)
    entry = AuditEntry.objects.get()
    Touchpoint.objects.create(name="page")
    with pytest.raises(CannotUndo, match="Another touchpoint is called page"):
        undo(entry.pk, None)
    rename(named("Pricing"), "Prices", member=None)
    with pytest.raises(CannotUndo, match="renamed Prices since"):
        undo(entry.pk, None)


def test_rules_are_never_rewritten() -> None:
    known("a", "b")
    before = list(RecognitionRule.objects.values_list("pk", "event_name", "touchpoint"))
    merge([named("a")], named("b"), member=None)
    assert list(RecognitionRule.objects.values_list("pk", "event_name", "touchpoint")) == before
