"""A lake of an earlier version, whose files and log say nothing of campaigns, is read and written on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable
from tests.lake.make import MEANING, plain, table
from tests.lake.test_build import index_of
from tests.oracle.build import Event, journeys_of

from touchline.lake import compact, events
from touchline.lake.events import Lake
from touchline.lake.parquet import CAMPAIGN


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake with ten events, written without the columns of campaigns."""
    schema = pa.schema([one for one in events.SCHEMA if one.name not in CAMPAIGN])
    with monkeypatch.context() as patch:
        patch.setattr(events, "SCHEMA", schema)
        patch.setattr(events, "GIVEN", pa.schema(list(schema)[1:]))
        patch.setattr(events, "CAMPAIGN", ())
        made = Lake(tmp_path / "lake")
        made.append(plain(10).drop_columns(list(CAMPAIGN)), app="a", version=1)
    return Lake(tmp_path / "lake")


def test_it_is_read_as_it_is(older: Lake, tmp_path: Path) -> None:
    assert older.of_identity(3)["campaign"].to_pylist() == [None]
    index = index_of(tmp_path, older, replace(MEANING, attributes=("campaign",)))
    assert index.legend.attributes["campaign"] == ("",)
    assert index.touches == 10


def test_it_takes_campaigns_from_then_on(
    older: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact, "MANY", 2)
    changed = older.snapshot().changed
    older.append(table([Event(11, 11, 3, "letter", campaign="spring")]), app="a", version=2)
    assert older.last_seq() == 11
    assert older.snapshot().changed > changed
    assert [one.name for one in DeltaTable(tmp_path / "lake").schema().fields] == events.SCHEMA.names
    for _ in range(2):
        assert older.check() == []
        assert older.of_identity(3)["campaign"].to_pylist() == ["spring", None]
        index = index_of(tmp_path, older, replace(MEANING, attributes=("campaign",)))
        said = [touch.attributes[0][1] for touch in journeys_of(index)[3]]
        assert said == ["spring", ""]
        assert older.compact() in (0, 2)
    assert older.reword("spring", lambda _column, text: text.replace("spring", "s")) == 1
    assert older.remove_identities([2]) == 2
    assert older.of_identity(3)["campaign"].to_pylist() == ["s", None]


def test_opening_it_to_write_changes_no_event(older: Lake, tmp_path: Path) -> None:
    before = older.snapshot()
    assert older.compact() == 0
    after = Lake(tmp_path / "lake").snapshot()
    assert (after.changed, after.last_seq, after.parts) == (before.changed, before.last_seq, before.parts)
    assert after.version == before.version + 1
