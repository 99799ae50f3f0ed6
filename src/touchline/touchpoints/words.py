"""Finding words of a list in a name, whatever its capitals, marks and signs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WRITTEN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ё": "е", "Ё": "Е"}
)
"""Letters with marks that have another spelling without."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Small letters without marks, words parted by one space: "AddToCart" is "add to cart"."""
    parted = re.sub(r"(?<=[a-zа-я0-9])(?=[A-ZА-Я])", " ", text)
    bare = "".join(_bare(letter) for letter in unicodedata.normalize("NFKC", parted).translate(WRITTEN))
    return " ".join(re.findall(r"\w+", bare.casefold().replace("_", " ")))


@lru_cache(maxsize=256)
def pattern(words: str) -> re.Pattern[str]:
    """A list like ``mail*; e mail`` as one expression over ``plain`` text, the longest words first."""
    listed = sorted({_expression(word) for word in words.split(";") if word.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(listed)})(?!\w)")


def find(words: str, name: str) -> str:
    """The longest part of ``name`` that a word of the list stands for, in plain letters; "" for none."""
    found = [match.group() for match in pattern(words).finditer(plain(name))]
    return max(found, key=len, default="")


def _bare(letter: str) -> str:
    """A Latin letter without its marks; others, such as й, as they are."""
    first = unicodedata.normalize("NFKD", letter)[:1]
    return first if first.isascii() else letter


def _expression(word: str) -> str:
    parts = [plain(part) for part in word.strip().split("*")]
    return r"\w*".join(re.escape(part).replace(r"\ ", " ") for part in parts)
