"""Which tests run on both stores is found by what they call."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import conftest, purity, stores
from tests.conftest import run
from tests.web.world import firm


class Helper:
    def work(self) -> None:
        conftest.inside(Path(), "")


def by_a_helper() -> None:
    Helper().work()


def by_a_function_in_it() -> None:
    def call() -> str:
        return run(Path(), "init")

    call()


def by_a_module() -> None:
    stores.ask(Path(), "select 1")


def by_an_import_of_its_own() -> None:
    from tests.conftest import missing
    from tests.faults import test_serve_kill

    assert missing
    test_serve_kill.start(Path(), 0)


@given(st.integers())
def by_examples(number: int) -> None:
    run(Path(), str(number))


def by_nothing() -> None:
    assert firm(3)
    assert stores.POSTGRESQL in (True, False)
    Path().exists()


@pytest.mark.parametrize(
    "start", [by_a_helper, by_a_function_in_it, by_a_module, by_an_import_of_its_own, by_examples]
)
def test_a_store_is_found_behind_a_call(start: Any) -> None:
    assert purity.reaches(start)


def test_where_there_is_none_none_is_found() -> None:
    assert not purity.reaches(by_nothing)


def test_a_store_made_behind_its_back_is_found(tmp_path: Path) -> None:
    node = SimpleNamespace(funcargs={"tmp_path": tmp_path}, get_closest_marker=lambda name: name == "pure")
    request: Any = SimpleNamespace(node=node)
    file = tmp_path / "deep" / purity.FILE
    file.parent.mkdir()
    file.write_text("no database")
    purity.look_after(request)
    file.unlink()
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("create table a (b)")
    with pytest.raises(AssertionError, match="thought to use no store"):
        purity.look_after(request)
    file.unlink()
