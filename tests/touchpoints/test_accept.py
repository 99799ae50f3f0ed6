"""Many places at once: one entry, one undo, and what another member changed meanwhile stays."""

from __future__ import annotations

import pytest

from touchline.touchpoints.accept import Choice, accept
from touchline.touchpoints.changes import Where
from touchline.touchpoints.merge import merge
from touchline.touchpoints.models import Placement, Touchpoint
from touchline.touchpoints.place import PlaceError, place
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import CannotUndo, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Touchpoint]:
    return [Touchpoint.objects.create(name=name) for name in ("Home page", "Job page", "Reviews")]


def state() -> dict[str, tuple[str, str, bool]]:
    stages = dict(Placement.objects.filter(scheme="hourglass").values_list("touchpoint_id", "stage"))
    return {
        one.name: (stages.get(one.pk, ""), one.channel, one.set_aside) for one in Touchpoint.objects.all()
    }


def test_all_as_chosen_in_one_entry(three: list[Touchpoint]) -> None:
    home, job, reviews = three
    done = accept(
        [Choice(home.pk, "know", " site "), Choice(job.pk, aside=True), Choice(reviews.pk)], member=None
    )
    assert (done.placed, done.aside, done.clashes) == (1, 1, ())
    assert state() == {
        "Home page": ("know", "site", False),
        "Job page": ("", "", True),
        "Reviews": ("", "", False),
    }
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.what) == ("accepted proposals for", "Home page, Job page")
    assert done.entry == entry
    undo(entry.pk, None)
    assert set(state().values()) == {("", "", False)}


def test_the_same_again_writes_nothing(three: list[Touchpoint]) -> None:
    accept([Choice(three[0].pk, "know", "site")], member=None)
    done = accept([Choice(three[0].pk, "know", "site", was=Where("", ""))], member=None)
    assert (done.placed, done.clashes, done.entry) == (0, (), None)
    assert AuditEntry.objects.get().what == "Home page"


def test_what_cannot_be_writes_nothing_at_all(three: list[Touchpoint]) -> None:
    with pytest.raises(PlaceError):
        accept([Choice(three[0].pk, "know"), Choice(three[1].pk, "moon")], member=None)
    assert not Placement.objects.exists()


def test_who_was_quicker_is_named_and_the_others_are_saved(three: list[Touchpoint]) -> None:
    ann = Member.objects.create(email="a@example.com", name="Ann")
    home, job, reviews = three
    accept([Choice(home.pk, "know", "site"), Choice(job.pk, "like")], member=ann)
    seen = Where("", "")
    done = accept(
        [Choice(home.pk, "try", "shop", was=seen), Choice(reviews.pk, "trust", "site", was=seen)], member=None
    )
    (clash,) = done.clashes
    assert (clash.touchpoint, clash.now, clash.wanted) == (home, Where("know", "site"), Where("try", "shop"))
    assert clash.entry is not None
    assert clash.entry.member == ann
    assert state()["Home page"][0] == "know"
    assert state()["Reviews"][0] == "trust"
    assert done.placed == 1


def test_undoing_all_is_refused_when_one_was_placed_anew(three: list[Touchpoint]) -> None:
    done = accept([Choice(one.pk, "know") for one in three], member=None)
    assert done.entry is not None
    place(three[1], stage="like")
    again = AuditEntry.objects.latest("pk")
    with pytest.raises(CannotUndo, match="Job page was placed anew"):
        undo(done.entry.pk, None)
    assert state()["Home page"][0] == "know"
    undo(again.pk, None)
    undo(done.entry.pk, None)
    assert not Placement.objects.exists()


def test_what_was_merged_meanwhile_is_left_out(three: list[Touchpoint]) -> None:
    merge([three[1]], three[0], member=None)
    done = accept([Choice(one.pk, "know") for one in three], member=None)
    assert done.placed == 2
    assert not Placement.objects.filter(touchpoint=three[1]).exists()


def test_thousands(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    Touchpoint.objects.bulk_create([Touchpoint(name=f"n{n}") for n in range(5_000)])
    numbers = list(Touchpoint.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(120):
        done = accept([Choice(number, "know", "site", was=Where("", "")) for number in numbers], member=None)
    assert (done.placed, Placement.objects.count()) == (5_000, 5_000)
    assert done.entry is not None
    undo(done.entry.pk, None)
    assert not Placement.objects.exists()
    assert not Touchpoint.objects.exclude(channel="").exists()
