"""Works on a workspace in a process of its own, until it is killed.

``python -m tests.faults.backup_child WHAT HOME FILE DIE_AT``:

* ``import``: takes files from FILE (a folder) one after the other, in many small commits, merging files of
  the lake in between; says "began N", "done N ACCEPTED" for each, until FILE/stop exists;
* ``backup``, ``restore``, ``upgrade``: does that once with FILE. Says "ready", then "done WRITES". With
  DIE_AT above 0 it kills itself before the write of that number, a statement of SQL being one.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.faults.import_child import OPTIONS, PIECE
from tests.faults.lake_child import is_write

CHANGES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "SAVEPOINT", "RELEASE", "COMMIT")


def main() -> None:
    what, home, file, die_at = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    from touchline.service.home import use_home

    if what == "import":
        use_home(home)
        imports(file)
        return
    if what != "restore":
        use_home(home, any_version=True)
    work(what, home, file, die_at)


def work(what: str, home: str, file: Path, die_at: int) -> None:
    count = [0]

    def ready() -> None:
        from touchline.journeys.kernels import build as _build  # noqa: F401
        from touchline.journeys.kernels import partition as _partition  # noqa: F401

        watch((home, str(file)), die_at, count)
        print("ready", flush=True)

    if what == "backup":
        from touchline.service.backup import make_backup

        ready()
        make_backup(file, keep=timedelta(days=1), replace=True)
    elif what == "restore":
        from touchline.service.restore import restore

        ready()
        restore(file, home)
    else:
        from django.conf import settings

        from touchline.service.upgrade import upgrade

        ready()
        upgrade(settings.TOUCHLINE)
    print("done", count[0], flush=True)


def watch(places: tuple[str, ...], die_at: int, count: list[int]) -> None:
    """Count writes at or below ``places`` and changes of the database, and die before one of them."""

    def one() -> None:
        count[0] += 1
        if count[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if any(is_write(event, given, place.rpartition("/")[0]) for place in places):
            one()

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip().upper().startswith(CHANGES):
            one()
        return execute(sql, *rest)

    def watch_database(connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(wrapper)

    from django.db.backends.signals import connection_created

    connection_created.connect(watch_database, weak=False)
    sys.addaudithook(hook)


def imports(folder: Path) -> None:
    from django.conf import settings

    from touchline.collect import recording, resolving
    from touchline.collect.run import request_import, run_import
    from touchline.lake import compact
    from touchline.lake.events import Lake

    recording.CHUNK = recording.BATCH = resolving.BATCH = PIECE
    compact.MANY, compact.KEPT_HOURS = 4, 0
    here = settings.TOUCHLINE
    for file in sorted(folder.glob("*.csv")):
        if (folder / "stop").exists():
            return
        made = request_import("touches", file, OPTIONS["touches"])
        print("began", made.number, flush=True)
        slowly = lambda _rows, _share: time.sleep(0.1)  # noqa: E731
        run_import(made.number, folder=here.imports, lake=Lake(here.lake), progress=slowly)
        made.refresh_from_db()
        print("done", made.number, made.accepted, flush=True)
        Lake(here.lake).compact()


if __name__ == "__main__":
    main()
