"""Selectors: which number of an answer the people are wanted behind, such as ``step=3:stopped``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from touchline.journeys.question import QuestionError


def split(selector: str) -> tuple[str, str]:
    """``key=value`` as its two parts, or a lone word and an empty text. The value may hold any sign."""
    key, _, value = selector.strip().partition("=")
    return (key.strip().lower(), value.strip())


def number(text: str) -> int | None:
    """A count written in figures, or None."""
    return int(text) if re.fullmatch(r"\d{1,18}", text, re.ASCII) else None


def named(text: str, names: Sequence[str]) -> tuple[int, str] | None:
    """The name ``text`` begins with, and what follows it after a colon; None where no name fits.

    Exact names count first, then names that differ in case; of several the longest.
    """
    for fold in (str, str.casefold):
        wanted = fold(text)
        for at in sorted(range(len(names)), key=lambda at: -len(names[at])):
            name = fold(names[at])
            if wanted == name:
                return (at, "")
            if wanted.startswith(name + ":"):
                return (at, text[len(name) + 1 :].strip())
    return None


def refuse(question: str, selector: str, known: str) -> QuestionError:
    """The refusal of a selector, with those the question knows."""
    return QuestionError(f"{selector!r} selects nobody in {question}. It knows {known}.")
