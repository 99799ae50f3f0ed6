"""The full form of the questions in Polars, as ``full.py`` says it; the frame is sorted by person and time."""

from __future__ import annotations

from typing import Any

from benchmarks.journeys import CHANNELS, CONTACT, ORDER_AT, PERIOD, REPEAT, SILENCE, STAGES, STEPS, WITHIN

BUY = REPEAT - 1


def full_funnel(touch: Any) -> Any:
    """As the plain funnel; with the time of each step's first touch of an attempt, and each person's first wait."""
    import polars as pl

    time, person = pl.col("time"), pl.col("person")
    frame = touch.lazy().filter(pl.col("touchpoint").is_in(STEPS), time >= PERIOD[0])
    first = (pl.col("touchpoint") == STEPS[0]) & (time < PERIOD[1])
    frame = frame.with_columns(begun=pl.when(first).then(time), wait=pl.lit(None, pl.Int64))
    late = frame.filter(pl.col("begun") > touch["time"].max() - WITHIN).select("person").unique()
    steps = []
    for at in range(len(STEPS)):
        came = frame.filter(pl.col("begun").is_not_null())
        came = came.filter(person.ne_missing(person.shift(1))).select("person", "wait")
        waiting = came.join(late, on="person", how="semi").select(waiting=pl.len())
        median = pl.col("wait").quantile(0.5, "lower")
        steps.append(pl.concat([came.select(pl.len(), median), waiting], how="horizontal"))
        if at + 1 < len(STEPS):
            attempt = pl.when(pl.col("begun").is_not_null())
            frame = frame.with_columns(
                since=pl.col("begun").forward_fill(), of=attempt.then(person).forward_fill()
            )
            new = pl.col("since").ne_missing(pl.col("since").shift(1)) | pl.col("of").ne_missing(
                pl.col("of").shift(1)
            )
            frame = frame.with_columns(at=pl.when(new).then(time).forward_fill())
            here = (pl.col("touchpoint") == STEPS[at + 1]) & (time - pl.col("since") <= WITHIN)
            here &= pl.col("of") == person
            frame = frame.with_columns(
                begun=pl.when(here).then("since"), wait=pl.when(here).then(time - pl.col("at"))
            )
    found = pl.concat(pl.collect_all(steps)).rows()
    return [(at, people, waiting, median) for at, (people, median, waiting) in enumerate(found)]


def full_transitions(touch: Any) -> Any:
    """Each touch beside the one before it; the people of a link are where the person changes in it."""
    import polars as pl

    person = pl.col("person")
    frame = touch.lazy().filter(pl.col("time") >= PERIOD[0], pl.col("time") < PERIOD[1])
    near = frame.select(
        "person",
        a=pl.col("touchpoint").shift(1).cast(pl.Int32),
        b=pl.col("touchpoint").cast(pl.Int32),
        next=pl.col("touchpoint").shift(-1),
        wait=pl.col("time") - pl.col("time").shift(1),
        first=person.ne_missing(person.shift(1)),
        last=person.ne_missing(person.shift(-1)),
    )
    changes = person.ne_missing(person.shift(1)).sum()
    links = (
        near.filter(~pl.col("first"))
        .group_by("a", "b")
        .agg(pl.len(), changes, pl.col("wait").quantile(0.5, "lower"))
    )
    starts, ends = (near.filter(one).group_by("b").agg(pl.len()) for one in ("first", "last"))
    touchpoints = near.group_by("b").agg(pl.len(), changes)
    linked, started, ended, met = pl.collect_all([links, starts, ends, touchpoints])
    found = {(a, b): (count, people, int(wait)) for a, b, count, people, wait in linked.rows()}
    found |= {(-1, at): (people, people, 0) for at, people in started.rows()}
    found |= {(at, -1): (people, people, 0) for at, people in ended.rows()}
    return found | {(at, -2): (count, people, 0) for at, count, people in met.rows()}


def full_touches(touch: Any) -> Any:
    """The touches of each channel in turn: where the person changes or time passes, a contact begins."""
    import polars as pl

    person, time = pl.col("person"), pl.col("time")
    orders = touch.lazy().filter(pl.col("touchpoint") == ORDER_AT)
    first = orders.filter(person.ne_missing(person.shift(1))).select("person", first="time")
    begun = []
    for channel in range(len(CHANNELS)):
        on_it = touch.lazy().filter(pl.col("touchpoint") % len(CHANNELS) == channel)
        new = person.ne_missing(person.shift(1)) | (time - time.shift(1) >= CONTACT)
        begun.append(on_it.filter(new).select("person", "time"))
    contacts = pl.concat(begun).join(first, on="person").filter(time < pl.col("first"))
    counted = contacts.group_by("person").agg(before=pl.len())
    of_period = first.filter(pl.col("first") >= PERIOD[0], pl.col("first") < PERIOD[1])
    people = of_period.join(counted, on="person", how="left").group_by(pl.col("before").fill_null(0))
    everybody = touch.lazy().select(person.ne_missing(person.shift(1)).sum())
    rows, there, ordered = pl.collect_all([people.agg(pl.len()), everybody, first.select(pl.len())])
    never = there.item() - ordered.item()
    return dict(rows.rows()) | ({-1: never} if never else {})


def full_hourglass(touch: Any) -> Any:
    """First and last time of each person on each stage, then the first later touch on a later stage."""
    import polars as pl

    time, order = pl.col("time"), pl.col("touchpoint") == ORDER_AT
    frame = touch.lazy().filter(time >= PERIOD[0], time < PERIOD[1])
    again = frame.filter(order).group_by("person").agg(again=time.sort().slice(1, 1).first())
    placed = (
        frame.join(again, on="person", how="left")
        .with_columns(later=(time >= pl.col("again")).fill_null(False))
        .select(
            "person",
            "time",
            stage=pl.when(~order)
            .then(pl.col("touchpoint") % len(STAGES))
            .when("later")
            .then(REPEAT)
            .otherwise(BUY),
            waits=~order & (pl.col("touchpoint") % len(STAGES) == REPEAT) & ~pl.col("later"),
        )
    )
    on = [time.filter(~pl.col("waits") & (pl.col("stage") == s)) for s in range(len(STAGES))]
    ends = [each for s, one in enumerate(on) for each in (one.min().alias(f"f{s}"), one.max().alias(f"l{s}"))]
    people = placed.group_by("person").agg(time.max().alias("newest"), *ends).collect()
    silent = pl.col("newest") <= min(touch["time"].max(), PERIOD[1]) - SILENCE
    gone = (
        placed.filter(~pl.col("waits"))
        .join(people.lazy(), on="person")
        .group_by("person")
        .agg(*(_next(s) for s in range(len(STAGES) - 1)))
    )
    medians = gone.select(pl.all().exclude("person").quantile(0.5, "lower")).collect().row(0)
    counts = people.lazy().select(
        one.alias(str(at))
        for at, one in enumerate(each for s in range(len(STAGES)) for each in _counts(s, silent))
    )
    return [*counts.collect().row(0), *medians]


def _next(stage: int) -> Any:
    import polars as pl

    later = (pl.col("stage") > stage) & (pl.col("time") > pl.col(f"f{stage}"))
    return (pl.col("time").filter(later).min() - pl.col(f"f{stage}").first()).alias(f"w{stage}")


def _counts(stage: int, silent: Any) -> list[Any]:
    """Reached, from before, went on and lost of a stage."""
    import polars as pl

    reached = pl.col(f"l{stage}").is_not_null()
    earlier = [f"f{at}" for at in range(stage)]
    later = [f"l{at}" for at in range(stage + 1, len(STAGES))]
    before = pl.col(f"l{stage}") > pl.min_horizontal(*earlier) if earlier else pl.lit(False)
    went = (
        (pl.max_horizontal(*later) > pl.col(f"f{stage}")).fill_null(False) & reached
        if later
        else pl.lit(False)
    )
    return [reached.sum(), before.sum(), went.sum(), (reached & ~went & silent).sum()]
