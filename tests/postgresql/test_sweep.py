"""Nothing is swept while somebody still reads what was deleted."""

from __future__ import annotations

from pathlib import Path

from tests import stores
from tests.conftest import inside, run

stores.only_on_postgresql()

READERS = """
from touchline.people.models import Identity
from touchline.service.advisory import connect
from touchline.workspace import database
database.PATIENCE = 0.3
def sweep():
    try:
        database.sweep([], ["people_identity"])
    except database.StillRead as error:
        return str(error)
    return "done"
reader = connect("a reader")
reader.autocommit = False
reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
reader.execute("SELECT count(*) FROM workspace_member")
Identity.objects.create(value="x")
print(sweep())
reader.rollback()
reader.execute("SELECT count(*) FROM people_identity")
print(sweep())
reader.rollback()
print(sweep())
"""


def test_what_was_deleted_is_not_swept_under_a_reader(new_home: Path) -> None:
    run(new_home, "init")
    old, long, done = inside(new_home, READERS).splitlines()
    assert "an older state" in old
    assert "a table of the database for long" in long
    assert done == "done"
