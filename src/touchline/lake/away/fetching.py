"""Open a generation of an object store: what is small is copied, what is large is fetched when asked for."""

from __future__ import annotations

import json
from pathlib import Path

from touchline.journeys.index import Index
from touchline.lake import checksums
from touchline.lake.away.publishing import GENERATIONS, published
from touchline.lake.durable import becoming
from touchline.lake.generations import Generations
from touchline.lake.shelf import GenerationDamaged
from touchline.lake.store import Store, open_store


def open_away(place: str, name: str, scratch: Path) -> Index:
    """A generation that was published at ``place``; ``scratch`` is a folder of this process alone.

    Raises ``GenerationGone``, ``GenerationDamaged`` or ``LakeError``.
    """
    store = open_store(place)
    try:
        found = published(place, name)
        here = Generations(scratch / name)
        _copy(store, f"{GENERATIONS}/{name}", here.all / name)
        for at, (level, address) in enumerate(found.levels.items()):
            _copy(store, address.removeprefix(f"{place}/"), (here.runs if at else here.bases) / level)
    except FileNotFoundError as error:
        raise GenerationDamaged(f"The generation {name} in {place} is damaged: {error}.") from error
    except OSError as error:
        raise store.trouble(error) from error
    return here.open(name)


def _copy(store: Store, below: str, folder: Path) -> None:
    """Copy a folder whose checksums were written last."""
    with store.open(f"{below}/{checksums.NAME}") as stream:
        said = stream.read()
    with becoming(folder) as work:
        (work / checksums.NAME).write_bytes(said)
        for name in json.loads(said):
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with store.open(f"{below}/{name}") as stream:
                path.write_bytes(stream.read())
