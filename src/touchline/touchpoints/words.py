"""Finding the words of lists in a name, whatever its capitals, marks and signs.

A list is like ``mail*; e mail; *wagen*``: a word stands for itself, with a star behind it for every word
that begins so, with a star before it also for words that have it inside. A word may be several words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

WRITTEN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ё": "е", "Ё": "Е"}
)
"""Letters with marks that have another spelling without."""
LONGEST = 5
"""Words a phrase may have."""


def plain(text: str) -> str:
    """Small letters without marks, words parted by one space: "AddToCart" is "add to cart"."""
    parted = "".join(
        f" {letter}" if letter.isupper() and (before.islower() or before.isdigit()) else letter
        for before, letter in zip(" " + text, text, strict=False)
    )
    bare = "".join(_bare(letter) for letter in unicodedata.normalize("NFKC", parted).translate(WRITTEN))
    return " ".join(re.findall(r"\w+", bare.casefold().replace("_", " ")))


class Lexicon:
    """Several lists of words, looked up at once."""

    def __init__(self, lists: Sequence[str]) -> None:
        self._whole: dict[str, set[int]] = {}
        self._begins: dict[str, set[int]] = {}
        self._inside: dict[str, set[int]] = {}
        for number, words in enumerate(lists):
            for word in words.split(";"):
                lean = plain(word.replace("*", ""))
                stars = (word.strip().startswith("*"), word.strip().endswith("*"))
                kinds = {(False, False): self._whole, (False, True): self._begins}
                if lean:
                    kinds.get(stars, self._inside).setdefault(lean, set()).add(number)

    def find(self, name: str) -> dict[int, str]:
        """By number of each list with a word in ``name``: the longest such part, in plain letters."""
        found: dict[int, str] = {}
        for part in _parts(plain(name)):
            for number in self._matches(part):
                if len(part) > len(found.get(number, "")):
                    found[number] = part
        return found

    def _matches(self, part: str) -> Iterator[int]:
        yield from self._whole.get(part, ())
        last_word = part.rfind(" ") + 1
        for end in range(last_word + 1, len(part) + 1):
            yield from self._begins.get(part[:end], ())
        if not last_word:
            for word, numbers in self._inside.items():
                if word in part:
                    yield from numbers


def _parts(text: str) -> Iterator[str]:
    """Every run of up to ``LONGEST`` words."""
    words = text.split()
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            yield " ".join(words[start:end])


def _bare(letter: str) -> str:
    """A Latin letter without its marks; others, such as й, as they are."""
    first = unicodedata.normalize("NFKD", letter)[:1]
    return first if first.isascii() else letter
