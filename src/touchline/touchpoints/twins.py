"""Touchpoints whose names probably mean one thing, such as "Home page", "home-page" and "/".

A hint for a member, by the names alone: capitals, signs, the ending s and the word page do not count,
and of an address only its path does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db import transaction

from touchline.touchpoints.models import KeptApart, Touchpoint
from touchline.touchpoints.words import plain
from touchline.workspace.audit import record
from touchline.workspace.models import AuditEntry, Member
from touchline.workspace.undoing import undoes

START = frozenset({"", "home", "index", "start", "startseite", "main", "default"})
FILLERS = ("page", "seite")
ADDRESS = re.compile(r"^(?:https?:)?//[^/?#]+", re.IGNORECASE)
ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


@lru_cache(maxsize=1 << 15)
def likeness(name: str) -> str:
    """What names that are probably one have in common."""
    path = ADDRESS.sub("", name.strip())
    is_path = path != name.strip() or path.startswith("/")
    if is_path:
        path = ENDING.sub("", re.split(r"[?#]", path)[0].strip("/"))
    words = [_one(word) for word in plain(path).split()]
    joined = "".join(words)
    for filler in FILLERS:
        joined = joined.removesuffix(filler) if joined != filler else joined
    if joined in START and (is_path or words):
        return "home"
    return joined or name.strip().casefold()


def _one(word: str) -> str:
    """A word without the s of several."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def twins(names: Mapping[int, str]) -> list[tuple[int, ...]]:
    """Groups of numbers whose names are alike, without those a member keeps apart."""
    groups: dict[str, list[int]] = {}
    for number, name in names.items():
        groups.setdefault(likeness(name), []).append(number)
    found = [tuple(sorted(group)) for group in groups.values() if len(group) > 1]
    apart = set(KeptApart.objects.values_list("signature", flat=True)) if found else set()
    return [group for group in found if signature(group) not in apart]


def signature(numbers: Iterable[int]) -> str:
    """One text for a group of touchpoints, whatever their order."""
    return hashlib.sha256(",".join(str(number) for number in sorted(numbers)).encode()).hexdigest()


def keep_apart(touchpoints: Iterable[Touchpoint], *, member: Member | None) -> None:
    """Remember that these are not one, so that the hint is not given again."""
    group = {str(one.pk): one.name for one in touchpoints}
    with transaction.atomic():
        _row, new = KeptApart.objects.get_or_create(signature=signature(map(int, group)))
        if new:
            what = ", ".join(group.values())
            record(member, "kept apart", what, {"touchpoints": {}}, {"touchpoints": group})


@undoes("kept apart")
def undo_keep_apart(entry: AuditEntry, _member: Member | None) -> None:
    """Give the hint again."""
    KeptApart.objects.filter(signature=signature(map(int, entry.after["touchpoints"]))).delete()
