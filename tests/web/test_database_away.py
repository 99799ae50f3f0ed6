"""What pages and doctor say while the database does not answer or is busy."""

from __future__ import annotations

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from tests import stores
from tests.web.conftest import Cast
from tests.web.reading import text

from touchline.web.pages import people
from touchline.workspace.store import unreachable


def error(cause: type[psycopg.Error]) -> OperationalError:
    found = OperationalError("no")
    found.__cause__ = cause("no")
    return found


CASES = [
    (error(psycopg.OperationalError), "The database does not answer."),
    (error(psycopg.errors.AdminShutdown), "The database does not answer."),
    (error(psycopg.errors.CannotConnectNow), "The database does not answer."),
    (error(psycopg.errors.TooManyConnections), "The database does not answer."),
    (InterfaceError("connection already closed"), "The database does not answer."),
    (error(psycopg.errors.QueryCanceled), "This page takes too long."),
    (error(psycopg.errors.DeadlockDetected), None),
    (ValueError("connection"), None),
]


@stores.on_postgresql
@pytest.mark.parametrize(("wrong", "said"), CASES)
def test_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch, wrong: Exception, said: str | None) -> None:
    def broken(*_: object) -> None:
        raise wrong

    monkeypatch.setattr(people, "part", broken)
    from touchline.people.identities import numbers

    numbers(["ann"])
    cast.owner.raise_request_exception = False
    page = cast.owner.get("/people")
    assert page.status_code == (503 if said else 500)
    assert (said or "Something broke on our side.") in text(page.content)


@stores.on_sqlite
@pytest.mark.parametrize(("wrong", "said"), CASES)
def test_a_file_is_never_out_of_reach(wrong: Exception, said: str | None) -> None:
    assert not unreachable(wrong)
