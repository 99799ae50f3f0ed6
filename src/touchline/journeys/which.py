"""Which touches a question is about, where it may be touchpoints, orders or touches of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from touchline.journeys import names
from touchline.journeys.index import ORDER, PERSON, Array, Legend

Which = Literal["any", "own", "order"] | tuple[int, ...]
"""Any touch; any of the person's own initiative; an order; or positions of touchpoints, any of them."""

KINDS: tuple[Literal["any", "own", "order"], ...] = ("any", "own", "order")
HELP = "any (touch), own (initiative), order, or a touchpoint, or several as A|B."


def read(text: str, legend: Legend) -> Which:
    """What somebody wrote: one of ``KINDS``, else a step as in ``names.resolve_step``."""
    for kind in KINDS:
        if text == kind:
            return kind
    return names.resolve_step(legend, text)


def codes(which: Which, legend: Legend) -> Array:
    """Whether each code is such a touch. Raises ``QuestionError`` for a touchpoint there is not."""
    if which == "any":
        return np.ones(len(legend.code_touchpoint), bool)
    if which == "own":
        return np.asarray(legend.code_initiative == PERSON)
    if which == "order":
        return np.asarray(legend.code_money == ORDER)
    names.known_positions(legend, which)
    return np.isin(legend.code_touchpoint, np.array(which, np.int32))


def label(which: Which, legend: Legend) -> str:
    """As it is written: a kind, or touchpoints joined by a bar."""
    return which if isinstance(which, str) else names.label(legend, which)


def is_one(which: Which) -> bool:
    """Whether it names anything."""
    return which in KINDS or (isinstance(which, tuple) and len(which) > 0)


def all_known(several: Sequence[Which]) -> bool:
    """Whether each of several names something."""
    return bool(several) and all(is_one(one) for one in several)
