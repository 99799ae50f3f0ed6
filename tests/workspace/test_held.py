from __future__ import annotations

from datetime import UTC, datetime

import pytest

from touchline.workspace.held import held, hold, is_held, release
from touchline.workspace.models import AuditEntry, Member

MADE = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_a_copy_is_held_until_released_and_both_are_written_down() -> None:
    assert not is_held()
    assert held() is None
    hold("/mnt/copy.tar.gz", MADE)
    assert is_held()
    owner = Member.objects.create(email="a@example.com", name="Ann", role="owner")
    assert release(owner)
    assert not is_held()
    assert not release(owner)
    said = AuditEntry.objects.order_by("pk").values_list("verb", "what", "member")
    assert list(said) == [("restored", "/mnt/copy.tar.gz", None), ("released", "/mnt/copy.tar.gz", owner.pk)]


@pytest.mark.django_db
def test_a_copy_of_a_held_copy_is_released_once() -> None:
    hold("/mnt/one", MADE)
    newest = hold("/mnt/two", MADE)
    assert held() == newest
    assert release(None)
    assert not is_held()
