"""CSV by the letter: nothing in a row stops the file, and no row is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.files import cells, write
from tests.conftest import EXAMPLES

from touchline.collect.importers import ImportError_, open_file
from touchline.collect.importers.csv import Csv
from touchline.collect.importers.lines import records
from touchline.collect.importers.quick import read_tidy
from touchline.collect.reasons import LONGEST_ROW, Reason

GOOD = 0
PIECES = ['"', '""', '"a"', '"a,b"', '"x""y"', '"l\nm"', ",", ",", "\n", "\n", "\r\n", "a", "bc", "ü", " "]


def read(folder: Path, text: str | bytes, block: int = 1 << 22) -> list[tuple[int, int, tuple[str, ...]]]:
    return cells(Csv(write(folder, text), block))


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    found = read(tmp_path, "a,b\n1,2\n\n3,4")
    assert found == [(2, GOOD, ("1", "2")), (4, GOOD, ("3", "4"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_any_line_end_with_and_without_a_mark(tmp_path: Path, end: str, mark: bytes, last: bool) -> None:
    text = end.join(["a,b", "ä,2", '"3",4']) + (end if last else "")
    reader = Csv(write(tmp_path, mark + text.encode()))
    assert reader.header == ("a", "b")
    assert [row[2] for row in cells(reader)] == [("ä", "2"), ("3", "4")]


def test_ragged_rows_are_refused_alone_and_kept(tmp_path: Path) -> None:
    found = read(tmp_path, "a,b\n1,2\n1\n1,2,3\n5,6\n")
    assert [row[1] for row in found] == [GOOD, Reason.RAGGED, Reason.RAGGED, GOOD]
    assert [row[2] for row in found] == [("1", "2"), ("1",), ("1", "2", "3"), ("5", "6")]


def test_an_open_quote_takes_only_its_own_line(tmp_path: Path) -> None:
    rows = ["1,fine", '2,"5 inch', "3,fine", '4,"6 inch', "5,fine"]
    found = read(tmp_path, "a,b\n" + "\n".join(rows) + "\n")
    assert [row[1] for row in found] == [GOOD, Reason.RAGGED, GOOD, Reason.RAGGED, GOOD]
    assert [row[0] for row in found] == [2, 3, 4, 5, 6]


def test_quotes_inside_a_plain_cell_are_letters(tmp_path: Path) -> None:
    assert read(tmp_path, 'a,b\n1,5" pipe\n') == [(2, GOOD, ("1", '5" pipe'))]


def test_a_cell_may_have_several_lines_also_across_blocks(tmp_path: Path) -> None:
    text = 'a,b\n1,"one\n\ntwo, ""three"""\n' + '2,"' + "x\n" * 300 + '"\n3,plain\n'
    for block in (7, 64, 1 << 20):
        found = read(tmp_path, text, block)
        assert [row[0] for row in found] == [2, 3, 4]
        assert found[0][2] == ("1", 'one\n\ntwo, "three"')
        assert found[1][2] == ("2", "x\n" * 300)


def test_nul_and_bytes_that_are_not_utf8_are_refused_and_kept(tmp_path: Path) -> None:
    found = read(tmp_path, b"a,b\n1,x\x00y\n2,caf\xe9\n3,caf\xc3\xa9\n")
    assert [row[1] for row in found] == [Reason.NUL, Reason.NOT_UTF8, GOOD]
    assert found[1][2][1].encode("utf-8", "surrogateescape") == b"caf\xe9"
    assert found[2][2] == ("3", "café")


def test_a_line_of_ten_megabytes_is_a_row(tmp_path: Path) -> None:
    found = read(tmp_path, b"a,b\n1," + b"x" * 10_000_000 + b"\n2,y\n", 1 << 20)
    assert [(row[0], row[1], len(row[2][1])) for row in found] == [(2, GOOD, 10_000_000), (3, GOOD, 1)]


def test_an_endless_line_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, b"a,b\n0,z\n1," + b"x" * (LONGEST_ROW + 5_000_000) + b"\n2,y\n")
    assert [(row[0], row[1]) for row in found] == [(2, GOOD), (3, Reason.ROW_TOO_LONG), (4, GOOD)]
    assert len(found[1][2][0]) == 1000


def test_a_quote_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    many = "".join(f"{number},{'fine' * 50}\n" for number in range(100_000))
    assert len(many) > LONGEST_ROW
    found = read(tmp_path, 'a,b\nx,"open\n' + many)
    assert [row[0] for row in found if row[1] != GOOD] == [2]
    assert len(found) == 100_001


@settings(deadline=None, max_examples=400 * EXAMPLES)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.integers(1, 3))
def test_tidy_blocks_read_the_same_by_the_letter(text: str, width: int) -> None:
    data = text.encode()
    table = read_tidy(data, width)
    if table is None:
        return
    found, count, waiting = records(data, width, ended=True)
    assert (count, waiting) == (table.num_rows, b"")
    assert [record.fault for record in found] == [GOOD] * count
    columns = [column.to_pylist() for column in table.columns]
    assert [record.cells for record in found] == list(zip(*columns, strict=True))


@settings(deadline=None, max_examples=200 * EXAMPLES)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), min_size=2, max_size=2),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.integers(1, 40),
)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], quoting: int, block: int
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting)
    writer.writerows([["a", "b"], *rows])
    found = read(tmp_path_factory.mktemp("csv"), out.getvalue(), block)
    assert [list(row[2]) for row in found] == rows
    assert [row[1] for row in found] == [Reason.NUL if "\0" in "".join(row) else GOOD for row in rows]


@settings(deadline=None, max_examples=200 * EXAMPLES)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.integers(1, 20))
def test_no_line_is_lost_whatever_is_in_it(
    tmp_path_factory: pytest.TempPathFactory, text: str, block: int
) -> None:
    found = read(tmp_path_factory.mktemp("csv"), "a,b\n" + text, block)
    letters = "".join("".join(row[2]) for row in found)
    for kept in ("bc", "ü"):
        assert letters.count(kept) == text.count(kept)


def test_files_that_cannot_be_read_get_a_sentence(tmp_path: Path) -> None:
    for content, sentence in (
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n \n", "is empty"),
        (b'"a,b\n"1",2\n', "has an open quote"),
        (b"PAR1 and nothing else", "cannot be read as Parquet"),
    ):
        with pytest.raises(ImportError_, match=sentence):
            open_file(write(tmp_path, content))
    with pytest.raises(ImportError_, match="There is no file"):
        open_file(tmp_path / "nothing.csv")
    with pytest.raises(ImportError_, match="is not a file"):
        open_file(tmp_path)


def test_the_share_of_the_file_grows_to_one(tmp_path: Path) -> None:
    reader = Csv(write(tmp_path, "a,b\n" + "1,2\n" * 1000), block=256)
    shares = [chunk.share for chunk in reader.chunks()]
    assert shares == sorted(shares)
    assert len(shares) > 10
    assert shares[-1] == 1.0
