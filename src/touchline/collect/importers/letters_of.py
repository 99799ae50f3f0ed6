"""Which of the old encodings of one byte a letter a text is in: the one in which its letters make sense.

Each encoding is held against the languages written in it. A letter counts when the language has it,
no capital follows a small letter and no other script stands in the same word; signs such as € count
unless they stand inside a word. The language that explains most wins, of equals the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

SIGNS = "€“”„‘’–—…«»°§£№®™©²³½¼\u00a0•·´¿¡ªº"
WEST = "äöüßéèêëàâçùûîïôœñáíóúåæøõãìò"
LANGUAGES = {
    "german": "äöüßé",
    "french": "éèêëàâçùûîïôœæ",
    "spanish": "ñáíóúü",
    "portuguese": "áâãàçéêíóôõú",
    "nordic": "åäöæøé",
    "western": WEST,
    "polish": "ąćęłńóśźż",
    "czech": "áčďéěíňóřšťúůýžľĺŕôä",
    "hungarian": "áéíóöőúüű",
    "croatian": "čćđšž",
    "romanian": "ăâîşţșț",
    "turkish": "çğışöüâî",
    "russian": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
}
_WEST = ("german", "french", "spanish", "portuguese", "nordic", "western")
_EAST = ("polish", "czech", "hungarian", "croatian", "romanian")
_CYRILLIC = ("russian", "ukrainian")
ENCODINGS = {
    "cp1252": _WEST,
    "cp1251": _CYRILLIC,
    "mac-roman": _WEST,
    "cp1250": _EAST,
    "cp1254": ("turkish",),
    "iso8859-2": _EAST,
    "iso8859-15": _WEST,
    "cp1253": ("greek",),
    "iso8859-7": ("greek",),
    "cp850": _WEST,
    "koi8-r": ("russian",),
    "cp866": ("russian",),
    "mac-cyrillic": _CYRILLIC,
    "iso8859-5": _CYRILLIC,
    "cp1255": ("hebrew",),
    "cp1256": ("arabic",),
}
LATIN = "\u024f"
"""The last letter of Latin script."""
MIXED = 0.95
"""How much a letter counts that only some language of the west has: one language explains better."""


class Likely(NamedTuple):
    """An encoding, the language in which the text makes sense, and how well it does, at most 1."""

    encoding: str
    language: str
    score: float


def likeliest(data: bytes) -> Likely:
    """The encoding of one byte a letter that explains ``data`` best; it holds bytes above ASCII."""
    return max(_tried(data), key=lambda one: one.score)


def _tried(data: bytes) -> Iterator[Likely]:
    for encoding, languages in ENCODINGS.items():
        text = data.decode(encoding, "replace")
        for language in languages:
            weight = MIXED if language == "western" else 1.0
            yield Likely(encoding, language, weight * _sense(text, LANGUAGES[language]))


def _sense(text: str, letters: str) -> float:
    """The mean over letters beyond ASCII: 1 makes sense, 0 does not, -1 is no letter at all."""
    known = frozenset(letters + letters.upper() + ("İ" if "ğ" in letters else ""))
    foreign = min(letters) > LATIN
    total, count = 0.0, 0
    for at, letter in enumerate(text):
        if letter.isascii():
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        count += 1
        if letter == "\ufffd" or not (letter.isprintable() or letter == "\u00a0"):
            total -= 1
        elif letter in known:
            beside = foreign and any(one.isascii() and one.isalpha() for one in (before, after))
            total += not (beside or (letter.isupper() and before.islower()))
        elif letter in SIGNS:
            inside = before.isalpha() and after.isalpha()
            total += 0.5 if inside and letter == "’" else 0 if inside else 1
        elif letter.isupper() and before.islower():
            total -= 0.5
    return total / max(count, 1)
