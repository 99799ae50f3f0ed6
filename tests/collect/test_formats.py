"""Every usual file is read the same, and how it is read is found out."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import gzip
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.collect.files import cells, write
from tests.conftest import EXAMPLES

from touchline.collect.importers import ImportError_, Reading, open_file, sniff
from touchline.collect.importers import csv as csv_reader
from touchline.collect.importers.csv import Csv
from touchline.collect.importers.dialect import Dialect
from touchline.collect.importers.lines import records
from touchline.collect.importers.quick import read_tidy
from touchline.collect.reasons import Reason

GERMAN = [("Käufer", "größe", "Straße"), ("Müller", "5 €", "Königsallee"), ("Jäger", "übergroß", "Nußweg")]
FRENCH = [("prénom", "société", "créé"), ("François", "Crédit Élan", "août"), ("Noël", "garçon", "déjà")]
POLISH = [("imię", "miejscowość", "płatność"), ("Łukasz", "Łódź", "gotówka"), ("Świątek", "Gdańsk", "żółty")]
RUSSIAN = [("имя", "город", "дата"), ("Иван", "Москва", "вчера"), ("Ольга", "Казань", "сегодня")]
GREEK = [("όνομα", "πόλη", "χώρα"), ("Γιώργος", "Αθήνα", "Ελλάδα"), ("Μαρία", "Πάτρα", "Ελλάδα")]
TURKISH = [("isim", "şehir", "ülke"), ("Ayşe", "İstanbul", "Türkiye"), ("Çağrı", "Muğla", "Türkiye")]
JAPANESE = [("名前", "都市", "国"), ("田中", "東京", "日本"), ("鈴木", "大阪", "日本")]
KOREAN = [("이름", "도시", "내용"), ("김철수", "서울", "홈페이지 방문"), ("이영희", "부산", "주문 문의")]
CHINESE = [
    ("姓名", "城市", "内容"),
    ("张伟", "上海", "首页访问"),
    ("王芳", "北京", "订单咨询"),
    ("李娜", "广州", "客户电话"),
]
TAIWAN = [("姓名", "城市", "內容"), ("陳小明", "臺北", "首頁訪問"), ("林美玲", "高雄", "訂單諮詢")]
Rows = list[tuple[str, ...]]


def text(rows: Rows, delimiter: str = ",", end: str = "\n") -> str:
    return end.join(delimiter.join(row) for row in rows) + end


def rows_of(path: Path, reading: Reading | None = None) -> Rows:
    reader = open_file(path, reading)
    assert [row[1] for row in cells(reader)] == [0] * len(cells(reader))
    return [reader.header, *(row[2] for row in cells(reader))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("rows", "encoding"),
    [
        (GERMAN, "utf-8"), (GERMAN, "utf-8-sig"), (GERMAN, "utf-16"), (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"), (RUSSIAN, "utf-16-le"), (RUSSIAN, "utf-16-be"), (RUSSIAN, "utf-16"),
        (GERMAN, "utf-32"), (GERMAN, "cp1252"), (FRENCH, "cp1252"), (FRENCH, "mac-roman"),
        (GERMAN, "mac-roman"), (FRENCH, "iso8859-15"), (POLISH, "cp1250"), (POLISH, "iso8859-2"),
        (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "iso8859-5"), (RUSSIAN, "cp866"),
        (GREEK, "cp1253"), (TURKISH, "cp1254"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"),
        (JAPANESE, "cp932"), (KOREAN, "euc_kr"), (KOREAN, "cp949"), (CHINESE, "gb18030"), (CHINESE, "gbk"),
        (TAIWAN, "big5"),
    ],
)  # fmt: skip
def test_any_encoding_delimiter_and_line_end(
    tmp_path: Path, rows: Rows, encoding: str, delimiter: str, end: str
) -> None:
    path = write(tmp_path, text(rows, delimiter, end).encode(encoding))
    assert rows_of(path) == rows
    assert sniff(path).delimiter == delimiter


@pytest.mark.parametrize("quote", ['"', "'"])
def test_quotes_with_delimiters_and_line_ends_inside(tmp_path: Path, quote: str) -> None:
    out = io.StringIO(newline="")
    kept = [("a", "b"), ("1;2", "x\ny"), (f"it{quote}s", "plain")]
    csv.writer(out, delimiter=";", quotechar=quote, quoting=csv.QUOTE_ALL).writerows(kept)
    path = write(tmp_path, out.getvalue())
    assert rows_of(path) == kept
    assert sniff(path).quote == quote


def test_inches_are_no_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, 'size,what\n"5 inch,pipe\n6" wide,"pipe\n')
    assert sniff(path).quote == ""
    assert rows_of(path)[1:] == [('"5 inch', "pipe"), ('6" wide', '"pipe')]


def test_a_few_cells_in_single_quotes_are_letters(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,'x'\n2,y\n3,z\n4,w\n")
    assert rows_of(path)[1] == ("1", "'x'")


def test_what_stands_above_the_header_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, "sep=;\na,1;b\nx;y\n")
    assert rows_of(path) == [("a,1", "b"), ("x", "y")]
    path = write(tmp_path, "# Report\n# from 2025\n\na,b\n1,2\n")
    assert rows_of(path) == [("a", "b"), ("1", "2")]
    assert cells(open_file(path))[0][0] == 5
    path = write(tmp_path, "#,b\n1,2\n")
    assert rows_of(path) == [("#", "b"), ("1", "2")]


def test_the_first_letter_beyond_ascii_may_come_late(tmp_path: Path) -> None:
    plain = "a,b\n" + "plain,row\n" * 900_000
    for encoding in ("cp1252", "utf-8"):
        path = write(tmp_path, (plain + "Müller,größer\n").encode(encoding))
        assert sniff(path).encoding == encoding
        assert cells(open_file(path))[-1][2] == ("Müller", "größer")


def test_a_mark_is_cut_wherever_the_blocks_end(tmp_path: Path) -> None:
    path = write(tmp_path, codecs.BOM_UTF16_BE + text(RUSSIAN).encode("utf-16-be"))
    for block in (1, 2, 3, 7):
        reader = Csv(path, block, Reading(encoding="utf-16-be"))
        assert reader.header == RUSSIAN[0]
        assert [row[2] for row in cells(reader)] == RUSSIAN[1:]


@pytest.mark.parametrize(
    ("encoding", "broken"),
    [
        ("cp1252", b"\x81\x8d"),
        ("utf-16-le", b"\x00\xd8\x41\x00"),
        ("shift_jis", b"\x85\x20"),
        ("utf-8", b"\xff"),
    ],
)
def test_bytes_that_do_not_fit_the_encoding_refuse_their_row_alone(
    tmp_path: Path, encoding: str, broken: bytes
) -> None:
    def coded(line: str) -> bytes:
        return line.encode(encoding)

    path = write(tmp_path, coded("a,b\n1,x\n2,") + broken + coded("\n3,z\n"))
    found = cells(open_file(path, Reading(encoding=encoding)))
    assert [row[1] for row in found] == [0, Reason.NOT_UTF8, 0]
    assert found[1][2][0] == "2"


@settings(deadline=None, max_examples=200 * EXAMPLES)
@given(
    st.lists(
        st.sampled_from(["'", "''", "'a'", "'a;b'", ";", ";", "\n", "\r\n", "a", "ü", " ", '"']), max_size=14
    ),
    st.integers(1, 3),
    st.sampled_from([Dialect(";", "'"), Dialect(";", ""), Dialect("\t", '"')]),
)
def test_tidy_blocks_read_the_same_with_any_signs(pieces: list[str], width: int, dialect: Dialect) -> None:
    data = "".join(pieces).replace(";", dialect.delimiter).encode()
    table = read_tidy(data, width, dialect)
    if table is None:
        return
    found, count, _waiting = records(data, width, True, dialect)
    assert count == table.num_rows
    columns = [column.to_pylist() for column in table.columns]
    assert [record.cells for record in found] == list(zip(*columns, strict=True))


def test_any_text_takes_the_quick_way_once_it_is_utf8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("The slow way was taken.")

    monkeypatch.setattr(csv_reader, "records", never)
    path = write(tmp_path, text(GERMAN, ";", "\r\n").encode("utf-16"))
    assert rows_of(path) == GERMAN


PAGES = [
    {"id": 1, "page": {"url": "/", "tags": ["a", 1.50]}, "paid": True, "sum": 12.10},
    {"id": "2", "page": {"url": None}, "note": "späť"},
    {"id": 3, "late": {}, "x": {"y": {"z": 0}}},
]


def test_json_lines(tmp_path: Path) -> None:
    lines = [json.dumps(one, ensure_ascii=False) for one in PAGES]
    lines[0] = lines[0].replace("12.1", "12.10")
    path = write(tmp_path, "\n".join([lines[0], "", *lines[1:]]), "file.ndjson")
    assert rows_of(path) == [
        ("id", "page.url", "page.tags", "paid", "sum", "note", "x.y.z"),
        ("1", "/", '["a", 1.5]', "true", "12.10", "", ""),
        ("2", "", "", "", "", "späť", ""),
        ("3", "", "", "", "", "", "0"),
    ]
    assert [row[0] for row in cells(open_file(path))] == [1, 3, 4]
    coded = write(tmp_path, "\n".join(lines).encode("utf-16"), "coded.jsonl")
    assert rows_of(coded)[2][5] == "späť"


def test_broken_lines_of_json_are_refused_alone_and_kept(tmp_path: Path) -> None:
    lines = [b'{"a": 1}', b'{"a": 1', b"[1]", b'{"a": 1, "a": 2}', b'{"a": "\\u0000"}', b'{"a": "caf\xe9"}',
             b'{"a": "\\ud800"}', b'{"a": {"b": 1}, "a.b": 2}', b"[" * 100_000, b"nothing",
             b'{"a": NaN}']  # fmt: skip
    path = write(tmp_path, b"\n".join(lines), "file.jsonl")
    found = cells(open_file(path, replace(sniff(path), encoding="utf-8")))
    broken, odd = Reason.BROKEN_JSON, Reason.NOT_UTF8
    assert [row[1] for row in found] == [
        0,
        broken,
        broken,
        broken,
        Reason.NUL,
        odd,
        odd,
        broken,
        broken,
        broken,
        0,
    ]
    assert found[1][2] == ('{"a": 1',)
    assert found[5][2][0].encode("utf-8", "surrogateescape") == lines[5]


def test_a_key_that_came_after_the_keys_were_settled_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, '{"a": 1}\n{"a": 2}\n', "file.jsonl")
    settled = sniff(path)
    assert settled.keys == ("a",)
    path.write_text('{"a": 1}\n{"a": 2, "b": 3}\n')
    assert [row[1] for row in cells(open_file(path, settled))] == [0, Reason.NEW_KEY]


def test_many_keys_take_little_memory(tmp_path: Path) -> None:
    lines = "\n".join(f'{{"id": {number}, "k{number % 5000}": 1}}' for number in range(20_000))
    reader = open_file(write(tmp_path, lines, "file.jsonl"))
    sizes = [len(chunk.rows) * len(chunk.columns) for chunk in reader.chunks()]
    assert max(sizes) <= 1 << 22
    assert len(sizes) > 10


def workbook(folder: Path, name: str = "file.xlsx") -> Path:
    book = Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Data")
    sheet.append([])
    sheet.append(["who ", "when", "sum", "ok", None])
    sheet.append(["ann", dt.datetime(2025, 12, 31, 14, 5), 12.5, True])
    sheet.append([])
    sheet.append(["bob", dt.datetime(2025, 12, 31), 17850.0, False, "beyond"])
    sheet.append(["eve", dt.date(2025, 12, 31), 0.1])
    other = book.create_sheet("Other")
    other.append(["x"])
    other.append([1])
    book.save(folder / name)
    return folder / name


def test_a_workbook(tmp_path: Path) -> None:
    reader = open_file(workbook(tmp_path))
    assert reader.header == ("who", "when", "sum", "ok")
    assert cells(reader) == [
        (3, 0, ("ann", "2025-12-31T14:05:00.000000", "12.5", "true")),
        (5, Reason.RAGGED, ("bob", "2025-12-31", "17850", "false", "beyond")),
        (6, 0, ("eve", "2025-12-31", "0.1", "")),
    ]


def test_a_named_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    assert rows_of(path, sniff(path, {"sheet": "other"})) == [("x",), ("1",)]
    with pytest.raises(ImportError_, match=r"no sheet 'Nix'\. Its sheets are: Notes, Data, Other"):
        open_file(path, sniff(path, {"sheet": "Nix"}))
    with pytest.raises(ImportError_, match=r"The sheet 'Notes' of file\.xlsx is empty"):
        open_file(path, sniff(path, {"sheet": "Notes"}))


def every_format(folder: Path) -> list[Path]:
    rows = [("who", "what"), *((f"p{number}", "page") for number in range(5))]
    plain = write(folder, text(rows))
    lines = write(folder, "\n".join(json.dumps({"who": a, "what": b}) for a, b in rows[1:]), "file.jsonl")
    pq.write_table(
        pa.table({"who": [a for a, _ in rows[1:]], "what": [b for _, b in rows[1:]]}), folder / "file.parquet"
    )
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "file.xlsx")
    return [plain, lines, folder / "file.parquet", folder / "file.xlsx"]


def test_each_format_also_packed(tmp_path: Path) -> None:
    for path in every_format(tmp_path):
        plain = rows_of(path)
        assert len(plain) == 6
        packed = tmp_path / f"{path.name}.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        bundle = tmp_path / f"{path.name}.zip"
        with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("__MACOSX/._x", "junk")
            out.writestr("folder/", "")
            out.write(path, f"folder/{path.name}")
        for other, name in ((packed, "gzip"), (bundle, "zip")):
            found = sniff(other)
            assert (found.compression, found.format) == (name, sniff(path).format)
            assert rows_of(other, found) == plain
            assert Reading.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_a_member_is_named_where_a_zip_holds_several(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a.csv", "x\n1\n")
        out.writestr("in/b.csv", "y\n2\n")
    with pytest.raises(
        ImportError_, match=r"holds 2 files\. Which one is to be read\? Say it with --member: a.csv, in/b.csv"
    ):
        sniff(path)
    with pytest.raises(ImportError_, match=r"holds no file 'c.csv'\. It holds: a.csv"):
        sniff(path, {"member": "c.csv"})
    assert rows_of(path, sniff(path, {"member": "b.csv"})) == [("y",), ("2",)]


def test_what_is_given_is_not_guessed(tmp_path: Path) -> None:
    path = write(tmp_path, b"a;b,c\n1;2,\xe9\n")
    found = sniff(path, {"encoding": "Windows-1252", "delimiter": "semicolon", "quote": "none"})
    assert (found.encoding, found.delimiter, found.quote) == ("cp1252", ";", "")
    assert rows_of(path, found) == [("a", "b,c"), ("1", "2,é")]
    assert sniff(path, {"delimiter": ","}).delimiter == ","
    assert sniff(path, {"encoding": "utf-16"}).encoding == "utf-16-le"
    assert found.sentence() == "CSV in cp1252, parted by semicolons, without quotes."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"encoding": "klingon"}, "There is no encoding 'klingon'"),
        ({"encoding": "punycode"}, "There is no encoding"),
        ({"encoding": "zlib"}, "There is no encoding"),
        ({"delimiter": "dash"}, "--delimiter is 'dash'"),
        ({"quote": "french"}, "--quote is 'french'"),
        ({"sheet": "A"}, "is CSV; --sheet means nothing for it"),
        ({"member": "a"}, "is CSV; --member means nothing"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImportError_, match=sentence):
        sniff(write(tmp_path, "a,b\n1,2\n"), given)


def test_a_plain_file_is_what_it_always_was(tmp_path: Path) -> None:
    assert sniff(write(tmp_path, 'a,b\n1,"x, y"\n')) == Reading()
