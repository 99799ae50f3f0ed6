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
    """Add to ``people`` those who came as far as each step. ``step_of`` a code: its step, or -1."""
    begun = np.zeros(depth, np.int64)
    for p in range(len(offset) - 1):
        deepest = 0
        for i in range(np.int64(offset[p]), np.int64(offset[p + 1])):
            step = step_of[code[i]]
            if step < 0 or step > deepest:
                continue
            t = time[i]
            if step == 0:
                begun[0] = t
                deepest = max(deepest, 1)
            elif t - begun[step - 1] <= within:
                begun[step] = begun[step - 1]
                deepest = max(deepest, step + 1)
                if deepest == depth:
                    break
        people[deepest] += 1


@plain
def transitions(offset, code, time, touchpoint_of, size, links):  # type: ignore[no-untyped-def]
    """Add to ``links`` (from x to: count, sum of waits)."""
    for p in range(len(offset) - 1):
        first, stop = np.int64(offset[p]), np.int64(offset[p + 1])
        if first == stop:
            continue
        before = np.int64(touchpoint_of[code[first]]) * size
        then = time[first]
        for i in range(first + 1, stop):
            here = np.int64(touchpoint_of[code[i]])
            t = time[i]
            links[before + here, 0] += 1
            links[before + here, 1] += t - then
            before = here * size
            then = t


@plain
def touches(offset, code, is_order, counts):  # type: ignore[no-untyped-def]
    """Add to ``counts`` the people with so many touches before their first order."""
    for p in range(len(offset) - 1):
        first = np.int64(offset[p])
        for i in range(first, np.int64(offset[p + 1])):
            if is_order[code[i]]:
                counts[i - first] += 1
                break


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
