"""Names that are probably one touchpoint: a hint, until a member keeps them apart."""

from __future__ import annotations

import pytest

from touchline.touchpoints.models import Touchpoint
from touchline.touchpoints.twins import keep_apart, likeness, twins
from touchline.workspace.models import AuditEntry
from touchline.workspace.undoing import undo


@pytest.mark.parametrize(
    "alike",
    [
        ["Home page", "home-page", "HomePage", "/", "/index.html", "https://shop.example/?utm=1", "home"],
        ["Pricing page", "/pricing/", "pricing", "Pricing Pages"],
        ["Café menu", "cafe_menu", "CAFE MENU"],
        ["Reviews", "review"],
    ],
)
def test_alike(alike: list[str]) -> None:
    assert len({likeness(name) for name in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Page 1", "Page 2"),
        ("Home page", "Homework"),
        ("🎉", "🎈"),
        ("", "home"),
        ("Class", "Clas"),
        ("/a", "/b"),
    ],
)
def test_not_alike(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


@pytest.mark.django_db
def test_a_hint_is_given_until_somebody_keeps_them_apart() -> None:
    made = [Touchpoint.objects.create(name=name) for name in ("Home page", "home-page", "Reviews")]
    names = {one.pk: one.name for one in made}
    assert twins(names) == [(made[0].pk, made[1].pk)]
    keep_apart(made[:2], member=None)
    keep_apart(made[:2], member=None)
    assert twins(names) == []
    third = Touchpoint.objects.create(name="/")
    assert twins(names | {third.pk: "/"}) == [(made[0].pk, made[1].pk, third.pk)]
    undo(AuditEntry.objects.get().pk, None)
    assert twins(names) == [(made[0].pk, made[1].pk)]
