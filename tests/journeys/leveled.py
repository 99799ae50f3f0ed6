"""Indexes of several levels made from plain lists of touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
from tests.journeys.make import Touch, make_index

from touchline.journeys.index import Index, Replaced, Run


def make_levels(
    record: Iterable[Touch], before: Iterable[Touch], covered: Collection[int], **words: Any
) -> Index:
    """An index of a record: a run over a base.

    The run has the journeys and referrals of the persons ``covered``; the base has those of all others, and
    of the covered the touches ``before``, which must not count. ``words`` are those of ``make_index``,
    ``end`` among them.
    """
    record = list(record)
    stale = [touch for touch in before if touch.person in covered]
    new = [touch for touch in record if touch.person in covered]
    old = [touch for touch in record if touch.person not in covered]
    said = [*record, *stale]
    brought = list(words.pop("brought", ()))
    base = make_index([*old, *stale], also=said, brought=brought, **words)
    newly = [one for one in brought if one.person in covered]
    run = make_index(new, also=said, brought=newly, **words)
    keys = np.array(sorted(covered), np.int64)
    hidden = ((shard, np.flatnonzero(np.isin(shard.key, keys))) for shard in base.base)
    replaced = tuple(Replaced(shard, rows) for shard, rows in hidden if len(rows))
    return Index(base.legend, base.base, (Run(run.base, keys, replaced),))
