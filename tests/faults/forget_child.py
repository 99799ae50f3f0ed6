"""Forgets a person in a process of its own, until it is killed.

``python forget_child.py HOME PERSON DIE_AT`` asks for the erasure, says "ready", carries it out and says
"done WRITES SECONDS". With DIE_AT above 0 it kills itself before the write of that number below HOME.
"""

from __future__ import annotations

import sys
import time

from tests.faults.lake_child import watch


def main() -> None:
    home, person, die_at = sys.argv[1], sys.argv[2], int(sys.argv[3])
    from touchline.service.home import use_home

    use_home(home)
    from touchline.service.forget import ask, finish

    asked = ask([person], for_good=False)
    print("ready", flush=True)
    began = time.monotonic()
    count = watch(home, die_at)
    finish([asked])
    print("done", count[0], time.monotonic() - began, flush=True)


if __name__ == "__main__":
    main()
