"""Finding out how a file is read, from its first bytes and what a member said of it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from touchline.collect.importers import reading as words
from touchline.collect.importers.chunk import CHUNK_BYTES, ImportError_
from touchline.collect.importers.dialect import find
from touchline.collect.importers.encoding import InUtf8, detect, resolve
from touchline.collect.importers.jsonl import is_object, keys_of
from touchline.collect.importers.packed import DAMAGED, Unpacked, only_member
from touchline.collect.importers.reading import CSV, JSONL, PARQUET, XLSX, Reading

MAGIC = {b"PAR1": PARQUET, b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\x1f\x8b": "gzip"}
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old Excel file, or one with a password. Save it as XLSX without one, or as CSV",
    b"%PDF": "a PDF. Ask for the table behind it as CSV or XLSX",
    b"{\\rtf": "a text document. Save the table as CSV",
    b"<": "a web page or XML. Save the table as CSV or XLSX",
    b"BZh": "packed with bzip2. Unpack it first, or pack it with gzip",
    b"\xfd7zXZ": "packed with xz. Unpack it first, or pack it with gzip",
    b"(\xb5/\xfd": "packed with zstd. Unpack it first, or pack it with gzip",
    b"7z\xbc\xaf": "packed with 7-Zip. Unpack it first, or make a zip",
    b"Rar!": "packed with RAR. Unpack it first, or make a zip",
    b"SQLite format 3": "a database. Export the table as CSV",
    b"\x89PNG": "a picture. Choose a table",
    b"\xff\xd8\xff": "a picture. Choose a table",
}
LOOKED_AT = 20
"""Lines among which an object makes a file JSON Lines."""
HEAD = 1 << 18


def sniff(path: Path, given: Mapping[str, str] | None = None) -> Reading:
    """How a file is read; what is ``given`` (encoding, delimiter, quote, sheet, member) is not guessed.

    Of text the beginning is looked at, and as long as it is plain ASCII the rest too; the keys of JSON
    Lines are found by a pass over all rows. Raises ``ImportError_`` with a sentence.
    """
    there(path)
    asked = {name: value for name, value in (given or {}).items() if name in words.WORDS and value}
    try:
        found = _unpack(path, asked.get("member", ""))
        begin = _begin(path, found)
        _not_foreign(path.name, begin)
        kind = next((kind for magic, kind in MAGIC.items() if begin.startswith(magic)), "")
        if kind == "gzip" or (kind == "zip" and not _is_workbook(path, found)):
            raise ImportError_(f"{path.name} holds a packed file inside a packed one. Unpack it once.")
        found = replace(found, format=XLSX if kind == "zip" else kind or CSV)
        found = found if kind else _text(path, found, asked)
        _fits(path.name, found, asked)
        return replace(found, sheet=asked.get("sheet", "")) if found.format == XLSX else found
    except OSError as error:
        raise ImportError_(f"{path} cannot be read: {error.strerror}.") from error


def there(path: Path) -> None:
    """Raise ``ImportError_`` when there is no such file, or its name cannot be written down."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        raise ImportError_(f"The name of {shown} is not UTF-8. Rename the file or its folder.") from None
    if not path.exists():
        raise ImportError_(f"There is no file {path}.")
    if not path.is_file():
        raise ImportError_(f"{path} is not a file. Name one file with a table in it.")


def _unpack(path: Path, member: str) -> Reading:
    plain = Reading()
    begin = _begin(path, plain)
    if begin.startswith(b"\x1f\x8b"):
        return replace(plain, compression="gzip")
    if begin.startswith(b"PK") and begin[2:4] in (b"\x03\x04", b"\x05\x06") and not _is_workbook(path, plain):
        if begin[30:38] == b"mimetype":
            raise ImportError_(f"{path.name} is an OpenDocument table. Save it as XLSX or CSV.")
        return replace(plain, compression="zip", member=only_member(path, member))
    return plain


def _begin(path: Path, reading: Reading) -> bytes:
    source = Unpacked(path, reading)
    try:
        return source.read(64)
    finally:
        source.close()


def _is_workbook(path: Path, reading: Reading) -> bool:
    """Whether a zip is a workbook of Excel."""
    from touchline.collect.importers.packed import whole

    try:
        with whole(path, reading) as file, zipfile.ZipFile(file) as packed:
            names = packed.namelist()
    except DAMAGED as error:
        raise ImportError_(
            f"{path.name} is damaged and cannot be unpacked ({error}). Get it anew."
        ) from error
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _not_foreign(name: str, begin: bytes) -> None:
    for magic, said in FOREIGN.items():
        if begin.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise ImportError_(f"{name} is {said}.")


def _text(path: Path, found: Reading, asked: Mapping[str, str]) -> Reading:
    source = Unpacked(path, found)
    try:
        name = resolve(words.encoding(asked["encoding"]), source) if "encoding" in asked else detect(source)
    finally:
        source.close()
    found = replace(found, encoding=name)
    head, whole = _head(path, found)
    lines = [line for line in head.splitlines() if line.strip()]
    first = lines[0].lstrip() if lines else ""
    if first.startswith("{") and any(is_object(line) for line in lines[:LOOKED_AT]):
        found = replace(found, format=JSONL)
        return replace(found, keys=keys_of(path, found))
    if first.startswith(("[{", "[")) and (first.strip() == "[" or first[1:].lstrip().startswith("{")):
        raise ImportError_(f"{path.name} is one JSON document. Save it as JSON Lines: one object a line.")
    if first.strip() == "{":
        raise ImportError_(
            f"{path.name} is JSON over several lines. Save it as JSON Lines: one object a line."
        )
    delimiter = words.delimiter(asked["delimiter"]) if "delimiter" in asked else None
    quote = words.quote(asked["quote"]) if "quote" in asked else None
    whole_lines = head if whole else head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head
    signs = find(whole_lines, delimiter, quote)
    return replace(found, delimiter=signs.delimiter, quote=signs.quote)


def _head(path: Path, reading: Reading) -> tuple[str, bool]:
    """The beginning of a text, and whether it is all of it."""
    stream = InUtf8(Unpacked(path, reading), reading.encoding)
    try:
        data = stream.read(HEAD)
        whole = not stream.read(1)
        if not whole and b"\n" not in data and b"\r" not in data:
            data += stream.read(CHUNK_BYTES)
    finally:
        stream.close()
    return data.decode("utf-8", "replace"), whole


def _fits(name: str, found: Reading, asked: Mapping[str, str]) -> None:
    """Raise ``ImportError_`` for what was said and cannot hold for such a file."""
    holds = {
        "sheet": found.format == XLSX,
        "member": found.compression == "zip",
        "encoding": found.text,
        "delimiter": found.format == CSV,
        "quote": found.format == CSV,
    }
    for word in asked:
        if not holds[word]:
            raise ImportError_(f"{name} is {words.FORMATS[found.format]}; --{word} means nothing for it.")
