"""Random journeys for the benchmarks: skewed touchpoints, a long tail of long journeys, orders, ties."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from touchline.journeys.build import Rows, build_shard
from touchline.journeys.index import NO_MONEY, ORDER, Array, Index, Legend, Scheme, Shard, shard_of

TOUCHPOINTS = 60
DAY = 86_400_000_000
START = 1_700_000_000_000_000
SPAN = 400 * DAY
ORDER_AT = 40
STAGES = ("know", "like", "trust", "try", "buy", "repeat", "refer")


def journeys(touches: int, people: int, seed: int = 1) -> dict[str, Array]:
    """Columns person, time, seq, touchpoint, order (1: with money), in random order of arrival."""
    dice = np.random.default_rng(seed)
    weight = dice.lognormal(0, 1.2, people)
    person = np.sort(dice.choice(people, touches, p=weight / weight.sum()))
    first = START + dice.integers(0, SPAN // 2, people)
    gap = (dice.exponential(6 * DAY, touches) * (dice.random(touches) > 0.3)).astype(np.int64)
    time = np.minimum(first[person] + _running(gap, person), START + SPAN)
    time -= time % 1_000_000
    share = 1 / np.arange(1, TOUCHPOINTS + 1)
    touchpoint = dice.choice(TOUCHPOINTS, touches, p=share / share.sum())
    late = dice.permutation(touches)
    return {
        "person": person[late].astype(np.int64),
        "time": time[late],
        "seq": np.arange(1, touches + 1, dtype=np.int64),
        "touchpoint": touchpoint[late].astype(np.int32),
        "order": (touchpoint[late] == ORDER_AT).astype(np.int8),
    }


def _running(gap: Array, person: Array) -> Array:
    total = np.cumsum(gap)
    starts = np.flatnonzero(np.diff(person, prepend=-1))
    return np.asarray(total - np.repeat(total[starts], np.diff(np.append(starts, len(person)))))


def index(data: dict[str, Array], shards: int = 4) -> Index:
    """The journey index of the columns, built by the product's own kernel."""
    kinds = np.array([ORDER if at == ORDER_AT else NO_MONEY for at in range(TOUCHPOINTS)], np.uint8)
    stage_of = (np.arange(TOUCHPOINTS) % len(STAGES)).astype(np.int16)
    legend = Legend(
        touchpoints=tuple(f"touchpoint {at}" for at in range(TOUCHPOINTS)),
        touchpoint_numbers=tuple(range(1, TOUCHPOINTS + 1)),
        channels=("site",),
        currencies=("EUR",),
        code_touchpoint=np.arange(TOUCHPOINTS, dtype=np.int32),
        code_channel=np.zeros(TOUCHPOINTS, np.int32),
        code_initiative=np.zeros(TOUCHPOINTS, np.uint8),
        code_money=kinds,
        schemes={"hourglass": Scheme("hourglass", STAGES, stage_of, 4, 5, 6)},
        end=int(data["time"].max(initial=0)),
        generation="benchmark",
    )
    where = shard_of(data["person"], shards)
    return Index(legend, tuple(_shard(data, np.flatnonzero(where == at)) for at in range(shards)))


def rows_of(data: dict[str, Array], at: Array) -> Rows:
    """What the build kernel takes, for some of the rows."""
    lines = np.flatnonzero(data["order"][at])
    return Rows(
        key=data["person"][at],
        time=data["time"][at],
        seq=data["seq"][at],
        label=data["touchpoint"][at],
        line_row=lines.astype(np.int64),
        line_order=np.full(len(lines), -1, np.int64),
        line_money=np.full(len(lines), 4_200, np.int64),
        line_currency=np.zeros(len(lines), np.int32),
    )


def _shard(data: dict[str, Array], at: Array) -> Shard:
    return build_shard(rows_of(data, at), code_table())


def code_table() -> Array:
    """A code for each label, whatever its money: here they are the touchpoints themselves."""
    return np.repeat(np.arange(TOUCHPOINTS, dtype=np.int32)[:, None], 3, axis=1).copy()


def arrow(data: dict[str, Array]) -> pa.Table:
    """The columns as an Arrow table, sorted the way a database would best have them."""
    order = np.lexsort((data["seq"], data["time"], data["person"]))
    return pa.table({name: column[order] for name, column in data.items()})


def write_csv(path: Path, rows: int, people: int, seed: int = 1) -> None:
    """A file of touches as a shop might export it: person, time, touchpoint, channel, value."""
    dice = np.random.default_rng(seed)
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    channels = ("site", "e-mail", "phone", "shop", "social")
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("person", "time", "touchpoint", "channel", "value"))
        for done in range(0, rows, 100_000):
            count = min(100_000, rows - done)
            person = dice.integers(0, people, count)
            second = dice.integers(0, 31_000_000, count)
            touchpoint = dice.integers(0, TOUCHPOINTS, count)
            writer.writerows(
                (
                    f"p{who}@example.com",
                    (begin + timedelta(seconds=int(at))).isoformat(),
                    f"touchpoint {what}",
                    channels[what % 5],
                    "42.00" if what == ORDER_AT else "",
                )
                for who, at, what in zip(person, second, touchpoint, strict=True)
            )
