"""The audience: a rule that selects persons. One grammar for filters, audiences, gates and guards.

A rule is a tree of conditions. How they count:

* ``Did`` counts a person's touches of a kind, over their whole journey; it holds where there are at least
  ``least`` and at most ``most``. A rate that is missing makes an order of no amount.
* ``Within`` a length of the first touch: no later than that after the person's first touch ever. Of other
  touches: no later than that after one of them that stands earlier. Of nothing: in that length before the
  end of the record. Both ends are included.
* ``Before`` others: earlier in the record's order than the first of them; where there is none, nothing is.
  ``After``: later than the first of them.
* ``First`` is about a person's first touch ever, ``Fact`` about the person, whenever they did anything.

``journeys/audience_reading.py`` reads the text form, ``audience_text`` here writes it, and
``journeys/audience_people.py`` finds the persons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from touchline.journeys import clock
from touchline.journeys.question import QuestionError

RESERVED = frozenset(
    (
        *("did", "not", "and", "or", "is", "in", "has", "at", "exactly", "within", "of"),
        *("before", "after", "from", "to", "on", "with", "brought"),
    )
)
"""Words a name without quotes cannot hold."""
KINDS: tuple[Literal["anything", "order", "refund"], ...] = ("anything", "order", "refund")
LENGTHS = {"w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"}
CHANNEL = "channel"


@dataclass(frozen=True)
class Touched:
    """Touches of a ``kind``, or of any of ``touchpoints``; on any of ``channels`` where some are given."""

    touchpoints: tuple[str, ...] = ()
    kind: Literal["anything", "order", "refund"] = "anything"
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Within:
    """No more than ``length`` microseconds after; ``of`` None is the end of the record, and before it."""

    length: int
    of: Touched | Literal["first touch"] | None = None


@dataclass(frozen=True)
class Before:
    """Earlier than the first of these."""

    of: Touched


@dataclass(frozen=True)
class After:
    """Later than the first of these."""

    of: Touched


@dataclass(frozen=True)
class Did:
    """So many touches. ``amount`` is the least an order is worth in the reporting currency.

    ``attribute`` and its ``values``: the touch has one of them. ``since`` and ``until`` are dates or
    instants as ``clock.moment`` reads them, the second not included.
    """

    what: Touched
    least: int = 1
    most: int | None = None
    amount: Decimal | None = None
    attribute: str | None = None
    values: tuple[str, ...] = ()
    relation: Within | Before | After | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        if self.most is not None and self.least not in (0, self.most):
            raise QuestionError("An audience counts touches at least, at most or exactly so many times.")
        if self.amount is not None and (self.what.kind != "order" or self.what.touchpoints):
            raise QuestionError("Only an order can be of at least an amount.")
        if (self.attribute is None) != (not self.values):
            raise QuestionError("An attribute of touches needs a value, and a value its attribute.")


@dataclass(frozen=True)
class Fact:
    """A fact about the person has one of ``values``; with none given, any value."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class First:
    """The person's first touch ever has one of ``values`` of an attribute, or is on such a ``channel``."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Brought:
    """The person was brought by someone, or (``others``) brought others."""

    others: bool = False


@dataclass(frozen=True)
class Not:
    """Everybody else."""

    part: Audience


@dataclass(frozen=True)
class And:
    """All of them hold."""

    parts: tuple[Audience, ...]


@dataclass(frozen=True)
class Or:
    """One of them holds, or several."""

    parts: tuple[Audience, ...]


Audience = Did | Fact | First | Brought | Not | And | Or


def audience_text(audience: Audience) -> str:
    """The rule as it is written; reading it again gives the same rule."""
    match audience:
        case And(parts):
            return " and ".join(_inside(part) for part in parts)
        case Or(parts):
            return " or ".join(_inside(part) for part in parts)
        case Not(Did() as did):
            return f"did not {_did(did)}"
        case Not(part):
            return f"not {_inside(part)}"
        case Did():
            return f"did {_did(audience)}"
        case Fact(name, ()):
            return f"has {quoted(name)}"
        case Fact(name, values):
            return f"{quoted(name, 'first')} {_values(values)}"
        case First(name, values):
            return f"first {quoted(name)} {_values(values)}"
        case Brought(others):
            return "brought others" if others else "brought by someone"


def quoted(name: str, *also: str) -> str:
    """A name as it is written: in quotes unless it is a plain word that is not ``also`` one of ours."""
    plain = re.fullmatch(r"[\w.+-]+", name) and name.casefold() not in {*RESERVED, *also}
    return name if plain else "'" + name.replace("'", "''") + "'"


def _inside(audience: Audience) -> str:
    text = audience_text(audience)
    return f"({text})" if isinstance(audience, And | Or) else text


def _did(did: Did) -> str:
    words = [_touched(did.what)]
    if did.amount is not None:
        words[0] = _touched(Touched(kind="order")) + f" of at least {did.amount:f}" + _channels(did.what)
    if did.attribute is not None:
        words.append(f"with {quoted(did.attribute)} {_values(did.values)}")
    words += _times(did.least, did.most)
    words += _relation(did.relation)
    words += [f"{word} {quoted(at)}" for word, at in (("from", did.since), ("to", did.until)) if at]
    return " ".join(words)


def _touched(touched: Touched) -> str:
    names = " | ".join(quoted(name, *KINDS) for name in touched.touchpoints) or touched.kind
    return names + _channels(touched)


def _channels(touched: Touched) -> str:
    listed = " | ".join(quoted(name) for name in touched.channels)
    return f" on {listed}" if listed else ""


def _values(values: Sequence[str]) -> str:
    listed = [quoted(value) for value in values]
    return f"is {listed[0]}" if len(listed) == 1 else f"in ({', '.join(listed)})"


def _times(least: int, most: int | None) -> list[str]:
    if (least, most) == (1, None):
        return []
    word = "at least" if most is None else ("exactly" if least == most else "at most")
    number = least if most is None else most
    return [f"{word} {number} time{'' if number == 1 else 's'}"]


def _relation(relation: Within | Before | After | None) -> list[str]:
    match relation:
        case Within(length, None):
            return [f"within {_length(length)}"]
        case Within(length, Touched() as of):
            return [f"within {_length(length)} of {_touched(of)}"]
        case Within(length, str()):
            return [f"within {_length(length)} of first touch"]
        case Before(of):
            return [f"before {_touched(of)}"]
        case After(of):
            return [f"after {_touched(of)}"]
    return []


def _length(length: int) -> str:
    spelled = clock.spell(length)
    number, unit = int(spelled[:-1]), LENGTHS[spelled[-1]]
    return f"{number} {unit}{'' if number == 1 else 's'}"
