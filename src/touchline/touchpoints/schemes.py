"""The stage schemes that come with Touchline, as data, and the default mapping between them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class BuiltIn:
    """A scheme: its stages in order, and which of them stand for order, repeat and refer ("" for none)."""

    name: str
    stages: tuple[str, ...]
    order: str
    repeat: str
    refer: str


HOURGLASS = BuiltIn(
    "hourglass", ("know", "like", "trust", "try", "buy", "repeat", "refer"), "buy", "repeat", "refer"
)
VALUE_JOURNEY = BuiltIn(
    "value-journey",
    ("attention", "subscribe", "convert", "excite", "satisfy", "nurture", "return", "fan", "promote"),
    "satisfy",
    "return",
    "promote",
)
DECISION = BuiltIn("decision", ("need", "search", "compare", "decide", "evaluate"), "decide", "", "")
PHASES = BuiltIn("phases", ("before", "during", "after"), "during", "", "")

SCHEMES = MappingProxyType({scheme.name: scheme for scheme in (HOURGLASS, VALUE_JOURNEY, DECISION, PHASES)})

FROM_HOURGLASS = MappingProxyType(
    {
        "value-journey": MappingProxyType(
            {
                "know": "attention",
                "like": "subscribe",
                "trust": "convert",
                "try": "excite",
                "buy": "satisfy",
                "repeat": "return",
                "refer": "promote",
            }
        ),
        "decision": MappingProxyType(
            {
                "know": "need",
                "like": "search",
                "trust": "compare",
                "try": "compare",
                "buy": "decide",
                "repeat": "evaluate",
                "refer": "evaluate",
            }
        ),
        "phases": MappingProxyType(
            {
                "know": "before",
                "like": "before",
                "trust": "before",
                "try": "before",
                "buy": "during",
                "repeat": "after",
                "refer": "after",
            }
        ),
    }
)
"""Where a touchpoint of the hourglass stands in another scheme, unless a member placed it there."""


def stage_in(scheme: str, placed: dict[str, str]) -> str | None:
    """The stage of a touchpoint in ``scheme``, given its own placements (scheme name to stage).

    A placement made by a member counts first; without one the hourglass placement is mapped; None
    when neither is there.
    """
    if scheme in placed:
        return placed[scheme]
    know = placed.get("hourglass")
    return FROM_HOURGLASS[scheme].get(know) if know and scheme in FROM_HOURGLASS else None
