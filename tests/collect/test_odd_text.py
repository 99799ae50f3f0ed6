"""Text that a database cannot hold is judged before it gets there, on both stores alike."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings

from touchline.collect.models import Import
from touchline.collect.run import ImportError_, request_import, run_import
from touchline.lake.events import Lake
from touchline.people.models import Identity, Person

pytestmark = pytest.mark.django_db
ODD = ["ann", "b\0b", "c\ud800".encode("utf-8", "surrogatepass"), "😀" * 512, "é" * 513, "d\u0085", "\ufeffe"]


def take(kind: str, path: Path, options: dict[str, str]) -> Import:
    asked = request_import(kind, path, options)
    here = settings.TOUCHLINE
    return run_import(asked.number, folder=here.imports, lake=Lake(here.lake))


@pytest.mark.parametrize("kind", ["touches", "people"])
def test_odd_ids_and_names(kind: str, home: Path) -> None:
    cells = [one if isinstance(one, bytes) else one.encode() for one in ODD]
    path = home / "odd.csv"
    path.write_bytes(
        b"who,when,what\n" + b"".join(cell + b",2026-01-01," + cell[:20] + b"\n" for cell in cells)
    )
    columns = {"person": "who", "time": "when", "touchpoint": "what"}
    done = take(kind, path, columns if kind == "touches" else {"person": "who", "name": "what"})
    assert (done.state, done.rows, done.error) == ("done", len(ODD), "")
    assert done.verdicts.get("nul") == 1
    assert done.verdicts.get("not-utf8", 0) >= 1
    kept = set(Identity.objects.values_list("value", flat=True))
    assert "ann" in kept
    assert "😀" * 512 in kept
    assert not any("\0" in one for one in kept)
    if kind == "people":
        assert Person.objects.filter(name="ann").exists()


def test_odd_ids_in_parquet(home: Path) -> None:
    path = home / "odd.parquet"
    table = pa.table({"who": ["ann", "b\0b", "ann"], "when": ["2026-01-01"] * 3, "what": ["a", "b", "c\0"]})
    pq.write_table(table, path)
    done = take("touches", path, {"person": "who", "time": "when", "touchpoint": "what"})
    assert (done.accepted, done.verdicts) == (1, {"nul": 2})


@pytest.mark.parametrize("header", [b"who,when,what,od\0d", b"who,when,what,od\xffd"])
def test_an_odd_header_does_not_break(home: Path, header: bytes) -> None:
    path = home / "odd.csv"
    path.write_bytes(header + b"\nann,2026-01-01,page,x\n")
    with suppress(ImportError_):
        done = take("touches", path, {"person": "who", "time": "when", "touchpoint": "what"})
        assert done.accepted == 1
