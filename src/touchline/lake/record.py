"""What the levels of a generation hold together, and what is needed to add a further one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from touchline.lake.codes import MOST, Code
from touchline.lake.columns import Texts, write_texts
from touchline.lake.durable import link
from touchline.lake.meaning import Joins, Meaning, no_joins
from touchline.lake.partition import NAMES_KEPT, NAMES_SHOWN
from touchline.lake.removed import Removed
from touchline.lake.snapshot import Snapshot

STATE, JOINS = "state.json", "joins.npy"


@dataclass(frozen=True)
class Seen:
    """The lake as it was read: its id, commit and events, and the names of its files."""

    id: str
    version: int
    changed: int
    last_seq: int
    reworded: int
    removed: Removed
    events: int
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, snapshot: Snapshot) -> Seen:
        """What a snapshot says of itself."""
        return cls(
            snapshot.id,
            snapshot.version,
            snapshot.changed,
            snapshot.last_seq,
            snapshot.reworded,
            snapshot.removed,
            snapshot.count,
            tuple(part.name for part in snapshot.parts),
        )


@dataclass(frozen=True)
class Record:
    """What is in the levels of a generation.

    ``latest`` is the time of the latest row. ``codes`` and ``currencies`` by place: further ones are
    appended, never moved, and so are the values of ``attributes``, with ``under_other`` rows that have no
    place of their own. ``recognised`` and ``joins`` as they were applied. Events that are in no level:
    ``unrecognised`` by name and ``others`` beyond the names that are kept, ``left_out`` by class,
    ``without_code``; ``channels_folded`` are touches that lost the channel of their event. ``cleared``: up
    to how many removed events and changes of texts everything was built from events, so that nothing of
    what went before is left in any level.
    """

    seen: Seen
    latest: int | None
    codes: tuple[Code, ...]
    currencies: tuple[str, ...]
    recognised: Mapping[str, int]
    unrecognised: Mapping[str, int]
    left_out: Mapping[str, int]
    others: int = 0
    channels_folded: int = 0
    without_code: int = 0
    joins: Joins = field(default_factory=no_joins)
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    under_other: Mapping[str, int] = field(default_factory=dict)
    cleared: tuple[int, int] = (0, 0)

    def describe(self) -> dict[str, Any]:
        """What a manifest says of it."""
        often = sorted(self.unrecognised.items(), key=lambda one: (-one[1], one[0]))[:NAMES_SHOWN]
        return {
            "lake": {
                "id": self.seen.id,
                "version": self.seen.version,
                "changed": self.seen.changed,
                "last_seq": self.seen.last_seq,
            },
            "events": self.seen.events,
            "attributes": [
                {
                    "name": name,
                    "values": len(texts) - 1 - bool(self.under_other[name]),
                    "other": self.under_other[name],
                }
                for name, texts in self.attributes.items()
            ],
            "unrecognised": {
                "events": sum(self.unrecognised.values()) + self.others,
                "names": len(self.unrecognised),
                "names_are_more": len(self.unrecognised) >= NAMES_KEPT,
                "often": [list(one) for one in often],
            },
            "left_out": {name: n for name, n in sorted(self.left_out.items()) if n},
            "spare_codes": MOST - len(self.codes),
            "channels_folded": self.channels_folded,
            "without_code": self.without_code,
        }


def applied(meaning: Meaning) -> dict[str, int]:
    """Which names are recognised as touchpoints that exist."""
    numbers = {one.number for one in meaning.touchpoints}
    return {name: number for name, number in meaning.recognised.items() if number in numbers}


def write_record(record: Record, folder: Path, before: Path | None = None) -> None:
    """Write a record into a folder; ``before`` holds one with the same joins."""
    seen = record.seen
    said = {
        "seen": [seen.id, seen.version, seen.changed, seen.last_seq, seen.reworded],
        "removed": [seen.removed.count, f"{seen.removed.digest:016x}"],
        "events": seen.events,
        "files": seen.files,
        "latest": record.latest,
        "codes": record.codes,
        "currencies": record.currencies,
        "recognised": dict(record.recognised),
        "unrecognised": dict(record.unrecognised),
        "left_out": dict(record.left_out),
        "others": record.others,
        "channels_folded": record.channels_folded,
        "without_code": record.without_code,
        "attributes": list(record.attributes),
        "under_other": dict(record.under_other),
        "cleared": record.cleared,
    }
    write_texts(folder, record.attributes)
    (folder / STATE).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    if before is not None:
        link(before / JOINS, folder / JOINS)
    else:
        np.save(folder / JOINS, np.array([record.joins.identity, record.joins.person], np.int64))


def read_record(folder: Path) -> Record:
    """Read it back. Raises ``OSError``, ``ValueError`` or ``KeyError`` when it is damaged."""
    said = json.loads((folder / STATE).read_text(encoding="utf-8"))
    joins = np.load(folder / JOINS)
    return Record(
        seen=_seen(said),
        latest=said["latest"],
        codes=tuple(Code(*item) for item in said["codes"]),
        currencies=tuple(said["currencies"]),
        recognised=said["recognised"],
        unrecognised=said["unrecognised"],
        left_out=said["left_out"],
        others=said["others"],
        channels_folded=said["channels_folded"],
        without_code=said["without_code"],
        joins=Joins(joins[0].copy(), joins[1].copy()),
        attributes=Texts(folder, said["attributes"]),
        under_other=said["under_other"],
        cleared=(said["cleared"][0], said["cleared"][1]),
    )


def _seen(said: dict[str, Any]) -> Seen:
    removed = Removed(int(said["removed"][0]), int(said["removed"][1], 16))
    name, version, changed, last_seq, reworded = said["seen"]
    return Seen(name, version, changed, last_seq, reworded, removed, said["events"], tuple(said["files"]))
