"""One generation: how it is written and how it is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from touchline.journeys.index import Index, Legend
from touchline.lake import checksums
from touchline.lake.columns import Texts
from touchline.lake.durable import becoming
from touchline.lake.known import FACTS, write_facts
from touchline.lake.legend import make_legend, read_legend, write_legend
from touchline.lake.level import FORMAT, Level
from touchline.lake.meaning import Meaning
from touchline.lake.opening import open_index
from touchline.lake.record import Record, write_record
from touchline.lake.referrals_kept import FOLDER, write_referrals
from touchline.lake.wanted import among

MINUTE = 60_000_000


def write_generation(
    folder: Path,
    levels: list[Level],
    record: Record,
    meaning: Meaning,
    made_at: int,
    made_with: Mapping[str, str],
    before: Path | None = None,
) -> None:
    """Write a generation over levels, the base first; the folder appears when it is complete.

    ``made_with`` are the digests of the meaning. ``before`` is the folder of the generation it follows:
    files that would be the same are linked. Who publishes it sees to it that it is on disk.
    """
    same = partial(_same, before, _made_with(before), made_with)
    latest = made_at if record.latest is None else min(record.latest, made_at)
    end = latest - latest % MINUTE
    with becoming(folder, synced=False) as work:
        write_legend(
            make_legend(meaning, record.codes, record.currencies, end, folder.name), work / "legend.json"
        )
        write_record(record, work, same("", "joins"))
        write_referrals(work / FOLDER, levels, meaning, same(FOLDER, "referrals"))
        alike = same(FACTS, "facts", "joins") is not None
        facts = write_facts(work / FACTS, meaning, levels, before and before / FACTS, same=alike)
        index = open_index(work, [level.folder for level in levels], Legend(), [one["name"] for one in facts])
        manifest = {
            "format": FORMAT,
            **record.describe(),
            "people": index.people,
            "touches": index.touches,
            "shards": len(levels[0].shards),
            "generation": folder.name,
            "base": levels[0].name,
            "levels": [_describe(level, at, len(levels)) for at, level in enumerate(levels)],
            "made_at": made_at,
            "end": end,
            "digests": dict(made_with),
            "referrals": {"given": len(meaning.referrals[0]), "used": _used(index)},
            "facts": facts,
            "bytes": sum(level.bytes for level in levels),
        }
        (work / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        (work / "lease").touch()
        checksums.write(work, {}, before)


def open_generation(folder: Path, levels: list[Path]) -> Index:
    """Map a generation into memory. Raises ``OSError``, ``ValueError`` or ``KeyError`` when it is damaged."""
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    attributes, facts = ([one["name"] for one in said[kind]] for kind in ("attributes", "facts"))
    texts: dict[str, Any] = {"attributes": Texts(folder, attributes), "facts": Texts(folder / FACTS, facts)}
    return open_index(folder, levels, replace(read_legend(folder / "legend.json"), **texts), facts)


def _made_with(before: Path | None) -> Mapping[str, str]:
    """The digests that another generation was made with."""
    if before is None:
        return {}
    said: dict[str, str] = json.loads((before / "manifest.json").read_text(encoding="utf-8"))["digests"]
    return said


def _same(
    before: Path | None, made: Mapping[str, str], made_with: Mapping[str, str], folder: str, *parts: str
) -> Path | None:
    """A folder of another generation, when these parts of the meaning are the same in both."""
    if before is None:
        return None
    return before / folder if all(made[part] == made_with[part] for part in parts) else None


def _describe(level: Level, at: int, count: int) -> dict[str, object]:
    """A level in numbers; persons and touches that newer ones cover are among them."""
    return {
        "name": level.name,
        "level": "base" if not at else "head" if at == count - 1 else "run",
        "covered": len(level.covered) if at else None,
        "people": sum(shard.people for shard in level.shards),
        "touches": level.touches,
        "bytes": level.bytes,
    }


def _used(index: Index) -> int:
    """How many people with touches were brought."""
    return sum(
        len(one.shard.brought) - int(among(one.shard.brought.astype("int64"), one.hidden).sum())
        for one in index.parts
    )
