"""The answer of the time to a next touch: what adds up over shards, and the rows it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from touchline.journeys import histogram, intervals, which
from touchline.journeys.export import Exported, Row, period_dict
from touchline.journeys.index import Array, Legend
from touchline.journeys.question import instant
from touchline.journeys.sums import Sums

if TYPE_CHECKING:
    from touchline.journeys.time_to import TimeTo

PERCENTS = (10, 25, 50, 75, 90)
SHOWN = ("start", "next", "channel", "people", "came", "share", "low", "high", "open", "never")
"""Columns on a terminal beside three quantiles; JSON and CSV have all."""


@dataclass(frozen=True)
class TimeToRow(Row):
    """A pair over all channels (``all_channels``), or with a start on one channel ("": on none).

    ``people`` started. ``came``: the next touch of so many came, with their ``share`` and Wilson's 95 %
    interval; ``open``: it may still come; ``never``: it did not in its time, None without a time.
    ``people`` = ``came`` + ``open`` + ``never``. Quantiles, in seconds, are of those who came: half of them
    had come after ``p50_seconds``; each with a 95 % interval where enough came. ``few``: fewer than 20
    people.
    """

    KEY = ("start", "next", "all_channels", "channel")

    start: str
    next: str
    all_channels: bool
    channel: str
    people: int
    came: int
    share: float | None
    low: float
    high: float
    open: int
    never: int | None
    p10_seconds: float | None
    p10_low_seconds: float | None
    p10_high_seconds: float | None
    p25_seconds: float | None
    p25_low_seconds: float | None
    p25_high_seconds: float | None
    p50_seconds: float | None
    p50_low_seconds: float | None
    p50_high_seconds: float | None
    p75_seconds: float | None
    p75_low_seconds: float | None
    p75_high_seconds: float | None
    p90_seconds: float | None
    p90_low_seconds: float | None
    p90_high_seconds: float | None
    few: bool

    def called(self) -> str:
        """The pair, and the channel unless it is all of them."""
        pair = f"{self.start} → {self.next}"
        return pair if self.all_channels else f"{pair} · {self.channel or 'no channel'}"

    def quantile(self, percent: int) -> tuple[float | None, float | None, float | None]:
        """A quantile with both ends of its interval, in seconds."""
        value, low, high = (getattr(self, f"p{percent}{end}_seconds") for end in ("", "_low", "_high"))
        return (value, low, high)


@dataclass(frozen=True)
class Pair:
    """A start and a next touch by their places from 1: the row of all channels, and a row each channel."""

    start: int
    next: int
    whole: TimeToRow
    channels: tuple[TimeToRow, ...]


@dataclass(frozen=True)
class TimeToResult(Exported):
    """The answer: a pair for every start and next touch, in the order asked."""

    ROW = TimeToRow

    question: TimeTo
    within_seconds: float | None
    as_of: str
    generation: str
    pairs: tuple[Pair, ...]

    @property
    def table(self) -> tuple[TimeToRow, ...]:
        """Each pair over all channels, followed by its channels."""
        return tuple(row for pair in self.pairs for row in (pair.whole, *pair.channels))

    def shown(self) -> list[dict[str, Any]]:
        """The main columns."""
        lines = []
        for row in self.table:
            line = row.to_dict()
            line["channel"] = "all" if row.all_channels else row.channel or "none"
            quantiles = {f"{name}_seconds": line[f"{name}_seconds"] for name in ("p10", "p50", "p90")}
            lines.append({name: line[name] for name in SHOWN} | quantiles)
        return lines

    def behind(self) -> list[dict[str, str]]:
        """For each row the selectors of its people."""
        return [
            _behind(pair, "" if row.all_channels else f":channel={row.channel}")
            for pair in self.pairs
            for row in (pair.whole, *pair.channels)
        ]

    def notes(self) -> Iterator[str]:
        """What the columns mean."""
        yield "p10, p50, p90: after this time 10, 50 and 90 % of those who came had come."
        if self.within_seconds is None:
            yield "Without --within nobody never came: open are those who did not yet, or never will."

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": "time-to",
            "within_seconds": self.within_seconds,
            "as_of": self.as_of,
            "generation": self.generation,
            "period": period_dict(self.question.period),
            "rows": self.rows(),
        }


def _behind(pair: Pair, channel: str) -> dict[str, str]:
    both = f"start={pair.start}:next={pair.next}"
    people = {"people": f"start={pair.start}{channel}", "came": f"{both}{channel}"}
    return people | {what: f"{both}:{what}{channel}" for what in ("open", "never")}


@dataclass(frozen=True)
class TimeToSums(Sums):
    """What adds up, int64: ``counts`` (group, start, channel, next, column), and the waits that occur.

    ``keys``, ascending, are ``(((group * starts + start) * channels + channel) * nexts + next) * bins +
    bin``, with ``found`` waits each.
    """

    counts: Array
    keys: Array
    found: Array

    def __add__(self, other: TimeToSums) -> TimeToSums:
        return self._with(other, 1)

    def __sub__(self, other: TimeToSums) -> TimeToSums:
        return self._with(other, -1)

    def of_group(self, group: int) -> TimeToSums:
        """The sums of one group."""
        size = self._keys_a_group()
        low, high = np.searchsorted(self.keys, [group * size, (group + 1) * size])
        chosen = self.counts[group : group + 1]
        return TimeToSums(chosen, self.keys[low:high] - group * size, self.found[low:high])

    def histogram(self, start: int, channel: int | None, following: int) -> Array:
        """The waits of one group: one pair on a channel, or on all of them, a count a bin."""
        channels, nexts = self.counts.shape[2:4]
        counts = np.zeros(histogram.BINS, np.int64)
        for where in range(channels) if channel is None else (channel,):
            first = ((start * channels + where) * nexts + following) * histogram.BINS
            low, high = np.searchsorted(self.keys, [first, first + histogram.BINS])
            counts[self.keys[low:high] - first] += self.found[low:high]
        return counts

    def _keys_a_group(self) -> int:
        starts, channels, nexts = self.counts.shape[1:4]
        return int(starts * channels * nexts * histogram.BINS)

    def _with(self, other: TimeToSums, sign: int) -> TimeToSums:
        keys, place = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        found = np.zeros(len(keys), np.int64)
        np.add.at(found, place, np.concatenate([self.found, sign * other.found]))
        some = found != 0
        return TimeToSums(self.counts + sign * other.counts, keys[some], found[some])


def answer(legend: Legend, question: TimeTo, total: TimeToSums) -> TimeToResult:
    """The frozen answer of one group."""
    return TimeToResult(
        question=question,
        within_seconds=None if question.within is None else question.within / 1e6,
        as_of=instant(legend.end),
        generation=legend.generation,
        pairs=tuple(
            _pair(legend, question, total, start, following)
            for start in range(len(question.starts))
            for following in range(len(question.nexts))
        ),
    )


def _pair(legend: Legend, question: TimeTo, total: TimeToSums, start: int, following: int) -> Pair:
    counts = total.counts[0, start, :, following]
    channels = np.flatnonzero(counts[:, 0]).tolist()

    def row(channel: int | None) -> TimeToRow:
        people, came, still = (int(n) for n in (counts.sum(axis=0) if channel is None else counts[channel]))
        waits = total.histogram(start, channel, following)
        low, high = intervals.wilson(came, people)
        return TimeToRow(
            start=which.label(question.starts[start], legend),
            next=which.label(question.nexts[following], legend),
            all_channels=channel is None,
            channel=legend.channels[channel - 1] if channel else "",
            people=people,
            came=came,
            share=intervals.share(came, people),
            low=low,
            high=high,
            open=still,
            never=None if question.within is None else people - came - still,
            few=people < intervals.FEW,
            **_quantiles(waits),
        )

    named = sorted(channels, key=lambda one: (one == 0, one))
    return Pair(start + 1, following + 1, row(None), tuple(row(channel) for channel in named))


def _quantiles(waits: Array) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for percent in PERCENTS:
        found[f"p{percent}_seconds"] = histogram.quantile(waits, percent)
        ends = histogram.quantile_interval(waits, percent)
        found[f"p{percent}_low_seconds"], found[f"p{percent}_high_seconds"] = ends
    return found
