"""Loops over lists of answers, one list a query: their order, what could be among the best, and the best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.compiling import compiled
from matchmaker.matching.arrays.kernels import Arrays, Floats, Rows

Spans = tuple[Rows, Rows]  # List n is what stands from the first's nth element up to the second's.
# How many postings of each sort a wording has, (wordings, sorts), and which sorts each query may have.
Open = tuple[Rows, NDArray[np.bool_]]

_SLACK = 1e-9  # What rounding may take from a bound.


def in_order(starts: Rows, values: Floats) -> Rows:
    """Return the places of values[starts[n]:starts[n + 1]], list by list, greatest first, ties by place."""
    out = np.empty(len(values), dtype=np.intp)
    _in_order(starts, values, out)
    return out


def best(starts: Rows, values: Floats, places: Rows, limit: int) -> Rows:
    """Return, list by list, where the `limit` greatest values stand, greatest first, ties by place.

    List n is values[starts[n]:starts[n + 1]]; what is left empty is -1.
    """
    out = np.full((len(starts) - 1, limit), -1, dtype=np.intp)
    _best(starts, values, places, out)
    return out


def opened(spans: Spans, wordings: Rows, open_to: Open, limit: int) -> Rows:
    """Return how many postings of the wordings in its list each query may have, counted up to the limit."""
    out = np.zeros(len(spans[0]), dtype=np.intp)
    _opened(spans, wordings, open_to, limit, out)
    return out


def within_reach(
    spans: Spans, wordings: Rows, bounds: tuple[Floats, Floats, Floats], told: Floats, found: tuple[Open, int]
) -> Rows:
    """Return the end of the part of each list that could hold one of the best postings of its query.

    Lists are in order of strength, the first of the bounds; by the others a score may fall and rise for each
    point told to the query. `found` is what is open to whom, and the limit. What cannot rise to where the
    weakest of the strongest `limit` may fall is out, and so is more than the limit of what has no strength:
    it would be a whole side, and all of it scores 0.
    """
    out = np.zeros(len(told), dtype=np.intp)
    _within_reach(spans, wordings, bounds, told, found, out)
    return out


@compiled
def _count(open_to: Open, query: int, wording: int) -> int:
    counts, allowed = open_to
    total = 0
    for sort in range(counts.shape[1]):
        if allowed[query, sort]:
            total += counts[wording, sort]
    return total


@compiled
def _opened(spans: Spans, wordings: Rows, open_to: Open, limit: int, out: Rows) -> None:
    for query in range(len(out)):
        for at in range(spans[0][query], spans[1][query]):
            if out[query] >= limit:
                break
            out[query] += _count(open_to, query, wordings[at])


@compiled
def _within_reach(
    spans: Spans, wordings: Rows, bounds: Arrays, told: Floats, found: tuple[Open, int], out: Rows
) -> None:
    strength, fall, rise = bounds
    open_to, limit = found
    for query in range(len(out)):
        size, floor = 0, 0.0
        out[query] = spans[1][query]
        for at in range(spans[0][query], spans[1][query]):
            if size < limit:
                size += _count(open_to, query, wordings[at])
                floor = strength[at] - told[query] * fall[at] - _SLACK
            elif strength[at] + told[query] * rise[at] < floor or strength[at] == 0:
                out[query] = at
                break


@compiled
def _in_order(starts: Rows, values: Floats, out: Rows) -> None:
    for row in range(len(starts) - 1):
        low, high = starts[row], starts[row + 1]
        for at in range(low, high):
            out[at] = at
        gap = 1
        while gap < high - low:
            gap = 3 * gap + 1
        while gap:  # Shell's sort: what the library would sort with takes seconds to compile.
            for at in range(low + gap, high):
                here, k = out[at], at - gap
                while k >= low and _is_before(values, here, out[k]):
                    out[k + gap] = out[k]
                    k -= gap
                out[k + gap] = here
            gap //= 3


@compiled
def _is_before(values: Floats, one: int, other: int) -> bool:
    if values[one] == values[other]:
        return one < other
    more: bool = values[one] > values[other]
    return more


@compiled
def _best(starts: Rows, values: Floats, places: Rows, out: Rows) -> None:
    limit = out.shape[1]
    for row in range(len(starts) - 1):
        size = 0
        for at in range(starts[row], starts[row + 1]):
            if size == limit:
                last = out[row, limit - 1]
                if values[at] < values[last] or (values[at] == values[last] and places[at] > places[last]):
                    continue
            else:
                size += 1
            k = size - 1
            while k > 0:
                before = out[row, k - 1]
                if values[before] > values[at] or (
                    values[before] == values[at] and places[before] < places[at]
                ):
                    break
                out[row, k] = before
                k -= 1
            out[row, k] = at
