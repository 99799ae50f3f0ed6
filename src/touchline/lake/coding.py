"""Codes given so far, and further ones after them: what a touch of an older level means never moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from touchline.journeys.index import Array
from touchline.lake import codes as _codes
from touchline.lake.codes import KINDS, RETIRED, Code, Label


class CodesRunOut(Exception):
    """There are more combinations than codes: everything has to be coded anew."""


class Coding:
    """Labels by number, and the codes of each."""

    def __init__(self, codes: Sequence[Code]) -> None:
        self.codes = list(codes)
        self._labels: dict[Label, int] = {}
        self._of: list[list[int]] = []
        self.label_of = np.zeros(len(codes), np.int32)
        """The label of each code there was at first."""
        for place, code in enumerate(codes):
            number = self._number(Label(*code[:3]))
            self._of[number][code.kind] = place
            self.label_of[place] = number

    def give(self, label: Label, bits: int) -> int:
        """The number of a label that may have these kinds of money (1 << kind). Raises ``CodesRunOut``."""
        number = self._number(label)
        for kind in KINDS:
            if bits >> kind & 1 and self._of[number][kind] < 0:
                if len(self.codes) >= _codes.MOST:
                    raise CodesRunOut
                self._of[number][kind] = len(self.codes)
                self.codes.append(Code(*label, kind))
        return number

    def table(self) -> Array:
        """The code of each label and kind of money, int32, -1 for none."""
        return np.array(self._of, np.int32).reshape(-1, len(KINDS))

    def _number(self, label: Label) -> int:
        if label not in self._labels:
            self._labels[label] = len(self._of)
            self._of.append([-1] * len(KINDS))
        return self._labels[label]


def retire(codes: Sequence[Code], numbers: set[int]) -> tuple[Code, ...]:
    """The codes, where those of touchpoints that are not among ``numbers`` stand for nothing any more."""
    return tuple(code if code.touchpoint in numbers else code._replace(touchpoint=RETIRED) for code in codes)


def kinds_of(codes: Sequence[Code]) -> Array:
    """The kind of money of each code, uint8."""
    return np.array([code.kind for code in codes], np.uint8)
