"""Files that are damaged, strange or hostile get a sentence, and nothing of them is lost or believed."""

from __future__ import annotations

import gzip
import os
import zipfile
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from tests.collect.files import cells, counts, take, write

from touchline.collect.importers import ImportError_, open_file, sniff
from touchline.collect.importers import packed as packing
from touchline.collect.reasons import Reason
from touchline.collect.refused import refused_rows
from touchline.collect.run import request_import

HEADER = "person,time,touchpoint,value\n"
OPTIONS = {"person": "person", "time": "time", "touchpoint": "touchpoint", "value": "value"}


def read_all(path: Path) -> None:
    cells(open_file(path))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file, or one with a password. Save it as XLSX"),
        (b"%PDF-1.7", "is a PDF"),
        (b"<html><table>", "is a web page"),
        (b"\xef\xbb\xbf  <?xml", "is a web page or XML"),
        (b"BZh91AY", "packed with bzip2. Unpack it first"),
        (b"SQLite format 3\0", "is a database"),
        (b'[{"a": 1}, {"a": 2}]', "is one JSON document. Save it as JSON Lines"),
        (b'[\n{"a": 1},\n{"a": 2}\n]', "is one JSON document"),
        (b'{\n "a": 1\n}', "JSON over several lines"),
        (b"PAR1 and nothing else", "cannot be read as Parquet"),
        (b"PK\x03\x04 and nothing else", "is damaged and cannot be unpacked"),
        (b"\x1f\x8b and nothing else", "is damaged and cannot be unpacked"),
        (gzip.compress(b""), "is empty"),
        (gzip.compress(gzip.compress(b"a,b\n1,2\n")), "a packed file inside a packed one"),
        (gzip.compress(b"a,b\n" + os.urandom(90_000))[:50_000], "ends too early: it was cut off"),
        (gzip.compress(b"a,b\n1,2\n") + b"more", "is damaged and cannot be unpacked"),
        (",".join(f"c{number}" for number in range(10_001)).encode() + b"\n1\n", "has 10,001 columns"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(ImportError_, match=sentence) as raised:
        read_all(write(tmp_path, content))
    assert str(raised.value).endswith(".")


def test_a_damaged_zip_and_workbook(tmp_path: Path) -> None:
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.csv", "a,b\n" + "".join(f"{number},x\n" for number in range(50_000)))
    whole = path.read_bytes()
    middle = len(whole) // 2
    for damaged in (whole[:middle], whole[:middle] + b"\xff" * 40 + whole[middle + 40 :]):
        with pytest.raises(ImportError_, match="damaged"):
            read_all(write(tmp_path, damaged, "file.zip"))
    book = Workbook()
    for number in range(5000):
        book.active.append([f"cell {number}", number])
    book.save(tmp_path / "file.xlsx")
    whole = (tmp_path / "file.xlsx").read_bytes()
    for at in range(200, len(whole) - 200, len(whole) // 12):
        damaged = whole[:at] + b"\xff" * 64 + whole[at + 64 :]
        with suppress(ImportError_):
            read_all(write(tmp_path, damaged, "file.xlsx"))


def test_no_zip_and_no_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w"):
        pass
    with pytest.raises(ImportError_, match="holds no file"):
        sniff(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "b.ods", "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", "<x/>")
    with pytest.raises(ImportError_, match="is an OpenDocument table"):
        sniff(tmp_path / "b.ods")
    Workbook().save(tmp_path / "c.xlsx")
    with pytest.raises(ImportError_, match=r"c\.xlsx is empty"):
        open_file(tmp_path / "c.xlsx")


@pytest.mark.parametrize("pack", ["gzip", "zip", "xlsx"])
def test_a_bomb_is_left_alone(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from touchline.collect.importers import xlsx

    for module in (packing, xlsx):
        monkeypatch.setattr(module, "MOST_UNPACKED", 1 << 20)
    rows = b"a,b\n" + b"1,2\n" * 3_000_000
    path = tmp_path / f"file.{pack}"
    if pack == "gzip":
        path.write_bytes(gzip.compress(rows))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            if pack == "xlsx":
                out.writestr("[Content_Types].xml", "")
            out.writestr("xl/a" if pack == "xlsx" else "a.csv", rows)
    with pytest.raises(ImportError_, match="unpacks to over 200 times its size"):
        read_all(path)


def test_a_bomb_of_parquet_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from touchline.collect.importers import parquet

    monkeypatch.setattr(parquet, "MOST_UNPACKED", 1 << 20)
    table = pa.table({"a": ["x" * 100_000] * 100})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    with pytest.raises(ImportError_, match="unpacks to over 200 times its size"):
        open_file(tmp_path / "a.parquet")


def test_thousands_of_columns(tmp_path: Path) -> None:
    columns = {f"c{number}": pa.nulls(3, pa.int32()) for number in range(5000)}
    pq.write_table(pa.table(columns), tmp_path / "wide.parquet")
    assert [len(row[2]) for row in cells(open_file(tmp_path / "wide.parquet"))] == [5000] * 3


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv"))
    path.write_text("a\n1\n")
    with pytest.raises(ImportError_, match=r"caf\\xe9\.csv is not UTF-8\. Rename") as raised:
        open_file(path)
    str(raised.value).encode()


def judged(path: Path, **more: str) -> list[str]:
    done = take("touches", path, OPTIONS, **more)
    counts(done)
    return [row.reason.id for row in refused_rows(done.refused_file().parent)]


@pytest.mark.django_db
def test_each_bad_row_is_refused_with_its_reason_and_the_good_ones_stay(home: Path) -> None:
    rows = [
        ("p1,2025-01-01,page,5", ""),
        ("p1,2025-01-01,page", "ragged"),
        ("p1,2025-01-01,page,5,6", "ragged"),
        ("p1,2025-01-01,pa\0ge,5", "nul"),
        ("p" * 10_000 + ",2025-01-01,page,5", "impossible-person"),
        ("p1,1970-01-01,page,5", "time-out-of-range"),
        ("p1,2500-01-01,page,5", "time-out-of-range"),
        ("p1,0000-01-01,page,5", "time-out-of-range"),
        ("p1,0001-01-01,page,5", "time-out-of-range"),
        ("p1,10000-01-01,page,5", "unreadable-time"),
        ("p1,2025-01-01,page,NaN", "not-a-number"),
        ("p1,2025-01-01,page,-5", ""),
        ("p1,2025-01-01," + "x" * 10_000_000 + ",5", "long-touchpoint"),
        ("p2,2025-01-01,page,5", ""),
    ]
    path = write(home, HEADER + "".join(row + "\n" for row, _reason in rows))
    assert judged(path) == [reason for _row, reason in rows if reason]


@pytest.mark.django_db
def test_a_given_encoding_that_does_not_fit_refuses_the_rows_it_spoils(home: Path) -> None:
    path = write(home, (HEADER + "p1,2025-01-01,café,5\np2,2025-01-01,page,5\n").encode("cp1252"))
    assert judged(path, encoding="utf-8") == ["not-utf8"]
    assert judged(path) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "more", "sentence"),
    [
        (HEADER, {}, "has a header and no rows. There is nothing to import"),
        ("person,time,page\np,2025-01-01,x\n", {}, r"no column 'touchpoint'"),
        (HEADER.strip() + ",value\np,2025-01-01,x,1,2\n", {}, "2 columns of the file are called 'value'"),
        (HEADER + "p,2025-01-01,x,1\n", {"time_zone": "Mars/Base"}, "There is no zone 'Mars/Base'"),
        (HEADER + "p,01/02/2025,x,1\n", {}, "such as '01/02/2025', can be read .* --dates day-first or"),
        (HEADER + "p,21/02/2025,x,1\np,02/21/2025,x,1\n", {}, "are mixed: '21/02/2025' .* '02/21/2025'"),
        (HEADER + "p,2025-01-01,x,1.234\n", {}, r"such as '1.234' can have a thousands sign"),
        (HEADER + 'p,2025-01-01,x,"1,5"\np,2025-01-01,x,2.5\n', {}, r"are mixed: '2.5' .* '1,5'"),
        (HEADER + "p,2025-01-01,x,$ 5\n", {}, r"The sign \$ at the amounts in 'value' may be USD"),
        (HEADER + "p,2025-01-01,x,€ 5\n", {"currency": "USD"}, "is not USD"),
        (HEADER + "p,2025-01-01,x,€ 5\np,2025-01-01,x,£ 5\n", {}, r"several currencies \(£, €\)"),
    ],
)  # fmt: skip
def test_what_must_be_said_first(home: Path, content: str, more: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImportError_, match=sentence):
        request_import("touches", write(home, content), {**OPTIONS, **more})


@pytest.mark.django_db
def test_dates_that_are_mixed_are_refused_row_by_row_once_it_is_said(home: Path) -> None:
    path = write(home, HEADER + "p,21/02/2025,x,1\np,02/21/2025,x,1\n")
    assert judged(path, dates="day-first") == ["unreadable-time"]


@pytest.mark.django_db
def test_evidence_at_the_end_of_a_long_file_counts(home: Path) -> None:
    many = "p,01/02/2025,x,1\n" * 300_000
    path = write(home, HEADER + many + "p,13/02/2025,x,1\n")
    assert len(path.read_bytes()) > 4 << 20
    asked = request_import("touches", path, OPTIONS)
    assert asked.options["dates"] == "day-first"
    assert "'13/02/2025'" in " ".join(asked.options["said"])
    assert Reason.UNREADABLE_TIME.id not in asked.verdicts
