"""The encoding of a text: found once for the whole file, then turned into UTF-8 as a stream.

In this order: a byte order mark; NUL bytes at every other place are UTF-16; what is UTF-8 nearly
throughout is UTF-8; else the encoding in which the letters make sense. As long as all is ASCII the
file is read on, to its end if need be. Bytes that do not fit stand in the stream as they were: their
rows are refused, no others.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from touchline.collect.importers.chunk import CHUNK_BYTES, ImportError_
from touchline.collect.importers.letters_east import likelihood, likelihoods
from touchline.collect.importers.letters_of import likeliest
from touchline.collect.importers.packed import Source

SAMPLE = 1 << 18
ENOUGH = 1 << 14
"""Bytes of lines beyond ASCII that are looked at."""
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
NAMES = {
    "cp932": "Japanese, Shift-JIS", "euc_jp": "Japanese, EUC", "cp949": "Korean", "gb18030": "Chinese",
    "cp950": "Chinese, Big5", "cp1252": "Western", "mac-roman": "Western, Mac", "cp1251": "Cyrillic",
}  # fmt: skip
MARK = "\ufeff"
SURE = 6.0
"""A reading that is e**6 times likelier than any other is taken."""
NEAR = 30.0
"""Readings that fall behind the likeliest by less are named where it is asked."""
SOUND = 5
"""So many sound letters of UTF-8 for each byte that is none, and the file is UTF-8."""


class EncodingDoubt(ImportError_):
    """The letters of a file make sense in several encodings. ``choices``: the likeliest first."""

    def __init__(self, choices: Sequence[str]) -> None:
        listed = " or ".join(f"--encoding {one} ({NAMES.get(one, one)})" for one in choices)
        super().__init__(
            f"In which encoding the letters are cannot be told from so few. Say which: {listed}."
            if choices
            else "In which encoding the letters are cannot be told. Say which: --encoding NAME."
        )
        self.choices = tuple(choices)


def detect(source: Source) -> str:
    """The encoding of a stream, from its beginning on; reads it to its first byte beyond ASCII."""
    sample = source.read(SAMPLE)
    for mark, name in MARKS.items():
        if sample.startswith(mark):
            return name
    wide = _wide(sample)
    if wide:
        return wide
    while sample.isascii():
        sample = source.read(CHUNK_BYTES)
        if not sample:
            return "utf-8"
    return _beyond_ascii(sample)


def resolve(name: str, source: Source) -> str:
    """Which of its two orders of bytes "utf-16" or "utf-32" means here."""
    if name not in ("utf-16", "utf-32"):
        return name
    try:
        found = detect(source)
    except EncodingDoubt:
        found = ""
    return found if found.startswith(name) else f"{name}-le"


def _wide(sample: bytes) -> str:
    """UTF-16 by its NUL bytes: they stand beside the line ends, and nearly all on the same side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < max(len(sample) / 20, 2) or min(even, odd) > max(even, odd) / 20:
        return ""
    name, pair = ("utf-16-le", b"%c\0") if odd > even else ("utf-16-be", b"\0%c")
    ends = sample.count(b"\n") + sample.count(b"\r")
    beside = sample.count(pair % b"\n") + sample.count(pair % b"\r")
    if (2 * beside < ends) if ends else (5 * (even + odd) < len(sample)):
        return ""
    try:
        codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return ""
    return name


def _beyond_ascii(sample: bytes) -> str:
    lines = [line for line in sample.replace(b"\r", b"\n").split(b"\n") if not line.isascii()]
    data = b"\n".join(lines)[:ENOUGH]
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(data)
    odd = sum("\udc80" <= letter <= "\udcff" for letter in text)
    if sum(not letter.isascii() for letter in text) - odd > SOUND * odd:
        return "utf-8"
    return _old(data)


def _old(data: bytes) -> str:
    """An encoding of one byte a letter, or one of East Asia. Raises ``EncodingDoubt``."""
    one = likeliest(data)
    west = likelihood(data, one.encoding, one.language)
    (east, best), *others = likelihoods(data)
    if west - east > SURE:
        return one.encoding
    if east - max(west, others[0][0]) > SURE:
        return best
    fit = [name for said, name in [(east, best), *others] if said > max(east, west) - NEAR]
    raise EncodingDoubt([*fit, *([one.encoding] if west > max(east, west) - NEAR else [])])


class InUtf8:
    """A stream of any encoding as UTF-8, without its byte order mark."""

    def __init__(self, source: Source, encoding: str) -> None:
        self._source = source
        self._decoder = None
        if encoding != "utf-8":
            self._decoder = codecs.getincrementaldecoder(encoding)("touchline")
        self._begun = self._ended = False

    def read(self, size: int) -> bytes:
        """About ``size`` bytes of UTF-8, none at the end; bytes that did not fit stand as they were."""
        data = b""
        while not data and not self._ended:
            fresh = self._source.read(size)
            self._ended = not fresh
            data = self._turned(fresh)
            if not self._begun and data:
                self._begun = True
                data = data.removeprefix(codecs.BOM_UTF8)
        return data

    def _turned(self, fresh: bytes) -> bytes:
        if self._decoder is None:
            return fresh
        return self._decoder.decode(fresh, final=not fresh).encode("utf-8", "surrogateescape")

    @property
    def share(self) -> float:
        """How much of the file was read, 0 to 1."""
        return self._source.share

    def close(self) -> None:
        """Let the file go."""
        self._source.close()


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Stand for bytes that are no letter: those above ASCII by themselves, others by one that is none."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    odd = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in odd if byte > 127) or "\udc80", error.end


codecs.register_error("touchline", _keep)
