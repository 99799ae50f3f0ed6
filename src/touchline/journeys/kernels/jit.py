"""How a kernel is compiled: once, for one signature, without the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba import types

from touchline.journeys import kernels

F = TypeVar("F", bound=Callable[..., Any])


def read(kind: Any, dimensions: int = 1) -> Any:
    """The type of an array a kernel reads. A writable array passes too, with the same compiled code."""
    return types.Array(kind, dimensions, "C", readonly=True)


def write(kind: Any, dimensions: int = 1) -> Any:
    """The type of an array a kernel writes."""
    return types.Array(kind, dimensions, "C")


PERSONS = (
    read(types.uint32),
    read(types.uint16),
    read(types.int64),
    types.int64,
    types.int64,
    read(types.int16),
)
"""What a loop over persons takes first: ``offset``, ``code``, ``time``, ``low``, ``high``, ``group``."""


def kernel(answer: Any, *arguments: Any) -> Callable[[F], F]:
    """Compile a loop when its module is imported, for these types only.

    A call with other types is a ``TypeError`` and never a second compilation.
    """
    decorate: Callable[[F], F] = numba.njit(answer(*arguments), nogil=True, cache=kernels.cached())
    return decorate


def inlined(function: F) -> F:
    """A small function that becomes part of every kernel that calls it."""
    made: F = numba.njit(function, nogil=True, inline="always")
    return made
