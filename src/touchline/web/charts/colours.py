"""Colours of stages, as class names. People grow warm: cool before the purchase, warm after it.

A class such as ``st-know`` sets two custom properties, ``--c`` (the fill) and ``--cx`` (text or rim
in the same colour); shapes then use them by classes of their own.

>>> by_place(7, 4)
('st-know', 'st-like', 'st-trust', 'st-try', 'st-buy', 'st-repeat', 'st-refer')
>>> by_place(3, 1)
('st-know', 'st-buy', 'st-repeat')
"""

from __future__ import annotations

COOL = ("st-know", "st-know2", "st-like", "st-like2", "st-trust", "st-trust2", "st-try")
BUY = "st-buy"
WARM = ("st-repeat", "st-repeat2", "st-repeat3", "st-refer")
NONE = "st-none"


def by_place(stages: int, order: int | None) -> tuple[str, ...]:
    """One class a stage of a scheme of ``stages`` stages whose first-order stage is number ``order``.

    Stages before it are spread over know … try, it is buy, later ones are spread over repeat …
    refer. A scheme without such a stage is spread over know … try.
    """
    if order is None:
        return _spread(COOL, stages)
    return (*_spread(COOL, order), BUY, *_spread(WARM, stages - order - 1))


def _spread(ramp: tuple[str, ...], count: int) -> tuple[str, ...]:
    last = len(ramp) - 1
    return tuple(ramp[round(k * last / max(count - 1, 1))] for k in range(count))
