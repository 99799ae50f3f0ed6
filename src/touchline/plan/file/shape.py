"""What a plan file is made of: its sections, the names in them, and how each value reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from touchline.plan.file import fields
from touchline.plan.file.fields import Reader
from touchline.plan.file.nodes import Node

FORMAT = "touchline-plan"
VERSION = "1"


@dataclass(frozen=True)
class Said:
    """How the value of a name is read, and which fields of the picture it fills."""

    names: tuple[str, ...]
    read: Reader


@dataclass(frozen=True)
class Shape:
    """A sort of thing: what it is called in a sentence, and its names."""

    what: str
    readers: Mapping[str, Said]


def _shape(what: str, **readers: Reader | Said) -> Shape:
    made = {name: one if isinstance(one, Said) else Said((name,), one) for name, one in readers.items()}
    return Shape(what, made)


def _counted(usual: int) -> Reader:
    """A whole number; the usual one where nothing is written."""

    def reading(node: Node) -> int:
        found = fields.whole(node)
        return usual if found is None else found

    return reading


MAP = _shape(
    _("The map"),
    key=fields.text,
    name=fields.text,
    scheme=fields.text,
    note=fields.text,
    factors=fields.factors,
    weights=fields.quarters,
    contacts=_counted(5),
    crowd=_counted(9),
)
OBJECT = _shape(
    _("An object"),
    name=fields.text,
    kind=fields.text,
    new=fields.flag,
    note=fields.text,
    factors=fields.factors,
)
PERSONA = _shape(_("A persona"), name=fields.text, note=fields.text, audience=fields.text)
COMPETITOR = _shape(_("A competitor"), name=fields.text, site=fields.text, note=fields.text)
TOUCHPOINT = _shape(
    _("A touchpoint"),
    name=fields.text,
    kind=fields.text,
    stage=fields.text,
    channel=fields.text,
    object=fields.text,
    personas=fields.keys,
    state=fields.text,
    owner=fields.text,
    due=fields.day,
    cost=Said(("cost", "currency"), fields.cost),
    target=Said(("target", "target_of", "target_per"), fields.target),
    rhythm=fields.whole,
    measure=fields.text,
    criteria=fields.texts,
    record=fields.text,
    part_of=Said(("parent",), fields.text),
    delivers=fields.yes,
    delivered_by=fields.text,
    inputs=fields.whole,
    minutes=fields.whole,
    paid=fields.yes,
    weight=fields.whole,
    links=fields.texts,
    pictures=fields.keys,
    notes=fields.text,
)
CHAIN = _shape(
    _("A chain"),
    name=fields.text,
    persona=fields.text,
    entry=fields.text,
    object=fields.text,
    note=fields.text,
    links=fields.texts,
)
LINK = _shape(
    _("A link"),
    touchpoint=fields.text,
    any_of=Said(("touchpoints",), fields.keys),
    chain=fields.text,
    optional=fields.flag,
    repeated=fields.flag,
    expected=fields.span,
    note=fields.text,
)
SHAPES = {
    "objects": OBJECT,
    "personas": PERSONA,
    "competitors": COMPETITOR,
    "touchpoints": TOUCHPOINT,
    "chains": CHAIN,
}
"""By section; how the things of each are written."""
