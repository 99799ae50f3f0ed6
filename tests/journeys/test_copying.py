"""Journeys taken apart and put together again are what they were, and later events fold in exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.journeys.strategies import examples
from tests.lake.make import MEANING
from tests.lake.strategies import events
from tests.oracle.build import Event

from touchline.journeys.build import Rows, build
from touchline.journeys.copying import Source, take, together
from touchline.journeys.index import SHARD_DTYPES, Array, Shard, empty_shard
from touchline.journeys.lines import NAMES, Lines, no_lines
from touchline.journeys.unfolding import unfold
from touchline.journeys.weaving import woven
from touchline.lake.codes import Code, Label

NAMES_KNOWN = sorted(set(MEANING.recognised) - {"to nothing"})
LABELS = [
    Label(MEANING.recognised[name], channel, side)
    for name in NAMES_KNOWN
    for channel in (None, "site", "shop")
    for side in (0, 1)
]
CODES = [Code(*label, kind) for label in LABELS for kind in (0, 1, 2)]
CODE_OF = np.arange(len(CODES), dtype=np.int32).reshape(-1, 3)
LABEL_OF = np.repeat(np.arange(len(LABELS), dtype=np.int32), 3)
KINDS = np.array([code.kind for code in CODES], np.uint8)
CURRENCIES = ["", "EUR", "JPY"]
SAID = [None, "", " spring ", "spring", "été 50 %"]
PLACES = {"campaign": np.arange(len(SAID), dtype=np.uint16)}


def rows_of(record: Sequence[Event]) -> Rows:
    """Events as the build takes them."""
    kept = [event for event in record if event.kind == "person" and event.name in NAMES_KNOWN]
    labels = [
        LABELS.index(Label(MEANING.recognised[event.name], event.channel or None, int(event.business)))
        for event in kept
    ]
    lines = [at for at, event in enumerate(kept) if event.money is not None or event.order_ref is not None]
    orders = [kept[at].order_ref for at in lines]
    units = [-1 if kept[at].money is None else CURRENCIES.index(kept[at].currency or "") for at in lines]
    return Rows(
        key=np.array([event.identity for event in kept], np.int64),
        time=np.array([event.time for event in kept], np.int64),
        seq=np.array([event.seq for event in kept], np.int64),
        label=np.array(labels, np.int32),
        line_row=np.array(lines, np.int64),
        line_order=np.array([-1 if order is None else order for order in orders], np.int64),
        line_money=np.array([kept[at].money or 0 for at in lines], np.int64),
        line_currency=np.array(units, np.int32),
        columns={"campaign": np.array([SAID.index(event.campaign) for event in kept], np.int32)},
    )


def both(one: Rows, two: Rows) -> Rows:
    """Rows after rows."""
    names = [item.name for item in fields(Rows) if item.name != "columns"]
    made = {name: np.concatenate([getattr(one, name), getattr(two, name)]) for name in names}
    made["columns"] = {"campaign": np.concatenate([one.columns["campaign"], two.columns["campaign"]])}
    made["line_row"] = np.concatenate([one.line_row, two.line_row + len(one.key)])
    return Rows(**made)


def unfolded(shard: Shard, lines: Lines, rows: Array) -> Rows:
    """The rows of some persons, with labels for codes."""
    made, _ = unfold(Source(shard, rows, lines), KINDS)
    return replace(made, label=LABEL_OF[made.label])


def same(one: tuple[Shard, Lines], two: tuple[Shard, Lines]) -> None:
    """Every array is the same; a line's code may have another kind of money."""
    for name in SHARD_DTYPES:
        found, wanted = getattr(one[0], name), getattr(two[0], name)
        assert found.dtype == wanted.dtype
        assert found.tolist() == wanted.tolist(), name
    assert one[0].attributes["campaign"].tolist() == two[0].attributes["campaign"].tolist()
    assert one[1].columns["campaign"].tolist() == two[1].columns["campaign"].tolist()
    for name in NAMES:
        assert getattr(one[1], name).dtype == getattr(two[1], name).dtype
        assert getattr(one[1], name).tolist() == getattr(two[1], name).tolist(), name


@examples(150)
@given(events(), st.integers(0, 40), st.randoms(use_true_random=False))
def test_later_events_fold_into_what_is_there(record, cut, random) -> None:  # type: ignore[no-untyped-def]
    old, new = record[:cut], record[cut:]
    random.shuffle(old)
    random.shuffle(new)
    shard, lines = build(rows_of(old), CODE_OF, PLACES)
    rows = unfolded(shard, lines, np.arange(shard.people))
    assert (rows.seq < 0).all()
    same(build(rows, CODE_OF, PLACES), (shard, lines))
    same(build(both(rows, rows_of(new)), CODE_OF, PLACES), build(rows_of(record), CODE_OF, PLACES))


@examples(150)
@given(events(), st.integers(0, 40))
def test_later_touches_without_money_are_woven_in(record, cut) -> None:  # type: ignore[no-untyped-def]
    old, new = record[:cut], record[cut:]
    new = [event for event in new if event.money is None and event.order_ref is None]
    shard, lines = build(rows_of(old), CODE_OF, PLACES)
    more = build(rows_of(new), CODE_OF, PLACES)[0]
    keys = np.setdiff1d(more.key, shard.key)
    offset = np.zeros(len(keys) + 1, np.uint32)
    nobody = replace(empty_shard(), attributes={"campaign": np.zeros(0, np.uint16)})
    others = Source(replace(nobody, key=keys, offset=offset), np.arange(len(keys)), no_lines(["campaign"]))
    everybody = together([Source(shard, np.arange(shard.people), lines), others])
    same(woven(*everybody, more), build(rows_of([*old, *new]), CODE_OF, PLACES))


@examples(60)
@given(events(), st.integers(0, 2**16 - 1))
def test_persons_are_taken_out_and_put_together(record, chosen) -> None:  # type: ignore[no-untyped-def]
    shard, lines = build(rows_of(record), CODE_OF, PLACES)
    rng = np.random.default_rng(chosen)
    columns = {
        "attributes": {"campaign": rng.integers(0, 9, shard.touches).astype(np.uint16)},
        "facts": {"country": rng.integers(0, 9, shard.people).astype(np.uint16)},
    }
    everybody = np.flatnonzero(rng.integers(0, 2, shard.people)).astype(np.uint32)
    brought = {
        "brought": everybody,
        "brought_by": rng.integers(0, 99, len(everybody)),
        "brought_as": rng.integers(0, 3, len(everybody)).astype(np.uint8),
        "brought_depth": rng.integers(1, 3, len(everybody)).astype(np.uint8),
    }
    whole = Shard(**{name: getattr(shard, name) for name in SHARD_DTYPES} | brought | columns)
    group = rng.integers(0, 3, shard.people)
    parts = [np.flatnonzero(group == number) for number in range(3)]
    taken = [together([Source(whole, rows, lines)]) for rows in parts]
    for rows, (part, _) in zip(parts, taken, strict=True):
        assert part.key.tolist() == whole.key[rows].tolist()
        assert take(whole, rows).time.tolist() == part.time.tolist()
    again = together([Source(part, np.arange(part.people), kept) for part, kept in taken])
    same(again, (whole, lines))
    for name in ("attributes", "facts"):
        for column, values in getattr(whole, name).items():
            assert getattr(again[0], name)[column].tolist() == values.tolist()
