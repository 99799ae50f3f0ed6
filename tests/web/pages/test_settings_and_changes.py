from __future__ import annotations

import pytest
from tests.web.conftest import Cast
from tests.web.reading import text

from touchline.web.changes import changes
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, BusinessSettings, Member

GOOD = {
    "name": "Lindgren Cycles",
    "zone": "Europe/Berlin",
    "currency": "eur",
    "silence_days": "120",
    "version": "0",
}


def test_saving_makes_a_version(cast: Cast) -> None:
    answer = cast.owner.post("/settings", GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/settings")
    now = BusinessSettings.current()
    assert (now.name, now.zone, now.currency, now.silence_days) == (
        "Lindgren Cycles",
        "Europe/Berlin",
        "EUR",
        120,
    )
    assert now.saved_by is not None
    assert now.saved_by.role == "owner"
    page = text(cast.owner.get("/settings").content)
    assert "Saved." in page
    assert "Europe/Berlin · EUR · 120 days of silence" in page
    assert "Lindgren Cycles" in text(cast.viewer.get("/").content), "the name stands in the corner"


def test_saving_the_same_again_makes_none(cast: Cast) -> None:
    cast.owner.post("/settings", GOOD)
    cast.owner.post("/settings", {**GOOD, "version": str(BusinessSettings.current().pk)})
    assert BusinessSettings.objects.count() == 1
    assert "Nothing to save" in text(cast.owner.get("/settings").content)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Give the business a name"),
        ("zone", "Berlin", "This zone is not known."),
        ("zone", "../../etc/passwd", "This zone is not known."),
        ("currency", "€", "three letters"),
        ("silence_days", "0", "from 1 to 3650"),
        ("silence_days", "-5", "from 1 to 3650"),
        ("silence_days", "many", "from 1 to 3650"),
        ("silence_days", "9" * 30, "from 1 to 3650"),
    ],
)
def test_wrong_fields_are_named_and_the_rest_kept(cast: Cast, field: str, value: str, sentence: str) -> None:
    answer = cast.owner.post("/settings", {**GOOD, "name": "Kept", field: value})
    assert answer.status_code == 422
    assert sentence in text(answer.content)
    if field != "name":
        assert b'value="Kept"' in answer.content
    assert not BusinessSettings.objects.exists()
    assert b'aria-invalid="true"' in answer.content


def test_somebody_else_was_quicker(cast: Cast) -> None:
    cast.owner.post("/settings", {**GOOD, "name": "First"})
    answer = cast.owner.post("/settings", {**GOOD, "name": "Second"})
    assert answer.status_code == 422
    assert "Somebody else changed the settings meanwhile." in text(answer.content)
    assert b'value="Second"' in answer.content, "nothing typed is lost"
    assert BusinessSettings.current().name == "First"
    again = cast.owner.post(
        "/settings", {**GOOD, "name": "Second", "version": str(BusinessSettings.current().pk)}
    )
    assert again.status_code == 302
    assert BusinessSettings.current().name == "Second"


def test_only_an_owner_opens_settings_and_changes(cast: Cast) -> None:
    for role in ("editor", "viewer"):
        for path in ("/settings", "/audit"):
            page = cast[role].get(path)
            assert page.status_code == 403
            assert "This page is not open to you." in text(page.content)
        assert cast[role].post("/settings", GOOD).status_code == 403
        assert b'href="/settings"' not in cast[role].get("/").content, "it is not offered either"
    assert not BusinessSettings.objects.exists()


def test_changes_newest_first(cast: Cast) -> None:
    cast.owner.post("/settings", {**GOOD, "name": "<b>Firm</b>"})
    record(
        None, "placed", "Home page", {"stage": "", "channel": "site"}, {"stage": "know", "channel": "site"}
    )
    page = cast.owner.get("/audit")
    said = text(page.content)
    assert said.index("placed Home page") < said.index("changed business settings")
    assert "command line" in said
    assert "Owner Lindgren" in said
    assert "stage: Know" in said
    assert "channel: site" not in said, "what stayed is not a change"
    assert "days of silence: 90 → 120" in said
    assert b"<b>Firm" not in page.content
    assert "120" in said


def test_changes_are_paged(cast: Cast) -> None:
    for n in range(55):
        record(Member.objects.get(role="owner"), "placed", f"Page {n}", None, {"stage": "know"})
    page = cast.owner.get("/audit")
    assert "1 to 50 of 55" in text(page.content)
    assert "Page 4 " in text(cast.owner.get("/audit?page=2").content)


def test_an_empty_trail(cast: Cast) -> None:
    AuditEntry.objects.all().delete()
    assert "Nobody has changed anything yet." in text(cast.owner.get("/audit").content)


def test_changes_of_any_value() -> None:
    assert changes(None, {"a": 1}) == [{"name": "a", "old": "", "new": "1"}]
    assert changes({"a": 1}, None) == [{"name": "a", "old": "1", "new": ""}]
    assert changes({"a": 1, "b": 2}, {"a": 1, "b": [3]}) == [{"name": "b", "old": "2", "new": "[3]"}]
    assert changes("x", ["y"]) == [{"name": "", "old": "x", "new": '["y"]'}]
    assert changes(None, None) == []
