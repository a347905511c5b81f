"""Loops over pairs of wordings for the learned part, compiled when they are first used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays.compiling import compiled
from matchmaker.matching.arrays.kernels import Arrays, Floats, Rows

Vectors = NDArray[np.int16]


def field_dots(left: Vectors, right: Vectors, pairs: tuple[Rows, Rows], fields: Rows) -> Floats:
    """Return left[rows[i], fields[k, 0]] · right[columns[i], fields[k, 1]] as (pairs, fields), exact."""
    out = np.zeros((len(pairs[0]), len(fields)))
    _field_dots(left, right, pairs, fields, out)
    return out


def shares_held(titles: sparse.csr_matrix, others: sparse.csr_matrix, rows: Rows, columns: Rows) -> Floats:
    """Return how much of titles[rows[i]] stands in others[columns[i]]; the columns of both are in order."""
    out = np.zeros(len(rows))
    _shares_held(
        (titles.indptr, titles.indices, titles.data), (others.indptr, others.indices), (rows, columns), out
    )
    return out


@compiled
def _field_dots(left: Vectors, right: Vectors, pairs: tuple[Rows, Rows], fields: Rows, out: Floats) -> None:
    for at in range(len(out)):
        for k in range(len(fields)):
            ours, theirs = left[pairs[0][at], fields[k, 0]], right[pairs[1][at], fields[k, 1]]
            total = np.int32(0)
            for n in range(len(ours)):
                total += np.int32(ours[n]) * np.int32(theirs[n])
            out[at, k] = total


@compiled
def _shares_held(titles: Arrays, others: Arrays, pairs: tuple[Rows, Rows], out: Floats) -> None:
    starts, grams, share = titles
    ends, held = others
    for at in range(len(out)):
        row, column = pairs[0][at], pairs[1][at]
        first, last = ends[column], ends[column + 1]
        total = 0.0
        for k in range(starts[row], starts[row + 1]):
            low, high = first, last
            while low < high:
                middle = (low + high) >> 1
                if held[middle] < grams[k]:
                    low = middle + 1
                else:
                    high = middle
            first = low  # Both are in order, so the next one stands behind.
            if low < last and held[low] == grams[k]:
                total += share[k]
        out[at] = total
