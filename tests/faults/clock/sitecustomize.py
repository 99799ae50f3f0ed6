"""Put on PYTHONPATH by a test: a process whose clock goes wrong by as many seconds as a file says.

The two clocks the product reads are Python's ``time`` and Django's ``timezone.now``. The type ``datetime``
itself cannot be put off: libraries in C are built for it.
"""

from __future__ import annotations

import datetime
import os
import time

from django.utils import timezone

_file = os.environ.get("WRONG_CLOCK", "")
_time, _time_ns, _now = time.time, time.time_ns, timezone.now


def _seconds() -> int:
    try:
        with open(_file) as stream:  # noqa: PTH123
            return int(stream.read() or 0)
    except OSError:
        return 0


if _file:
    time.time = lambda: _time() + _seconds()
    time.time_ns = lambda: _time_ns() + _seconds() * 1_000_000_000
    timezone.now = lambda: _now() + datetime.timedelta(seconds=_seconds())
