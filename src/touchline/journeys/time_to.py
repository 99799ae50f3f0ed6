"""Time to: how long it takes people from one touch to the next touch of another kind, and who never came.

How it counts. A person starts with their first touch of the one kind in the period; earlier ones do not
matter. The next touch is the first one of the other kind that stands later in the record's order; it may
lie after the period. So each person gives at most one wait to a pair. With ``within`` the next touch must
come no later than that after the start (that instant included): who did not come in that time *never came*,
and who still has time at ``as_of`` did *not yet*. Without it everybody may still come, so nobody never came
and *not yet* are all the others. The channel is that of the touch a person started with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from touchline.journeys import clock, histogram, selectors, which
from touchline.journeys.groups import EVERYBODY, Groups, persons
from touchline.journeys.index import Array, Legend, Shard
from touchline.journeys.question import FOREVER, Period, QuestionError
from touchline.journeys.time_to_answer import TimeToResult, TimeToRow, TimeToSums, answer
from touchline.journeys.which import Which
from touchline.journeys.words import Said, Spoken, Word

__all__ = ["TimeTo", "TimeToResult", "TimeToRow", "TimeToSums"]

MOST = 20
"""Starts of a question, and next touches."""
LONGEST = 2**58
KNOWN = (
    "start=1, start=1:channel=site, start=1:next=2, start=1:next=2:open, start=1:next=2:never, each also "
    "with :channel=site at its end (channel= with nothing for touches without one)"
)


@dataclass(frozen=True)
class TimeTo:
    """A question: from each of ``starts`` to each of ``nexts``, ``within`` microseconds or None."""

    starts: tuple[Which, ...]
    nexts: tuple[Which, ...]
    within: int | None = None
    period: Period = field(default_factory=Period)

    def __post_init__(self) -> None:
        if not which.all_known(self.starts) or not which.all_known(self.nexts):
            raise QuestionError("Time to needs at least one touch to start with, and one that comes next.")
        if max(len(self.starts), len(self.nexts)) > MOST:
            raise QuestionError(f"Time to takes at most {MOST} starts and {MOST} next touches.")
        if self.within is not None and not 0 <= self.within <= LONGEST:
            raise QuestionError("The time people have is from 0 to 9,000 years.")

    def partial(self, shard: Shard, legend: Legend, groups: Groups = EVERYBODY) -> TimeToSums:
        """Sums over one shard."""
        nobody = np.zeros(0, np.int32)
        counts, keys, found = [], [], []
        for place, start in enumerate(self.starts):
            here, waits = self._walk(shard, legend, groups, start, 0, nobody)
            counts.append(here)
            flat = waits.reshape(groups.count, -1)
            some = np.nonzero(flat)
            keys.append((some[0] * len(self.starts) + place) * flat.shape[1] + some[1])
            found.append(flat[some])
        key, count = np.concatenate(keys), np.concatenate(found)
        order = np.argsort(key, kind="stable")
        return TimeToSums(np.stack(counts, axis=1), key[order], count[order])

    def finish(self, legend: Legend, total: TimeToSums) -> TimeToResult:
        """The frozen answer."""
        return answer(legend, self, total)

    def select(self, shard: Shard, legend: Legend, selector: str) -> Array:
        """Rows of the persons behind ``start=1``, ``start=1:next=2:never:channel=site`` and the like."""
        from touchline.journeys.kernels import time_to as kernel

        start, following, what, channel = self._read(selector, legend)
        state = np.full(shard.people, -1, np.int32)
        self._walk(shard, legend, EVERYBODY, self.starts[start], max(following, 0), state)
        chosen = state >= 0
        if following >= 0:
            chosen &= state % 3 == {"": kernel.CAME, "open": kernel.OPEN, "never": kernel.NEVER}[what]
        if channel is not None:
            chosen &= state // 3 == channel
        return np.flatnonzero(chosen)

    def _read(self, selector: str, legend: Legend) -> tuple[int, int, str, int | None]:
        """Places of start and next touch (-1: none asked), which of the people, and the channel if any."""
        head, given, name = selector.partition("channel=")
        parts = [part.strip() for part in head.rstrip(": ").split(":")]
        what = parts.pop() if parts[-1] in ("open", "never") else ""
        said = dict(selectors.split(part) for part in parts)
        places = {key: selectors.number(text) for key, text in said.items()}
        known = [*places][: len(parts)] in (["start"], ["start", "next"]) and None not in places.values()
        if not known or (what and "next" not in places) or (given and not head.endswith(":")):
            raise selectors.refuse("time to", selector, KNOWN)
        start = self._place(places["start"], self.starts, "starts")
        following = self._place(places["next"], self.nexts, "next touches") if "next" in places else -1
        return (start, following, what, _channel(legend, name) if given else None)

    def _place(self, number: int | None, among: Sequence[Which], word: str) -> int:
        if number is None or not 1 <= number <= len(among):
            raise QuestionError(f"This question has {len(among)} {word}; there is no number {number}.")
        return number - 1

    def _walk(
        self, shard: Shard, legend: Legend, groups: Groups, start: Which, asked: int, state: Array
    ) -> tuple[Array, Array]:
        """Counts (group, channel, next, column) and waits (group, channel, next, bin) of one start."""
        from touchline.journeys.kernels import time_to as kernel

        shape = (groups.count, len(legend.channels) + 1, len(self.nexts))
        counts = np.zeros((*shape, 3), np.int64)
        waits = np.zeros((*shape, histogram.BINS), np.int64)
        kernel.walk(
            *persons(shard, groups),
            which.codes(start, legend),
            (legend.code_channel + 1).astype(np.int32),
            *_served(legend, self.nexts),
            FOREVER[1] // 2 if self.within is None else self.within,
            *self.period.bounds,
            legend.end,
            counts,
            waits,
            asked,
            state,
        )
        return (counts, waits)


def _served(legend: Legend, nexts: Iterable[Which]) -> tuple[Array, Array]:
    """For each code where its next touches begin in the second array, ended by -1; -1 for none."""
    table = np.array([which.codes(one, legend) for one in nexts])
    slot = np.full(table.shape[1], -1, np.int32)
    serves: list[int] = []
    for code in np.flatnonzero(table.any(axis=0)).tolist():
        slot[code] = len(serves)
        serves += [*np.flatnonzero(table[:, code]).tolist(), -1]
    return (slot, np.array(serves, np.int32))


def _channel(legend: Legend, name: str) -> int:
    if not name:
        return 0
    if name not in legend.channels:
        raise QuestionError(f"There is no channel {name!r}. These are there: {', '.join(legend.channels)}.")
    return legend.channels.index(name) + 1


def _make(said: Said, legend: Legend, period: Period) -> TimeTo:
    starts, nexts = (
        tuple(which.read(one, legend) for one in said.texts(name)) for name in ("starts", "nexts")
    )
    return TimeTo(starts, nexts, clock.duration(said.text("within")) if said.text("within") else None, period)


SPOKEN = Spoken(
    name="time-to",
    help="How long it takes from one touch to the next of another kind, and who never came.",
    selectors="start=1, start=1:next=2, start=1:next=2:open, start=1:next=2:never, start=1:channel=site.",
    words=(
        Word(
            "starts",
            f"What starts the wait, each person's first in the period: {which.HELP} Repeat for more.",
            param="start",
            many=True,
            required=True,
            hint="TOUCH",
        ),
        Word(
            "nexts",
            "What ends it, written the same way. Repeat for more.",
            param="next",
            many=True,
            required=True,
            hint="TOUCH",
        ),
        Word("within", "Time people have: 30d, 12h. Who has not come by then never came.", hint="LENGTH"),
    ),
    make=_make,
    warm=lambda: TimeTo(("any",), ("any",)),
)
