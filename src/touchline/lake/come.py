"""Events on their way into a run: what they bring is appended to what is known, and never moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from touchline.journeys.build import Rows
from touchline.journeys.index import Array
from touchline.lake.codes import Label
from touchline.lake.coding import Coding
from touchline.lake.meaning import Meaning
from touchline.lake.partition import Partition
from touchline.lake.reading import read
from touchline.lake.record import Record, applied
from touchline.lake.snapshot import Snapshot
from touchline.lake.spill import Spill
from touchline.lake.values import OTHER, Values
from touchline.lake.wanted import Wanted


class Growing:
    """Codes, currencies and values of attributes so far: what new events bring is appended."""

    def __init__(self, record: Record) -> None:
        self.coding = Coding(record.codes)
        self.currencies = {name: place for place, name in enumerate(record.currencies)}
        self.texts = {name: tuple(texts) for name, texts in record.attributes.items()}
        self.under_other = dict(record.under_other)

    def places(self, name: str, values: Values) -> Array:
        """The place of each number of an attribute's values; a value without a place is under "other"."""
        texts, other = self.texts[name], self.under_other[name]
        placed = values.place(texts[1 : len(texts) - bool(other)], full=bool(other))
        self.texts[name] = (*placed.texts, OTHER) if other and not placed.other else placed.texts
        self.under_other[name] = other + placed.other
        return placed.place_of


@dataclass(frozen=True)
class Come:
    """New rows, with the labels of a coding, and what else was among the events."""

    rows: Rows
    part: Partition


def read_in(
    snapshot: Snapshot,
    meaning: Meaning,
    wanted: Wanted,
    growing: Growing,
    threads: int,
) -> Come:
    """The rows of wanted events; codes and currencies that are new are appended."""
    numbers = sorted(one.number for one in meaning.touchpoints)
    place = {number: at for at, number in enumerate(numbers)}
    recognised = {name: place[number] for name, number in applied(meaning).items()}
    part = Partition([Spill(columns=meaning.attributes)], meaning.attributes)
    part.currencies.places.update(growing.currencies)
    for block in read(
        snapshot, recognised, threads, meaning.attributes, meaning.joins, wanted, then=part.sort
    ):
        part.take(block)
    growing.currencies.update(part.currencies.places)
    rows = part.spills[0].load()
    channels = [*part.channels.places, None]
    split = zip(*(array.tolist() for array in part.split()), strict=True)
    seen = part.labels
    kinds = (seen.kinds | (seen.counts > seen.lines)).tolist()
    labels = [
        growing.coding.give(Label(numbers[touchpoint], channels[channel], side), kinds[at])
        for at, (touchpoint, channel, side) in enumerate(split)
    ]
    columns = {
        name: growing.places(name, values)[rows.columns[name]].astype(np.int32)
        for name, values in part.values.items()
    }
    return Come(replace(rows, label=np.array(labels, np.int32)[rows.label], columns=columns), part)
