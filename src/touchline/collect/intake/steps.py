"""The steps of the intake, in their order. Each takes a message and says why it is refused, or nothing.

A step looks at one message and at nothing else; what needs the store (numbers of ids, joins, what was seen)
is done for many at once in ``drain.py``.
"""

from __future__ import annotations

from collections.abc import Callable

from touchline.collect.intake.message import Message
from touchline.collect.intake.reasons import Why
from touchline.collect.intake.what import campaign, kept, named, placed, sorted_out
from touchline.collect.intake.when import timed
from touchline.collect.intake.whose import facts, known, tied
from touchline.collect.intake.worth import priced

TYPES = ("track", "page", "screen", "identify", "alias", "group")
Step = Callable[[Message], Why | None]


def whole(message: Message) -> Why | None:
    """It is an object of a known type, and its texts can be kept."""
    if not isinstance(message.said, dict):
        return Why.NOT_A_MESSAGE
    if _has_nul(message.said):
        return Why.NUL
    message.type = str(message.said.get("type", ""))
    if message.type not in TYPES:
        return Why.UNKNOWN_TYPE
    message.event = message.type in ("track", "page", "screen")
    return None


STEPS: tuple[Step, ...] = (
    whole,
    known,
    timed,
    tied,
    named,
    placed,
    sorted_out,
    priced,
    campaign,
    kept,
    facts,
)


def run(message: Message) -> Why | None:
    """All steps; the reason of the first that refuses."""
    for step in STEPS:
        why = step(message)
        if why is not None:
            return why
    return None


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in str(name) or _has_nul(one) for name, one in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
