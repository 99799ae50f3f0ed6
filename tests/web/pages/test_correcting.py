"""Refused rows put right in the page: the same rows as a corrected file, and two members at one row."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.conftest import Cast
from tests.web.reading import text

from touchline.collect.models import Import
from touchline.collect.reasons import Reason
from touchline.collect.refused import NAME
from touchline.service.taking import run
from touchline.workspace.models import AuditEntry

FILE = (
    "who,when,what,note\n"
    "ann,2026-03-02T10:00,Home page,\n"
    ",2026-03-03T11:00,Till,=cmd|' /C calc'!A1\n"
    'bea,soon,Home page,"two\nlines"\n'
    "cid,2026-03-03T11:00,Till,\n"
    "dan,later,Till,x\n"
)
GIVEN = {"kind": "touches", "person": "who", "time": "when", "touchpoint": "what"}


@pytest.fixture
def done(cast: Cast) -> int:
    return taken(cast, FILE)


def taken(cast: Cast, content: str | bytes, given: dict[str, str] | None = None) -> int:
    data = content.encode() if isinstance(content, str) else content
    answer = cast.editor.post("/imports/new", {"file": SimpleUploadedFile("till.csv", data)})
    number = int(answer["Location"].rpartition("/")[2])
    cast.editor.post(f"/imports/{number}/import", given or GIVEN)
    run(number)
    return number


def form(client: Client, path: str) -> dict[str, str]:
    """The fields of the form as a browser sends them back, line ends and all."""
    page = client.get(path).content.decode()
    found = dict(re.findall(r'<input(?: type="hidden")? name="([^"]+)" value="([^"]*)"', page))
    found |= {
        name: value.replace("\r\n", "\n").replace("\n", "\r\n")
        for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S)
    }
    return {name: unescape(value) for name, value in found.items() if name != "csrfmiddlewaretoken"}


def number_of(where: str) -> int:
    return int(where.rpartition("/")[2])


def test_only_changed_rows_are_sent_and_they_are_the_same_rows_as_in_a_file(cast: Cast, done: int) -> None:
    page = text(cast.editor.get(f"/imports/{done}").content)
    assert "Put them right here" in page
    fields = form(cast.editor, f"/imports/{done}/correct")
    assert fields["rows"] == "3,4,6"
    assert fields["c-3-3"] == "=cmd|' /C calc'!A1"
    fields |= {"c-3-0": "eve", "c-4-1": "2026-03-04T09:00"}
    answer = cast.editor.post(f"/imports/{done}/correct", fields)
    second = number_of(answer["Location"])
    run(second)
    one = Import.objects.get(pk=second)
    assert (one.accepted, one.refused, one.corrects_id) == (2, 0, done)
    fixed = FILE.replace("\n,2026", "\neve,2026").replace("soon", "2026-03-04T09:00")
    whole = Import.objects.get(pk=taken(cast, fixed))
    assert (whole.accepted, whole.duplicates) == (0, 4), "a row put right is the row of a right file"
    entry = AuditEntry.objects.filter(verb="asked to import").order_by("pk")[1]
    assert entry.after["corrects"] == done
    fields = form(cast.editor, f"/imports/{done}/correct")
    assert fields["rows"] == "6"
    assert "2 rows were sent again already" in text(cast.editor.get(f"/imports/{done}/correct").content)


def test_an_undone_correction_gives_the_rows_back(cast: Cast, done: int) -> None:
    fields = form(cast.editor, f"/imports/{done}/correct") | {"c-3-0": "eve"}
    second = number_of(cast.editor.post(f"/imports/{done}/correct", fields)["Location"])
    run(second)
    assert form(cast.editor, f"/imports/{done}/correct")["rows"] == "4,6"
    cast.editor.post(f"/imports/{second}/undo")
    run(second)
    assert form(cast.editor, f"/imports/{done}/correct")["rows"] == "3,4,6"


def test_an_undo_names_the_corrections_and_takes_them_back_when_asked(cast: Cast, done: int) -> None:
    fields = form(cast.editor, f"/imports/{done}/correct") | {"c-3-0": "eve"}
    second = number_of(cast.editor.post(f"/imports/{done}/correct", fields)["Location"])
    run(second)
    page = cast.editor.get(f"/imports/{done}/undo").content.decode()
    assert "came as imports of their own" in page
    assert f'href="/imports/{second}">import-{done}-put-right.csv</a>' in page
    cast.editor.post(f"/imports/{done}/undo")
    assert Import.objects.get(pk=second).state == "done"
    run(done)
    page = text(cast.editor.get(f"/imports/{done}").content)
    assert f"Rows of it that were put right stay, as imports {second}." in page
    assert "Nothing of it is in the record" not in page


def test_an_undo_with_its_corrections_leaves_nothing(cast: Cast, done: int) -> None:
    fields = form(cast.editor, f"/imports/{done}/correct") | {"c-3-0": "eve"}
    second = number_of(cast.editor.post(f"/imports/{done}/correct", fields)["Location"])
    run(second)
    cast.editor.post(f"/imports/{done}/undo", {"corrected": "on"})
    for number in (done, second):
        assert run(number).state == "undone"
    assert "Nothing of it is in the record." in text(cast.editor.get(f"/imports/{done}").content)
    assert AuditEntry.objects.filter(verb="asked to undo").count() == 2


def test_the_second_of_two_members_is_told_and_loses_nothing(cast: Cast, done: int) -> None:
    mine = form(cast.editor, f"/imports/{done}/correct") | {"c-3-0": "eve"}
    theirs = form(cast.owner, f"/imports/{done}/correct") | {"c-3-0": "zoe", "c-4-1": "2026-03-04"}
    first = cast.editor.post(f"/imports/{done}/correct", mine)
    assert first.status_code == 302
    answer = cast.owner.post(f"/imports/{done}/correct", theirs)
    assert answer.status_code == 409
    said = text(answer.content)
    assert "Editor Lindgren sent this row again on" in said
    assert 'value="zoe"' in answer.content.decode()
    assert 'value="2026-03-04"' in answer.content.decode()
    assert 'name="rows" value="4,6"' in answer.content.decode()
    assert Import.objects.filter(corrects=done).count() == 1
    again = cast.owner.post(f"/imports/{done}/correct", theirs | {"rows": "4,6"})
    assert again.status_code == 302
    assert Import.objects.get(pk=number_of(again["Location"])).options["puts_right"] == [[4, 4]]


def file_with(cast: Cast, done: int, *changes: tuple[str, str]) -> bytes:
    """The file of refused rows, with what was put right in it."""
    came = cast.editor.get(f"/imports/{done}/refused.csv")
    text = b"".join(came.streaming_content).decode()  # type: ignore[attr-defined]
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return text.encode()


def sent_file(client: Client, done: int, data: bytes) -> tuple[int, str]:
    """Send a corrected file: the number of the import that came of it, 0 for none, and what is said."""
    file = SimpleUploadedFile("right.csv", data)
    number = number_of(client.post(f"/imports/{done}/corrected", {"file": file})["Location"])
    return (0 if number == done else number), text(client.get(f"/imports/{done}").content)


NOBODY, SOON, LATER = "no-person,,", "bea,soon,", ",later,"


def test_a_file_with_rows_that_somebody_else_sent_is_refused_with_a_sentence(cast: Cast, done: int) -> None:
    mine = file_with(cast, done, (NOBODY, "no-person,eve,"))
    first, _ = sent_file(cast.editor, done, mine)
    run(first)
    assert Import.objects.get(pk=first).options["puts_right"] == [[3, 3]], "the others are as they came"
    theirs = file_with(cast, done, (NOBODY, "no-person,zoe,"), (SOON, "bea,2026-03-04,"))
    number, said = sent_file(cast.owner, done, theirs)
    assert number == 0
    assert f"Somebody else sent refused row 3 again already, as import {first} (Editor Lindgren)." in said
    assert Import.objects.filter(corrects=done).count() == 1
    assert not list(Import.objects.get(pk=done).folder.parent.glob("corrected-*"))
    without = b"".join(line for line in theirs.splitlines(keepends=True) if b"zoe" not in line)
    number, _ = sent_file(cast.owner, done, without)
    assert Import.objects.get(pk=number).options["puts_right"] == [[4, 4]]
    again, _ = sent_file(cast.editor, done, mine)
    told = run(again)
    assert (told.accepted, told.duplicates) == (0, 1), "one's own row is here already"


def test_form_and_file_know_of_each_other(cast: Cast, done: int) -> None:
    theirs = form(cast.owner, f"/imports/{done}/correct") | {"c-3-0": "zoe", "c-4-1": "2026-03-04"}
    columns = ["note", "what", "refused row", "when", "who"]
    rows = [["x", "Till", "6", "2026-03-05", "dan"], ["two\r\nlines", "Home page", "4", "soon", "bea"]]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([columns, *rows])
    first, _ = sent_file(cast.editor, done, stream.getvalue().encode())
    assert Import.objects.get(pk=first).options["puts_right"] == [[6, 6]], "columns stand in any order"
    assert form(cast.editor, f"/imports/{done}/correct")["rows"] == "3,4"
    assert cast.owner.post(f"/imports/{done}/correct", theirs).status_code == 302
    changes = ((NOBODY, "no-person,ida,"), (SOON, "bea,2026-03-09,"), (LATER, ",2026-03-09,"))
    number, said = sent_file(cast.editor, done, file_with(cast, done, *changes))
    assert number == 0
    assert "Somebody else sent refused rows 3, 4 again already, as import" in said
    assert "(Owner Lindgren)" in said


def test_what_is_not_changed_is_not_sent(cast: Cast, done: int) -> None:
    fields = form(cast.editor, f"/imports/{done}/correct")
    assert "\r\n" in fields["c-4-3"]
    answer = cast.editor.post(f"/imports/{done}/correct", fields)
    assert answer.status_code == 422
    assert "No cell was changed." in text(answer.content)
    assert Import.objects.count() == 1


def test_letters_that_could_not_be_read_are_typed_anew(cast: Cast) -> None:
    rows = "".join(f"p{n},2026-03-02,Caf\u00e9,\n" for n in range(20))
    done = taken(cast, f"who,when,what,note\n{rows}".encode() + b"ann,2026-03-02,Till,\xff\n")
    fields = form(cast.editor, f"/imports/{done}/correct")
    answer = cast.editor.post(f"/imports/{done}/correct", fields | {"c-22-0": "ann b"})
    assert answer.status_code == 422
    assert "Row 22 still has letters that could not be read" in text(answer.content)
    assert 'value="ann b"' in answer.content.decode(), "what was typed stands in the form"
    answer = cast.editor.post(f"/imports/{done}/correct", fields | {"c-22-3": "fine"})
    run(number_of(answer["Location"]))
    assert Import.objects.get(pk=number_of(answer["Location"])).accepted == 1


def test_a_ragged_row_gets_the_cells_it_lacks_and_drops_those_too_many(cast: Cast) -> None:
    done = taken(cast, "who,when,what\nann,2026-03-02\nbea,2026-03-02,Till,Till,\ncid,2026-03-02,Till\n")
    fields = form(cast.editor, f"/imports/{done}/correct")
    answer = cast.editor.post(f"/imports/{done}/correct", fields | {"c-2-2": "Till", "c-3-3": ""})
    run(number_of(answer["Location"]))
    assert Import.objects.get(pk=number_of(answer["Location"])).accepted == 2


def test_many_rows_come_in_parts_and_long_ones_are_named(cast: Cast) -> None:
    rows = "".join(f",2026-03-02,Till {n},\n" for n in range(70))
    done = taken(cast, f"who,when,what,note\n{rows},2026-03-02,Till,{'x' * 3000}\n")
    page = cast.editor.get(f"/imports/{done}/correct?why=no-person")
    assert "Put these 50 refused rows right; more follow." in text(page.content)
    further = re.search(r'href="(\?why=no-person&amp;after=51)"', page.content.decode())
    assert further
    page = cast.editor.get(f"/imports/{done}/correct{unescape(further[1])}")
    assert "Put these 20 refused rows right and send them again." in text(page.content)
    assert "1 row is too long for a form." in text(page.content)
    assert "No refused row waits" in text(cast.editor.get(f"/imports/{done}/correct?why=no-time").content)


def test_a_file_too_wide_for_a_form_is_sent_as_a_file(cast: Cast) -> None:
    names = ",".join(f"n{n}" for n in range(1000))
    done = taken(cast, f"who,when,what,{names}\nann,soon,Till,{',' * 999}\nann,2026-03-02,Till,{',' * 999}\n")
    page = text(cast.editor.get(f"/imports/{done}/correct").content)
    assert "too many columns for a form" in page


def test_rows_of_the_forgotten_are_not_offered(cast: Cast, done: int) -> None:
    path = Import.objects.get(pk=done).folder / NAME
    with path.open("a", newline="") as stream:
        csv.writer(stream).writerow([9, Reason.FORGOTTEN.id, "", "", "", ""])
    assert form(cast.editor, f"/imports/{done}/correct")["rows"] == "3,4,6"


def test_only_editors_and_only_what_is_done(cast: Cast, done: int) -> None:
    assert cast.viewer.get(f"/imports/{done}/correct").status_code == 403
    Import.objects.filter(pk=done).update(state="undone")
    assert cast.editor.get(f"/imports/{done}/correct")["Location"] == f"/imports/{done}"
    assert cast.editor.post(f"/imports/{done}/correct", {"rows": "3", "c-3-0": "x"}).status_code == 302
    assert Import.objects.count() == 1
    assert not list(Path(Import.objects.get().folder.parent).glob("corrected-*"))


def test_what_a_killed_process_left_goes_at_the_next_start(home: Path) -> None:
    from touchline.collect.sweeping import sweep

    for name in ("corrected-abc", "7"):
        (home / "imports" / name).mkdir(parents=True)
        (home / "imports" / name / "rows.csv").write_text("a person's row")
    sweep(home / "imports")
    assert [path.name for path in (home / "imports").iterdir()] == ["7"]
