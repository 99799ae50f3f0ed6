"""The odd ends of what can be asked: every question answers, exactly, or says why not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.journeys import duckdb_twins as sql
from tests.journeys.leveled import make_levels
from tests.journeys.make import DAY, HOUR, MONDAY, SECOND, Touch, make_index
from tests.journeys.strategies import NAMES, PLACED
from tests.journeys.test_options import BYS, QUESTIONS

from touchline.journeys import engine, names
from touchline.journeys.audience_reading import read
from touchline.journeys.between import Between
from touchline.journeys.funnel import Funnel
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import ORDER, REFUND, Index
from touchline.journeys.loops import Loops
from touchline.journeys.options import Options
from touchline.journeys.orders import Orders
from touchline.journeys.paths import Paths
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.retention import Retention
from touchline.journeys.routes import Routes
from touchline.journeys.stopped import Stopped
from touchline.journeys.time_to import TimeTo
from touchline.journeys.touches import Touches

LARGEST = 10**15
SAID = "adds up to more than can be counted exactly"


def few(persons: int = 3) -> list[Touch]:
    """A record of a few people, several touches at each instant."""
    return [
        Touch(
            at % persons, MONDAY + at // 4 * HOUR, NAMES[at * 5 % 8], ("site", "shop")[at % 2], money=at % 3
        )
        for at in range(60)
    ]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_empty_shards_and_idle_threads_change_no_digit(ask: Any) -> None:
    words: dict[str, Any] = {"placed": PLACED, "end": MONDAY + 99 * HOUR, "people": [7]}
    answers = []
    for shards, threads in ((1, 1), (2, 4), (97, 1), (97, 5)):
        index = make_index(few(), shards=shards, facts={0: {"country": "DE"}}, **words)
        whole = engine.ask(index, ask(Period()), threads=threads).to_dict()
        parts = engine.ask_parts(index, ask(Period()), Options(read("did shop"), BYS[1]), threads).to_dict()
        answers.append((whole, parts))
    assert all(one == answers[0] for one in answers)


@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize(
    "period",
    [
        Period(MONDAY + 9000 * DAY, None),
        Period(None, MONDAY - 9000 * DAY),
        Period(MONDAY + HOUR, MONDAY + HOUR),
        Period(MONDAY + 3 * HOUR, MONDAY),
    ],
)
def test_a_period_without_touches_is_an_answer_without_people(ask: Any, period: Period) -> None:
    record, words = few(), {"placed": PLACED, "shards": 2, "end": MONDAY + 99 * HOUR}
    levels = make_levels(record, few(4), {0, 1}, **words)  # type: ignore[arg-type]
    for index in (make_index(record, **words), levels):  # type: ignore[arg-type]
        answer = engine.ask(index, ask(period))
        assert set(_people_in(answer)) <= {0}
        options = Options(by=BYS[1])
        assert all(
            set(_people_in(one.result)) <= {0} for one in engine.ask_parts(index, ask(period), options).parts
        )


def _people_in(answer: Any) -> list[int]:
    """Every number of people in the rows of an answer, but those who never came to an order at all."""
    return [row[name] for row in answer.rows() for name in ("people", "reached") if name in row]


def test_windows_of_zero_hold_the_touches_of_one_instant() -> None:
    record = [Touch(1, MONDAY, "a"), Touch(1, MONDAY, "b"), Touch(2, MONDAY, "a"), Touch(2, MONDAY + 1, "b")]
    index = make_index(record)
    assert [step.people for step in engine.ask(index, Funnel(((0,), (1,)), 0)).steps] == [2, 1]
    (pair,) = engine.ask(index, TimeTo(((0,),), ((1,),), 0)).pairs
    assert (pair.whole.came, pair.whole.never, pair.whole.open) == (1, 1, 0)
    (row,) = engine.ask(index, Touches((1,), 0)).counts
    assert (row.touches, row.people) == (1, 2)
    did = read("did b within 0 seconds of a")
    assert engine.ask(index, Paths(), audience=did).people == 1


@pytest.fixture(scope="module")
def large() -> tuple[list[Touch], Index]:
    """One person with 100,000 touches, fifty with a few; 20,000 touchpoints, each met; many ties."""
    dice = np.random.default_rng(11)
    size, long, people = 20_000, 100_000, 50
    person = np.concatenate([np.zeros(long, int), dice.integers(1, people, 400)])
    name = np.concatenate([np.arange(size), dice.integers(0, size, long - size), dice.integers(0, 9, 400)])
    name[dice.integers(0, len(name), 30_000)] = 3
    when = MONDAY + dice.integers(0, 20_000, len(name)) * 60 * SECOND
    bought = dice.random(len(name)) < 0.002
    record = [
        Touch(p, t, f"t{n:05d}", "site" if n % 2 else "", money=int(m))
        for p, t, n, m in zip(person.tolist(), when.tolist(), name.tolist(), bought.tolist(), strict=True)
    ]
    placed = {f"t{n:05d}": ("know", "like", "buy", "repeat")[n % 4] for n in range(0, size, 3)}
    return record, make_index(record, placed=placed, shards=3, touchpoints=[f"t{n:05d}" for n in range(size)])


def test_large_journeys_and_many_touchpoints_are_sqls(large: tuple[list[Touch], Index]) -> None:
    record, index = large
    scheme = index.legend.schemes["hourglass"]
    placed = {
        name: scheme.stages[stage]
        for name, stage in zip(index.legend.touchpoints, scheme.stage_of, strict=True)
        if stage >= 0
    }
    db = sql.load(record, as_of=index.legend.end, silence=index.legend.silence)
    rows = sql.hourglass(db, scheme.stages, placed, "repeat")
    for rank, stage in enumerate(engine.ask(index, Hourglass()).stages):
        here = [row for row in rows if row[0] == rank]
        assert (stage.reached, stage.from_before, stage.went_on) == (
            len(here),
            sum(row[2] for row in here),
            sum(row[3] for row in here),
        )
    steps = [["t00004"], ["t00005", "t00006"], ["t00007"]]
    question = Funnel(names.resolve_steps(index.legend, steps), 3 * DAY)
    deepest = [row[1] for row in sql.funnel(db, steps, 3 * DAY)]
    found = [step.people for step in engine.ask(index, question).steps]
    assert found == [sum(one >= step for one in deepest) for step in (1, 2, 3)]
    links = {(one, other): count for one, other, count, *_ in sql.paths(db) if one and other}
    assert {(row.from_, row.to): row.count for row in engine.ask(index, Paths()).links} == links
    loops = {(name, over): count for name, over, count, _ in sql.loops(db)}
    assert {(row.touchpoint, row.over): row.count for row in engine.ask(index, Loops()).loops} == loops
    contacts = [count for _, _, count in sql.touches(db, "order", HOUR) if count is not None]
    listed = engine.ask(index, Touches("order", HOUR)).counts
    assert {row.touches: row.people for row in listed} == {one: contacts.count(one) for one in contacts}
    waits = [row[2] is not None for row in sql.time_to(db, "order", ["t00003"], HOUR)]
    (pair,) = engine.ask(index, TimeTo(("order",), ((3,),), HOUR)).pairs
    assert (pair.whole.people, pair.whole.came) == (len(waits), sum(waits))
    back = [row for row in sql.retention(db, "any", ["t00003"], "day", 3, "UTC") if row[4]]
    cells = engine.ask(index, Retention("any", (3,), "day", 3)).total
    assert [(one.people, one.over) for one in cells] == [
        (sum(row[3] for row in back if row[2] == k), sum(row[2] == k for row in back)) for k in range(4)
    ]
    routes = sql.routes(db, "order", collapse=True)
    answer = engine.ask(index, Routes(collapse=True))
    assert (answer.reached, answer.distinct) == (
        sum(row[2] for row in routes),
        len({tuple(row[1]) for row in routes}),
    )
    stopped = engine.ask(index, Stopped(links=1))
    assert stopped.stopped == sum(row[3] and not row[2] for row in routes)
    between = sql.between(db, ["t00003"], ["t00004"], collapse=False)
    answer = engine.ask(index, Between(start=(3,), end=(4,)))
    assert answer.reached == sum(row[1] is not None for row in between)
    assert {row.touches: row.people for row in answer.lengths} == _counted(
        len(row[1]) - 2 for row in between if row[1]
    )


def _counted(values: Any) -> dict[int, int]:
    listed = list(values)
    return {one: listed.count(one) for one in listed}


def orders(count: int, amount: int = LARGEST, first: int = 0, money: int = ORDER) -> list[Touch]:
    """Orders of ten people, one an hour."""
    return [
        Touch((first + at) % 10, MONDAY + (first + at) * HOUR, "shop", "site", money=money, amount=amount)
        for at in range(count)
    ]


def test_the_most_money_that_can_be_counted_is_exact_everywhere() -> None:
    record = [*orders(5_000), *orders(3_999, LARGEST - 1), *orders(1, 3_999)]
    levels = make_levels(record, orders(2_000), {2, 3}, end=MONDAY + 9_000 * HOUR, shards=3)
    for index in (make_index(record), make_index(record, shards=7), levels):
        result = engine.ask(index, Orders("month"), threads=2)
        assert int(result.total.gross * 100) == 9 * 10**18 - LARGEST
        assert sum(row.gross for row in result.periods) == result.total.gross
        assert result.currencies[0].minor == 9 * 10**18 - LARGEST


@pytest.mark.parametrize("shards", [1, 7])
@pytest.mark.parametrize("money", [ORDER, REFUND])
@pytest.mark.parametrize("count", [9_001, 9_224, 18_448])
def test_more_money_is_a_sentence_and_never_a_number(shards: int, money: int, count: int) -> None:
    record = orders(count, money=money)
    with pytest.raises(QuestionError, match=SAID):
        engine.ask(make_index(record, shards=shards), Orders("total"), threads=2)


def test_more_money_in_two_levels_or_parts_is_a_sentence() -> None:
    """Each level and each part can be counted, their sum cannot."""
    record = orders(9_400)
    index = make_levels(record, [], {0, 1, 2, 3, 4}, end=MONDAY + 9_400 * HOUR)
    with pytest.raises(QuestionError, match=SAID):
        engine.ask(index, Orders("total"))
    facts = {person: {"side": "lr"[person % 2]} for person in range(10)}
    index = make_index(record, facts=facts)
    side = read("side is l")
    half = engine.ask(index, Orders("total"), audience=side)
    assert int(half.total.gross) == 4_700 * LARGEST // 100
    assert engine.people(index, Orders("total"), "kept", options=Options(side)).count == half.total.kept == 5
    with pytest.raises(QuestionError, match=SAID):
        engine.ask_parts(index, Orders("total"), Options(by=BYS[0].__class__("fact", "side")))


def test_what_does_not_count_any_more_keeps_nothing_from_being_counted() -> None:
    """The base holds more money and more days of some people than an answer may; a newer level has less."""
    record = [*orders(4_000), *orders(10, 100, first=5_000)]
    wrong = [*orders(30_000), *orders(5, first=24 * 9_000)]
    words: dict[str, Any] = {"end": MONDAY + 6_000 * HOUR, "facts": {0: {"country": "DE"}}}
    levels, anew = (
        make_levels(record, wrong, {0, 1, 2, 3, 4}, **words),
        make_index(record, also=wrong, **words),
    )
    for question in (Orders("total"), Orders("day")):
        found = engine.ask(levels, question)
        assert int(found.total.gross * 100) == 4_000 * LARGEST + 10 * 100
        assert found.to_dict() == engine.ask(anew, question).to_dict()
        assert engine.people(levels, question, "people").count == 10
        by = Options(by=BYS[0])
        assert (
            engine.ask_parts(levels, question, by).to_dict() == engine.ask_parts(anew, question, by).to_dict()
        )
