from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests.web.conftest import Cast
from tests.web.reading import text

from touchline.collect.models import Import
from touchline.collect.refused import NAME
from touchline.workspace.models import Member

ROWS = (
    "refused row,refused because,who,when\r\n5,no-person,,2026\r\n"
    "6,unreadable-time,<b>ann,soon\r\n8,no-person,=cmd|' /C calc'!A1,+1-1\r\n"
)


@pytest.fixture
def one(cast: Cast) -> Import:
    made = Import.objects.create(
        kind="touches",
        file="/data/<b>till, march.csv",
        state="done",
        rows=1_210,
        accepted=1_000,
        duplicates=207,
        refused=3,
        verdicts={"no-person": 2, "unreadable-time": 1, "a reason of tomorrow": 0},
        options={"zone": "Europe/Berlin", "currency": "EUR", "given": {"person": "who", "time": "when"}},
        member=Member.objects.get(role="editor"),
        finished_at=timezone.now(),
    )
    folder = Path(settings.TOUCHLINE.imports) / str(made.number)
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(ROWS.encode() + b"9,not-utf8,\xff\xfe,\r\n")
    return made


def test_the_list(cast: Cast, one: Import) -> None:
    Import.objects.create(kind="people", file="people.csv", state="failed", error="There is no column 'x'.")
    page = cast.viewer.get("/imports")
    said = text(page.content)
    assert "1,000 rows are in the record, from 2 imports." in said
    assert "<b>till, march.csv" in said
    assert b"<b>till" not in page.content
    assert "Editor Lindgren" in said
    assert "command line" in said
    assert "failed" in said
    assert b"/data/" not in page.content, "a path is for the page of one import"
    assert b"hx-trigger" not in page.content


def test_a_running_import_is_looked_at_again(cast: Cast) -> None:
    Import.objects.create(kind="touches", file="a.csv", state="reading", rows=5_000, done_share=0.62)
    page = cast.viewer.get("/imports").content
    assert b'<progress max="1" value="0.620">' in page
    assert b'hx-trigger="every 2s"' in page
    single = cast.viewer.get("/imports/1")
    assert "“a.csv” is being imported: 5,000 rows so far." in text(single.content)
    assert b'hx-trigger="every 2s"' in single.content


def test_one_import(cast: Cast, one: Import) -> None:
    page = cast.editor.get(f"/imports/{one.number}")
    said = text(page.content)
    assert "1,000 of 1,210 rows of “<b>till, march.csv” are new. 3 need a look." in said
    assert "The row names no person." in said
    assert "The time cannot be read." in said
    assert said.index("The row names no person.") < said.index("The time cannot be read.")
    assert "Europe/Berlin" in said
    assert "Download the 3 refused" in said
    assert b"<b>ann" not in page.content
    assert "<b>ann" in said
    assert b'class="split"' in page.content
    chosen = text(cast.editor.get(f"/imports/{one.number}?why=unreadable-time").content)
    assert "Show every reason" in chosen
    assert cast.editor.get(f"/imports/{one.number}?why=../x").status_code == 200


def test_a_viewer_sees_reasons_but_no_rows(cast: Cast, one: Import) -> None:
    page = cast.viewer.get(f"/imports/{one.number}")
    said = text(page.content)
    assert "The row names no person." in said
    assert "<b>ann" not in said
    assert "Download" not in said
    assert cast.viewer.get(f"/imports/{one.number}/refused.csv").status_code == 403


def test_refused_rows_come_as_they_were(cast: Cast, one: Import) -> None:
    answer = cast.editor.get(f"/imports/{one.number}/refused.csv")
    assert "attachment" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert content.startswith(ROWS.encode())
    assert b"\xff\xfe" in content
    said = text(cast.editor.get(f"/imports/{one.number}").content)
    assert "Every cell of this file is as it came." in said


def test_no_refused_rows_no_file(cast: Cast) -> None:
    made = Import.objects.create(kind="touches", file="a.csv", state="done", rows=2, accepted=2)
    assert cast.editor.get(f"/imports/{made.number}/refused.csv").status_code == 404
    assert "All 2 rows of “a.csv” are new." in text(cast.viewer.get(f"/imports/{made.number}").content)


def test_a_failed_import_says_why(cast: Cast) -> None:
    made = Import.objects.create(
        kind="touches", file="a.csv", state="failed", error="There is no column <x>."
    )
    page = cast.viewer.get(f"/imports/{made.number}")
    assert "“a.csv” could not be imported." in text(page.content)
    assert "There is no column <x>." in text(page.content)


def test_an_import_that_is_not_there(cast: Cast) -> None:
    for number in (7, 2**40, 2**80):
        page = cast.viewer.get(f"/imports/{number}")
        assert page.status_code == 404
        assert "There is no import of this number." in text(page.content)


def test_nothing_imported(cast: Cast) -> None:
    page = text(cast.viewer.get("/imports").content)
    assert "Nothing was imported yet." in page
    assert "touchline import touches FILE.csv" in page
    assert "Choose a file" not in page, "what cannot be done is not offered"
    assert "Choose a file" in text(cast.editor.get("/imports").content)


def test_many_refused_rows_are_cut_with_a_word(cast: Cast, one: Import) -> None:
    path = Path(settings.TOUCHLINE.imports) / str(one.number) / NAME
    path.write_text(
        "refused row,refused because,who\r\n" + "".join(f"{n},no-person,\r\n" for n in range(500))
    )
    Import.objects.update(refused=500)
    page = cast.editor.get(f"/imports/{one.number}")
    assert "1 to 50 of 500" in text(page.content)
    assert page.content.count(b'class="mono cells"') == 50
