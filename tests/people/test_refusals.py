"""Refusals are known by a keyed hash, whatever accidents of writing."""

from __future__ import annotations

import pytest
from django.conf import settings

from touchline.people.models import Refusal
from touchline.people.refusals import Refusals, allow_again, digest, refuse_again

pytestmark = pytest.mark.django_db


def test_only_a_keyed_hash_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_again(["Ann@Example.com", "p7", "p7"])
    kept = set(Refusal.objects.values_list("digest", flat=True))
    assert kept == {digest("ann@example.com"), digest("p7")}
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    assert digest("p7") not in kept
    assert "p7" not in Refusals()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Ann@Example.com", True),
        (" ann@example.COM\t", True),
        ("ａｎｎ@example.com", True),
        ("p7", True),
        ("P7", False),
        ("p77", False),
        ("", False),
        ("\udcff", False),
    ],
)
def test_who_is_refused(text: str, refused: bool) -> None:
    refuse_again(["ann@example.com", "p7"])
    assert (text in Refusals()) is refused


def test_lifting_one() -> None:
    assert not Refusals()
    refuse_again(["ann@example.com", "p7"])
    assert allow_again(["ANN@example.com", "nobody"]) == 1
    assert "ann@example.com" not in Refusals()
    assert "p7" in Refusals()
