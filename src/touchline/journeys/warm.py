"""Load every kernel before the first question, so that nobody waits for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from touchline.journeys.index import SHARD_DTYPES, Legend, Scheme, Shard


def warm_up() -> None:
    """Run each question once over one person with two touches. Slow only when nothing is cached yet."""
    from touchline.journeys.questions import QUESTIONS

    shard, legend = _one_person()
    for spoken in QUESTIONS.values():
        spoken.warm().partial(shard, legend)


def _one_person() -> tuple[Shard, Legend]:
    arrays: dict[str, Any] = {name: np.zeros(0, kind) for name, kind in SHARD_DTYPES.items()}
    arrays |= {
        "key": np.zeros(1, np.int64),
        "offset": np.array([0, 2], np.uint32),
        "code": np.zeros(2, np.uint16),
        "time": np.zeros(2, np.int64),
    }
    legend = Legend(
        touchpoints=("one",),
        touchpoint_numbers=(0,),
        code_touchpoint=np.zeros(1, np.int32),
        code_channel=np.full(1, -1, np.int32),
        code_initiative=np.zeros(1, np.uint8),
        code_money=np.zeros(1, np.uint8),
        schemes={"warm": Scheme("warm", ("one",), np.zeros(1, np.int16))},
    )
    return Shard(**arrays), legend
