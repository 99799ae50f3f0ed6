"""Whose turn it is to write in the worker: the intake comes first, an import or its undoing part by part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

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
