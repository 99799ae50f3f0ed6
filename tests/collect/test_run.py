"""From a file to the record: each row once, in its order, whatever happens in between."""

from __future__ import annotations

import errno
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.conf import settings
from tests.collect.files import TOUCH, counts, lake, lines, recorded, run, take, write

from touchline.collect import recording, resolving, staging, verdicts
from touchline.collect.models import Import, State
from touchline.collect.refused import refused_rows
from touchline.collect.run import (
    ImportError_,
    request_again,
    request_import,
    request_table,
    run_import,
    unfinished,
)
from touchline.lake.events import Lake
from touchline.people.models import Identity
from touchline.touchpoints.models import Placement, RecognitionRule, Touchpoint
from touchline.workspace.models import AuditEntry

pytestmark = pytest.mark.django_db
HEADER = "person,time,touchpoint"
A, B, C = ("p1", "2026-01-01", "page"), ("p2", "2026-01-01", "page"), ("p1", "2026-01-02", "call")


def touches(home: Path, *rows: tuple[str, ...], **more: Any) -> tuple[int, int, int]:
    return counts(take("touches", write(home, lines(HEADER, rows)), **more))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of few rows, so that a small file has many."""
    for module, name in ((recording, "CHUNK"), (recording, "BATCH"), (resolving, "BATCH")):
        monkeypatch.setattr(module, name, 7)


def test_a_file_of_touches(home: Path) -> None:
    done = take("touches", write(home, lines(HEADER, [A, B, C, ("", *A[1:])])), initiative="business")
    assert counts(done) == (3, 1, 0)
    assert done.verdicts == {"no-person": 1}
    assert done.finished_at
    assert done.done_share == 1.0
    first = 1_767_225_600_000_000
    assert recorded("seq, epoch_us(time), identity") == [
        (1, first, 1),
        (2, first, 2),
        (3, first + 86_400_000_000, 1),
    ]
    columns = 'name, channel, business, money, properties, class, "import"'
    assert recorded(columns)[0] == ("page", None, True, None, None, "person", done.number)
    assert not (settings.TOUCHLINE.imports / str(done.number) / "stage").exists()
    assert list(Touchpoint.objects.order_by("pk").values_list("name", flat=True)) == ["page", "call"]
    assert AuditEntry.objects.get().what == "file.csv"


def test_the_file_again_adds_nothing_and_a_longer_one_only_what_is_new(home: Path) -> None:
    assert touches(home, A, B, A) == (3, 0, 0)
    assert touches(home, A, B, A) == (0, 0, 3)
    assert touches(home, C, A, A, A, B) == (2, 0, 3)
    assert touches(home, A) == (0, 0, 1)
    assert Counter(recorded("identity, name")) == {(1, "page"): 3, (2, "page"): 1, (1, "call"): 1}


def test_any_overlapping_files_leave_each_row_as_often_as_the_file_that_has_it_most(
    home: Path, small: None
) -> None:
    chance = random.Random(7)
    most: Counter[tuple[str, ...]] = Counter()
    pool = [(f"p{n}", "2026-01-01", "page") for n in range(12)]
    for _ in range(12):
        rows = chance.choices(pool, k=chance.randrange(1, 60))
        accepted, refused, _duplicates = touches(home, *rows)
        before = most.total()
        most |= Counter(rows)
        assert (accepted, refused) == (most.total() - before, 0)
    numbers = dict(Identity.objects.values_list("number", "value"))
    assert Counter(numbers[one] for (one,) in recorded("identity")) == {row[0]: n for row, n in most.items()}
    assert len(set(recorded("key_high, key_low"))) == most.total()


def test_the_record_keeps_the_order_of_the_file(home: Path, small: None) -> None:
    rows = [(f"p{n % 5}", "2026-01-01T00:00Z", f"page {n}") for n in range(100)]
    assert touches(home, *rows) == (100, 0, 0)
    assert [name for (name,) in recorded("name")] == [row[2] for row in rows]
    assert lake().transaction("import-1") > 10


def test_an_event_id_is_the_identity(home: Path) -> None:
    text = lines("id," + HEADER, [("1", *A), ("2", *A), ("1", *B), ("", *A), ("", *A)])
    assert counts(take("touches", write(home, text), event_id="id")) == (4, 0, 1)
    again = lines("id," + HEADER, [("2", *C), ("3", *A), ("", *A)])
    assert counts(take("touches", write(home, again), event_id="id")) == (1, 0, 2)


def test_the_same_cells_as_touches_and_as_orders_are_two_things(home: Path) -> None:
    path = write(home, lines("person,time,touchpoint,value", [(*A, "5")]))
    assert counts(take("touches", path)) == (1, 0, 0)
    options = {"person": "person", "time": "time", "order": "touchpoint", "value": "value"}
    assert counts(take("orders", path, options)) == (1, 0, 0)


def test_orders_are_placed_on_buy_and_refunds_are_not_placed(home: Path) -> None:
    rows = [("p1", "2026-01-01", "1001", "9.90"), ("p1", "2026-01-02", "1001", "-9.90")]
    done = take("orders", write(home, lines("person,time,order,value", rows)), currency="USD")
    assert counts(done) == (2, 0, 0)
    assert recorded("name, money, currency") == [
        ("Order Completed", 990, "USD"),
        ("Order Refunded", -990, "USD"),
    ]
    assert recorded("properties")[0] == ('{"order_id":"1001"}',)
    rules = dict(RecognitionRule.objects.values_list("event_name", "touchpoint__name"))
    assert rules == {"Order Completed": "Order", "Order Refunded": "Refund"}
    assert [(one.touchpoint.name, one.scheme, one.stage) for one in Placement.objects.all()] == [
        ("Order", "hourglass", "buy")
    ]


def test_refused_rows_are_kept_as_they_came(home: Path) -> None:
    text = (
        b"person,time,touchpoint\np1,never,page\n,2026-01-01\np2,2026-01-01,caf\xe9\n"
        + b'p3,2026-01-01,"a\nb"\n'
    )
    done = take("touches", write(home, text), encoding="utf-8")
    assert counts(done) == (1, 3, 0)
    assert done.verdicts == {"unreadable-time": 1, "ragged": 1, "not-utf8": 1}
    kept = done.refused_file().read_bytes().splitlines()
    assert kept[0] == b"refused row,refused because,person,time,touchpoint"
    assert kept[1:] == [
        b"2,unreadable-time,p1,never,page",
        b"3,ragged,,2026-01-01",
        b"4,not-utf8,p2,2026-01-01,caf\xe9",
    ]
    listed = list(refused_rows(done.refused_file().parent))
    assert [(one.row, one.reason.id, one.cells[0]) for one in listed] == [
        (2, "unreadable-time", "p1"),
        (3, "ragged", ""),
        (4, "not-utf8", "p2"),
    ]


def test_progress_rises_to_one(home: Path, small: None) -> None:
    asked = request_import("touches", write(home, lines(HEADER, [A, B, C] * 20)), TOUCH)
    heard: list[tuple[int, float]] = []
    run_import(
        asked.number,
        folder=settings.TOUCHLINE.imports,
        lake=lake(),
        progress=lambda rows, share: heard.append((rows, share)),
    )
    assert heard == sorted(heard)
    assert heard[-1] == (60, 1.0)
    assert heard[0][1] < 0.61


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("", {}, "is empty"),
        (HEADER + "\n", {}, "has a header and no rows"),
        (HEADER + "\n\n\n", {}, "has a header and no rows"),
        (lines("person,time,page", [A]), {}, "no column 'touchpoint'"),
        (
            lines("person,person,time,touchpoint", [("p0", *A)]),
            {},
            "2 columns of the file are called 'person'",
        ),
        (lines(HEADER, [A]), {"time_zone": "Mars/Olympus"}, "There is no zone 'Mars/Olympus'"),
        (lines(HEADER, [A]), {"currency": "XXZ"}, "There is no currency 'XXZ'"),
    ],
)
def test_what_cannot_be_imported_is_said_before_anything_is_written(
    home: Path, text: str, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ImportError_, match=sentence):
        request_import("touches", write(home, text), {**TOUCH, **options})
    assert not Import.objects.exists()
    assert not AuditEntry.objects.exists()


def test_names_beyond_the_limit_stay_events(home: Path, small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchline.touchpoints.models.MOST_TOUCHPOINTS", 10)
    rows = [(f"p{n}", "2026-01-01", f"page {n}") for n in range(40)]
    assert touches(home, *rows) == (40, 0, 0)
    assert Touchpoint.objects.count() == RecognitionRule.objects.count() == 10
    assert Touchpoint.objects.filter(name="page 9").exists()
    assert len(recorded()) == 40


def test_a_table_in_memory_is_imported_like_a_file(home: Path) -> None:
    table = pa.table(
        {"who": ["p1", "p2"], "at": pa.array([10**15, 10**15], pa.timestamp("us", "UTC")), "what": ["a", "b"]}
    )
    options = {"person": "who", "time": "at", "touchpoint": "what"}
    folder = settings.TOUCHLINE.imports
    for source in (table, table.to_reader(1)):
        asked = request_table("touches", source, options, folder=folder, name="sample")
        assert Path(asked.file).stem == "sample"
        done = run(asked)
    assert counts(done) == (0, 0, 2)
    assert len(recorded()) == 2
    assert [path.name for path in folder.rglob("sample*")] == []
    with pytest.raises(ImportError_):
        request_table("touches", table, {**options, "person": "whom"}, folder=folder, name="sample")
    assert [path.name for path in folder.rglob("sample*")] == []


def fail_at(monkeypatch: pytest.MonkeyPatch, target: Any, name: str, call: int, error: Exception) -> None:
    """The ``call``-th call of a function fails after it has done its work."""
    real: Callable[..., Any] = getattr(target, name)
    calls = 0

    def failing(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        result = real(*args, **more)
        if calls == call:
            raise error
        return result

    monkeypatch.setattr(target, name, failing)


ROWS = [(f"p{n % 9}", "2026-01-01", f"page {n % 4}") for n in range(50)]


@pytest.mark.parametrize("call", [1, 2, 4, 8])
def test_an_interrupted_import_goes_on_and_counts_exactly(
    home: Path, small: None, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    asked = request_import("touches", write(home, lines(HEADER, ROWS)), TOUCH)
    with monkeypatch.context() as patch:
        fail_at(patch, Lake, "append", call, KeyboardInterrupt())  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            run(asked)
    assert len(recorded()) == min(7 * call, 50)
    assert [one.number for one in unfinished()] == [asked.number]
    assert counts(run(asked)) == (50, 0, 0)
    assert [name for (name,) in recorded("name")] == [row[2] for row in ROWS]
    assert counts(run(asked)) == (50, 0, 0)
    assert unfinished() == []


def test_another_file_may_come_between_an_interruption_and_going_on(
    home: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = request_import("touches", write(home, lines(HEADER, ROWS), "first.csv"), TOUCH)
    with monkeypatch.context() as patch:
        fail_at(patch, Lake, "append", 3, KeyboardInterrupt())  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            run(asked)
    later = take("touches", write(home, lines(HEADER, [*ROWS[10:40], C]), "second.csv"))
    first = run(asked)
    assert later.accepted + first.accepted == len(recorded()) == 51
    assert Counter(recorded("identity, name")) == Counter(
        (int(row[0][1:]) + 1, row[2]) for row in [*ROWS, ("p1", "", "call")]
    )


FULL_AT = [
    (staging.pq.ParquetWriter, "write_table"),
    (resolving, "_tell_apart"),
    (Lake, "append"),
    (verdicts, "keep_cells"),
]


@pytest.mark.parametrize(("target", "name"), FULL_AT, ids=lambda one: getattr(one, "__name__", one))
def test_a_full_disk_gets_a_sentence_and_the_import_runs_again(
    home: Path, small: None, monkeypatch: pytest.MonkeyPatch, target: Any, name: str
) -> None:
    asked = request_import("touches", write(home, lines(HEADER, ROWS)), TOUCH)
    with monkeypatch.context() as patch:
        fail_at(patch, target, name, 1, OSError(errno.ENOSPC, "No space left on device"))
        failed = run(asked)
    assert (failed.state, failed.error.split(".")[0]) == (State.FAILED, "The disk is full")
    assert not (settings.TOUCHLINE.imports / str(asked.number) / "stage").exists()
    assert Import.objects.get().error == failed.error
    assert counts(run(request_again(asked.number))) == (50, 0, 0)
    assert len(recorded()) == 50
    with pytest.raises(ImportError_, match="has not failed"):
        request_again(asked.number)


def test_trouble_nobody_foresaw_is_written_down_and_raised(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = request_import("touches", write(home, lines(HEADER, ROWS)), TOUCH)
    fail_at(monkeypatch, Lake, "append", 1, RuntimeError("a bug"))
    with pytest.raises(RuntimeError):
        run(asked)
    assert Import.objects.get().state == State.FAILED
    assert "a bug" in Import.objects.get().error


def test_a_file_that_vanished_or_changed_gets_a_sentence(home: Path) -> None:
    path = write(home, lines(HEADER, [A]))
    asked = request_import("touches", path, TOUCH)
    for header in (HEADER + ",more", "time,person,touchpoint"):
        write(home, lines(header, [A]))
        assert "has changed since" in run(asked).error
        request_again(asked.number)
    path.unlink()
    assert "There is no file" in run(asked).error
    assert recorded() == []
