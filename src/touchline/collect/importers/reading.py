"""How the bytes of a file become rows: settled once a file, shown, and kept with its import."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from touchline.collect.importers.chunk import ImportError_

CSV, JSONL, PARQUET, XLSX = "csv", "jsonl", "parquet", "xlsx"
FORMATS = {CSV: "CSV", JSONL: "JSON Lines", PARQUET: "Parquet", XLSX: "an Excel workbook"}
PACKED = {"gzip": "packed with gzip", "zip": "packed in a zip"}
WORDS = ("encoding", "delimiter", "quote", "sheet", "member")
"""What a member may say about the reading, in the words of the command line."""

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
QUOTES = {"double": '"', "single": "'", "none": ""}
NOT_LETTERS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7"})


@dataclass(frozen=True)
class Reading:
    """``format`` is csv, jsonl, parquet or xlsx; ``compression`` "", gzip or zip, with the ``member``.

    ``encoding``, ``delimiter`` and ``quote`` ("" for none) hold for text, ``sheet`` for workbooks.
    ``keys`` are those of a JSON Lines file, found by a pass over all its rows.
    """

    format: str = CSV
    compression: str = ""
    member: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    sheet: str = ""
    keys: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Reading:
        """Back from JSON."""
        known = {one.name: value[one.name] for one in fields(cls) if one.name in value}
        return replace(cls(**known), keys=tuple(known.get("keys", ())))

    @property
    def text(self) -> bool:
        """Whether the file is text and so has an encoding."""
        return self.format in (CSV, JSONL)

    def words(self) -> dict[str, str]:
        """What holds for this file, in the words of the command line: ``{"delimiter": "semicolon", …}``."""
        said = {"member": self.member} if self.member else {}
        if self.text:
            said["encoding"] = self.encoding
        if self.format == CSV:
            said["delimiter"] = _word(DELIMITERS, self.delimiter)
            said["quote"] = _word(QUOTES, self.quote)
        return said | ({"sheet": self.sheet} if self.sheet else {})

    def sentence(self) -> str:
        """What the file is: ``CSV in cp1252, parted by semicolons, cells in double quotes.``"""
        parts = [FORMATS[self.format] + (f" in {self.encoding}" if self.text else "")]
        if self.format == CSV:
            parts.append(f"parted by {_plural(_word(DELIMITERS, self.delimiter))}")
            quote = _word(QUOTES, self.quote)
            parts.append("without quotes" if not self.quote else f"cells in {quote} quotes")
        if self.sheet:
            parts.append(f"sheet {self.sheet!r}")
        if self.compression:
            parts.append(PACKED[self.compression] + (f" as {self.member!r}" if self.member else ""))
        return ", ".join(parts) + "."


def encoding(name: str) -> str:
    """The lasting name of an encoding, such as cp1252 for "Windows-1252". Raises ``ImportError_``."""
    try:
        found = codecs.lookup(name.strip().replace("windows-125", "cp125").replace("Windows-125", "cp125"))
    except (LookupError, ValueError):
        raise ImportError_(_no_encoding(name)) from None
    if not found._is_text_encoding or found.name.replace("-", "_") in NOT_LETTERS:
        raise ImportError_(_no_encoding(name))
    return "utf-8" if found.name in ("utf-8-sig", "ascii") else found.name


def delimiter(word: str) -> str:
    """The sign that parts cells, from its word or itself. Raises ``ImportError_``."""
    sign = DELIMITERS.get(word.strip().lower(), "\t" if word == "\\t" else word)
    if len(sign) != 1 or not sign.isascii() or sign in "\"'\r\n\0" or sign.isalnum():
        listed = ", ".join(DELIMITERS)
        raise ImportError_(f"--delimiter is {word!r}. Take one of {listed}, or one sign.")
    return sign


def quote(word: str) -> str:
    """The sign around cells, from its word or itself; "" for none. Raises ``ImportError_``."""
    sign = QUOTES.get(word.strip().lower(), word)
    if sign not in QUOTES.values():
        raise ImportError_(f"--quote is {word!r}. Take one of {', '.join(QUOTES)}.")
    return sign


def _no_encoding(name: str) -> str:
    return f"There is no encoding {name!r}. Take one such as utf-8, utf-16, cp1252, mac-roman or iso8859-2."


def _word(words: Mapping[str, str], sign: str) -> str:
    return next((word for word, one in words.items() if one == sign), sign)


def _plural(word: str) -> str:
    return f"{word}s" if word.isalpha() else repr(word)
