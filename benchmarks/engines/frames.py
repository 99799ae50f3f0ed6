"""Polars: a frame in memory, read from sorted Parquet. That it is sorted is what the queries go by."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.engines import THREADS, full, full_frames, sql
from benchmarks.journeys import ORDER_AT, REPEAT, SILENCE, STAGES, STEPS, WITHIN

os.environ["POLARS_MAX_THREADS"] = str(THREADS)

NAME = "Polars"
BUY = REPEAT - 1


def funnel(touch: Any) -> Any:
    """For each touch of a step, the latest beginning from which its person came so far in time."""
    import polars as pl

    frame = touch.lazy().filter(pl.col("touchpoint").is_in(STEPS))
    frame = frame.with_columns(begun=pl.when(pl.col("touchpoint") == STEPS[0]).then("time"))
    counts = []
    for at in range(len(STEPS)):
        new_person = pl.col("who") != pl.col("who").shift(1)
        who = pl.when(pl.col("begun").is_not_null()).then("person")
        counts.append(
            frame.filter(pl.col("begun").is_not_null())
            .select(who=pl.col("person"))
            .select((new_person.sum() + (pl.len() > 0)).alias(f"step{at}"))
        )
        if at + 1 < len(STEPS):
            in_time = (pl.col("time") - pl.col("since") <= WITHIN) & (pl.col("of") == pl.col("person"))
            here = (pl.col("touchpoint") == STEPS[at + 1]) & in_time
            frame = frame.with_columns(
                since=pl.col("begun").forward_fill(), of=who.forward_fill()
            ).with_columns(begun=pl.when(here).then("since"))
    return pl.concat(pl.collect_all(counts), how="horizontal").row(0)


def transitions(touch: Any) -> Any:
    """Each touch beside the one before it."""
    import polars as pl

    before = touch.lazy().select(
        a=pl.col("touchpoint").shift(1),
        b="touchpoint",
        wait=pl.col("time") - pl.col("time").shift(1),
        same=pl.col("person") == pl.col("person").shift(1),
    )
    return before.filter("same").group_by("a", "b").agg(pl.len(), pl.col("wait").sum()).collect().rows()


def touches(touch: Any) -> Any:
    """Row of the first order minus row of the first touch of its person."""
    import polars as pl

    rows = touch.lazy().with_row_index("row")
    orders = rows.filter(pl.col("touchpoint") == ORDER_AT).select("person", "row")
    first = orders.filter(pl.col("person").ne_missing(pl.col("person").shift(1)))
    begin = rows.filter(pl.col("person").ne_missing(pl.col("person").shift(1))).select("person", begin="row")
    joined = first.join(begin, on="person").select(before=pl.col("row") - pl.col("begin"))
    return joined.group_by("before").agg(pl.len()).collect().rows()


def hourglass(touch: Any) -> Any:
    """First and last time of each person on each stage."""
    import polars as pl

    place, order, time = pl.col("touchpoint") % len(STAGES), pl.col("touchpoint") == ORDER_AT, pl.col("time")
    flat = touch.lazy().with_columns(
        pl.when(order).then(time).alias("order"),
        *(pl.when((place == s) & ~order).then(time).alias(f"t{s}") for s in range(len(STAGES))),
    )
    met = [pl.col(f"t{s}").min().alias(f"f{s}") for s in range(len(STAGES))]
    met += [pl.col(f"t{s}").max().alias(f"l{s}") for s in range(len(STAGES))]
    ends = [
        pl.col("order").min().alias("first"),
        pl.col("order").max().alias("last"),
        time.max().alias("newest"),
    ]
    people = flat.group_by("person").agg(*met, *ends)
    bought = touch.lazy().filter(order)
    bought = bought.filter(
        pl.col("person") == pl.col("person").shift(1), pl.col("person").ne_missing(pl.col("person").shift(2))
    )
    again = bought.select("person", again="time")
    people = people.join(again, on="person", how="left")
    people = people.with_columns(
        pl.min_horizontal(f"f{BUY}", "first").alias(f"f{BUY}"),
        pl.max_horizontal(f"l{BUY}", "first").alias(f"l{BUY}"),
        pl.col("again").alias(f"f{REPEAT}"),
        pl.when(pl.col("again").is_not_null())
        .then(pl.max_horizontal(f"l{REPEAT}", "last"))
        .alias(f"l{REPEAT}"),
    )
    silent = pl.col("newest") <= pl.col("newest").max() - SILENCE
    counts = []
    for s in range(len(STAGES)):
        reached = pl.col(f"l{s}").is_not_null()
        before = pl.col(f"l{s}") > pl.min_horizontal(*(f"f{b}" for b in range(s))) if s else pl.lit(False)
        later = [f"l{a}" for a in range(s + 1, len(STAGES))]
        went = (pl.max_horizontal(*later) > pl.col(f"f{s}")).fill_null(False) if later else pl.lit(False)
        counts += [reached.sum(), before.sum(), (went & reached).sum(), (reached & ~went & silent).sum()]
    return people.select(one.alias(str(at)) for at, one in enumerate(counts)).collect().row(0)


QUERIES = {one.__name__: inspect.getsource(one) for one in (funnel, transitions, touches, hourglass)}
FULL = (
    full_frames.full_funnel,
    full_frames.full_transitions,
    full_frames.full_touches,
    full_frames.full_hourglass,
)
QUERIES |= {one.__name__.replace("_", " "): inspect.getsource(one) for one in FULL}


def prepare(columns: Path, home: Path) -> None:
    """Nothing to do but to know where the Parquet is."""
    (home / "touch.parquet").symlink_to(columns / "touch.parquet")


def open(home: Path) -> dict[str, Callable[[], Any]]:
    """The four questions in both forms."""
    import polars as pl

    touch = pl.read_parquet(home / "touch.parquet").with_columns(pl.col("time").cast(pl.Int64)).rechunk()
    return {
        "funnel": lambda: [int(one) for one in funnel(touch)],
        "transitions": lambda: {(a, b): (count, wait) for a, b, count, wait in transitions(touch)},
        "touches": lambda: dict(touches(touch)),
        "hourglass": lambda: sql.rows_of_four(hourglass(touch)),
        "full funnel": lambda: full.funnel_rows(full_frames.full_funnel(touch)),
        "full transitions": lambda: full_frames.full_transitions(touch),
        "full touches": lambda: full_frames.full_touches(touch),
        "full hourglass": lambda: full.hourglass_rows(full_frames.full_hourglass(touch)),
    }
