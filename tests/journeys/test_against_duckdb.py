"""Every question against plain SQL in DuckDB: about everybody, an audience, and the parts of a breakdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys import duckdb_twins as sql
from tests.journeys.checks import check_median
from tests.journeys.leveled import make_levels
from tests.journeys.make import DAY, HOUR, MONDAY, Referral, Touch, make_index
from tests.journeys.strategies import (
    NAMES,
    PLACED,
    examples,
    long_journeys,
    periods,
    shard_counts,
    touches,
    which_touches,
    windows,
)

from touchline.journeys import engine, names
from touchline.journeys.audience_reading import read
from touchline.journeys.between import Between
from touchline.journeys.breakdown import By
from touchline.journeys.funnel import Funnel
from touchline.journeys.gaps import Gaps
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import BROUGHT_AS, Index
from touchline.journeys.loops import Loops, loop_name
from touchline.journeys.options import NO_OPTIONS, Options
from touchline.journeys.orders import Orders
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period
from touchline.journeys.retention import Retention
from touchline.journeys.routes import Routes
from touchline.journeys.stopped import Stopped
from touchline.journeys.time_to import TimeTo
from touchline.journeys.touches import Touches
from touchline.journeys.which import Which
from touchline.lake.referrals import settle
from touchline.touchpoints.schemes import SCHEMES, BuiltIn

FEW = ("ad", "post", "guide", "shop")
DIGITS = {"EUR": 2, "CHF": 2, "JPY": 0, "KWD": 3}
E12 = 10**12
OWN = BuiltIn("own", ("hear", "come", "come back", "praise"), "come", "come back", "praise")
OWN_PLACES = {"ad": "hear", "post": "hear", "shop": "come", "guide": "come back", "review": "praise"}
SCHEME_NAMES = ["hourglass", *SCHEMES, OWN.name]
PERIODS = st.one_of(st.just(Period()), st.just(Period()), periods())
AUDIENCES = {
    "did shop": "person IN (SELECT person FROM numbered WHERE touchpoint = 'shop')",
    "did anything on site at least 2 times": (
        "person IN (SELECT person FROM numbered WHERE channel = 'site' GROUP BY person HAVING count(*) > 1)"
    ),
    "not did order": "person NOT IN (SELECT person FROM numbered WHERE money = 1)",
}
FIRST_CHANNEL = "person IN (SELECT person FROM numbered WHERE nth = 1 AND channel = '{}')"
CHANNELS = ("site", "shop")
ANCHORS = [Touch(9, MONDAY, "shop", channel) for channel in CHANNELS]
"""Touches that make sure that the channels an audience names are there."""


@dataclass
class World:
    """A record, its index, and what it is asked about: "", an audience, or "first channel"."""

    record: list[Touch]
    index: Index = field(repr=False)
    about: str
    silence: int
    zone: str
    referrals: list[tuple[int, int, str]] = field(default_factory=list)

    def answers(self, question: Any) -> Iterator[Answer]:
        """What is answered about everybody, and about the people the world is asked about."""
        yield self.answer(question, engine.ask(self.index, question, threads=2), sql.EVERYBODY)
        if self.about == "first channel":
            by = Options(by=By("first", "channel"))
            parts = engine.ask_parts(self.index, question, by)
            for part in parts.parts:
                channel = "" if part.key == "none" else part.key
                yield self.answer(question, part.result, FIRST_CHANNEL.format(channel), by, part.key)
        elif self.about:
            audience = read(self.about)
            result = engine.ask(self.index, question, audience=audience)
            yield self.answer(question, result, AUDIENCES[self.about], Options(audience))

    def answer(
        self, question: Any, result: Any, who: str, options: Options = NO_OPTIONS, part: str = ""
    ) -> Answer:
        period = getattr(question, "period", Period())
        db = sql.load(self.record, who, period, self.index.legend.end, self.silence)
        return Answer(self, question, result, db, options, part)

    def which(self, what: str | Iterable[str]) -> Which:
        """Touches as a question wants them."""
        known = self.index.legend.touchpoints
        return what if isinstance(what, str) else tuple(sorted({known.index(name) for name in what}))  # type: ignore[return-value]


@dataclass
class Answer:
    """A result, the database to ask the same, and whose people they are."""

    world: World
    question: Any
    result: Any
    db: Any
    options: Options
    part: str

    def check(self, selector: str, expected: Iterable[int], number: int) -> None:
        """A number is that of SQL, and opens exactly SQL's persons."""
        found = engine.people(self.world.index, self.question, selector, options=self.options, part=self.part)
        assert sorted(found.keys.tolist()) == sorted(expected), selector
        assert number == len(found.keys), selector


@st.composite
def worlds(draw: Any, records: Any = None, spread: int = 1) -> World:
    """A record in shards, with or without a run over a base, and with instants drawn out or not."""
    zone = "UTC"
    if records is None:
        record = draw(touches(draw(st.sampled_from([FEW, FEW[:2], NAMES]))))
    else:
        record, zone = draw(records)
    record = [one._replace(time=MONDAY + (one.time - MONDAY) * spread) for one in [*record, *ANCHORS]]
    silence = draw(st.sampled_from([0, HOUR, 3 * HOUR, 90 * DAY]))
    end = max(touch.time for touch in record) + draw(st.sampled_from([0, 3 * HOUR, 60 * DAY]))
    words: dict[str, Any] = {"shards": draw(shard_counts), "placed": PLACED, "touchpoints": NAMES}
    words |= {"end": end, "silence": silence, "zone": zone, "rates": rates()}
    words["schemes"] = [(OWN, OWN_PLACES)]
    referrals = draw(REFERRALS)
    words["brought"] = settled(referrals)
    covered = draw(st.sets(st.integers(0, 4), max_size=3))
    if covered:
        index = make_levels(record, draw(touches(FEW)), covered, **words)
    else:
        index = make_index(record, **words)
    about = draw(st.sampled_from(["", "first channel", *AUDIENCES]))
    return World(record, index, about, silence, zone, referrals)


REFERRALS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 7), st.sampled_from(BROUGHT_AS)),
    max_size=6,
    unique_by=lambda one: one[0],
).map(lambda found: [one for one in found if one[0] != one[1]])
"""Who was brought, by whom, how; rings, people without touches, and bringers nobody knows among them."""


def settled(referrals: list[tuple[int, int, str]]) -> list[Referral]:
    """Referrals with their generations, as the lake settles them."""
    brought, by = (np.array([one[at] for one in referrals], np.int64) for at in (0, 1))
    how = np.array([BROUGHT_AS.index(one[2]) for one in referrals], np.uint8)
    found = settle((brought, by, how))
    columns = (found.brought, found.by, found.how, found.depth)
    return [
        Referral(person, other, BROUGHT_AS[way], depth)
        for person, other, way, depth in zip(*(column.tolist() for column in columns), strict=True)
    ]


def rates() -> list[tuple[str, int, int]]:
    first = MONDAY // DAY
    return [("JPY", first - 3, 6_170_000_000), ("KWD", first, 3 * E12 + 141), ("CHF", first + 30, E12 // 2)]


def behind(rows: Iterable[tuple[Any, ...]], wanted: Any = lambda *_: True) -> set[int]:
    """The persons of the rows that are wanted; the person stands first."""
    return {row[0] for row in rows if wanted(*row)}


@examples(25)
@given(worlds(), st.sampled_from(SCHEME_NAMES), PERIODS)
def test_hourglass(world: World, scheme: str, period: Period) -> None:
    made = world.index.legend.schemes[scheme]
    placed = {
        name: made.stages[made.stage_of[at]]
        for at, name in enumerate(world.index.legend.touchpoints)
        if made.stage_of[at] >= 0
    }
    for answer in world.answers(Hourglass(scheme, period)):
        repeat = made.stages[made.repeat_stage] if made.repeat_stage >= 0 else ""
        rows = sql.hourglass(answer.db, made.stages, placed, repeat)
        for rank, stage in enumerate(answer.result.stages):
            here = [row[1:] for row in rows if row[0] == rank]
            sets = {
                "": behind(here),
                ":from_before": behind(here, lambda _person, before, *_: before),
                ":went_on": behind(here, lambda _person, _before, went, *_: went),
                ":lost": behind(here, lambda _person, _before, went, silent, _: silent and not went),
                ":open": behind(here, lambda _person, _before, went, silent, _: not silent and not went),
            }
            for what, people in sets.items():
                number = getattr(stage, what[1:] or "reached")
                answer.check(f"stage={stage.stage}{what}", people, number)
            check_median(stage.median_seconds, [row[4] for row in here if row[2]])
        check_standing(answer, sql.standing(answer.db, made.stages, placed, repeat))


def check_standing(answer: Answer, rows: list[tuple[Any, ...]]) -> None:
    """The touchpoints of each stage, the touches without a place, and those that wait for a second order."""
    result = answer.result
    assert result.touches == sum(row[4] for row in rows)
    answer.check("people", behind(rows), result.people)
    for rank, stage in enumerate(result.stages):
        here = [row for row in rows if row[2] == rank]
        assert {row.touchpoint for row in stage.touchpoints} == {row[1] for row in here}
        for row in stage.touchpoints:
            theirs = [one for one in here if one[1] == row.touchpoint]
            assert row.touches == sum(one[4] for one in theirs)
            answer.check(f"stage={stage.stage}:touchpoint={row.touchpoint}", behind(theirs), row.people)
    waiting = [row for row in rows if row[3]]
    unplaced = [row for row in rows if row[2] is None and not row[3]]
    assert result.before_second_order == sum(row[4] for row in waiting)
    assert result.unplaced_touches == sum(row[4] for row in unplaced)
    answer.check("stage=none", behind(unplaced), result.unplaced_people)


@examples(40)
@given(worlds(), st.sampled_from(SCHEME_NAMES), PERIODS)
def test_referrals(world: World, scheme: str, period: Period) -> None:
    for answer in world.answers(Hourglass(scheme, period)):
        rows = sql.brought(answer.db, world.referrals)
        found = answer.result.brought
        answer.check("brought", behind(rows), found.people)
        answer.check("bringers", {row[1] for row in rows}, found.by)
        assert {depth for depth, _ in found.generations} == {row[3] for row in rows}
        for depth, people in found.generations:
            here = behind(rows, lambda *row, depth=depth: row[3] == depth)
            answer.check(f"brought={depth}", here, people)
        for way, people in found.ways:
            said = "" if way == "unsaid" else way
            answer.check(f"brought={way}", behind(rows, lambda *row, said=said: row[2] == said), people)
        made = world.index.legend.schemes[scheme]
        for rank, stage in enumerate(answer.result.stages):
            assert stage.brought == (len(rows) if rank == made.refer_stage else 0)


@examples(40)
@given(worlds(spread=250))
def test_gaps(world: World) -> None:
    known = {(code, day): value for code, day, value in rates()}
    for answer in world.answers(Gaps()):
        rows = sql.gaps(answer.db, known, "EUR", "UTC")
        assert [
            (row.currency, row.date, row.orders, row.refunds, row.minor) for row in answer.result.gaps
        ] == [tuple(row) for row in rows]


STEPS = st.lists(st.lists(st.sampled_from(FEW), min_size=1, max_size=2), min_size=1, max_size=4)


@examples(25)
@given(worlds(), STEPS, windows(), PERIODS)
def test_funnel(world: World, steps: list[list[str]], within: int, period: Period) -> None:
    question = Funnel(names.resolve_steps(world.index.legend, steps), within, period)
    for answer in world.answers(question):
        rows = sql.funnel(answer.db, steps, within)
        for place, step in enumerate(answer.result.steps, 1):
            came = behind(rows, lambda _person, deepest, _open, place=place: deepest >= place)
            ended = [row for row in rows if row[1] == place < len(steps)]
            answer.check(f"step={place}", came, step.people)
            answer.check(f"step={place}:open", behind(ended, lambda *row: row[2]), step.still_open)
            answer.check(f"step={place}:stopped", behind(ended, lambda *row: not row[2]), step.stopped)
        still_open = behind(rows, lambda _person, deepest, opened: opened and deepest < len(steps))
        answer.check("open", still_open, answer.result.still_open)


@examples(25)
@given(worlds(), PERIODS)
def test_paths(world: World, period: Period) -> None:
    for answer in world.answers(Paths(period)):
        rows = {(one, other): rest for one, other, *rest in sql.paths(answer.db)}
        links = {key: rest for key, rest in rows.items() if None not in key}
        assert {(row.from_, row.to): row.count for row in answer.result.links} == {
            key: count for key, (count, *_) in links.items()
        }
        for row in answer.result.links:
            _, people, waits = links[row.from_, row.to]
            answer.check(f"link={row.from_}>{row.to}", people, row.people)
            check_median(row.median_seconds, waits)
        for what, listed, place in (("start", answer.result.starts, 1), ("end", answer.result.ends, 0)):
            expected = {key[place]: rest[1] for key, rest in rows.items() if key[1 - place] is None}
            assert {row.touchpoint for row in listed} == set(expected)
            for row in listed:
                answer.check(f"{what}={row.touchpoint}", expected[row.touchpoint], row.people)


APARTS = st.sampled_from([None, None, 0, 1, HOUR, 99 * HOUR])


@examples(25)
@given(worlds(), st.sampled_from(["order", ["shop"], ["ad", "guide"]]), APARTS, PERIODS)
def test_touches_before(world: World, before: Any, apart: int | None, period: Period) -> None:
    for answer in world.answers(Touches(world.which(before), apart, period)):  # type: ignore[arg-type]
        rows = sql.touches(answer.db, before, apart)
        counts = {count for _, _, count in rows if count is not None}
        assert [row.touches for row in answer.result.counts] == sorted(counts)
        for row in answer.result.counts:
            people = behind(rows, lambda _person, _never, count, row=row: count == row.touches)
            answer.check(f"touches={row.touches}", people, row.people)
        answer.check("never", behind(rows, lambda _person, never, _count: never), answer.result.never)


@examples(25)
@given(worlds(spread=250), PERIODS)
def test_orders(world: World, period: Period) -> None:
    known = {(code, day): value for code, day, value in rates()}
    for answer in world.answers(Orders("month", period)):
        rows = sql.orders(answer.db, known, DIGITS, "EUR", "UTC")
        months = {row[1] for row in rows}
        assert months == {row.period for row in answer.result.periods if row.orders or row.refunds}
        for row in (*answer.result.periods, answer.result.total):
            total = row.period == "total"
            here = [one for one in rows if total or one[1] == row.period]
            bought, back = [one for one in here if one[2]], [one for one in here if not one[2]]
            assert (row.orders, row.refunds) == (len(bought), len(back))
            assert (int(row.gross * 100), int(row.refunded * 100)) == (
                sum(one[4] for one in bought),
                sum(one[4] for one in back),
            )
            sets = {
                "people": (behind(bought), row.people),
                "new": (behind(one for one in bought if one[3]), row.new),
                "returning": (behind(one for one in bought if not one[3]), row.returning),
                "kept": (behind(one for one in bought if not one[5]), row.kept),
                "refunded": (behind(back), row.people_refunded),
            }
            for what, (people, number) in sets.items():
                answer.check(what if total else f"period={row.period}:{what}", people, number)


@examples(25)
@given(
    worlds(long_journeys(FEW)),
    which_touches(FEW),
    which_touches(FEW),
    st.sampled_from(["day", "week", "month"]),
    PERIODS,
)
def test_retention(world: World, start: Any, back: Any, unit: str, period: Period) -> None:
    if world.zone == "Pacific/Apia" and unit == "day":
        unit = "week"  # its journeys begin years before the anchors: more days than a table has cohorts
    question = Retention(world.which(start), world.which(back), unit, 3, period)
    for answer in world.answers(question):
        rows = sql.retention(answer.db, start, back, unit, 3, world.zone)
        label = "%Y-%m" if unit == "month" else "%Y-%m-%d"
        cohorts = {f"{row[1]:{label}}" for row in rows}
        assert [cells[0].cohort for cells in answer.result.cohorts] == sorted(cohorts)
        for cell in [one for cells in answer.result.cohorts for one in cells]:
            here = [row for row in rows if f"{row[1]:{label}}" == cell.cohort and row[2] == cell.k]
            name = f"cohort={cell.cohort}:k={cell.k}"
            over = [row for row in here if row[4]]
            answer.check(name, behind(over, lambda *row: row[3]), cell.people)
            answer.check(f"{name}:away", behind(over, lambda *row: not row[3]), cell.over - cell.people)
            answer.check(f"{name}:open", behind(here, lambda *row: not row[4]), cell.not_over)
            answer.check(f"{name}:early", behind(here, lambda *row: row[3] and not row[4]), cell.early)


TIMES = st.sampled_from([None, 0, HOUR, 2 * HOUR, 5 * HOUR])


@examples(25)
@given(worlds(), which_touches(FEW), which_touches(FEW), TIMES, PERIODS)
def test_time_to(world: World, start: Any, following: Any, within: int | None, period: Period) -> None:
    question = TimeTo((world.which(start),), (world.which(following),), within, period)
    for answer in world.answers(question):
        rows = sql.time_to(answer.db, start, following, within)
        (pair,) = answer.result.pairs
        assert {row.channel for row in pair.channels} == {row[1] for row in rows}
        for row in (pair.whole, *pair.channels):
            here = [one for one in rows if row.all_channels or one[1] == row.channel]
            late = [one for one in here if one[2] is None]
            end = "" if row.all_channels else f":channel={row.channel}"
            answer.check(f"start=1{end}", behind(here), row.people)
            answer.check(f"start=1:next=1{end}", behind(one for one in here if one not in late), row.came)
            answer.check(f"start=1:next=1:open{end}", behind(late, lambda *one: one[3]), row.open)
            never = behind(late, lambda *one: not one[3])
            answer.check(f"start=1:next=1:never{end}", never, row.never or 0)
            check_median(row.quantile(50)[0], [one[2] for one in here if one[2] is not None])


GOALS = st.one_of(st.just("order"), st.lists(st.sampled_from(FEW), min_size=1, max_size=2, unique=True))


def by_outcome(rows: Iterable[tuple[int, bool, bool]]) -> dict[str, set[int]]:
    """Persons by outcome, of rows of person, at the goal, silent."""
    found: dict[str, set[int]] = {"reached": set(), "stopped": set(), "open": set()}
    for person, goal, silent in rows:
        found["reached" if goal else "stopped" if silent else "open"].add(person)
    return found


@examples(25)
@given(worlds(), GOALS, st.booleans(), PERIODS)
def test_routes(world: World, goal: Any, collapse: bool, period: Period) -> None:
    for answer in world.answers(Routes(period=period, goal=world.which(goal), collapse=collapse)):
        rows = sql.routes(answer.db, goal, collapse=collapse)
        outcomes = by_outcome((row[0], row[2], row[3]) for row in rows)
        for outcome, people in outcomes.items():
            answer.check(outcome, people, getattr(answer.result, outcome))
        assert {row.route for row in answer.result.routes} == {tuple(row[1]) for row in rows}
        for row in answer.result.routes:
            here = [one for one in rows if tuple(one[1]) == row.route]
            answer.check(f"route={row.key}", behind(here), row.people)
            check_median(row.median_seconds, [one[4] for one in here if one[4] is not None])
            for outcome, people in outcomes.items():
                selector, number = f"route={row.key}:{outcome}", getattr(row, outcome)
                answer.check(selector, people & behind(here), number)


@examples(25)
@given(worlds(), GOALS, st.integers(0, 2), st.booleans(), PERIODS)
def test_stopped(world: World, goal: Any, links: int, collapse: bool, period: Period) -> None:
    question = Stopped(period=period, goal=world.which(goal), links=links, collapse=collapse)
    for answer in world.answers(question):
        rows = [row for row in sql.routes(answer.db, goal, collapse=collapse) if row[3] and not row[2]]
        answer.check("stopped", behind(rows), answer.result.stopped)
        assert {row.touchpoint for row in answer.result.touchpoints} == {row[1][-1] for row in rows}
        for row in answer.result.touchpoints:
            here = behind(rows, lambda _person, route, *_, row=row: route[-1] == row.touchpoint)
            answer.check(f"last={row.touchpoint}", here, row.people)
        endings = {tuple(row[1][-links - 1 :]) for row in rows}
        assert {row.route for row in answer.result.endings} == endings
        for row in answer.result.endings:
            here = behind(rows, lambda _person, route, *_, row=row: tuple(route[-links - 1 :]) == row.route)
            answer.check(f"ending={row.key}", here, row.people)


SEVERAL = st.lists(st.sampled_from(FEW), min_size=1, max_size=2, unique=True)


@examples(25)
@given(worlds(), SEVERAL, SEVERAL, st.booleans(), PERIODS)
def test_between(world: World, first: list[str], then: list[str], collapse: bool, period: Period) -> None:
    question = Between(period=period, start=world.which(first), end=world.which(then), collapse=collapse)
    for answer in world.answers(question):
        rows = sql.between(answer.db, first, then, collapse=collapse)
        for outcome, people in by_outcome((row[0], row[1] is not None, row[3]) for row in rows).items():
            answer.check(outcome, people, getattr(answer.result, outcome))
        came = [row for row in rows if row[1] is not None]
        check_median(answer.result.median_seconds, [row[2] for row in came])
        assert {row.route for row in answer.result.routes} == {tuple(row[1]) for row in came}
        for row in answer.result.routes:
            here = behind(came, lambda _person, route, *_, row=row: tuple(route) == row.route)
            answer.check(f"route={row.key}", here, row.people)
        for row in answer.result.lengths:
            here = behind(came, lambda _person, route, *_, row=row: max(len(route) - 2, 0) == row.touches)
            answer.check(f"length={row.touches}", here, row.people)
        away = [row for row in rows if row[1] is None]
        for what, place in (("next", 4), ("last", 5)):
            listed = getattr(answer.result, what)
            assert {row.touchpoint for row in listed} == {row[place] for row in away}
            for row in listed:
                here = behind(one for one in away if one[place] == row.touchpoint)
                answer.check(f"{what}={row.touchpoint}" if row.touchpoint else "nothing", here, row.people)


@examples(25)
@given(worlds(), PERIODS)
def test_loops(world: World, period: Period) -> None:
    for answer in world.answers(Loops(period)):
        rows = {(name, over): (count, people) for name, over, count, people in sql.loops(answer.db)}
        assert {(row.touchpoint, row.over): row.count for row in answer.result.loops} == {
            loop: count for loop, (count, _) in rows.items()
        }
        for row in answer.result.loops:
            answer.check(f"loop={loop_name(row)}", rows[row.touchpoint, row.over][1], row.people)
        looped = set().union(*(people for _, people in rows.values()))
        answer.check("looped", looped, answer.result.looped)
