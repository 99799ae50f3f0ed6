"""Imports into a workspace in a process of its own, until it is killed.

``python import_child.py HOME KIND FILE DIE_AT`` takes FILE, or with the kind "undo" takes its import back,
or goes on with what was cut off. It says "ready", then "done ACCEPTED REFUSED DUPLICATES WRITES SECONDS".
With DIE_AT above 0 it kills itself before the write of that number below HOME.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.faults.lake_child import watch

OPTIONS = {
    "touches": {"person": "person", "time": "time", "touchpoint": "touchpoint"},
    "orders": {"person": "person", "time": "time", "order": "touchpoint", "value": "value"},
    "people": {"person": "person", "brought_by": "touchpoint", "brought_as": "fan"},
}
PIECE = 150


def main() -> None:
    home, kind, file, die_at = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    from touchline.service.home import use_home

    use_home(home, make=True)
    from touchline.collect import recording, resolving, run_people
    from touchline.collect.models import Import
    from touchline.collect.run import request_import, unfinished
    from touchline.collect.undoing import request_undo
    from touchline.service.taking import run

    recording.CHUNK = recording.BATCH = resolving.BATCH = run_people.PART = PIECE
    waiting = unfinished()
    known = Import.objects.filter(file=file)
    if not waiting and kind == "undo" and known.filter(state="done").exists():
        waiting = [request_undo(known.get(state="done").number)]
    elif not waiting and not known.exists():
        waiting = [request_import(kind, Path(file), OPTIONS[kind])]
    print("ready", flush=True)
    began = time.monotonic()
    count = watch(home, die_at)
    for one in waiting:
        run(one.number)
    last = known.latest("number")
    assert last.state == ("undone" if kind == "undo" else "done"), last.error
    seconds = time.monotonic() - began
    print("done", last.accepted, last.refused, last.duplicates, count[0], seconds, flush=True)


if __name__ == "__main__":
    main()
