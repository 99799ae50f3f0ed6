"""A criterion an auditor scores a touchpoint by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Criterion:
    """A question with five described answers.

    ``group`` is the sort of touchpoint it is asked of, ``weight`` how much it counts, from 1 to 5.
    ``anchors`` say what 1, 2, 3, 4 and 5 look like. With a ``unit`` the answer is measured, not felt:
    ``limits`` are the most for a 5, 4, 3 and 2; beyond the last it is a 1. Texts are English and go
    through gettext.
    """

    id: str
    group: str
    question: str
    weight: int
    anchors: tuple[str, str, str, str, str]
    unit: str = ""
    limits: tuple[float, ...] = ()

    def score(self, measured: float) -> int:
        """The score of what was measured, in ``unit``."""
        return 5 - sum(1 for most in self.limits if measured > most)
