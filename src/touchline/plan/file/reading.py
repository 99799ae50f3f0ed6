"""A plan file as a plan. Everything that is wrong is said at once, each with its line. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from touchline.plan.fault import Fault, Place
from touchline.plan.faults import faults
from touchline.plan.file import fields
from touchline.plan.file.nodes import FileError, FileFault, Node, read_nodes
from touchline.plan.file.shape import CHAIN, FORMAT, LINK, MAP, SHAPES, VERSION, Shape
from touchline.plan.keys import is_key, key_of
from touchline.plan.picture import NOTHING, SORTS, Plan, PlannedLink, PlannedMap


@dataclass(frozen=True)
class PlanFile:
    """What a file says: its plan, the sections it has, and the line of each place in it.

    A section that is not in the file says nothing: what the workspace has of it stays.
    """

    plan: Plan
    sections: tuple[str, ...]
    lines: Mapping[Place, int]

    def refuse(self, found: Iterable[Fault]) -> None:
        """Raise ``FileError`` when there are faults, each with its line."""
        said = [FileFault(self.line(one.place), one.why) for one in found]
        if said:
            raise FileError(said)

    def line(self, place: Place) -> int:
        """The line of a place, or of what it is in; 0 for the whole file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 0)


@dataclass
class _Work:
    """What was read so far, with what is wrong."""

    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[FileFault] = field(default_factory=list)


def read(data: bytes, *, judge: bool = True) -> PlanFile:
    """The plan of a file. Raises ``FileError``.

    With ``judge`` it has to stand on its own: a section that is not in the file holds nothing.
    """
    top, work = read_nodes(data), _Work()
    pairs = _pairs(top, work, _("A plan"), (FORMAT, "map", *SORTS))
    version = pairs.get(FORMAT)
    if version is None or version.text != VERSION:
        why = _("This is not a plan this Touchline reads. It begins with {line}.")
        line = version.line if version else top.line
        raise FileError([*work.faults, FileFault(line, why.format(line=f"{FORMAT}: {VERSION}"))])
    found: dict[str, Any] = {sort: _section(sort, pairs[sort], work) for sort in SORTS if sort in pairs}
    plan = Plan(_map(pairs.get("map"), work, top), **{sort: found.get(sort, NOTHING) for sort in SORTS})
    if work.faults:
        raise FileError(work.faults)
    made = PlanFile(plan, tuple(found), work.lines)
    if judge:
        made.refuse(faults(plan))
    return made


def _map(node: Node | None, work: _Work, top: Node) -> PlannedMap | None:
    if node is None:
        why = _("The file does not say which map it is. Add map: with its key and name.")
        work.faults.append(FileFault(top.line, why))
        return None
    values = _values(node, MAP, ("map",), work)
    if not values.get("key"):
        work.faults.append(FileFault(node.line, _("The map has no key. Add key: and a stable name.")))
        return None
    return PlannedMap(**values)


def _section(sort: str, node: Node, work: _Work) -> dict[str, Any]:
    work.lines[sort,] = node.line
    if node.empty:
        return {}
    if node.pairs is None:
        work.faults.append(FileFault(node.line, _("Keys stand here, each with what it says.")))
        return {}
    made = {}
    for key, value in node.pairs.items():
        line = node.key_lines[key]
        work.lines[sort, key] = line
        if not is_key(key):
            why = _("“{key}” is no key. Write {better}.")
            work.faults.append(FileFault(line, why.format(key=key[:80], better=key_of(key))))
            continue
        values = _values(value, SHAPES[sort], (sort, key), work, line)
        if "name" in values:
            made[key] = SORTS[sort](key=key, **values)
    return dict(sorted(made.items()))


def _values(node: Node, shape: Shape, place: Place, work: _Work, line: int = 0) -> dict[str, Any]:
    """The fields of a thing."""
    work.lines[place] = line = line or node.line
    pairs = _pairs(node, work, _(shape.what), shape.readers, line)
    values: dict[str, Any] = {}
    for name, value in pairs.items():
        said = shape.readers[name]
        where = (*place, said.names[0])
        work.lines[where] = node.key_lines[name]
        try:
            if name == "links" and shape is CHAIN:
                values["links"] = _links(value, where, work)
            elif len(said.names) > 1:
                values |= zip(said.names, said.read(value), strict=True)
            else:
                values[said.names[0]] = said.read(value)
        except fields.Wrong as wrong:
            work.faults.append(wrong.fault)
    if "name" in shape.readers and ("name" not in pairs or pairs["name"].empty):
        work.faults.append(FileFault(line, _("{what} has no name. Add name:").format(what=_(shape.what))))
    return values


def _links(node: Node, place: Place, work: _Work) -> tuple[PlannedLink, ...]:
    if node.empty:
        return ()
    if node.items is None:
        raise fields.Wrong(node, _("A list of links stands here, each beginning with a dash."))
    made = []
    for position, one in enumerate(node.items):
        values = _values(one, LINK, (*place, position), work)
        single = values.pop("touchpoint", "")
        if single and values.get("touchpoints"):
            why = _("A link has touchpoint or any_of, not both. Take one of them out.")
            work.faults.append(FileFault(one.line, why))
        elif single:
            values["touchpoints"] = (single,)
        made.append(PlannedLink(**values))
    return tuple(made)


def _pairs(node: Node, work: _Work, what: str, known: Iterable[str], line: int = 0) -> dict[str, Node]:
    """The names of a mapping that are known; the others are faults."""
    if node.empty:
        return {}
    if node.pairs is None:
        why = _("{what} is a list of names with what they say, such as name: Pricing page.")
        work.faults.append(FileFault(node.line or line, why.format(what=what)))
        return {}
    names, kept = list(known), {}
    for name, value in node.pairs.items():
        if name in names:
            kept[name] = value
            continue
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
        hint = (
            _("Did you mean “{name}”?").format(name=near[0])
            if near
            else _("Known are: {names}.").format(names=", ".join(names))
        )
        why = _("{what} has no “{name}”. {hint}").format(what=what, name=name[:80], hint=hint)
        work.faults.append(FileFault(node.key_lines[name], why))
    return kept
