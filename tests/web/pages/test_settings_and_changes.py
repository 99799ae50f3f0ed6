from __future__ import annotations

import csv
import re
from datetime import datetime
from io import StringIO

import pytest
from tests.web.conftest import Cast
from tests.web.reading import text

from touchline.collect.models import Import
from touchline.web.changes import changes
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, BusinessSettings, Member

GOOD = {
    "name": "Lindgren Cycles",
    "zone": "Europe/Berlin",
    "currency": "eur",
    "silence_days": "120",
}
BEFORE = {"was-name": "My business", "was-zone": "UTC", "was-currency": "EUR", "was-silence_days": "90"}


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


def test_a_new_zone_names_the_imports_read_in_the_old_one(cast: Cast) -> None:
    options = {"wall": True, "zone": "UTC", "given": {}}
    Import.objects.create(kind="touches", file="/x/till.csv", state="done", options=options)
    cast.owner.post("/settings", GOOD)
    page = text(cast.owner.get("/settings").content)
    assert "(till.csv) were read in UTC and stay so. To read them in Europe/Berlin" in page


def test_saving_the_same_again_makes_none(cast: Cast) -> None:
    cast.owner.post("/settings", GOOD)
    cast.owner.post("/settings", GOOD)
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
    cast.owner.post("/settings", {**GOOD, **BEFORE, "name": "First"})
    answer = cast.owner.post("/settings", {**GOOD, **BEFORE, "name": "Second", "silence_days": "90"})
    assert answer.status_code == 409
    said = text(answer.content)
    assert re.search(r"Owner Lindgren changed this on \d+ \w+ \d{4}, \d\d:\d\d\.", said)
    assert "There now: First" in said, "the other's value stands beside one's own"
    assert 'name="name" required maxlength="200" value="Second"' in answer.content.decode()
    assert b'name="silence_days" type="number" min="1" max="3650" required value="120"' in answer.content
    assert "Save mine anyway" in said
    assert BusinessSettings.current().name == "First"
    assert AuditEntry.objects.filter(verb="changed").count() == 1
    again = cast.owner.post("/settings", form_of(answer.content))
    assert again.status_code == 302
    now = BusinessSettings.current()
    assert (now.name, now.silence_days) == ("Second", 120), "what only the other changed stays"


def form_of(content: bytes) -> dict[str, str]:
    """What the browser would send of the form, as it stands."""
    fields = re.findall(r'<input[^>]*?name="([^"]*)"[^>]*?value="([^"]*)"', content.decode())
    return {name: value for name, value in fields if name not in ("csrfmiddlewaretoken", "next")}


def test_changes_of_different_fields_are_both_kept(cast: Cast) -> None:
    cast.owner.post("/settings", {**GOOD, **BEFORE, "name": "My business", "silence_days": "90"})
    answer = cast.owner.post("/settings", {**GOOD, **BEFORE, "zone": "UTC", "silence_days": "60"})
    assert answer.status_code == 302
    now = BusinessSettings.current()
    assert (now.name, now.zone, now.silence_days) == ("Lindgren Cycles", "Europe/Berlin", 60)
    said = text(cast.owner.get("/settings").content)
    assert "Owner Lindgren changed this on" in said
    assert "It stays so: time zone." in said


def test_only_an_owner_opens_settings(cast: Cast) -> None:
    for role in ("editor", "viewer"):
        page = cast[role].get("/settings")
        assert page.status_code == 403
        assert "This page is not open to you." in text(page.content)
        assert cast[role].post("/settings", GOOD).status_code == 403
        assert b'href="/settings"' not in cast[role].get("/").content, "it is not offered either"
    assert not BusinessSettings.objects.exists()


def test_the_settings_go_back(cast: Cast) -> None:
    cast.owner.post("/settings", GOOD)
    entry = AuditEntry.objects.latest("pk")
    assert cast.editor.post(f"/audit/{entry.pk}/undo").status_code == 403, "only an owner changes settings"
    assert cast.owner.post(f"/audit/{entry.pk}/undo").status_code == 302
    now = BusinessSettings.current()
    assert (now.name, now.zone, now.currency, now.silence_days) == ("My business", "UTC", "EUR", 90)
    assert BusinessSettings.objects.count() == 2, "a new version"
    assert AuditEntry.objects.filter(verb="undid").count() == 1
    page = text(cast.owner.get("/audit").content)
    assert "Undone: changed business settings." in page
    assert "undone by Owner Lindgren" in page


def test_settings_undone_out_of_order_say_so(cast: Cast) -> None:
    cast.owner.post("/settings", GOOD)
    first = AuditEntry.objects.latest("pk")
    cast.owner.post("/settings", {**GOOD, "name": "Later"})
    cast.owner.post(f"/audit/{first.pk}/undo")
    assert "Not undone: The settings were changed again since." in text(cast.owner.get("/audit").content)
    assert BusinessSettings.current().name == "Later"


def test_editors_undo_what_editors_do(cast: Cast) -> None:
    from touchline.touchpoints.models import Touchpoint
    from touchline.touchpoints.place import place

    touchpoint = Touchpoint.objects.create(name="Reviews")
    place(touchpoint, channel="site")
    placed = AuditEntry.objects.latest("pk")
    cast.owner.post("/settings", GOOD)
    changed = AuditEntry.objects.latest("pk")
    page = cast.editor.get("/audit").content.decode()
    assert f"/audit/{placed.pk}/undo" in page
    assert f"/audit/{changed.pk}/undo" not in page, "no button for what one may not do"
    assert f"/audit/{changed.pk}/undo" in cast.owner.get("/audit").content.decode()
    assert cast.viewer.post(f"/audit/{placed.pk}/undo").status_code == 403
    back = cast.editor.post(f"/audit/{placed.pk}/undo", {"next": "/audit?verb=placed"})
    assert back["Location"] == "/audit?verb=placed"
    assert cast.editor.post(f"/audit/{placed.pk}/undo", {"next": "//evil.example"})["Location"] == "/audit"
    touchpoint.refresh_from_db()
    assert touchpoint.channel == ""
    assert "Not undone: This change was undone already." in text(cast.editor.get("/audit").content)
    assert cast.editor.post("/audit/999999/undo").status_code == 404


@pytest.fixture
def trail(cast: Cast) -> None:
    """Four changes by two and the command line, over three days of Berlin."""
    BusinessSettings.objects.create(zone="Europe/Berlin")
    AuditEntry.objects.all().delete()
    owner, editor = Member.objects.get(role="owner"), Member.objects.get(role="editor")
    made = [
        record(owner, "placed", "Home page", None, {"stage": "know"}),
        record(editor, "placed", "=Reviews", None, {"stage": "trust"}),
        record(None, "changed", "business settings", None, {"name": "Firm"}),
        record(editor, "joined", "editor@example.com", None, {"role": "editor"}),
    ]
    for entry, when in zip(
        made,
        ("2026-03-01T12:00Z", "2026-03-01T23:30Z", "2026-03-02T22:59Z", "2026-03-02T23:00Z"),
        strict=True,
    ):
        AuditEntry.objects.filter(pk=entry.pk).update(at=datetime.fromisoformat(when))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Home page", "=Reviews", "business settings", "editor@example.com"]),
        ("member=editor@example.com", ["=Reviews", "editor@example.com"]),
        ("member=-", ["business settings"]),
        ("verb=placed", ["Home page", "=Reviews"]),
        ("find=HOME", ["Home page"]),
        ("from=2026-03-02&last=2026-03-02", ["=Reviews", "business settings"]),
        ("from=2026-03-03", ["editor@example.com"]),
        ("last=2026-03-01", ["Home page"]),
        (
            "last=9999-12-31&from=0001-01-02",
            ["Home page", "=Reviews", "business settings", "editor@example.com"],
        ),
        ("from=nonsense", ["Home page", "=Reviews", "business settings", "editor@example.com"]),
        ("verb=placed&member=-", []),
    ],
)
@pytest.mark.usefixtures("trail")
def test_changes_are_found(cast: Cast, asked: str, found: list[str]) -> None:
    rows = list(csv.DictReader(StringIO(b"".join(cast.owner.get(f"/audit.csv?{asked}")).decode())))
    assert sorted(one["what"].lstrip("'") for one in rows) == sorted(found)
    page = cast.owner.get(f"/audit?{asked}")
    assert page.content.count(b'<tr id="change-') == len(found)
    if not found:
        assert "No change fits this filter." in text(page.content)


@pytest.mark.usefixtures("trail")
def test_changes_as_a_file(cast: Cast) -> None:
    answer = cast.editor.get("/audit.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="changes.csv"'
    newest = next(csv.DictReader(StringIO(b"".join(answer).decode())))
    assert newest["at"] == "2026-03-02T23:00:00+00:00"
    assert (newest["member"], newest["verb"], newest["after"]) == (
        "editor@example.com",
        "joined",
        '{"role": "editor"}',
    )
    assert "'=Reviews" in b"".join(cast.owner.get("/audit.csv")).decode(), "no formula for a spreadsheet"
    assert cast.viewer.get("/audit.csv").status_code == 403


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
