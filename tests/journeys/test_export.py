from __future__ import annotations

import builtins
import json
from typing import Any

import pyarrow as pa
import pytest
from tests.journeys.make import HOUR, MONDAY, Touch, make_index
from tests.journeys.strategies import PLACED

from touchline.journeys import engine
from touchline.journeys.chain import Chain, ChainLink
from touchline.journeys.funnel import Funnel
from touchline.journeys.hourglass import Hourglass
from touchline.journeys.index import NO_MONEY, ORDER
from touchline.journeys.paths import Paths
from touchline.journeys.retention import Retention
from touchline.journeys.time_to import TimeTo
from touchline.journeys.touches import Touches

RECORD = [
    Touch(1, MONDAY, "ad"),
    Touch(1, MONDAY + HOUR, "post"),
    Touch(1, MONDAY + 2 * HOUR, "shop", "", False, ORDER),
]
QUESTIONS = [
    Funnel(((0,), (1,)), HOUR),
    Hourglass(),
    Paths(),
    Touches(),
    Retention(),
    Chain((ChainLink((0,)), ChainLink((1,)))),
    TimeTo(("any",), ("own",)),
]


def ask(question: Any, record: list[Touch] = RECORD) -> Any:
    index = make_index(record, placed={name: PLACED[name] for name in ("ad", "post", "shop")})
    return engine.ask(index, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_rows_arrow_and_pandas_hold_the_same(question: Any) -> None:
    result = ask(question)
    rows = result.rows()
    assert rows
    assert result.arrow().to_pylist() == rows
    frame = result.pandas()
    assert list(frame.columns) == list(rows[0])
    assert frame.iloc[0, 0] == rows[0][frame.columns[0]]
    named = json.loads(json.dumps(result.to_dict()))["question"]
    assert named.replace("-", "") == type(question).__name__.lower()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_table_without_rows_has_the_same_columns_and_types(question: Any) -> None:
    full = ask(question).arrow()
    assert ask(question, []).arrow().schema == full.schema
    assert ask(question).pandas().columns.tolist() == full.column_names


def test_columns_have_the_types_of_their_rows() -> None:
    schema = ask(Hourglass()).arrow().schema
    assert schema.field("reached").type == pa.int64()
    assert schema.field("median_seconds").type == pa.float64()
    assert schema.field("touchpoints").type == pa.list_(
        pa.struct([("touchpoint", pa.string()), ("people", pa.int64()), ("touches", pa.int64())])
    )
    assert ask(Paths()).arrow().column_names[:2] == ["from", "to"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_frozen_and_remember_their_question(question: Any) -> None:
    result = ask(question)
    assert result.question == question
    assert hash(question) == hash(result.question)
    with pytest.raises(AttributeError):
        result.people = 3
    with pytest.raises(AttributeError):
        result.table[0].few = False


def test_without_pandas_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **words: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *rest, **words)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="pandas is not installed"):
        ask(Paths()).pandas()


def test_money_of_the_helper_is_sparse() -> None:
    (shard,) = make_index([*RECORD, Touch(1, MONDAY, "ad", money=NO_MONEY)]).shards
    assert shard.money_at.tolist() == [3]
