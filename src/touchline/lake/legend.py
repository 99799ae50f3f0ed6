"""The legend of a generation: made from a base and a meaning, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from touchline.journeys.index import Legend, Scheme
from touchline.lake.codes import RETIRED, Code
from touchline.lake.meaning import Meaning, MoneyMeaning, SchemeMeaning

DAY = 86_400_000_000
ARRAYS = {
    "code_touchpoint": np.int32,
    "code_channel": np.int32,
    "code_initiative": np.uint8,
    "code_money": np.uint8,
    "rate_currency": np.int32,
    "rate_day": np.int32,
    "rate_value": np.int64,
}


def make_legend(
    meaning: Meaning, codes: Sequence[Code], currencies: Sequence[str], end: int, generation: str
) -> Legend:
    """What the numbers of a base mean today. ``codes`` name touchpoints by their lasting number.

    A touch counts on the channel its event names, else on the channel of its touchpoint. Raises
    ``ValueError`` when a touchpoint of the levels is not in the meaning. A code that is ``RETIRED`` is one
    that no touch has any more which counts: it stands for the first touchpoint.
    """
    touchpoints = sorted(meaning.touchpoints, key=lambda one: one.number)
    place = {one.number: at for at, one in enumerate(touchpoints)}
    if touchpoints:
        place[RETIRED] = 0
    unknown = sorted({code.touchpoint for code in codes} - place.keys())
    if unknown:
        raise ValueError(f"The index holds the touchpoint number {unknown[0]}, which is gone. Build it anew.")
    named = [code.channel or touchpoints[place[code.touchpoint]].channel for code in codes]
    channels = tuple(sorted(set(named) - {""}))
    at = {channel: number for number, channel in enumerate(channels)}
    stages = [one.stages for one in touchpoints]
    return Legend(
        touchpoints=tuple(one.name for one in touchpoints),
        touchpoint_numbers=tuple(one.number for one in touchpoints),
        aliases=_aliases(meaning, place),
        channels=channels,
        currencies=tuple(currencies),
        code_touchpoint=np.array([place[code.touchpoint] for code in codes], np.int32),
        code_channel=np.array([at.get(channel, -1) for channel in named], np.int32),
        code_initiative=np.array([code.initiative for code in codes], np.uint8),
        code_money=np.array([code.kind for code in codes], np.uint8),
        schemes={
            one.name: _scheme(one, [placed.get(one.name) for placed in stages]) for one in meaning.schemes
        },
        **_money(meaning.money, currencies),
        silence=meaning.silence_days * DAY,
        zone=meaning.zone,
        end=end,
        generation=generation,
    )


def _aliases(meaning: Meaning, place: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    """The names of events that no touchpoint has: whoever asks for them means where they count."""
    names = {one.name for one in meaning.touchpoints}
    known = meaning.recognised.items()
    return tuple(
        sorted((name, place[number]) for name, number in known if number in place and name not in names)
    )


def _money(money: MoneyMeaning, currencies: Sequence[str]) -> dict[str, Any]:
    """The reporting currency, and the rates of currencies that the base holds."""
    places = {currency: at for at, currency in enumerate(currencies)}
    at = np.array([places.get(currency, -1) for currency in money.rates.currency], np.int32)
    held = np.flatnonzero(at >= 0)
    held = held[np.lexsort((money.rates.day[held], at[held]))]
    return {
        "currency": money.currency,
        "digits": money.digits.get(money.currency, 2),
        "currency_digits": tuple(money.digits.get(currency, 2) for currency in currencies),
        "rate_currency": at[held],
        "rate_day": np.asarray(money.rates.day[held], np.int32),
        "rate_value": np.asarray(money.rates.value[held], np.int64),
    }


def _scheme(scheme: SchemeMeaning, placed: Sequence[str | None]) -> Scheme:
    at: dict[str | None, int] = {stage: number for number, stage in enumerate(scheme.stages)}
    return Scheme(
        name=scheme.name,
        stages=scheme.stages,
        stage_of=np.array([at.get(stage, -1) for stage in placed], np.int16),
        order_stage=at.get(scheme.order, -1),
        repeat_stage=at.get(scheme.repeat, -1),
        refer_stage=at.get(scheme.refer, -1),
    )


def write_legend(legend: Legend, path: Path) -> None:
    """Write a legend as JSON."""
    data: dict[str, Any] = {name: list(getattr(legend, name)) for name in PLAIN_LISTS}
    data["aliases"] = dict(legend.aliases)
    data |= {name: getattr(legend, name).tolist() for name in ARRAYS}
    data |= {name: getattr(legend, name) for name in PLAIN}
    data["schemes"] = [
        {
            "name": scheme.name,
            "stages": list(scheme.stages),
            "stage_of": scheme.stage_of.tolist(),
            "order_stage": scheme.order_stage,
            "repeat_stage": scheme.repeat_stage,
            "refer_stage": scheme.refer_stage,
        }
        for scheme in legend.schemes.values()
    ]
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def read_legend(path: Path) -> Legend:
    """Read it back. Raises ``OSError``, ``ValueError`` or ``KeyError`` when it is damaged."""
    data = json.loads(path.read_text(encoding="utf-8"))
    schemes = {}
    for item in data["schemes"]:
        item |= {"stages": tuple(item["stages"]), "stage_of": np.array(item["stage_of"], np.int16)}
        schemes[item["name"]] = Scheme(**item)
    values: dict[str, Any] = {name: tuple(data[name]) for name in PLAIN_LISTS}
    values["aliases"] = tuple(sorted(data["aliases"].items()))
    values |= {name: np.array(data[name], kind) for name, kind in ARRAYS.items()}
    values |= {name: data[name] for name in PLAIN}
    return Legend(schemes=schemes, **values)


PLAIN_LISTS = ("touchpoints", "touchpoint_numbers", "channels", "currencies", "currency_digits")
PLAIN = ("currency", "digits", "silence", "zone", "end", "generation")
