"""Reading a drawing in a test: parsed as XML, searched by class, held to the rules of every drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

HOSTILE = (
    "<script>alert(1)</script>",
    "\"quotes\" & 'apostrophes' <",
    "x" * 4000,
    "🚲👩‍🔧" * 60,
    "עברית ومرحبا",
    "turned \u202e round \u2066 isolate",
    "control \x00\x07\x1b\x9f and surrogate \ud800",
    "{number} {stage} %s %(n)s",
    "]]> <!-- -->",
    "   \n\t ",
)

GEOMETRY = ("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "viewBox")


def parse(drawing: str) -> ET.Element:
    """The drawing as XML; several are put into one element. Every rule of a drawing is held here."""
    root = ET.fromstring(f"<all>{drawing}</all>")
    ids: list[str] = []
    for one in root.iter():
        assert one.tag not in ("script", "style", "foreignObject"), one.tag
        for name, value in one.attrib.items():
            assert name != "style", ET.tostring(one)
            assert not name.startswith("on"), ET.tostring(one)
            assert not value.startswith("javascript:")
            if name in GEOMETRY:
                assert not re.search("nan|inf", value), ET.tostring(one)
        if "id" in one.attrib:
            ids.append(one.attrib["id"])
    assert len(ids) == len(set(ids)), "an id is there twice"
    known = set(ids)
    for one in root.iter():
        for name in one.attrib.get("aria-labelledby", "").split():
            assert name in known
        for name in re.findall(r"url\(#([^)]+)\)", " ".join(one.attrib.values())):
            assert name in known
    return root


def of(root: ET.Element, look: str, tag: str = "") -> list[ET.Element]:
    """Elements that have the class ``look``, in the order of the drawing."""
    return [
        one for one in root.iter() if look in one.attrib.get("class", "").split() and tag in ("", one.tag)
    ]


def words(one: ET.Element) -> str:
    """All text inside an element, titles left out."""
    return "".join(_words(one))


def _words(one: ET.Element) -> Iterator[str]:
    if one.tag not in ("title", "desc"):
        yield one.text or ""
        for child in one:
            yield from _words(child)
            yield child.tail or ""


def texts(root: ET.Element) -> list[str]:
    """What each text says."""
    return [words(one) for one in root.iter("text")]


def links(root: ET.Element) -> dict[str, str]:
    """Numbers that are links: address to number."""
    return {one.attrib["href"]: words(one) for one in of(root, "n", "a")}
