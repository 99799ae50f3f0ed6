"""Referrals of a generation on disk: one file a level that has any, and all of them settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from touchline.journeys.index import SHARD_DTYPES, Shard
from touchline.lake.durable import link
from touchline.lake.level import Level
from touchline.lake.meaning import Meaning
from touchline.lake.referrals import NAMES, Brought, of_shards, settle

FOLDER, SETTLED = "referrals", "settled.npy"
ENTRY = np.dtype([("shard", np.uint32), *((name, SHARD_DTYPES[name]) for name in NAMES)])
WHOLE = np.dtype([("brought", np.int64), ("by", np.int64), ("how", np.uint8), ("depth", np.uint8)])


def write_referrals(folder: Path, levels: list[Level], meaning: Meaning, before: Path | None) -> None:
    """Write the referrals of each level into a new folder; without any there is none.

    ``before`` is the folder of another generation with the same referrals: what is the same is linked.
    """
    if not len(meaning.referrals[0]):
        return
    folder.mkdir()
    if before is not None:
        link(before / SETTLED, folder / SETTLED)
        settled = _read(folder / SETTLED)
    else:
        settled = settle(meaning.referrals)
        _write(settled, folder / SETTLED)
    for level in levels:
        name = f"{level.name}.npy"
        if before is not None and (before / name).exists():
            link(before / name, folder / name)
        else:
            np.save(folder / name, _of_level(settled, level))


def dressed(level: Level, path: Path) -> tuple[Shard, ...]:
    """The shards of a level with the referrals of a file, where there is one.

    Raises ``OSError`` or ``ValueError``.
    """
    if not path.exists():
        return level.shards
    found = np.load(path)
    if found.dtype != ENTRY:
        raise ValueError(f"{path} has entries of another kind")
    starts = np.searchsorted(found["shard"], np.arange(len(level.shards) + 1))
    made = []
    for number, shard in enumerate(level.shards):
        here = found[starts[number] : starts[number + 1]]
        arrays: dict[str, Any] = {name: np.ascontiguousarray(here[name]) for name in NAMES}
        made.append(shard.dressed(**arrays) if len(here) else shard)
    return tuple(made)


def _of_level(settled: Brought, level: Level) -> np.ndarray[Any, Any]:
    if not len(settled.brought):
        return np.zeros(0, ENTRY)
    if len(level.covered):
        at = np.minimum(np.searchsorted(settled.brought, level.covered), len(settled.brought) - 1)
        at = np.unique(at[settled.brought[at] == level.covered])
        settled = Brought(*(array[at] for array in (settled.brought, settled.by, settled.how, settled.depth)))
    parts = of_shards(settled, level.shards)
    made = np.zeros(sum(len(part["brought"]) for part in parts), ENTRY)
    for name in NAMES:
        made[name] = np.concatenate([part[name] for part in parts])
    made["shard"] = np.repeat(np.arange(len(parts)), [len(part["brought"]) for part in parts])
    return made


def _write(settled: Brought, path: Path) -> None:
    made = np.zeros(len(settled.brought), WHOLE)
    for name in WHOLE.names or ():
        made[name] = getattr(settled, name)
    np.save(path, made)


def _read(path: Path) -> Brought:
    found = np.load(path)
    return Brought(*(np.ascontiguousarray(found[name]) for name in WHOLE.names or ()))
