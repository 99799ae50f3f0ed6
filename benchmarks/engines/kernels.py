"""The plain form of the four questions over the product's own arrays: counts and sums, nothing else.

The product's kernels count people, waits, places and what is still open in the same pass and cannot
leave that out. These loops cannot serve a page; they show what the arrays themselves are worth.
"""

from __future__ import annotations

import numba
import numpy as np

plain = numba.njit(nogil=True, cache=True)


@plain
def funnel(offset, code, time, step_of, depth, within, people):  # type: ignore[no-untyped-def]
    """Add to ``people`` those who came as far as each step. ``step_of`` a code: its step, or -1.

    Without a branch: ``begun[step + 2]`` is when the latest way to a step began, ``begun[1]`` now, and
    ``begun[0]`` never, from where no step leads on.
    """
    never = -(2**62)
    begun = np.full(depth + 2, never, np.int64)
    for p in range(len(offset) - 1):
        begun[2:] = never
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            t = time[i]
            begun[1] = t
            at = step_of[code[i]] + 2
            since = begun[at - 1]
            begun[at] = since if t - since <= within else begun[at]
        deepest = 0
        for step in range(depth):
            deepest += begun[step + 2] != never
        people[deepest] += 1


@plain
def transitions(offset, code, time, touchpoint_of, size, links):  # type: ignore[no-untyped-def]
    """Add to ``links`` (from x to: count, sum of waits).

    All neighbours first, whoever they are of; then those of two people are taken off again.
    """
    last = np.int64(offset[-1])
    if last == 0:
        return
    before = np.int64(touchpoint_of[code[0]]) * size
    then = time[0]
    for i in range(1, last):
        here = np.int64(touchpoint_of[code[i]])
        t = time[i]
        links[before + here, 0] += 1
        links[before + here, 1] += t - then
        before = here * size
        then = t
    for p in range(1, len(offset) - 1):
        i = np.int64(offset[p])
        if i != np.int64(offset[p - 1]) and i != last:
            link = np.int64(touchpoint_of[code[i - 1]]) * size + touchpoint_of[code[i]]
            links[link, 0] -= 1
            links[link, 1] -= time[i] - time[i - 1]


@plain
def touches(offset, code, orders, counts):  # type: ignore[no-untyped-def]
    """Add to ``counts`` the people with so many touches before their first order; ``orders`` are its codes.

    Orders are few: 32 touches are looked at together, and one by one only where one of them is an order.
    """
    last = np.int64(offset[-1])
    p = np.int64(0)
    done = np.int64(-1)
    for low in range(0, last, 32):
        high = min(low + 32, last)
        for order in orders:
            met = 0
            for i in range(low, high):
                met += code[i] == order
            if met:
                break
        else:
            continue
        for i in range(low, high):
            for order in orders:
                if code[i] == order:
                    while np.int64(offset[p + 1]) <= i:
                        p += 1
                    if p != done:
                        counts[i - np.int64(offset[p])] += 1
                        done = p


@plain
def hourglass(offset, code, time, stage_of, is_order, repeat, quiet, people):  # type: ignore[no-untyped-def]
    """Add to ``people`` (stage: reached, from before, went on, lost)."""
    stages = people.shape[0]
    for p in range(len(offset) - 1):
        first, stop = np.int64(offset[p]), np.int64(offset[p + 1])
        seen = before = gone = orders = 0
        for i in range(first, stop):
            c = code[i]
            stage = stage_of[c]
            orders += is_order[c]
            if stage == repeat and orders < 2:
                continue
            if is_order[c] and orders > 1:
                stage = repeat
            here = 1 << stage
            earlier = seen & (here - 1)
            if earlier:
                before |= here
                gone |= earlier
            seen |= here
        silent = time[stop - 1] <= quiet if stop > first else False
        for s in range(stages):
            people[s, 0] += (seen >> s) & 1
            people[s, 1] += (before >> s) & 1
            people[s, 2] += (gone >> s) & 1
            people[s, 3] += ((seen & ~gone) >> s) & silent


@plain
def read_code(offset, code):  # type: ignore[no-untyped-def]
    """The sum of the codes and of the offsets: the least there is to read for touches before an order."""
    found = np.int64(0)
    for i in range(np.int64(offset[0]), np.int64(offset[-1])):
        found += np.int64(code[i])
    for p in range(len(offset)):
        found += np.int64(offset[p])
    return found


@plain
def read_both(offset, code, time):  # type: ignore[no-untyped-def]
    """The same and the sum of the times: the least there is to read for the other questions."""
    found = np.int64(0)
    for i in range(np.int64(offset[0]), np.int64(offset[-1])):
        found += time[i] + np.int64(code[i])
    for p in range(len(offset)):
        found += np.int64(offset[p])
    return found
