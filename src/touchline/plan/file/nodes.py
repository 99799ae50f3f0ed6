"""YAML as a tree of nodes that know their line. Pure.

Only what a plan needs: mappings, lists and texts. What could blow up or mean something else is refused with
its line: anchors and aliases, tags, a second document, a key twice, deep nesting, more than ``MOST_BYTES``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchline.plan.errors import PlanError

MOST_BYTES = 10 * 1024 * 1024
DEEPEST = 8
SHOWN = 20
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class FileFault:
    """What is wrong in a file, and in which line; 0 where it is the whole file."""

    line: int
    why: str

    def __str__(self) -> str:
        return _("Line {line}: {why}").format(line=self.line, why=self.why) if self.line else self.why


class FileError(PlanError):
    """A file that cannot be read as a plan; ``faults`` says what is wrong, by line."""

    def __init__(self, faults: list[FileFault]) -> None:
        self.faults = sorted(set(faults), key=lambda one: (one.line, one.why))
        more = len(self.faults) - SHOWN
        lines = [str(one) for one in self.faults[:SHOWN]]
        if more > 0:
            lines.append(ngettext("And {n} more.", "And {n} more.", more).format(n=f"{more:,}"))
        super().__init__("\n".join(lines))


@dataclass
class Node:
    """A text (``text``, None where nothing was written), a list (``items``) or a mapping (``pairs``)."""

    line: int
    text: str | None = None
    items: list[Node] | None = None
    pairs: dict[str, Node] | None = None
    key_lines: dict[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was written here."""
        return self.text is None and self.items is None and self.pairs is None


def read_nodes(data: bytes) -> Node:
    """The tree of a file. Raises ``FileError``."""
    text = _decoded(data)
    try:
        return _tree(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileError([FileFault(mark.line + 1 if mark else 0, _no_yaml(error.problem or ""))]) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        raise FileError([FileFault(text.count("\n", 0, position) + 1, _no_yaml(""))]) from None


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise FileError(
            [
                FileFault(
                    0,
                    _("This file has {size} MB, and a plan has at most {most} MB. Name another file.").format(
                        size=f"{len(data) / 1024 / 1024:,.0f}", most=MOST_BYTES // 1024 // 1024
                    ),
                )
            ]
        )
    nul = data.find(b"\0")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError([FileFault(line, _("This is not UTF-8. Save the file as UTF-8."))]) from None
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise FileError([FileFault(line, _("Here stands a NUL byte. Save the file as plain text in UTF-8."))])
    return text


def _no_yaml(problem: str) -> str:
    said = f" ({problem})" if problem else ""
    return _("This is not YAML{said}. Mend it here or in the line before.").format(said=said)


def _fault(event: Any, why: str) -> FileError:
    return FileError([FileFault(_line(event), why)])


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _tree(events: Iterator[Any]) -> Node:
    top: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if top is not None:
                raise _fault(event, _("A second document begins here. A file holds one plan."))
            top = Node(_line(event))
        elif isinstance(event, yaml.NodeEvent):
            top = _node(event, events, 1)
    return top or Node(1)


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    _refuse_odd(event, depth)
    line = _line(event)
    if isinstance(event, yaml.ScalarEvent):
        nothing = not event.style and event.value.strip() in ("", "~", "null", "Null", "NULL")
        return Node(line, text=None if nothing else event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(event, events, depth + 1))
        return Node(line, items=items)
    return _mapping(line, events, depth)


def _mapping(line: int, events: Iterator[Any], depth: int) -> Node:
    made = Node(line, pairs={})
    assert made.pairs is not None
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        _refuse_odd(event, depth + 1)
        if not isinstance(event, yaml.ScalarEvent):
            raise _fault(event, _("A name stands here, not a list or more names."))
        if event.value in made.pairs:
            first = made.key_lines[event.value]
            why = _("“{key}” stands here a second time; the first is in line {line}. Take one out.")
            raise _fault(event, why.format(key=event.value[:80], line=first))
        made.key_lines[event.value] = _line(event)
        made.pairs[event.value] = _node(next(events), events, depth + 1)
    return made


def _refuse_odd(event: Any, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _fault(event, _("Anchors (&) and aliases (*) have no place in a plan. Write it out."))
    if getattr(event, "tag", None) not in (None, "!"):
        raise _fault(
            event, _("Tags such as {tag} have no place in a plan. Take it out.").format(tag=event.tag[:40])
        )
    if depth > DEEPEST:
        raise _fault(event, _("This is nested deeper than any plan. Take it out."))
