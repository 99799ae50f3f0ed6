"""Look through the whole lake for what should not be there, or is not there and should."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from touchline.journeys.index import Array
from touchline.lake.removed import Removed, of
from touchline.lake.snapshot import Counted, Snapshot
from touchline.lake.store import Store


def check(snapshot: Snapshot) -> list[str]:
    """A sentence for each missing or damaged file and for events whose ``seq`` is missing or doubled."""
    seen = np.zeros(snapshot.last_seq + 1, np.uint8)
    said = [sentence for part in snapshot.parts for sentence in _file(snapshot.store, part, seen)]
    return said or _order(seen[1:], snapshot.removed)


def _file(store: Store, part: Counted, seen: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[str]:
    size = store.size(part.name)
    if size is None:
        return [f"The lake's file {part.name} with {part.rows} events is missing."]
    if size != part.size:
        return [f"The lake's file {part.name} has {size} bytes instead of {part.size}."]
    rows = 0
    try:
        with store.parquet(part.name, page_checksum_verification=True) as source:
            for batch in source.iter_batches(1 << 18):
                seq = batch.column("seq").to_numpy()
                if seq.size and (seq.min() < 1 or seq.max() >= len(seen)):
                    return [f"The lake's file {part.name} holds events beyond number {len(seen) - 1}."]
                rows += len(seq)
                np.add.at(seen, seq, np.uint8(1))
    except (OSError, pa.ArrowException) as error:
        return [f"The lake's file {part.name} is damaged: {error}."]
    return [] if rows == part.rows else [f"The lake's file {part.name} has {rows} events, not {part.rows}."]


def _order(seen: np.ndarray[tuple[int], np.dtype[np.uint8]], removed: Removed) -> list[str]:
    absent, doubled = np.flatnonzero(seen == 0) + 1, int(np.count_nonzero(seen > 1))
    said = _missing(absent, removed)
    if doubled:
        said.append(f"{doubled} events are in the lake twice, the first of them number {_first(seen > 1)}.")
    return said


def _missing(absent: Array, removed: Removed) -> list[str]:
    """What is said of numbers without an event. Those of removed events have none, and that is well."""
    if of(absent) == removed:
        return []
    more = len(absent) - removed.count
    if not removed.count:
        return [f"{more} events are missing from the lake, the first of them number {int(absent[0])}."]
    if more > 0:
        return [f"{more} events are missing from the lake besides the {removed.count} that were removed."]
    if more < 0:
        return [f"{-more} of the {removed.count} events that were removed are in the lake again."]
    return [f"{removed.count} events were removed from the lake, but others are missing than those."]


def _first(wrong: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    return int(np.argmax(wrong)) + 1
