"""Which tests use the operations store: found from what they ask for and what they call.

A test that uses none does the same on SQLite and on PostgreSQL, so it runs once, marked ``pure``. A test
uses it that asks pytest-django for the database, that is only about PostgreSQL, or that reaches, by
whatever it and its fixtures name, one of the functions of ``tests.stores`` that give a workspace its
store. Nothing else can: pytest-django keeps the others from Django's database, and ``look_after`` finds
a test that made a store behind our back.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Collection, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tests import stores

DOORS = (
    stores.environ_of,
    stores.cluster,
    stores.new_cluster,
    stores.copy_workspace,
    stores.begin_empty,
    stores.ask,
)
DATABASE = {"db", "transactional_db"}
FILE, BEGINS = "operations.sqlite3", b"SQLite"


def uses_store(item: pytest.Item) -> bool:
    """Whether a test uses the operations store."""
    if item.get_closest_marker("django_db") or DATABASE & {*item.fixturenames}:  # type: ignore[attr-defined]
        return True
    if stores.is_only_here(item):
        return True
    known = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
    return any(reaches(one) for one in (item.function, *(one.func for each in known for one in each)))  # type: ignore[attr-defined]


def look_after(request: pytest.FixtureRequest) -> None:
    """Fail a test that has left a store in one of its folders which it should not have used."""
    pure = request.node.get_closest_marker("pure") is not None
    if not (pure or stores.POSTGRESQL) or request.node.get_closest_marker("makes_sqlite"):
        return
    folders = [one for one in request.node.funcargs.values() if isinstance(one, Path) and one.is_dir()]
    found = [path for one in folders for path in one.rglob(FILE) if path.read_bytes().startswith(BEGINS)]
    assert not found, (
        f"{found[0]} was made by a test that is thought to use no store, or PostgreSQL. "
        "Give the process that made it the environment of tests.stores.environ_of."
    )


@functools.cache
def reaches(start: Any) -> bool:
    """Whether a function gets at a store by whatever it names."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        one = _bare(waiting.pop())
        if one in DOORS:
            return True
        if id(one) not in seen and getattr(one, "__module__", "") != stores.__name__:
            seen.add(id(one))
            waiting += _named(one)
    return False


def _bare(one: Any) -> Any:
    """What a decorator has wrapped."""
    one = inspect.unwrap(one) if callable(one) else one
    return getattr(getattr(one, "hypothesis", None), "inner_test", one)


def _named(one: Any) -> Iterator[Any]:
    """What of ours a function or class of the tests names."""
    if isinstance(one, type):
        yield from (value for value in vars(one).values() if isinstance(value, FunctionType))
    if not isinstance(one, FunctionType):
        return
    names = set(_names(one.__code__))
    known = [one.__globals__[name] for name in names if name in one.__globals__]
    yield from (value for value in known if _ours(value))
    for module in [*known, *_imported(names)]:
        if isinstance(module, ModuleType) and module.__name__.partition(".")[0] == "tests":
            yield from (value for name in names if _ours(value := vars(module).get(name)))


def _imported(names: Collection[str]) -> Iterator[ModuleType]:
    """Modules of the tests that a function imports itself."""
    for name in names:
        if name.partition(".")[0] == "tests":
            yield (module := importlib.import_module(name))
            places = [f"{name}.{other}" for other in names if "." not in other]
            if hasattr(module, "__path__"):
                yield from (importlib.import_module(place) for place in places if find_spec(place))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _ours(value: object) -> bool:
    return callable(value) and str(getattr(value, "__module__", "")).partition(".")[0] == "tests"
