"""Rows of people who are not to be received again, and files that wait while somebody is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.collect.files import ORDER, TOUCH, counts, lines, recorded, take, write

from touchline.collect import forgetting
from touchline.collect.kept import Rows, may_name, names_them
from touchline.collect.models import Import, State
from touchline.collect.reasons import Reason
from touchline.people.models import Identity, Person
from touchline.people.refusals import refuse_again
from touchline.workspace.traces import Traces

pytestmark = pytest.mark.django_db
HEADER = "person,time,touchpoint"
ANN = "ann@example.com"


def kept(done: Import) -> list[str]:
    return done.refused_file().read_text().splitlines()[1:]


def test_touches_of_theirs_are_refused_before_any_other_reason(home: Path) -> None:
    refuse_again([ANN])
    rows = [
        (ANN, "2026-01-01", "A"),
        (" ANN@example.com ", "", ""),
        ("bob", "2026-01-01", "A"),
        ("bob", "", "A"),
    ]
    done = take("touches", write(home, lines(HEADER, rows)), TOUCH)
    assert counts(done) == (1, 3, 0)
    assert done.verdicts == {"forgotten": 2, "no-time": 1}
    assert kept(done) == ["2,forgotten,,,", "3,forgotten,,,", "5,no-time,bob,,A"]
    assert list(Identity.objects.values_list("value", flat=True)) == ["bob"]
    assert len(recorded()) == 1


@pytest.mark.parametrize(
    "row",
    [
        f"{ANN},2026-01-01",
        f"bob,2026-01-01,A,{ANN.upper()}",
        f"bob,,told by <{ANN}>",
        f'bob,"{ANN},2026-01-01,A',
        f"{ANN}\0,2026-01-01,A",
        f"bob,x,{ANN}",
    ],
)
def test_no_refused_row_brings_them_back(home: Path, row: str) -> None:
    refuse_again([ANN])
    done = take("touches", write(home, f"{HEADER}\n{row}\nbob,2026-01-01,A\n"), TOUCH)
    assert done.accepted == 1
    assert ANN not in done.refused_file().read_text(errors="replace").lower()
    assert set(done.verdicts) == {"forgotten"}


def test_orders_and_people(home: Path) -> None:
    refuse_again([ANN])
    header = "person,time,order,value"
    done = take("orders", write(home, lines(header, [(ANN, "2026-01-01", "o1", "5")])), ORDER)
    assert done.verdicts == {"forgotten": 1}
    options = {"person": "person", "name": "name", "brought_by": "by"}
    rows = [(ANN, "Ann", ""), ("bob", "Bob", ANN), ("cid", "Cid", "bob")]
    done = take("people", write(home, lines("person,name,by", rows)), options)
    assert counts(done) == (2, 1, 0)
    known = {one.name: one.brought_by_id for one in Person.objects.all()}
    assert known["Bob"] is None, "a person is taken without the link to who is refused"
    assert known["Cid"] is not None
    assert not Identity.objects.filter(value__icontains="ann").exists()


def test_nothing_is_hashed_while_nobody_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("touchline.people.refusals._digest", never)
    assert counts(take("touches", write(home, lines(HEADER, [("ann", "2026-01-01", "A")])))) == (1, 0, 0)


def test_the_reason_stands_at_the_end() -> None:
    assert max(Reason) == Reason.FORGOTTEN
    assert "not to be received again" in str(Reason.FORGOTTEN.sentence)


def test_an_import_whose_own_file_goes_says_so(home: Path) -> None:
    folder = home / "imports" / "1"
    folder.mkdir(parents=True)
    path = write(folder, f"{HEADER}\n{ANN},2026-01-01,A\n", "upload.csv")
    made = Import.objects.create(kind="touches", file=str(path), state=State.FAILED, resume={"row": 3})
    other = write(folder, f"{HEADER}\nbob,2026-01-01,A\n", "other.csv")
    traces = Traces((1,), (ANN,))
    assert forgetting.found(traces) == {"refused_rows": 0, "shown_rows": 0, "files": 1}
    assert forgetting.forget(traces) == {"refused_rows": 0, "shown_rows": 0, "files": 1}
    made.refresh_from_db()
    assert (made.state, made.error, made.resume) == (State.FAILED, forgetting.TAKEN, {})
    assert not path.exists()
    assert other.exists()


def test_short_ids_count_only_in_the_columns_of_persons(home: Path) -> None:
    text = "refused row,refused because,person,time,n\r\n2,no-time,7,,1\r\n3,no-time,8,,7\r\n4,ragged,9,7\r\n"
    path = write(home, text, "refused.csv")
    rows = Rows(path, [0])
    traces = Traces((1,), ("7",))
    assert [one.row for one in rows.naming(traces)] == ["2", "4"]
    assert rows.erase(traces) == 2
    assert path.read_text().splitlines()[1:] == ["2,no-time,,,", "3,no-time,8,,7", "4,ragged,,"]
    assert rows.erase(traces) == 0


def test_bytes_that_are_no_text_stay_as_they_were(home: Path) -> None:
    data = b"refused row,refused because,person\r\n2,not-utf8,caf\xe9\r\n3,not-utf8,ann@example.com \xe9\r\n"
    path = write(home, data, "refused.csv")
    assert Rows(path, [0]).erase(Traces((1,), (ANN,))) == 1
    assert path.read_bytes() == data.replace(b"ann@example.com \xe9", b"")


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (f"a,b\n1,{ANN}\n".encode(), True),
        (f"a,{ANN}\n1,2\n".encode(), True),
        (b"a,b\n1,2\n", False),
        (f"{ANN}".encode("utf-16"), True),
        (b"\0\1\2 nobody can look into this", True),
        (b"", False),
        (b'{"who": "bob"}', False),
    ],
)
def test_a_file_names_them_or_cannot_be_looked_into(home: Path, data: bytes, names: bool) -> None:
    path = write(home, data, "file.bin")
    assert names_them(path, Traces((1,), (ANN,))) is names


def test_a_quick_look_sees_over_the_edge_of_a_block(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchline.collect.kept.BLOCK", 8)
    traces = Traces((1,), (ANN,))
    assert may_name(write(home, "x" * 13 + ANN.upper()), traces)
    assert not may_name(write(home, "x" * 130), traces)
    assert may_name(write(home, "x"), Traces((1,), ("ånn",))), "in doubt it is read"
