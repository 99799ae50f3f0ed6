"""A file from the browser to the record and back: sent, mapped, rehearsed, imported, looked at, undone."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from tests.web.conftest import Cast
from tests.web.reading import text

from touchline.collect.models import Import
from touchline.lake.events import Lake
from touchline.people.models import Identity
from touchline.people.persons import person_of
from touchline.service.refresh import refresh
from touchline.service.taking import run
from touchline.touchpoints.models import Touchpoint
from touchline.web import receiving
from touchline.web.draft_view import in_words
from touchline.workspace.models import AuditEntry

FILE = (
    "who,when,what,paid\n"
    "ann,2026-03-02T10:00,Home page,\n"
    "ann,2026-03-03T10:00,Till,12.50\n"
    ",2026-03-03T11:00,Till,3.00\n"
    "bea,1971-03-03T11:00,Till,7.00\n"
    "bea,soon,Home page,\n"
)
GIVEN = {"kind": "touches", "person": "who", "time": "when", "touchpoint": "what", "value": "paid"}


def send(client: Client, content: str | bytes = FILE, name: str = "till.csv") -> HttpResponseBase:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/imports/new", {"file": SimpleUploadedFile(name, data)})


def sent(cast: Cast, content: str | bytes = FILE, name: str = "till.csv") -> int:
    answer = send(cast.editor, content, name)
    assert answer.status_code == 302
    return int(answer["Location"].rpartition("/")[2])


def leftovers() -> list[Path]:
    folder: Path = settings.TOUCHLINE.imports
    return [path for path in folder.glob("*") if not path.name.isdigit()]


def test_from_the_browser_to_the_record_and_back(cast: Cast) -> None:
    number = sent(cast)
    assert not leftovers()
    page = text(cast.editor.get(f"/imports/{number}").content)
    assert "What do the columns of “till.csv” stand for?" in page
    assert "The person is 'who'" in page
    assert "Say which column" not in page, "what is sure is chosen already"
    assert "Home page" in page
    answer = cast.editor.post(f"/imports/{number}/rehearse", GIVEN)
    assert answer["Location"] == f"/imports/{number}"
    assert "is being rehearsed" in text(cast.editor.get(f"/imports/{number}").content)
    run(number)
    page = text(cast.editor.get(f"/imports/{number}").content)
    assert "3 of 5 rows of “till.csv” are new. 3 need a look." in page
    assert "2 people would be new." in page
    assert "2 touchpoints would be discovered: Till, Home page." in page
    assert "accepted EUR 19.50" in page
    assert "refused EUR 3.00" in page
    assert "Import 3 rows" in page
    assert Lake(settings.TOUCHLINE.lake).last_seq() == 0, "nothing is recorded"
    cast.editor.post(f"/imports/{number}/import", GIVEN)
    assert Import.objects.get(pk=number).state == "waiting"
    run(number)
    refresh()
    page = text(cast.editor.get(f"/imports/{number}").content)
    assert "3 of 5 rows of “till.csv” are new. 3 need a look." in page
    assert "2 touchpoints of the record wait for their place" in page
    verdicts = b"".join(cast.editor.get(f"/imports/{number}/verdicts.csv").streaming_content)  # type: ignore[attr-defined]
    assert verdicts.count(b"\r\n") == 6
    assert b"4,refused,no-person,The row names no person." in verdicts
    confirm = text(cast.editor.get(f"/imports/{number}/undo").content)
    assert "3 rows go from the record" in confirm
    cast.editor.post(f"/imports/{number}/undo")
    assert "is being undone" in text(cast.editor.get(f"/imports/{number}").content)
    run(number)
    page = text(cast.editor.get(f"/imports/{number}").content)
    assert "The import of “till.csv” is undone." in page
    assert not Touchpoint.objects.exists()
    assert "0 rows are in the record, from 0 imports." in text(cast.viewer.get("/imports").content)
    assert [one.verb for one in AuditEntry.objects.order_by("pk")] == ["asked to import", "asked to undo"]


def chosen(page: str) -> dict[str, str]:
    """The column chosen for each meaning."""
    fields = re.findall(r'id="column-(\w+)">(.*?)</select>', page, re.S)
    found = ((name, re.search(r'value="([^"]*)" selected', options)) for name, options in fields)
    return {name: match[1] for name, match in found if match and match[1]}


def test_what_was_looked_at_is_there_when_the_draft_is_opened_again(cast: Cast) -> None:
    number = sent(cast)
    path = f"/imports/{number}"
    other = {"kind": "touches", "person": "who", "time": "when", "touchpoint": "paid"}
    cast.editor.get(f"{path}?{urlencode(other)}")
    assert "touchpoint" not in chosen(cast.editor.get(path).content.decode()), "GET changes nothing"
    looked = cast.editor.post(f"{path}/choices", other, headers={"HX-Request": "true"})
    assert chosen(looked.content.decode()) == chosen(cast.owner.get(path).content.decode())
    assert chosen(looked.content.decode())["touchpoint"] == "paid"
    assert cast.editor.post(f"{path}/choices", {"kind": "orders"})["Location"] == path
    assert '<option value="orders" selected>' in cast.editor.get(path).content.decode()
    cast.editor.post(f"{path}/choices", {**GIVEN, "touchpoint_name": "a\0b"})
    assert Import.objects.get().state == "draft"
    answer = cast.editor.post(f"{path}/rehearse", GIVEN)
    assert answer["Location"] == path
    run(number)
    assert "Import 3 rows" in text(cast.editor.get(path).content)
    cast.editor.post(f"{path}/choices", other)
    assert "The reading has changed since the rehearsal." in text(cast.editor.get(path).content)
    cast.editor.post(f"{path}/choices", GIVEN)
    assert "Import 3 rows" in text(cast.editor.get(path).content)
    cast.editor.post(f"{path}/import", GIVEN)
    late = cast.editor.post(f"{path}/choices", other, headers={"HX-Request": "true"})
    assert late["HX-Redirect"] == path
    assert "is no draft any more" in text(cast.editor.get("/imports").content)


@pytest.fixture
def done(cast: Cast) -> int:
    number = sent(cast)
    cast.editor.post(f"/imports/{number}/import", GIVEN)
    run(number)
    return number


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", ["4", "5", "6"]),
        ("verdict=refused", ["4", "6"]),
        ("verdict=suspicious", ["5"]),
        ("verdict=accepted", ["2", "3"]),
        ("verdict=duplicate", []),
        ("why=no-person", ["4"]),
        ("why=long-ago", ["5"]),
        ("verdict=accepted&why=no-person", []),
        ("verdict=hopes&why=moon", ["4", "5", "6"]),
    ],
)
def test_the_filter_of_rows(cast: Cast, done: int, query: str, rows: list[str]) -> None:
    page = cast.editor.get(f"/imports/{done}?{query}").content.decode()
    assert re.findall(r'<td class="r mono">(\d+)</td>', page) == rows
    assert ("No row fits this filter." in page) == (not rows)


def test_corrected_rows_are_sent(cast: Cast, done: int) -> None:
    refused = b"".join(cast.editor.get(f"/imports/{done}/refused.csv").streaming_content)  # type: ignore[attr-defined]
    right = refused.decode().replace("no-person,,", "no-person,cid,").replace(",soon,", ",2026-03-04T09:00,")
    answer = cast.editor.post(
        f"/imports/{done}/corrected", {"file": SimpleUploadedFile("right.csv", right.encode())}
    )
    second = int(answer["Location"].rpartition("/")[2])
    assert second == done + 1
    assert not leftovers()
    assert Path(Import.objects.get(pk=second).file).exists()
    run(second)
    page = text(cast.editor.get(f"/imports/{second}").content)
    assert "All 2 rows of “right.csv” are new." in page
    assert f"It puts refused rows right of: import {done}" in page
    wrong = cast.editor.post(
        f"/imports/{done}/corrected", {"file": SimpleUploadedFile("x.csv", b"nothing,fits\n1,2\n")}
    )
    assert wrong["Location"] == f"/imports/{done}"
    assert "no column" in text(cast.editor.get(f"/imports/{done}").content)
    assert not leftovers()


def test_what_leaned_on_it_is_named_before_an_undo(cast: Cast, done: int) -> None:
    second = sent(cast, FILE, "longer.csv")
    cast.editor.post(f"/imports/{second}/import", GIVEN)
    run(second)
    page = text(cast.editor.get(f"/imports/{done}/undo").content)
    assert "import these files again to bring them back: longer.csv 3 rows were already here" in page


def test_looking_changes_with_what_is_chosen_and_saves_nothing(cast: Cast) -> None:
    number = sent(cast)
    page = cast.editor.get(f"/imports/{number}?{urlencode(GIVEN)}").content.decode()
    assert "Say which column" not in page
    assert "✓ Person: who" in page
    assert Import.objects.get(pk=number).options == {}
    people = text(cast.editor.get(f"/imports/{number}?kind=people&person=who").content)
    assert "Brought by: who" in people
    wrong = text(cast.editor.get(f"/imports/{number}?kind=touches&person=whom").content)
    assert "no column 'whom'" in wrong or "Say which column" in wrong


def test_a_choice_that_cannot_be_keeps_what_was_chosen(cast: Cast) -> None:
    number = sent(cast)
    answer = cast.editor.post(f"/imports/{number}/rehearse", GIVEN | {"time": ""})
    assert answer["Location"].startswith(f"/imports/{number}?kind=touches&person=who")
    page = cast.editor.get(answer["Location"]).content.decode()
    assert "Say which column is the time" in page
    assert '<option value="who" selected>' in page
    assert Import.objects.get(pk=number).state == "draft"


def test_a_rehearsal_is_out_of_date_when_the_reading_changes(cast: Cast) -> None:
    number = sent(cast)
    cast.editor.post(f"/imports/{number}/rehearse", GIVEN)
    run(number)
    other = GIVEN | {"value": "", "channel": "paid"}
    page = text(cast.editor.get(f"/imports/{number}?{urlencode(other)}").content)
    assert "The reading has changed since the rehearsal." in page
    assert "Import without a rehearsal" in page
    cast.editor.post(f"/imports/{number}/import", other)
    assert Import.objects.get(pk=number).options["given"]["channel"] == "paid"


def test_thrown_away(cast: Cast) -> None:
    number = sent(cast)
    folder = Import.objects.get(pk=number).folder
    cast.editor.post(f"/imports/{number}/discard")
    assert not folder.exists()
    assert not Import.objects.exists()
    assert cast.editor.post(f"/imports/{number}/discard").status_code == 302


def test_a_failed_import_is_tried_again(cast: Cast) -> None:
    number = sent(cast)
    cast.editor.post(f"/imports/{number}/import", GIVEN)
    Import.objects.update(state="failed", error="The disk is full.")
    assert "Try again" in text(cast.editor.get(f"/imports/{number}").content)
    assert "Try again" not in text(cast.viewer.get(f"/imports/{number}").content)
    cast.editor.post(f"/imports/{number}/again")
    run(number)
    assert Import.objects.get(pk=number).state == "done"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "is empty"), (b"\n\n", "empty"), (b"\x00\x01\x02", "")],
)
def test_a_file_that_cannot_be_kept_gets_a_sentence(cast: Cast, content: bytes, sentence: str) -> None:
    answer = send(cast.editor, content)
    page = text(cast.editor.get(answer["Location"]).content)
    assert sentence in page
    assert not leftovers()
    if answer["Location"] == "/imports/new":
        assert not Import.objects.exists()


def test_a_form_without_a_file(cast: Cast) -> None:
    for form in ({}, {"file": "text"}):
        answer = cast.editor.post("/imports/new", form)
        assert answer["Location"] == "/imports/new"
        assert "Choose a file first." in text(cast.editor.get("/imports/new").content)
    answer = cast.editor.post("/imports/new", {}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/imports/new")


def test_a_full_disk_gets_a_sentence(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(receiving._InImports, "write", full, raising=False)
    answer = send(cast.editor, "x" * 3_000_000)
    assert answer["Location"] == "/imports/new"
    assert "The disk is full. Make room and send the file again." in text(
        cast.editor.get("/imports/new").content
    )
    assert not leftovers()


def test_a_file_without_a_token_is_not_taken(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = cast.editor.cookies
    assert send(client).status_code == 403
    assert client.post("/imports/1/corrected").status_code == 403
    assert not Import.objects.exists()
    assert not leftovers()


def test_who_may_not_is_refused_before_a_file_is_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving.ToDisk, "__init__", lambda *_: pytest.fail("it was read"))
    assert send(cast.viewer).status_code == 403
    assert send(cast.stranger).status_code == 302


def test_hostile_names_and_cells(cast: Cast) -> None:
    number = sent(
        cast, 'who,"<b>when",what\n"<script>x</script>",2026-03-02,' + "y" * 10_000 + "\n", "../<i>.csv"
    )
    page = cast.editor.get(f"/imports/{number}").content
    assert b"<script>x" not in page
    assert b"<b>when" not in page
    assert len(page) < 60_000
    assert Path(Import.objects.get(pk=number).file).parent.name == "file"


def test_a_thousand_columns(cast: Cast) -> None:
    header = ",".join(["who", "when", "what", *(f"note {n}" for n in range(997))])
    number = sent(cast, f"{header}\n{','.join(['x'] * 1000)}\n")
    page = cast.editor.get(f"/imports/{number}?kind=touches&person=note+996").content.decode()
    assert "959 more columns are not shown here; they are kept beside." in page
    assert page.count('<th scope="col"') == 41
    assert len(page) < 1_000_000


def test_a_viewer_sees_how_far_a_draft_is_and_no_rows(cast: Cast) -> None:
    number = sent(cast)
    page = text(cast.viewer.get(f"/imports/{number}").content)
    assert "What do the columns of “till.csv” stand for?" in page
    assert "Home page" not in page
    assert cast.viewer.post(f"/imports/{number}/rehearse", GIVEN).status_code == 403


def test_what_is_not_sure_is_a_question_with_its_answers(cast: Cast) -> None:
    rows = "".join(f"k{n},0{n % 9 + 1}.0{n % 7 + 1}.2026 10:00,Till\n" for n in range(40))
    number = sent(cast, "who,when,what\n" + rows)
    page = cast.editor.get(f"/imports/{number}").content.decode()
    question = page.partition('class="askb"')[2]
    answers = dict(re.findall(r'<a class="btn sm" href="([^"]+)">([^<]+)</a>', question))
    assert [label.partition(":")[0] for label in answers.values()] == ["day first", "month first"]
    assert "--dates" not in page
    where = next(href for href, label in answers.items() if label.startswith("day first"))
    page = cast.editor.get(unescape(where)).content.decode()
    assert 'class="askb"' not in page
    assert '<option value="day-first" selected>' in page


def test_an_option_is_named_once_for_all_its_answers() -> None:
    said = in_words("Say which: --dates day-first or --dates month-first.")
    assert said == "Say which: “How dates are written” day-first or month-first."


def test_a_zip_with_several_files_offers_them(cast: Cast) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("a.csv", "who,when,what\nann,2026-03-02T10:00Z,From a\n")
        out.writestr("in/a.csv", "who,when,what\nann,2026-03-02T10:00Z,Deeper\n")
        out.writestr("b & c.csv", "who,when,what\nann,2026-03-02T10:00Z,From b\n")
    number = sent(cast, packed.getvalue(), "several.zip")
    page = cast.editor.get(f"/imports/{number}").content.decode()
    assert "several.zip holds 3 files. Which one is to be read?</span>" in page
    assert "The file has no rows." not in page
    assert "--member" not in page
    question = page.partition('class="askb"')[2]
    answers = {
        unescape(label): unescape(href)
        for href, label in re.findall(r'<a class="btn sm" href="([^"]+)">([^<]+)</a>', question)
    }
    assert list(answers) == ["a.csv", "in/a.csv", "b & c.csv"]
    for name, touchpoint in (("a.csv", "From a"), ("in/a.csv", "Deeper"), ("b & c.csv", "From b")):
        page = cast.editor.get(answers[name]).content.decode()
        assert touchpoint in page
        assert 'class="askb"' not in page
    given = {**GIVEN, "value": "", "member": "b & c.csv"}
    cast.editor.post(f"/imports/{number}/import", given)
    assert run(number).accepted == 1


def test_a_member_says_how_the_file_is_read(cast: Cast) -> None:
    number = sent(cast, "Kunde;Zeit;Was\nMüller;2026-03-02;Café\n".encode("cp1252"))
    page = text(cast.editor.get(f"/imports/{number}").content)
    assert "Müller" in page
    assert "CSV in cp1252, parted by semicolons" in page
    page = text(
        cast.editor.get(f"/imports/{number}?kind=touches&encoding=cp1251&delimiter=semicolon").content
    )
    assert "Mьller" in page
    page = text(cast.editor.get(f"/imports/{number}?kind=touches&encoding=klingon").content)
    assert "There is no encoding 'klingon'." in page
    assert "Müller" in page, "the first rows stay, read as they were found to be"


def test_a_preset_is_kept_and_used_again(cast: Cast) -> None:
    number = sent(cast, "a,b,c\nann,2026-03-02,Till\n")
    given = {"kind": "touches", "person": "a", "time": "b", "touchpoint": "c", "channel": "c"}
    answer = cast.editor.post(f"/imports/{number}/preset", given | {"preset_name": " The till "})
    assert "Kept as the preset “The till”." in text(cast.editor.get(answer["Location"]).content)
    cast.editor.post(f"/imports/{number}/preset", given | {"preset_name": ""})
    assert "Give the preset a name" in text(cast.editor.get(f"/imports/{number}").content)
    second = sent(cast, "a,b,c\nbea,2026-03-02,Till\n")
    page = cast.editor.get(f"/imports/{second}?kind=people&preset=The+till").content.decode()
    assert page.count('<option value="c" selected>') == 2
    assert "✓ Person: who" in page
    assert cast.viewer.post(f"/imports/{number}/preset", given).status_code == 403


def test_the_same_choice_after_a_rehearsal_is_the_same(cast: Cast) -> None:
    """What is settled, sent again as the form shows it, is no change."""
    number = sent(cast, "Kunde;Zeit;Was;Betrag\nMüller;02.03.2026;Café;1.234,50\nA;13.03.2026;Café;2,50\n")
    cast.editor.post(
        f"/imports/{number}/rehearse",
        {"kind": "touches", "person": "Kunde", "time": "Zeit", "touchpoint": "Was", "value": "Betrag"},
    )
    run(number)
    page = cast.editor.get(f"/imports/{number}").content.decode()
    assert "Import 2 rows" in page
    form = page.partition('<form class="panel" id="draft"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'<input name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(<option.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = unescape(chosen[1]) if chosen else ""
    seen = cast.editor.get(f"/imports/{number}?{urlencode(fields)}").content.decode()
    assert "The reading has changed since the rehearsal." not in seen
    cast.editor.post(f"/imports/{number}/import", fields)
    run(number)
    found = Import.objects.get(pk=number)
    assert (found.state, found.money) == ("done", {"accepted": {"EUR": 123_700}})


@pytest.mark.parametrize("where", ["/imports/new", "/imports/{number}/corrected"])
def test_a_form_without_a_file_is_told_to_choose_one(cast: Cast, where: str) -> None:
    number = sent(cast)
    answer = cast.editor.post(
        where.format(number=number), "file=x", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    assert "Choose a file first." in text(cast.editor.get(answer["Location"]).content)


def test_one_touchpoint_for_a_file_that_names_none(cast: Cast) -> None:
    number = sent(cast, "who,when\nann,2026-03-02\nbea,2026-03-03\n")
    given = {"kind": "touches", "person": "who", "time": "when", "touchpoint_name": "Contact form"}
    page = text(cast.editor.get(f"/imports/{number}?{urlencode(given)}").content)
    assert "Touchpoint of rows that name none" in page
    assert "Touchpoint: what they met (needed)" not in page
    cast.editor.post(f"/imports/{number}/import", given)
    run(number)
    found = Import.objects.get(pk=number)
    assert (found.state, found.accepted) == ("done", 2), found.error


def test_an_encoding_that_cannot_be_told_is_asked_beside_the_file(cast: Cast) -> None:
    number = sent(cast, "who,when,what\nann,2026-03-01,首页\n".encode("gb18030"))
    page = cast.editor.get(f"/imports/{number}").content.decode()
    assert "In which encoding the letters are cannot be told from so few." in text(page.encode())
    answer = next(
        unescape(one) for one in re.findall(r'href="(/imports/[^"]+)"', page) if "encoding=gb18030" in one
    )
    page = text(cast.editor.get(answer).content)
    assert "首页" in page
    assert "The person is 'who'" in page
    answer_given = GIVEN | {"value": "", "encoding": "gb18030"}
    cast.editor.post(f"/imports/{number}/import", answer_given)
    run(number)
    assert Import.objects.get(pk=number).accepted == 1


def test_a_second_id_is_mapped_rehearsed_and_shown_as_evidence(cast: Cast) -> None:
    content = (
        "user id,anonymous id,time,event\nann,c-1,2026-03-02T10:00,Home page\nann,c-2,2026-03-03T10:00,Till\n"
    )
    number = sent(cast, content, "web.csv")
    page = cast.editor.get(f"/imports/{number}").content.decode()
    assert "Another id of the same person" in page
    assert "The other id of the person is 'anonymous id': its name says other id." in text(page.encode())
    given = {"kind": "touches", "person": "user id", "other_id": "anonymous id", "time": "time"}
    cast.editor.post(f"/imports/{number}/rehearse", {**given, "touchpoint": "event"})
    run(number)
    said = text(cast.editor.get(f"/imports/{number}").content)
    assert "2 pairs of ids would be joined as one person each." in said
    cast.editor.post(f"/imports/{number}/import", {**given, "touchpoint": "event"})
    run(number)
    refresh()
    ann = person_of(Identity.objects.get(value="c-2").pk)
    person = text(cast.viewer.get(f"/people/{ann}").content)
    assert f"a row of an import, 2 Mar 2026, 11:00 · row 2 of import {number}" in person.replace(
        "10:00", "11:00"
    )
    assert "2 joins of ids lose their evidence here" in text(
        cast.editor.get(f"/imports/{number}/undo").content
    )
    cast.editor.post(f"/imports/{number}/undo")
    run(number)
    assert not Identity.objects.exists()
