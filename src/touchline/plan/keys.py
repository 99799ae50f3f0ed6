"""Keys: the stable names of things of a plan, made from their first names, in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

MADE = 80
LONGEST = 100
WORDLESS = "thing"


def key_of(name: str) -> str:
    """The key a name makes: its letters and figures in lower case, ``-`` between the words.

    A name without any, such as one of emoji, makes ``thing``.
    """
    return _normal(_normal(name)[:MADE]) or WORDLESS


def free_key(name: str, taken: Container[str]) -> str:
    """A key for a new thing: ``key_of`` its name, with a number where that is taken."""
    base = key_of(name)
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def is_key(text: str) -> bool:
    """Whether a text may be a key: spelt as ``key_of`` spells, so that no two look alike."""
    return 0 < len(text) <= LONGEST and _normal(text) == text


def _normal(text: str) -> str:
    """Composed, in lower case, words joined by ``-``. Some letters need several rounds to settle."""
    for _round in range(4):
        folded = unicodedata.normalize("NFKC", text).casefold()
        kept = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in folded)
        made = unicodedata.normalize("NFC", "-".join(kept.split()))
        if made == text:
            break
        text = made
    return text
