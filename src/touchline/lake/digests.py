"""What a generation was made with, as hashes: equal hashes, equal meaning."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from touchline.lake.meaning import Meaning


def digests(meaning: Meaning) -> dict[str, str]:
    """One hash a part: new ``recognition`` or ``joins`` ask for other journeys, any other for a relabel.

    A touchpoint's name and place are labels, so that renaming and placing are cheap.
    """
    numbers = {one.number for one in meaning.touchpoints}
    placed = [[one.number, one.name, one.channel, sorted(one.stages.items())] for one in meaning.touchpoints]
    schemes = [[one.name, one.stages, one.order, one.repeat, one.refer] for one in meaning.schemes]
    joins = [np.ascontiguousarray(array, np.int64).tobytes() for array in meaning.joins]
    brought = [np.ascontiguousarray(array, np.int64).tobytes() for array in meaning.referrals]
    return {
        "recognition": _hash(
            [
                sorted(item for item in meaning.recognised.items() if item[1] in numbers),
                meaning.attributes,
            ]
        ),
        "joins": hashlib.sha256(b"".join(joins)).hexdigest(),
        "labels": _hash([sorted(placed), schemes, meaning.silence_days, meaning.zone]),
        "money": _hash(_money(meaning)),
        "referrals": hashlib.sha256(b"".join(brought)).hexdigest(),
        "facts": _hash([[name, rows.digest] for name, rows in meaning.facts.items()]),
    }


def _money(meaning: Meaning) -> list[Any]:
    money = meaning.money
    rates = [hashlib.sha256(array.tobytes()).hexdigest() for array in money.rates[1:]]
    return [money.currency, sorted(money.digits.items()), money.rates.currency, rates]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
