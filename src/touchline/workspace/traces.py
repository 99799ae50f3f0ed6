"""What names a person in texts: ids, names, addresses, phone numbers; and whether a text does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

ERASED = "erased person"
"""What stands where a person stood."""

SHORTEST = 5
LONG = 9
ADDRESS = re.compile(r"[^\s@,;<>\"']+@[^\s@,;<>\"']+\.[^\s@,;<>\"']+")
PHONE = re.compile(r"\+?[\d\s()./-]{7,24}")
FIGURES = 7
"""A phone number has at least as many."""

FIELDS = ("name", "mail", "phone", "telefon", "tel", "mobile", "mobil", "fax", "address", "street")
"""Parts of the names of columns whose cells name a person."""
FIRST, LAST = ("first", "given", "vor"), ("last", "sur", "family", "nach")


@dataclass(frozen=True)
class Traces:
    """What names one person, or several at once.

    ``numbers`` of their identities, ``ids`` as they came, ``known`` names, addresses and numbers.
    """

    numbers: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def learn(self, texts: Iterable[str]) -> Traces:
        """The same with further names, addresses and phone numbers."""
        more = (one.strip() for one in texts)
        return replace(self, known=tuple(dict.fromkeys([*self.known, *(one for one in more if one)])))

    def are(self, text: str) -> bool:
        """Whether a text is one of the ids or of what is known of them, whatever its letters' case."""
        text = text.strip()
        return text.casefold() in self._whole or (_is_phone(text) and _figures(text) in self._phones)

    def is_id(self, text: str) -> bool:
        """Whether a text is one of the ids, as they came."""
        return text.strip() in self.ids

    def in_text(self, text: str) -> bool:
        """Whether a text names them.

        It is one of their texts, or one of them stands in it as a word of its own; short ones, which
        stand in every second text, count only where they are the whole of it.
        """
        return bool(text) and (self.are_told(text) or bool(self._words and self._words.search(text)))

    def are_told(self, text: str) -> bool:
        """``are``, without texts that say too little to be sure, such as the id 7."""
        return self.are(text) and (_telling(text.strip()) or any(one.isalpha() for one in text))

    def in_shared(self, text: str) -> bool:
        """Whether a text that others share, such as the name of a touchpoint, holds what is surely theirs."""
        return bool(text and self._shared and self._shared.search(text))

    def without(self, text: str) -> str:
        """A shared text with ``ERASED`` in the place of what is surely theirs."""
        return self._shared.sub(ERASED, text) if self._shared else text

    def rid(self, text: str) -> str:
        """``without``, and whole names gone as well: for what is said in free words."""
        if self.are_told(text) and any(map(str.isalpha, text)):
            return ERASED
        return self._free.sub(ERASED, text) if self._free else text

    def rid_value(self, value: Any) -> Any:
        """A JSON value of somebody else, ``rid`` of them at any depth."""
        if isinstance(value, str):
            return self.rid(value)
        if isinstance(value, list):
            return [self.rid_value(one) for one in value]
        if isinstance(value, dict):
            return {self.rid(name): self.rid_value(one) for name, one in value.items()}
        return value

    def clean(self, value: Any) -> Any:
        """A JSON value with ``ERASED`` for every text in it that names them."""
        if isinstance(value, str):
            return ERASED if self.in_text(value) else value
        if isinstance(value, list):
            return [self.clean(one) for one in value]
        if isinstance(value, dict):
            return {self.clean(name): self.clean(one) for name, one in value.items()}
        return value

    def in_value(self, value: Any) -> bool:
        """Whether a JSON value names them anywhere."""
        return bool(self.clean(value) != value)

    @property
    def shared(self) -> tuple[str, ...]:
        """Texts that are surely theirs wherever they stand: no short ids, no names."""
        return tuple(one for one in (*self.ids, *self.known) if _sure(one, one in self.ids))

    @property
    def free(self) -> tuple[str, ...]:
        """Texts that ``rid`` takes out, wherever they stand or as the whole of a text."""
        lettered = (one for one in (*self.ids, *self.known) if any(map(str.isalpha, one)))
        return tuple(dict.fromkeys([*self.shared, *lettered]))

    @property
    def needles(self) -> tuple[bytes, ...]:
        """Their texts as bytes, in the ways in which files write them."""
        texts = [one for one in (*self.ids, *self.known) if _telling(one)]
        return tuple(dict.fromkeys(way for text in texts for way in written(text)))

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(one.strip().casefold() for one in (*self.ids, *self.known))

    @cached_property
    def _phones(self) -> frozenset[str]:
        return frozenset(_figures(one) for one in (*self.ids, *self.known) if _is_phone(one))

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        return _any_of(one for one in (*self.ids, *self.known) if _telling(one))

    @cached_property
    def _free(self) -> re.Pattern[str] | None:
        return _any_of([*self.shared, *(one for one in self.known if " " in one.strip())])

    @cached_property
    def _shared(self) -> re.Pattern[str] | None:
        return _any_of(self.shared)


def telling_of(fields: Mapping[str, Any]) -> list[str]:
    """Names, addresses and phone numbers among named values, such as the cells of a row."""
    found: list[str] = []
    first = last = ""
    for name, value in fields.items():
        text, label = (value.strip() if isinstance(value, str) else ""), name.casefold()
        if not text:
            continue
        if "name" in label and any(part in label for part in FIRST):
            first = text
        elif "name" in label and any(part in label for part in LAST):
            last = text
        found += ADDRESS.findall(text)
        named = any(part in label for part in FIELDS) and (" " in text or any(map(str.isdigit, text)))
        if named or (text[0] in "+0" and _is_phone(text)):
            found.append(text)
    if first and last:
        found += [f"{first} {last}", f"{last}, {first}", f"{last} {first}"]
    return found


def written(text: str) -> tuple[bytes, ...]:
    """A text as files write it: UTF-8, UTF-16, and with the escapes of JSON."""
    escaped = (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    return (
        text.encode(),
        *(one.encode() for one in escaped),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
    )


def _any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    listed = sorted({one.strip() for one in texts if one.strip()}, key=len, reverse=True)
    if not listed:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)", re.IGNORECASE)


def _telling(text: str) -> bool:
    mixed = any(map(str.isalpha, text)) and not text.isalpha()
    return len(text) >= SHORTEST or (mixed and len(text) > 1)


def _sure(text: str, is_id: bool) -> bool:
    if "@" in text:
        return True
    mixed = any(map(str.isalpha, text)) and any(map(str.isdigit, text))
    return (mixed and len(text) >= SHORTEST) or _is_phone(text) or (is_id and len(text) >= LONG)


def _is_phone(text: str) -> bool:
    return bool(PHONE.fullmatch(text)) and len(_digits(text)) >= FIGURES


def _figures(text: str) -> str:
    """The last figures of a phone number: the same with and without the code of the country."""
    return _digits(text)[-FIGURES - 2 :].lstrip("0")


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
