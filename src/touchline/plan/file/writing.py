"""A plan as the text of a file: sorted by key, defaults left out, the same plan the same text. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from touchline.plan.file.fields import cost_text, quarters_text, span_text
from touchline.plan.file.shape import FORMAT, MAP, SHAPES, VERSION
from touchline.plan.picture import SORTS, Plan, PlannedChain, PlannedLink

WORDS = frozenset(("y", "n", "yes", "no", "true", "false", "on", "off", "null"))
"""What other readers of YAML take for something else than a text."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_PLAIN = re.compile(r"[^\W\d_][\w .,()/+'’“”–—!?&%@-]*")


class Points(int):
    """Quarters of a point, written as points."""

    def __str__(self) -> str:
        return quarters_text(int(self))


def text_of(plan: Plan) -> str:
    """The file of a plan. What is read from it is this plan again."""
    lines = [f"{FORMAT}: {VERSION}"]
    if plan.map is not None:
        lines += ["map:", f"  key: {_scalar(plan.map.key)}", *_thing(plan.map, MAP.readers, 1)]
    for sort in SORTS:
        things = getattr(plan, sort)
        lines.append(f"{sort}:" if things else f"{sort}: {{}}")
        for key in sorted(things):
            lines += [f"  {_scalar(key)}:", *_thing(things[key], SHAPES[sort].readers, 2)]
    return "\n".join(lines) + "\n"


def said(part: Any) -> dict[str, Any]:
    """What a thing says, by the names of the file; what is left out is at its default."""
    found: dict[str, Any] = {}
    for one in fields(part):
        value = getattr(part, one.name)
        if one.name in ("key", "currency", "target_of", "target_per") or value == one.default:
            continue
        if value is None or (one.default is MISSING and not value):
            continue
        found[_NAMES.get(one.name, one.name)] = value
    if "cost" in found:
        found["cost"] = cost_text(part.cost, part.currency)
    if "target" in found:
        found["target"] = f"{part.target} {part.target_of} a {part.target_per}"
    if "factors" in found:
        found["factors"] = dict(found["factors"])
    if "weights" in found:
        found["weights"] = {row: Points(points) for row, points in found["weights"]}
    if isinstance(part, PlannedChain) and "links" in found:
        found["links"] = [link_said(one) for one in part.links]
    return found


_NAMES = {"parent": "part_of"}


def link_said(link: PlannedLink) -> dict[str, Any]:
    """What a link says, by the names of the file."""
    made: dict[str, Any] = {}
    if len(link.touchpoints) == 1:
        made["touchpoint"] = link.touchpoints[0]
    elif link.touchpoints:
        made["any_of"] = link.touchpoints
    if link.chain:
        made["chain"] = link.chain
    made |= {name: True for name in ("optional", "repeated") if getattr(link, name)}
    if link.expected is not None:
        made["expected"] = span_text(link.expected)
    return made | ({"note": link.note} if link.note else {})


def _thing(part: Any, order: Any, depth: int) -> Iterator[str]:
    found, indent = said(part), "  " * depth
    for name in order:
        if name not in found:
            continue
        value = found[name]
        if name == "links" and isinstance(part, PlannedChain):
            yield f"{indent}links:"
            for link in value:
                yield from _link(link, indent)
        elif isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from (f"{indent}  {_scalar(one)}: {_scalar(answer)}" for one, answer in value.items())
        elif isinstance(value, tuple):
            yield f"{indent}{name}:"
            yield from (f"{indent}  - {_scalar(one)}" for one in value)
        else:
            yield f"{indent}{name}: {_text(value, indent)}"


def _link(link: dict[str, Any], indent: str) -> Iterator[str]:
    if not link:
        yield f"{indent}- {{}}"
    dash = "- "
    for name, value in link.items():
        if isinstance(value, tuple):
            shown = f"[{', '.join(_scalar(one, inside=True) for one in value)}]"
        else:
            shown = _text(value, indent + "  ")
        yield f"{indent}{dash}{name}: {shown}"
        dash = "  "


def _text(value: Any, indent: str) -> str:
    """A value; texts of several lines as a block, where they can be one."""
    if not isinstance(value, str) or "\n" not in value:
        return _scalar(value)
    end = "" if value.endswith("\n") else "-"
    body = value[:-1] if value.endswith("\n") else value
    lines = body.split("\n")
    if not lines[0] or not lines[-1].strip() or lines[0][0] in " \t" or _UNSEEN.search(value):
        return _scalar(value)
    return "\n".join([f"|{end}", *(f"{indent}  {line}" if line else "" for line in lines)])


def _scalar(value: Any, *, inside: bool = False) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Points):
        return quarters_text(value)
    if isinstance(value, int | date):
        return str(value)
    plain = _PLAIN.fullmatch(value) and value == value.strip() and value.casefold() not in WORDS
    if plain and not (inside and "," in value) and not _UNSEEN.search(value):
        return str(value)
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))
