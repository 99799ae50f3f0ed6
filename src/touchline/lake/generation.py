"""One generation: how it is written and how it is opened."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from touchline.journeys.index import SHARD_DTYPES, Index, Shard
from touchline.lake import checksums
from touchline.lake.base import open_base
from touchline.lake.codes import Code
from touchline.lake.columns import Columns, Texts
from touchline.lake.digests import digests
from touchline.lake.durable import becoming
from touchline.lake.known import FACTS, write_facts
from touchline.lake.legend import make_legend, read_legend, write_legend
from touchline.lake.meaning import Meaning
from touchline.lake.referrals import NAMES, of_shards, settle
from touchline.lake.shelf import BASE


def write_generation(folder: Path, base: Path, meaning: Meaning, made_at: int) -> None:
    """Write a generation over a base; the folder appears when it is complete and on disk."""
    with becoming(folder) as work:
        said = json.loads((base / BASE).read_text(encoding="utf-8"))
        codes = [Code(*item) for item in said.pop("codes")]
        latest = said.pop("latest")
        end = made_at if latest is None else min(latest, made_at)
        legend = make_legend(meaning, codes, said.pop("currencies"), end, folder.name)
        write_legend(legend, work / "legend.json")
        used = _write_referrals(work / "referrals", base, meaning)
        manifest = {
            **said,
            "generation": folder.name,
            "base": base.name,
            "made_at": made_at,
            "end": end,
            "digests": digests(meaning),
            "referrals": {"given": len(meaning.referrals[0]), "used": used},
            "facts": write_facts(work / FACTS, meaning, open_base(base)),
            "bytes": checksums.size_of(base),
        }
        (work / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        (work / "lease").touch()
        checksums.write(work, {})


def open_generation(folder: Path, base: Path) -> Index:
    """Map a generation into memory. Raises ``OSError``, ``ValueError`` or ``KeyError`` when it is damaged."""
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    attributes, facts = ([one["name"] for one in said[kind]] for kind in ("attributes", "facts"))
    shards = []
    for number, shard in enumerate(open_base(base)):
        name = _shard_name(number)
        shard = _with_referrals(shard, folder / "referrals" / name)
        of_touches = Columns(base / name, attributes, shard.touches)
        of_people = Columns(folder / FACTS / name, facts, shard.people)
        shards.append(replace(shard, attributes=of_touches, facts=of_people))
    legend = read_legend(folder / "legend.json")
    texts = {"attributes": Texts(base, attributes), "facts": Texts(folder / FACTS, facts)}
    return Index(replace(legend, **texts), tuple(shards))


def _write_referrals(folder: Path, base: Path, meaning: Meaning) -> int:
    """Write the sparse arrays of the shards that have any; returns how many people were brought."""
    used = 0
    for number, arrays in enumerate(of_shards(settle(meaning.referrals), open_base(base))):
        if len(arrays["brought"]):
            place = folder / _shard_name(number)
            place.mkdir(parents=True)
            for name, array in arrays.items():
                np.save(place / f"{name}.npy", array)
            used += len(arrays["brought"])
    return used


def _with_referrals(shard: Shard, folder: Path) -> Shard:
    if not folder.is_dir():
        return shard
    arrays: dict[str, Any] = {name: np.load(folder / f"{name}.npy") for name in NAMES}
    for name, array in arrays.items():
        if array.dtype != SHARD_DTYPES[name]:
            raise ValueError(f"{folder / name}.npy has numbers of another kind")
    return replace(shard, **arrays)


def _shard_name(number: int) -> str:
    return f"shard-{number:04d}"
