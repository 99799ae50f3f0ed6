"""Telling a full disk from other trouble."""

from __future__ import annotations

import errno

NUMBERS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
WORDS = (
    "no space left",
    "disk is full",
    "disk quota exceeded",
    "could not write all bytes",
    "file too large",
)


def is_full(error: BaseException) -> bool:
    """Whether ``error``, or what caused it, is a disk or a quota without room."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in NUMBERS:
            return True
        if any(word in str(seen).lower() for word in WORDS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
