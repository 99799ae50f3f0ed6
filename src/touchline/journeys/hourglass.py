"""The hourglass: per stage who came, from where, who went on, and who was lost.

How it counts. The period bounds all touches. A touch stands on the stage of its touchpoint. *Repeat*
needs a second order: the second and later order touches of a person in the period stand on the repeat stage,
and touches placed on the repeat stage count nowhere before the second order. Later means later in the
record's order, so touches at the same instant keep theirs. A stage nobody was seen at is never filled in.

A person is silent without a touch of their own initiative later than the business's time of silence before
the end of the period, or of the record where that ends first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from touchline.journeys import brought, histogram, names, selectors
from touchline.journeys.groups import EVERYBODY, Groups, persons
from touchline.journeys.hourglass_answer import (
    MOVED,
    PLACED,
    WAYS,
    HourglassResult,
    HourglassSums,
    StageRow,
    answer,
)
from touchline.journeys.index import ORDER, PERSON, Array, Legend, Scheme, Shard
from touchline.journeys.question import Period, QuestionError
from touchline.journeys.words import Spoken, Word

__all__ = ["Hourglass", "HourglassResult", "HourglassSums", "StageRow"]

KNOWN = (
    "stage=NAME, stage=NAME:lost (open, went_on, from_before, starts), stage=NAME:touchpoint=NAME, "
    "stage=none, touchpoint=NAME, brought, brought=2, brought=fan, bringers and people"
)


@dataclass(frozen=True)
class Asked:
    """What a kernel is asked to say of each person: a stage, cells, and where the bits go."""

    stage: int = -1
    cells: tuple[int, ...] = ()
    state: Array = field(default_factory=lambda: np.zeros(0, np.uint8))


@dataclass(frozen=True)
class Hourglass:
    """A question about the stages of a scheme."""

    scheme: str = "hourglass"
    period: Period = field(default_factory=Period)

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> HourglassSums:
        """Sums over one shard, by group."""
        return self._walk(shard, legend, groups, Asked())

    def until(self, legend: Legend) -> int:
        """Silence is judged at the end of the period, or of the record where that is first."""
        return min(legend.end, self.period.bounds[1])

    def finish(self, legend: Legend, total: HourglassSums) -> HourglassResult:
        """The frozen answer."""
        return answer(legend, self, total)

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind a number.

        ``stage=trust``, ``stage=trust:lost`` (``open``, ``went_on``,
        ``from_before``, ``starts``: reached without an earlier stage before),
        ``stage=trust:touchpoint=NAME``, ``stage=none`` (without a place), ``touchpoint=NAME`` (any touch of
        it), ``brought``, ``brought=2``, ``brought=fan`` and ``people``. ``select_keys`` finds ``bringers``.
        """
        from touchline.journeys.kernels import hourglass as kernel

        key, value = selectors.split(selector)
        scheme = names.resolve_scheme(legend, self.scheme)
        if key == "brought":
            rows = brought.rows(shard, self.period, value)
            if rows is not None:
                return rows
        bits = {("people", ""): kernel.ANY, ("stage", "none"): kernel.UNPLACED}.get((key, value))
        stage = selectors.named(value, scheme.stages) if key == "stage" else None
        if stage:
            return self._on_stage(shard, legend, selector, scheme, stage)
        if key == "touchpoint":
            position = names.resolve_touchpoint(legend, value)
            cells = tuple(position * WAYS + way for way in range(WAYS))
            return np.flatnonzero(self._state(shard, legend, -1, cells) & kernel.ASKED)
        if bits is None:
            raise self._refusal(selector, scheme)
        return np.flatnonzero(self._state(shard, legend) & bits)

    def select_keys(
        self, shard: Shard, legend: Legend, selector: str, groups: Groups = EVERYBODY
    ) -> Array | None:
        """Ascending keys of ``bringers``, who brought people of this shard in any group; else None."""
        if selectors.split(selector) != ("bringers", ""):
            return None
        names.resolve_scheme(legend, self.scheme)
        return brought.bringers(shard, self.period, groups)

    def _on_stage(
        self, shard: Shard, legend: Legend, selector: str, scheme: Scheme, stage: tuple[int, str]
    ) -> Array:
        from touchline.journeys.kernels import hourglass as kernel

        at, what = stage
        key, name = selectors.split(what)
        if key == "touchpoint":
            position = names.resolve_touchpoint(legend, name)
            cells = tuple(position * WAYS + way for way in _ways(scheme, position, at))
            return np.flatnonzero(self._state(shard, legend, -1, cells) & kernel.ASKED)
        state = self._state(shard, legend, at)
        reached, gone = state & kernel.ON_STAGE != 0, state & kernel.BEYOND_IT != 0
        silent = state & kernel.SILENT != 0
        chosen = {
            "": reached,
            "reached": reached,
            "from_before": state & kernel.BEFORE_IT != 0,
            "starts": reached & (state & kernel.BEFORE_IT == 0),
            "went_on": gone,
            "lost": reached & ~gone & silent,
            "open": reached & ~gone & ~silent,
        }.get(what)
        if chosen is None:
            raise self._refusal(selector, scheme)
        return np.flatnonzero(chosen)

    def _refusal(self, selector: str, scheme: Scheme) -> QuestionError:
        stages = ", ".join(scheme.stages)
        return selectors.refuse("an hourglass", selector, f"{KNOWN}. Its stages are {stages}")

    def _state(self, shard: Shard, legend: Legend, stage: int = -1, cells: tuple[int, ...] = ()) -> Array:
        state = np.zeros(shard.people, np.uint8)
        self._walk(shard, legend, EVERYBODY, Asked(stage, cells, state))
        return state

    def _walk(self, shard: Shard, legend: Legend, groups: Groups, asked: Asked) -> HourglassSums:
        from touchline.journeys.kernels import hourglass as kernel

        scheme = names.resolve_scheme(legend, self.scheme)
        stages = len(scheme.stages)
        if stages > kernel.MOST_STAGES:
            raise QuestionError(f"{scheme.name!r} has {stages} stages; {kernel.MOST_STAGES} are the most.")
        start, end = self.period.bounds
        sums = HourglassSums(
            np.zeros((groups.count, 2), np.int64),
            np.zeros((groups.count, len(legend.touchpoints) * WAYS, 2), np.int64),
            np.zeros((groups.count, stages, 4), np.int64),
            np.zeros((groups.count, stages, histogram.BINS), np.int64),
            brought.sums(shard, self.period, groups),
        )
        kernel.walk(
            *persons(shard, groups),
            _words(legend, scheme),
            sums.cells.shape[1],
            stages,
            scheme.repeat_stage,
            start,
            end,
            min(legend.end, end) - legend.silence,
            sums.totals,
            sums.cells.reshape(-1, 2),
            sums.people.reshape(-1, 4),
            sums.waits.reshape(-1, histogram.BINS),
            asked.stage,
            np.array(asked.cells, np.int64),
            asked.state,
        )
        return sums


def _words(legend: Legend, scheme: Scheme) -> Array:
    """What the kernel has to know of each code, in one number: own initiative, order, place, touchpoint."""
    from touchline.journeys.kernels import hourglass as kernel

    position = legend.code_touchpoint.astype(np.int64)
    place = scheme.stage_of[position].astype(np.int64) + 1
    own = np.where(legend.code_initiative == PERSON, kernel.OWN, 0)
    order = np.where(legend.code_money == ORDER, kernel.ORDER, 0)
    return np.asarray((position << kernel.TOUCHPOINT_AT) | (place << kernel.PLACE_AT) | order | own)


def _ways(scheme: Scheme, position: int, stage: int) -> list[int]:
    """In which ways touches of a touchpoint come to stand on a stage."""
    placed = [PLACED] if scheme.stage_of[position] == stage else []
    return [*placed, MOVED] if stage == scheme.repeat_stage else placed


SPOKEN = Spoken(
    name="hourglass",
    help="How people move through the stages, from knowing the business to recommending it.",
    selectors=(
        "stage=trust, stage=trust:lost (open, went_on, from_before, starts, touchpoint=NAME), stage=none, "
        "touchpoint=NAME, brought, brought=2, brought=fan, bringers, people."
    ),
    words=(Word("scheme", "hourglass, value-journey, decision or phases.", usual="hourglass"),),
    make=lambda said, _legend, period: Hourglass(said.text("scheme"), period),
    warm=lambda: Hourglass("warm"),
)
