"""A small builder for pictures: elements from functions, everything escaped, nothing inline.

Text and attribute values are escaped; characters that XML forbids and signs that turn the writing
direction of what follows are taken out. ``style`` and ``on…`` attributes are refused, because the
pages allow neither; colours come from classes.

>>> str(el("text", "Lamb & Sons", x=4.0, class_="q"))
'<text x="4" class="q">Lamb &amp; Sons</text>'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from math import isfinite

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Value = str | int | float | bool | None
EMPTY = SafeString("")

# What XML 1.0 forbids, the C1 controls, and the embedding, override and isolate signs of bidirectional text.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_SPACE = re.compile(r"[^\S\u00a0]+")  # no-break spaces stay
_PLACE = re.compile(r"\{(\w+)\}")
_HREF = re.compile(r"[/?#]|https?://")


def clean(text: str) -> str:
    """``text`` on one line, without signs that break the document or the line around it."""
    return _SPACE.sub(" ", _FORBIDDEN.sub("", text)).strip()


def num(value: float) -> str:
    """A number for an attribute: two decimals at most, no trailing zeros, never ``-0``."""
    if not isfinite(value):
        raise ValueError("A picture needs finite numbers.")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _attribute(name: str, value: str | int | float) -> str:
    key = name.rstrip("_").replace("_", "-")
    if key == "style" or key.startswith("on"):
        raise ValueError(
            f"The attribute {key} is not allowed: the pages take colours from classes, and no scripts."
        )
    text = num(value) if isinstance(value, int | float) else _FORBIDDEN.sub("", value)
    if key == "href" and text and not _HREF.match(text):
        raise ValueError(f"{text!r} is no address of a page.")
    return f'{key}="{conditional_escape(text)}"'


def el(tag: str, *children: object, **attributes: Value) -> SafeString:
    """One element. ``class_`` stands for class, ``_`` for ``-``; None and False leave an attribute out."""
    parts = [tag, *(_attribute(k, v) for k, v in attributes.items() if v is not None and v is not False)]
    inside = join(*children)
    if inside or tag in ("svg", "a", "g", "span", "div", "p", "text", "tspan"):
        return SafeString(f"<{' '.join(parts)}>{inside}</{tag}>")
    return SafeString(f"<{' '.join(parts)}/>")


def join(*children: object) -> SafeString:
    """Children one after the other; text is escaped, sequences are flattened, None and "" are left out."""
    out: list[str] = []
    for child in children:
        if isinstance(child, SafeString):
            out.append(child)
        elif isinstance(child, str):
            out.append(conditional_escape(_FORBIDDEN.sub("", child)))
        elif isinstance(child, Sequence):
            out.append(join(*child))
        elif child is not None:
            out.append(conditional_escape(str(child)))
    return SafeString("".join(out))


def phrase(template: str, **parts: object) -> SafeString:
    """A translated sentence with ``{name}`` places, filled with text (escaped) or elements (kept).

    A place without a part stays as it was written, so that a faulty translation cannot break a page.
    """
    out: list[object] = []
    at = 0
    for match in _PLACE.finditer(template):
        out += [template[at : match.start()], parts.get(match.group(1), match.group(0))]
        at = match.end()
    return join(*out, template[at:])


def people(number: str, href: str, *, label: str, class_: str = "", tspan: str = "") -> SafeString:
    """A number that stands for people, inside a ``<text>``: a link to the list of exactly them.

    ``label`` says which people, for those who hear the page. Without an address it is plain text.
    """
    inside = el("tspan", number, class_=tspan or None)
    if not href:
        return inside
    return el("a", inside, class_=f"n {class_}".strip(), href=href, aria_label=label)


def svg(
    *children: object,
    width: float,
    height: float,
    id: str,
    class_: str,
    title: str,
    desc: str = "",
    fixed: bool = False,
) -> SafeString:
    """The outermost element with its name and description. ``fixed`` keeps its size in pixels."""
    named = f"{id}-t" + (f" {id}-d" if desc else "")
    return el(
        "svg",
        el("title", clean(title), id=f"{id}-t"),
        el("desc", clean(desc), id=f"{id}-d") if desc else None,
        *children,
        id=id,
        class_=class_,
        viewBox=f"0 0 {num(width)} {num(height)}",
        width=width if fixed else None,
        height=height if fixed else None,
        role="group",
        aria_labelledby=named,
    )


def standalone(drawing: str, css: str) -> str:
    """A drawing as a file of its own, with the style sheets inside. Serve it as a download."""
    sheet = css.replace("]]>", "").replace("</", "")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body = drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return head + body.replace(">", f"><style><![CDATA[{sheet}]]></style>", 1)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Pixels that ``text`` takes in the widest face we lay out for (DejaVu Sans), rounded up."""
    return sum(_advance(char) for char in text) * size * (1.1 if bold else 1.0)


def _advance(char: str) -> float:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    if char in "iljI.,:;'|![]()ftr /·":
        return 0.4
    if char in "mwMW@%—…":
        return 0.98
    return 0.7 if char.isupper() else 0.64


def lines(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """``text`` cleaned, in one or two lines of ``width`` pixels; what is longer is cut with …."""
    text = clean(text[:1000])
    words = text.split(" ")
    for end in range(len(words), 0, -1):
        first = " ".join(words[:end])
        if text_width(first, size, bold) <= width:
            rest = " ".join(words[end:])
            return [first, fit(rest, size, width, bold)] if rest else [first]
    return [fit(text, size, width, bold)]


def fit(text: str, size: float, width: float, bold: bool = False) -> str:
    """``text`` cleaned, and cut with … where it would be wider than ``width`` pixels."""
    text = clean(text[:1000])
    if text_width(text, size, bold) <= width:
        return text
    while text and text_width(text + "…", size, bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def two_lines(text: str, size: float, width: float) -> tuple[str, ...]:
    """A bold name on one line, or on two where it is wider than ``width``; the second is cut with … .

    >>> two_lines("Customer stories", 12.5, 90)
    ('Customer', 'stories')
    """
    text = clean(text[:1000])
    if text_width(text, size, bold=True) <= width:
        return (text,)
    words = text.split(" ")
    taken = 1
    while text_width(" ".join(words[: taken + 1]), size, bold=True) <= width:
        taken += 1
    first = " ".join(words[:taken])
    if taken == len(words) or text_width(first, size, bold=True) > width:
        return (fit(text, size, width, bold=True),)
    return (first, fit(" ".join(words[taken:]), size, width, bold=True))
