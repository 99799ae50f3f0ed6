"""Whose turn it is in the worker: the intake comes first, and an import does not outrun its answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Event, Lock

FAR = 200_000
"""Events that an import has recorded since answers followed: they should follow now."""
TOO_FAR = 300_000
"""Events from which on the import waits for them. With one more transaction it is still read in a moment."""
PATIENCE = 10.0
"""Seconds it waits at most for each transaction: answers may be unable to follow."""

_turn = Lock()
_nobody_first = Event()
_nobody_first.set()


@contextmanager
def first() -> Iterator[None]:
    """Write as soon as the part that is being written is done. For the one thread of the intake."""
    _nobody_first.clear()
    with _turn:
        try:
            yield
        finally:
            _nobody_first.set()


@contextmanager
def a_part() -> Iterator[None]:
    """Write a part that takes a moment, unless the intake wants to."""
    _nobody_first.wait()
    with _turn:
        yield


class _Pace:
    def __init__(self) -> None:
        self.change = Condition()
        self.followed = False
        self.ahead = 0


_pace = _Pace()


@contextmanager
def followed() -> Iterator[None]:
    """In the block another thread lets answers follow what an import records."""
    _set(followed=True)
    try:
        yield
    finally:
        _set(followed=False)


def recorded(rows: int) -> None:
    """Say that an import has recorded rows, and wait while answers are too far behind."""
    with _pace.change:
        _pace.ahead += rows
        _pace.change.wait_for(lambda: not _pace.followed or _pace.ahead < TOO_FAR, PATIENCE)


def is_ahead() -> bool:
    """Whether answers should follow an import that goes on."""
    return _pace.followed and _pace.ahead >= FAR


@contextmanager
def following() -> Iterator[None]:
    """In the block answers follow up to where the import is when it begins."""
    reached = _pace.ahead
    yield
    with _pace.change:
        _pace.ahead = max(0, _pace.ahead - reached)
        _pace.change.notify_all()


def _set(*, followed: bool) -> None:
    with _pace.change:
        _pace.followed, _pace.ahead = followed, 0
        _pace.change.notify_all()
