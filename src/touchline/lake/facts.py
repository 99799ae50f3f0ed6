"""What each commit of the lake says beside its files, kept as metadata of the commit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from touchline.lake.removed import NONE, Removed

LAST_SEQ = "touchline.last_seq"
CHANGED = "touchline.changed"
REWORDED = "touchline.reworded"
REMOVED, DIGEST = "touchline.removed", "touchline.removed_digest"


@dataclass(frozen=True)
class Facts:
    """What the newest commit says: the highest ``seq`` ever given, the commit that last changed events,
    what was removed since the lake began, and how often texts of events were changed."""

    version: int
    last_seq: int
    changed: int
    removed: Removed = NONE
    reworded: int = 0

    def as_metadata(self) -> dict[str, Any]:
        """As a commit carries it."""
        return {
            LAST_SEQ: self.last_seq,
            CHANGED: self.changed,
            REMOVED: self.removed.count,
            REWORDED: self.reworded,
            DIGEST: f"{self.removed.digest:016x}",
        }


def read_facts(version: int, commit: bytes) -> Facts | None:
    """What a commit says; None when something else wrote it, which says nothing of this."""
    for line in commit.splitlines():
        said = json.loads(line).get("commitInfo") or {}
        if LAST_SEQ in said:
            removed = Removed(int(said.get(REMOVED, 0)), int(said.get(DIGEST, "0"), 16))
            numbers = (int(said[LAST_SEQ]), int(said[CHANGED]), removed, int(said.get(REWORDED, 0)))
            return Facts(version, *numbers)
    return None
