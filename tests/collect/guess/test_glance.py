"""A file is read once for all questions on it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from touchline.collect.guess import glance as module
from touchline.collect.guess import guess
from touchline.collect.guess.columns import AT_A_TIME, looks
from touchline.collect.importers import ImportError_, Reader, Reading, open_file

pytestmark = pytest.mark.django_db
FILE = "who,when,what,paid,fee\n" + "".join(f"p{n},0{n % 9 + 1}/13/2026,Till,{n}.50,1\n" for n in range(50))
BASE = {"person": "who", "time": "when", "touchpoint": "what"}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which files were opened, in order."""
    found: list[Path] = []

    def counted(path: Path, reading: Reading | None = None) -> Reader:
        found.append(path)
        return open_file(path, reading)

    monkeypatch.setattr(module, "open_file", counted)
    return found


def test_changing_an_option_does_not_read_the_file_again(tmp_path: Path, opened: list[Path]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(FILE)
    first = guess(path, "touches", BASE)
    assert first.options
    assert first.options.dates == "month-first"
    count = len(opened)
    for more in (
        {"time_zone": "UTC"},
        {"currency": "USD"},
        {"initiative": "business"},
        {"channel": "fee"},
        {"event_id": "fee"},
    ):
        assert guess(path, "touches", {**BASE, **more}).options
    assert len(opened) == count
    guess(path, "touches", {**BASE, "value": "paid"})
    guess(path, "touches", {**BASE, "value": "paid", "currency": "USD"})
    assert len(opened) == count + 1, "another column of money is read once"


def test_a_file_that_changed_is_read_anew(tmp_path: Path, opened: list[Path]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(FILE)
    guess(path, "touches", BASE)
    path.write_text(FILE.replace("/13/", "/2026/").replace("/2026/2026", "/2026").replace("who", "wer"))
    count = len(opened)
    with pytest.raises(ImportError_, match="no column 'who'"):
        guess(path, "touches", BASE)
    assert len(opened) > count
    path.unlink()
    with pytest.raises(ImportError_, match="There is no file"):
        guess(path, "touches", BASE)


def test_another_encoding_is_another_look(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(FILE.replace("Till", "Käse").encode("cp1252"))
    assert guess(path, "touches", BASE).rows[0][2] == "Käse"
    assert guess(path, "touches", {**BASE, "encoding": "cp1251"}).rows[0][2] == "Kдse"
    assert guess(path, "touches", BASE).rows[0][2] == "Käse"


CELLS = st.sampled_from(["", " ", "1", "-2.5", "EUR", "a@b.de", "2026-03-01", "13.04.2026", "Till", "x" * 9])


@given(st.integers(0, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), max_size=6)))
@settings(deadline=None)
def test_columns_looked_at_together_look_as_each_does_alone(columns: list[list[str]]) -> None:
    arrays = [pa.array(one, pa.string()) for one in columns]
    assert looks(arrays) == [one for array in arrays for one in looks([array])]


def test_more_columns_than_are_looked_at_in_one_go() -> None:
    rows = 1000
    arrays = [pa.array([str(at)] * rows) for at in range(3 * AT_A_TIME // rows)]
    found = looks(arrays)
    assert len(found) == len(arrays)
    assert {one.distinct for one in found} == {1 / rows}
