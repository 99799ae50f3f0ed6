"""Links of a chain in words: ``A|B within 3d optional repeated``, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from touchline.journeys import clock, names
from touchline.journeys.chain_plan import PlannedLink
from touchline.journeys.index import Legend
from touchline.journeys.question import QuestionError

HELP = (
    "A touchpoint, or several as A|B, and after it what holds for the link: within 3d, optional, repeated. "
    "Repeat for each link."
)
_LAST = re.compile(r"\s+(?:(optional)|(repeated)|within\s+(\d{1,9}\s*[mhdw]))\s*$", re.IGNORECASE | re.ASCII)
_QUOTED = re.compile(r"'(?:[^']|'')*'")


def read(legend: Legend, text: str, *, keep_unseen: bool = False) -> PlannedLink:
    """A link from words. Names in quotes are taken as they stand, ``'it''s'|'A|B'``.

    A whole text that is a touchpoint counts as its name. With ``keep_unseen`` a name that is no touchpoint of
    the record stays as it is: nobody has met it. Raises ``QuestionError``.
    """
    rest, optional, repeated, expected = text.strip(), False, False, None
    while not _is_step(legend, rest) and (found := _LAST.search(rest)):
        rest = rest[: found.start()].strip()
        optional |= found[1] is not None
        repeated |= found[2] is not None
        if found[3] is not None:
            expected = clock.duration(found[3]) // clock.MINUTE
    return PlannedLink(_names(legend, rest, keep_unseen), optional, repeated, expected)


def written(link: PlannedLink) -> str:
    """A link as ``read`` reads it, every name in quotes."""
    words = ["|".join(f"'{name.replace(chr(39), chr(39) * 2)}'" for name in link.names)]
    if link.expected is not None:
        words.append(f"within {clock.spell(link.expected * clock.MINUTE) if link.expected else '0m'}")
    words += ["optional"] * link.optional + ["repeated"] * link.repeated
    return " ".join(words)


def _is_step(legend: Legend, text: str) -> bool:
    try:
        names.resolve_step(legend, text)
    except QuestionError:
        return False
    return True


def _names(legend: Legend, text: str, keep_unseen: bool) -> tuple[str, ...]:
    quoted = _in_quotes(text)
    if quoted is None and not keep_unseen:
        return tuple(legend.touchpoints[at] for at in names.resolve_step(legend, text))
    if quoted is None:
        quoted = [text] if names.find_touchpoint(legend, text) is not None else text.split("|")
    for name in quoted:
        if not keep_unseen:
            names.resolve_touchpoint(legend, name)
        if not name.strip():
            raise QuestionError(f"{text!r} names a touchpoint without a name. Write each name out.")
    return tuple(dict.fromkeys(quoted))


def _in_quotes(text: str) -> Sequence[str] | None:
    """The names of a text that is nothing but names in quotes with bars between."""
    found = _QUOTED.findall(text)
    bare = _QUOTED.sub("", text).replace(" ", "")
    if not found or bare != "|" * (len(found) - 1):
        return None
    return [one[1:-1].replace("''", "'") for one in found]
