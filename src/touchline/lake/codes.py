"""Which code stands for which (touchpoint, channel, initiative, money kind), at most 65,535 of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from touchline.journeys.index import NO_MONEY, ORDER, REFUND, Array

MOST = 65_535
RETIRED = -1
"""The touchpoint of a code whose touchpoint is gone."""
KINDS = (NO_MONEY, ORDER, REFUND)


class Label(NamedTuple):
    """What rows have in common before money is known; ``channel`` None: the event names none."""

    touchpoint: int
    channel: str | None
    initiative: int


class Code(NamedTuple):
    """What a code stands for. ``touchpoint`` is its lasting number."""

    touchpoint: int
    channel: str | None
    initiative: int
    kind: int


@dataclass(frozen=True)
class Allotted:
    """``code_of[label, kind]`` int32 (-1: never), and what had to be left out, in events."""

    codes: tuple[Code, ...]
    code_of: Array
    channels_folded: int = 0
    left_out: int = 0
    dropped: frozenset[int] = field(default_factory=frozenset)


def allot(labels: Sequence[Label], counts: Sequence[int], kinds: Sequence[int], most: int = MOST) -> Allotted:
    """Give codes to labels.

    ``counts`` are events a label, ``kinds`` its possible money kinds as bits (1 << kind). Where the
    codes do not suffice, the labels with the fewest events lose their own channel and count under the
    touchpoint's; where even that is too much, the touchpoints with the fewest events are left out.
    """
    stands_for = _stand_ins(labels, counts, kinds, most)
    wanted = {
        Code(*label, kind)
        for label, bits in zip(stands_for, kinds, strict=True)
        if label is not None
        for kind in KINDS
        if bits >> kind & 1
    }
    codes = tuple(sorted(wanted, key=lambda code: (code[0], code[1] or "", code[1] is not None, *code[2:])))
    place = {code: number for number, code in enumerate(codes)}
    code_of = np.full((len(labels), len(KINDS)), -1, np.int32)
    for number, label in enumerate(stands_for):
        if label is not None:
            code_of[number] = [place.get(Code(*label, kind), -1) for kind in KINDS]
    dropped = frozenset(number for number, label in enumerate(stands_for) if label is None)
    folded = sum(
        count
        for label, other, count in zip(labels, stands_for, counts, strict=True)
        if other is not None and other != label
    )
    return Allotted(codes, code_of, folded, sum(counts[number] for number in dropped), dropped)


def _stand_ins(
    labels: Sequence[Label], counts: Sequence[int], kinds: Sequence[int], most: int
) -> list[Label | None]:
    """The label each one counts under, None for one that is left out."""
    if sum(bits.bit_count() for bits in kinds) <= most:
        return list(labels)
    plain: dict[Label, tuple[int, int]] = {}
    for label, count, bits in zip(labels, counts, kinds, strict=True):
        sums = plain.get(label._replace(channel=None), (0, 0))
        plain[label._replace(channel=None)] = (sums[0] + count, sums[1] | bits)
    kept: set[Label] = set()
    free = most
    for label, (_, bits) in sorted(plain.items(), key=lambda item: (-item[1][0], item[0][0], item[0][2])):
        if bits.bit_count() <= free:
            kept.add(label)
            free -= bits.bit_count()
    order = sorted(range(len(labels)), key=lambda at: (-counts[at], labels[at][0], labels[at][1] or ""))
    own: set[Label] = set()
    for at in order:
        if labels[at].channel is not None and kinds[at].bit_count() <= free:
            own.add(labels[at])
            free -= kinds[at].bit_count()
    plain_of = [label._replace(channel=None) for label in labels]
    return [
        label if label in own else (other if other in kept else None)
        for label, other in zip(labels, plain_of, strict=True)
    ]
