"""Reading a page the way a person does: its text, and its numbers that open lists."""

from __future__ import annotations

import re
from html import unescape

_LINK = re.compile(r'<a [^>]*?class="n[ "][^>]*?>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r'href="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")


def text(content: bytes) -> str:
    """The text of a page on one line, with plain spaces."""
    return re.sub(r"\s+", " ", unescape(_TAG.sub(" ", content.decode()))).strip()


def numbers(content: bytes) -> list[tuple[int, str]]:
    """Every number that is a link to people: how many it says, and where it leads."""
    found = []
    for match in _LINK.finditer(content.decode()):
        href = unescape(_HREF.search(match[0])[1])  # type: ignore[index]
        if href.startswith("/people/behind"):
            found.append((int(_TAG.sub("", match[1]).replace(",", "")), href))
    return found
