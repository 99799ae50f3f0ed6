"""A generation in an object store: its levels, then itself, then the pointer that names it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from touchline.journeys.index import Shard
from touchline.lake import checksums
from touchline.lake.away.near import Far
from touchline.lake.away.place import AWAY, Away, away_of
from touchline.lake.away.pointer import Pointer
from touchline.lake.away.shard import keys_file, write_keys
from touchline.lake.level import LEVEL, open_level, shard_file
from touchline.lake.shelf import Shelf, gone
from touchline.lake.store import Store, open_store

AT_ONCE = 8
LEVELS, GENERATIONS, POINTER, WHOLE = "levels", "generations", "pointer", "published.json"
LARGE = re.compile(r"(facts/.*/)?shard-")


@dataclass(frozen=True)
class Published:
    """Where a generation and its levels stand, below a place in an object store."""

    name: str
    levels: dict[str, str]


def publish(shelf: Shelf, name: str, place: str) -> None:
    """Bring a generation and its levels into an object store, as far as they are not there, and point to it.

    Each file has a name nothing else ever had, and the last one written says that all are there: who comes
    in between sees the state before. Raises ``LakeError``.
    """
    store, pointer = open_store(place), Pointer(f"{place}/{POINTER}")
    try:
        before = pointer.read()
        if before == name and store.size(f"{GENERATIONS}/{name}/{WHOLE}") is not None:
            return
        levels = shelf.levels(shelf.manifest(name))
        where = {folder.name: _bring(store, folder, address_of(place, folder)) for folder in levels}
        _bring(store, shelf.all / name, f"{place}/{GENERATIONS}/{name}")
        said = BytesIO(json.dumps({"levels": where}).encode())
        store.write(f"{GENERATIONS}/{name}/{WHOLE}", lambda stream: shutil.copyfileobj(said, stream))
        pointer.move(name)
    except OSError as error:
        raise store.trouble(error) from error


def published(place: str, name: str) -> Published:
    """A generation in an object store. Raises ``GenerationGone``."""
    store = open_store(place)
    try:
        with store.open(f"{GENERATIONS}/{name}/{WHOLE}") as stream:
            return Published(name, json.loads(stream.read())["levels"])
    except FileNotFoundError:
        raise gone(name) from None


def address_of(place: str, level: Path) -> str:
    """Where a level stands or would stand: what it holds is in the name."""
    away = away_of(level)
    if away is not None and away.place.startswith(f"{place}/"):
        return away.place
    digest = hashlib.sha256((level / checksums.NAME).read_bytes()).hexdigest()[:16]
    return f"{place}/{LEVELS}/{level.name}-{digest}"


def send(store: Store, files: Sequence[tuple[Path, str]]) -> None:
    """Write files under names in the store, several at once."""

    def one(item: tuple[Path, str]) -> None:
        path, name = item
        with path.open("rb") as source:
            store.write(name, lambda stream: shutil.copyfileobj(source, stream))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, files))


def send_keys(store: Store, shard: Shard, name: str) -> Far:
    """Write the keys of a shard under a name in the store."""
    with tempfile.TemporaryDirectory(prefix="touchline-") as work:
        path = Path(work) / Path(name).name
        write_keys(shard, path)
        send(store, [(path, name)])
        return Far(name, *checksums.checksum(path))


def clean(shelf: Shelf, place: str) -> None:
    """Remove what no generation reads that is still kept at home. Nobody may be building there.

    Raises ``LakeError``.
    """
    store, names = open_store(place), shelf.names()
    levels = {folder for name in names for folder in shelf.levels(shelf.manifest(name))}
    wanted = {address_of(place, folder).removeprefix(f"{place}/") for folder in levels}
    wanted |= {f"{GENERATIONS}/{name}" for name in names}
    try:
        _remove_all_but(store, wanted)
    except OSError as error:
        raise store.trouble(error) from error


def _remove_all_but(store: Store, wanted: Collection[str]) -> None:
    there = [*store.below(LEVELS), *store.below(GENERATIONS)]
    over = [name for name in there if "/".join(name.split("/")[:2]) not in wanted]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda name: store.remove([name]), over))


def _bring(store: Store, folder: Path, address: str) -> str:
    """Bring a folder into the store; its checksums go last. Returns the address."""
    below = address.removeprefix(f"{store.place}/")
    if store.size(f"{below}/{checksums.NAME}") is not None:
        return address
    names = checksums.names(folder)
    if away_of(folder) is not None:
        _send_small(store, folder, names, below)
        return address
    large = [name for name in names if LARGE.match(name)]
    send(store, [(folder / name, f"{below}/{name}") for name in large])
    sums = checksums.read(folder)
    with tempfile.TemporaryDirectory(prefix="touchline-") as work:
        small = [name for name in names if name not in large]
        for name in small:
            (Path(work) / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, Path(work) / name)
        away = {name: Far(name, *sums[name]) for name in large}
        shards = open_level(folder).shards if (folder / LEVEL).exists() else ()
        for number, shard in enumerate(shards):
            name = keys_file(shard_file(number))
            away[name] = send_keys(store, shard, f"{below}/{name}")._replace(name=name)
        Away(address, away, tuple((shard.people, shard.touches) for shard in shards)).write(Path(work))
        checksums.write(Path(work), {name: sums[name] for name in small})
        _send_small(store, Path(work), [*small, AWAY], below)
    return address


def _send_small(store: Store, folder: Path, names: Sequence[str], below: str) -> None:
    send(store, [(folder / name, f"{below}/{name}") for name in names])
    send(store, [(folder / checksums.NAME, f"{below}/{checksums.NAME}")])
