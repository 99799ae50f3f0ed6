"""``docs/sample-business.md`` says what the code says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from touchline.journeys.index import PERSON
from touchline.journeys.simulate import Truth, simulate
from touchline.journeys.simulate.firm import FIRM, OPEN_HOURS, PICKS, PRODUCTS, STAGES, TOUCHPOINTS, ZONE
from touchline.journeys.simulate.labels import ARRIVES, CLUB, COUNTRIES, SEASONAL, SEASONS, campaigns

TEXT = (Path(__file__).parents[2] / "docs" / "sample-business.md").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
END = 1_795_357_500_000_000
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def value(found: object) -> str:
    """A true value as the page writes it."""
    if isinstance(found, Mapping):
        return ", ".join(f"{name} {number:g}" for name, number in found.items())
    if isinstance(found, tuple):
        return ", ".join(f"{number:g}" for number in found)
    return f"{found:g}"


def truth_rows() -> Iterator[str]:
    """How the row of each effect begins. What touchpoints add stands in their own table."""
    truth = Truth()
    for item in fields(truth):
        if item.name != "lift":
            yield f"| `{item.name}` | {value(getattr(truth, item.name))} | "


def touchpoint_rows() -> Iterator[str]:
    """The row of each touchpoint."""
    truth = Truth()
    for stage in (*STAGES, None):
        for touchpoint in (touchpoint for touchpoint in TOUCHPOINTS if touchpoint.stage == stage):
            who = "people" if touchpoint.initiative == PERSON else "business"
            visits = PICKS.get(stage or "", {}).get(touchpoint.name)
            lift = truth.lift.get(touchpoint.name)
            yield (
                f"| {stage or '–'} | {touchpoint.name} | {touchpoint.channel} | {touchpoint.kind} | {who} "
                f"| {f'{visits} %' if visits else ''} | {f'{lift:+.2f}'.replace('-', '−') if lift else ''} |"
            )


def glass_rows() -> Iterator[str]:
    """People who reached each stage in the simulation that the page describes."""
    firm = simulate(20_000, seed=1, end=END)
    t = firm.touches
    stage = np.array([STAGES.index(p.stage) if p.stage else -1 for p in TOUCHPOINTS])[t.touchpoint]
    reached = [len(np.unique(t.person[stage == k])) for k in range(len(STAGES))]
    orders = np.bincount(t.person[t.money > 0], minlength=firm.everyone)
    reached[STAGES.index("repeat")] = int((orders > 1).sum())
    for name, people in zip(STAGES, reached, strict=True):
        yield f"| {name} | {people:,} |"
    for name, number in (
        ("people who came by themselves", firm.people),
        ("people who were brought", len(firm.brought)),
        ("people who brought them", len(np.unique(firm.brought.by))),
        ("touches", len(t)),
        ("orders", orders.sum()),
        ("refunds", (t.money < 0).sum()),
    ):
        yield f"| {name} | {number:,} |"


@pytest.mark.parametrize("start", list(truth_rows()))
def test_each_effect_is_written_down_as_it_is(start):
    assert sum(line.startswith(start) for line in LINES) == 1, start


def test_no_effect_is_written_down_that_is_not_there():
    written = {line.split("`")[1] for line in LINES if line.startswith("| `")}
    assert written == {item.name for item in fields(Truth)} - {"lift"}


def test_the_table_of_touchpoints_is_complete():
    rows = list(touchpoint_rows())
    at = LINES.index(rows[0])
    assert LINES[at : at + len(rows)] == rows
    assert f"{len(rows)} touchpoints" in TEXT


def test_what_comes_out_is_written_down():
    for row in glass_rows():
        assert row in LINES


def test_the_firm_its_goods_and_its_hours():
    assert FIRM in TEXT
    assert ZONE in TEXT
    for product in PRODUCTS:
        assert f"| {product.name} | {product.price / 100:.2f} |" in LINES
    for day, (opens, closes) in zip(DAYS, OPEN_HOURS, strict=True):
        assert f"| {day} | {f'{opens}:00–{closes}:00' if closes else 'closed'} |" in LINES


def test_what_arrives_is_written_down_as_it_is():
    for touchpoint, said in ARRIVES.items():
        assert f"| {touchpoint} | {' | '.join(said)} |" in LINES
    for one in SEASONS:
        assert f"*{one}*" in TEXT
    for shares in (COUNTRIES, CLUB):
        for name, share in shares.items():
            assert not name or f"{name} {share} %" in TEXT


def test_campaigns_and_facts_are_simulated_as_written():
    firm = simulate(2_000, seed=1, end=END)
    said = campaigns(firm.touches)
    assert set(said.texts) == {"", *SEASONS, *(text for one in ARRIVES.values() for text in one)} - {SEASONAL}
    names = np.array([one.name for one in TOUCHPOINTS])[firm.touches.touchpoint]
    months = firm.touches.time.astype("datetime64[us]").astype("datetime64[M]").astype(int) % 12 + 1
    assert ((said.source > 0) == np.isin(names, list(ARRIVES))).all()
    autumn = np.isin(months, [9, 10, 11]) & np.isin(names, ["Search advert", "Social advert"])
    assert (said.campaign[autumn] == said.texts.index("autumn tea")).all()
    assert (said.campaign == said.texts.index("autumn tea")).sum() == autumn.sum() > 20
    assert [bool(one) for one in firm.countries] == [bool(one) for one in firm.names]
    assert {one for one, name in zip(firm.club, firm.names, strict=True) if not name} == {""}
    share = sum(one == "Portugal" for one in firm.countries) / sum(map(bool, firm.countries))
    assert abs(share - 0.58) < 0.1
