"""What differs between two plans in words, without ids: added, changed from → to, removed. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from touchline.plan.differing import Difference
from touchline.plan.file.writing import link_said, said
from touchline.plan.picture import PlannedChain, PlannedLink

SIGNS = {"added": "+", "changed": "~", "removed": "-"}
SORTS = {
    "map": gettext_lazy("map"),
    "objects": gettext_lazy("object"),
    "personas": gettext_lazy("persona"),
    "competitors": gettext_lazy("competitor"),
    "touchpoints": gettext_lazy("touchpoint"),
    "chains": gettext_lazy("chain"),
}


@dataclass(frozen=True)
class Changed:
    """One thing that differs: ``change`` is added, changed or removed, ``fields`` name, from and to."""

    what: str
    key: str
    name: str
    change: str
    fields: tuple[tuple[str, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values."""
        listed = [{"field": name, "from": old, "to": new} for name, old, new in self.fields]
        return {
            "what": self.what,
            "key": self.key,
            "name": self.name,
            "change": self.change,
            "fields": listed,
        }


def changed(found: Sequence[Difference]) -> list[Changed]:
    """Differences in words, in their order."""
    made = []
    for one in found:
        change = "added" if one.old is None else "removed" if one.new is None else "changed"
        made.append(Changed(str(SORTS[one.sort]), one.key, one.name, change, tuple(_fields(one))))
    return made


def lines(found: Sequence[Changed]) -> list[str]:
    """Lines for a terminal, the count last; a sentence where nothing differs."""
    if not found:
        return [_("Nothing differs.")]
    shown = [line for one in found for line in _lines(one)]
    counts = {change: sum(one.change == change for one in found) for change in SIGNS}
    return [*shown, counted(counts)]


def counted(counts: dict[str, int]) -> str:
    """``3 added, 1 changed, 2 removed.``"""
    parts = (
        ngettext("{n} added", "{n} added", counts["added"]).format(n=f"{counts['added']:,}"),
        ngettext("{n} changed", "{n} changed", counts["changed"]).format(n=f"{counts['changed']:,}"),
        ngettext("{n} removed", "{n} removed", counts["removed"]).format(n=f"{counts['removed']:,}"),
    )
    return ", ".join(parts) + "."


def _lines(one: Changed) -> Iterator[str]:
    yield f"{SIGNS[one.change]} {one.what} {one.key}: {one.name}"
    if one.change == "changed":
        for name, old, new in one.fields:
            yield f"    {name}: {old or '–'} → {new or '–'}"


def _fields(one: Difference) -> Iterator[tuple[str, str, str]]:
    old, new = (said(part) if part else {} for part in (one.old, one.new))
    for name in [*new, *(name for name in old if name not in new)]:
        if old.get(name) == new.get(name):
            continue
        if name == "links" and isinstance(one.new or one.old, PlannedChain):
            yield from _links(one.old.links if one.old else (), one.new.links if one.new else ())
        else:
            yield name, _text(old.get(name)), _text(new.get(name))


def _links(old: Sequence[PlannedLink], new: Sequence[PlannedLink]) -> Iterator[tuple[str, str, str]]:
    """Steps that were put in, taken out or changed, numbered as they are now, or were."""
    before, after = [_link(one) for one in old], [_link(one) for one in new]
    for tag, first, last, start, end in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if tag == "equal":
            continue
        for at in range(max(last - first, end - start)):
            was = before[first + at] if first + at < last else ""
            is_ = after[start + at] if start + at < end else ""
            yield _("link {n}").format(n=(start if is_ else first) + at + 1), was, is_


def _link(link: PlannedLink) -> str:
    found = link_said(link)
    met = found.pop("touchpoint", "") or " / ".join(found.pop("any_of", ()))
    chain = found.pop("chain", "")
    first = met or (_("chain {key}").format(key=chain) if chain else _("empty"))
    rest = [name if value is True else f"{name} {value}" for name, value in found.items()]
    return ", ".join([first, *rest])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {answer}" for name, answer in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    text = str(value).replace("\n", " ⏎ ")
    return text if len(text) <= 200 else text[:199] + "…"
