from __future__ import annotations

import contextlib
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.audiences import ANCHORS, BROUGHT, END, FACTS, PEOPLE, audiences, dids, world
from tests.journeys.make import DAY, HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import examples, shard_counts, touches
from tests.oracle.audience import World

from touchline.journeys import audience_people
from touchline.journeys.audience import (
    After,
    And,
    Audience,
    Before,
    Did,
    Fact,
    Not,
    Touched,
    Within,
    audience_text,
)
from touchline.journeys.audience_reading import DEEPEST, LONGEST, MOST, read
from touchline.journeys.audience_words import AudienceError
from touchline.journeys.index import Index
from touchline.journeys.question import QuestionError


def select(index: Index, audience: Audience) -> set[int]:
    """The keys of everybody in an audience."""
    bringers = audience_people.bringers_of(index, [audience])
    found = [
        shard.key[audience_people.select(shard, index.legend, audience, bringers)] for shard in index.shards
    ]
    return set(np.concatenate(found).tolist())


@examples(100)
@given(touches(), audiences(), shard_counts)
def test_it_selects_whom_the_twin_selects(record: list[Touch], audience: Audience, shards: int) -> None:
    twin = World([*record, *ANCHORS], range(PEOPLE), FACTS, BROUGHT, END)
    assert select(world(record, shards), audience) == twin.select(audience)


@examples(200)
@given(audiences())
def test_its_text_says_the_same_rule(audience: Audience) -> None:
    assert read(audience_text(audience)) == audience


@examples()
@given(st.text(max_size=30), st.sampled_from(["did {}", "{} is x", "country is {}", "did order on {}"]))
def test_any_name_can_be_written(name: str, frame: str) -> None:
    quoted = "'" + name.replace("'", "''") + "'"
    audience = read(frame.format(quoted))
    assert read(audience_text(audience)) == audience
    assert name in str(audience) or repr(name)[1:-1] in str(audience)


@examples()
@given(st.text(max_size=40))
def test_any_text_is_an_audience_or_refused_with_a_sentence(text: str) -> None:
    with contextlib.suppress(AudienceError):
        read(text)
        return
    with pytest.raises(AudienceError) as refused:
        read(text)
    assert str(refused.value).endswith(".")
    assert 1 <= refused.value.position <= len(text) + 1


CREATE = (
    "CREATE TABLE record (person BIGINT, time BIGINT, seq BIGINT, touchpoint TEXT, channel TEXT, money INT)"
)
SQL = """
WITH t AS (SELECT *, row_number() OVER (PARTITION BY person ORDER BY time, seq) AS at FROM record)
SELECT person FROM (SELECT DISTINCT person FROM t) p
WHERE (SELECT count(*) FROM t x WHERE x.person = p.person AND {wanted} AND {relation}) {times}
"""


def of(what: Touched, row: str) -> str:
    """A condition of SQL on one touch."""
    parts = ["true"]
    if what.touchpoints:
        parts.append(f"{row}.touchpoint IN ({', '.join(repr(name) for name in what.touchpoints)})")
    elif what.kind != "anything":
        parts.append(f"{row}.money = {1 if what.kind == 'order' else 2}")
    if what.channels:
        parts.append(f"{row}.channel IN ({', '.join(repr(name) for name in what.channels)})")
    return " AND ".join(parts)


def sql_of(did: Did) -> str:
    """What SQL would ask."""
    relation = did.relation
    first = "(SELECT min(y.at) FROM t y WHERE y.person = x.person AND {})"
    said = "true"
    if isinstance(relation, Within) and isinstance(relation.of, Touched):
        said = (
            f"EXISTS (SELECT 1 FROM t y WHERE y.person = x.person AND y.at < x.at AND {of(relation.of, 'y')} "
            f"AND x.time - y.time <= {relation.length})"
        )
    elif isinstance(relation, Within):
        start = END if relation.of is None else "(SELECT min(y.time) FROM t y WHERE y.person = x.person)"
        said = f"x.time >= {start} - {relation.length}" if relation.of is None else ""
        said = said or f"x.time - {start} <= {relation.length}"
    elif isinstance(relation, Before | After):
        sign = "<" if isinstance(relation, Before) else ">"
        said = f"x.at {sign} {first.format(of(relation.of, 'y'))}"
    times = f"BETWEEN {did.least} AND {did.most if did.most is not None else 10**9}"
    return SQL.format(wanted=of(did.what, "x"), relation=said, times=times)


@examples(30)
@given(touches(), dids())
def test_it_selects_whom_sql_selects(record: list[Touch], did: Did) -> None:
    did = Did(did.what, did.least, did.most, relation=did.relation)
    rows = [
        (one.person, one.time, seq, one.touchpoint, one.channel, one.money) for seq, one in enumerate(record)
    ]
    with duckdb.connect() as db:
        db.execute(CREATE)
        if rows:
            db.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", rows)
        expected = {person for (person,) in db.execute(sql_of(did)).fetchall()}
    met = {touch.person for touch in record}
    assert select(world(record), did) & met == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "did 'Pricing page' at least 2 times within 7 days and not did order and country is DE",
            And(
                (
                    Did(Touched(("Pricing page",)), 2, relation=Within(7 * DAY)),
                    Not(Did(Touched(kind="order"))),
                    Fact("country", ("DE",)),
                )
            ),
        ),
        ("DID Pricing page | Home page BEFORE Order", None),
        ("did order of at least 49.90 on shop from 2026-01-01 to 2026-02-01", None),
        ("did anything on site with campaign is 'May' exactly 3 times", None),
        ("(did refund or did not order) and (first channel in (site, shop) or brought by someone)", None),
        ("has phone and country is not DE and brought others", None),
        ("did A within 36h of first touch", Did(Touched(("A",)), relation=Within(36 * HOUR, "first touch"))),
    ],
)
def test_it_reads_what_people_write(text: str, said: Audience | None) -> None:
    audience = read(text)
    assert said is None or audience == said
    assert read(audience_text(audience)) == audience


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "The audience ends too early. Write did, has, brought", 1),
        ("did", "The audience ends too early. Write a touchpoint, order", 4),
        ("did A at last 2 times", "At character 10 stands 'last'. Write least or most", 10),
        ("did A at least two times", "At character 16 stands 'two'. Write a number", 16),
        ("did A at least 2", "ends too early. Write times", 17),
        ("did 'A", "The quote at character 5 has no end", 5),
        ("did A within 7 of B", "At character 16 stands 'of'. Write weeks, days", 16),
        ("did A within soon", "At character 14 stands 'soon'. Write a time such as 7 days", 14),
        ("(did A", "ends too early. Write and, or, or a closing", 7),
        ("did A)", "At character 6 stands ')'. Write and, or, or the end", 6),
        ("country", "ends too early. Write is, or in", 8),
        ("country in DE", "At character 12 stands 'DE'. Write values in parentheses", 12),
        ("did A from soon", "stands 'soon'. Write a date", 12),
        ("brought home", "At character 9 stands 'home'. Write by someone, or others", 9),
        ("did order of at least much", "At character 23 stands 'much'. Write an amount", 23),
        ("not " * (DEEPEST + 1) + "did A", "nested more than 40 deep", 1 + 4 * DEEPEST),
        (" or ".join(["did A"] * (MOST + 1)), "at most 200 conditions", None),
        ("did " + "x" * LONGEST, "at most 20,000 characters", None),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str, position: int | None) -> None:
    with pytest.raises(AudienceError) as refused:
        read(text)
    assert message in str(refused.value)
    assert position is None or refused.value.position == position


def test_ten_kilobytes_are_read() -> None:
    text = " or ".join([f"did '{'x' * 60}'"] * 150)
    assert len(text) > 10_000
    assert len(read(text).parts) == 150  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("did adverts", "There is no touchpoint 'adverts'"),
        ("did ad on radio", "There is no channel 'radio'. These are there: shop, site."),
        ("age is 5", "There is no fact about people 'age'. These are there: city, country."),
        ("country is DEE", "No person has country 'DEE'. Did you mean 'DE'?"),
        ("did ad with colour is red", "There is no attribute of touches 'colour'"),
        ("did ad with campaign is Mai", "No touch has campaign 'Mai'. Did you mean 'May'?"),
        ("first medium is x", "There is no attribute of touches 'medium'"),
        ("did ad from 2026-99-99", "is not a date"),
    ],
)
def test_names_there_are_not_are_refused(text: str, message: str) -> None:
    with pytest.raises(QuestionError) as refused:
        select(world([]), read(text))
    assert message in str(refused.value)


def test_names_are_found_whatever_their_case() -> None:
    record = [Touch(0, MONDAY, "ad", "Site")]
    index = make_index(record, facts={0: {"Country": "DE"}})
    assert select(index, read("did AD on site and country is de and first CHANNEL is SITE")) == {0}


def test_an_empty_workspace_says_that_there_is_nothing_yet() -> None:
    index = make_index([], people=[1])
    assert select(index, read("did not order and not brought by someone")) == {1}
    with pytest.raises(QuestionError, match="There are none yet"):
        select(index, read("country is DE"))


def test_a_touch_is_not_before_or_after_itself() -> None:
    record: list[Any] = [Touch(0, MONDAY, "ad"), Touch(0, MONDAY, "ad")]
    index = make_index(record)
    assert select(index, read("did ad after ad")) == {0}
    assert select(index, read("did ad exactly 1 time within 0 seconds of ad")) == {0}
    assert select(index, read("did ad before ad")) == set()
