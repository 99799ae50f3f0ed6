from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.web.conftest import Cast
from tests.web.reading import text
from tests.web.test_translation import Shown, foreign
from tests.web.whole import Page

from touchline.workspace.held import hold, is_held
from touchline.workspace.models import AuditEntry, BusinessSettings, Member

__all__ = ["foreign"]
PAGES = ("/", "/people", "/touchpoints", "/imports", "/journeys", "/people/999999")


@pytest.fixture
def held(cast: Cast) -> Cast:
    BusinessSettings.objects.create(name="Lindgren Cycles", zone="Europe/Berlin")
    hold("/mnt/copy.tar.gz", datetime(2026, 11, 22, 10, 5, tzinfo=UTC))
    return cast


def test_every_page_of_a_restored_copy_says_that_it_sends_nothing(held: Cast) -> None:
    for role in ("viewer", "editor", "owner"):
        for path in PAGES:
            page = held[role].get(path).content.decode()
            assert not Page(page).wrong, path
            assert "as it was on 22 Nov 2026, 11:05, and sends nothing until an owner releases it" in text(
                page.encode()
            )
            assert ("Release this copy" in page) == (role == "owner"), (role, path)
    assert "restored copy" not in text(held.stranger.get("/sign-in").content)


def test_an_owner_releases_it(held: Cast) -> None:
    assert held.editor.post("/release").status_code == 403
    assert is_held()
    page = text(held.owner.post("/release", follow=True).content)
    assert "Released. This workspace sends from now on." in page
    assert "restored copy" not in page
    assert not is_held()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.what, entry.member.role if entry.member else "") == (
        "released",
        "/mnt/copy.tar.gz",
        "owner",
    )
    assert "released /mnt/copy.tar.gz" in text(held.owner.get("/audit").content)
    assert "Nothing to do" in text(held.owner.post("/release", follow=True).content)


@pytest.mark.usefixtures("foreign")
def test_the_banner_can_be_translated(held: Cast) -> None:
    Member.objects.update(name="Άννα")
    BusinessSettings.objects.create(name="Ποδήλατα")
    assert not Shown(held.owner.get("/").content.decode()).bare
    assert not Shown(held.owner.post("/release", follow=True).content.decode()).bare
