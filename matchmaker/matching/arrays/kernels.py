"""Loops over pairs that arrays cannot express without waste, compiled when they are first used."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays.compiling import compiled

# The loops release the interpreter, so that chunks run beside each other on threads. What they add up, they
# add up in an order that depends on the pair alone: a score is the same to the last bit, whoever asks.

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]
Arrays = tuple[NDArray[Any], ...]
Texts = tuple[sparse.csr_matrix, sparse.csr_matrix]  # Vectors, and the grams of each title by their share.


def overlaps(left: Texts, right: Texts, rows: Rows, columns: Rows) -> Floats:
    """Compare text rows[i] of the left with text columns[i] of the right; equal rows must stand together.

    Return (pairs, 3): the dot product of both vectors, how much of the left one's title stands in the right
    one's text, and how much of the right one's title in the left one's. All matrices have their columns in
    order; an element is a product of two float32 added up in float64.
    """
    out = np.zeros((len(rows), 3))
    ours, theirs = (parts(left[0]), parts(left[1])), (parts(right[0]), parts(right[1]))
    _overlaps(ours, theirs, (rows, columns), np.zeros((left[0].shape[1], 2), dtype=np.float32), out)
    return out


def coverages(
    wanted: sparse.csr_matrix,
    held: sparse.csr_matrix,
    pieces: tuple[sparse.csr_matrix, sparse.csr_matrix],
    pairs: tuple[Rows, Rows],
    *,
    enough: float,
) -> Floats:
    """Return how well the offers' items cover the needs' skills, pair by pair; NaN: none wanted or none held.

    `wanted` and `held` are (wordings, phrases), `pieces` (phrases, pieces) of either side, pieces in order.
    A skill is covered by the share of its pieces that the best item has; below `enough` it counts as 0.
    """
    out = np.full(len(pairs[0]), np.nan)
    lists = (wanted.indptr, wanted.indices, held.indptr, held.indices)
    cut = (pieces[0].indptr, pieces[0].indices, pieces[1].indptr, pieces[1].indices)
    _coverages(lists, cut, pairs, enough, out)
    return out


def strongest(matrix: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    """Return the matrix with the `count` greatest elements of each row, and what ties with the last."""
    keep = np.zeros(len(matrix.data), dtype=np.bool_)
    _strongest(matrix.indptr, matrix.data, count, keep)
    starts = np.concatenate([[0], np.cumsum(keep)])[matrix.indptr]
    parts = (matrix.data[keep], matrix.indices[keep], starts.astype(matrix.indptr.dtype))
    return sparse.csr_matrix(parts, shape=matrix.shape)


def parts(matrix: sparse.csr_matrix) -> Arrays:
    """Return a matrix as the loops read it: where rows begin, columns, values."""
    return matrix.indptr, matrix.indices, matrix.data


@compiled
def _overlaps(
    ours: tuple[Arrays, Arrays],
    theirs: tuple[Arrays, Arrays],
    pairs: tuple[Rows, Rows],
    row: NDArray[np.float32],
    out: Floats,
) -> None:
    ends, columns, values = theirs[0]
    title_ends, title_columns, shares = theirs[1]
    current = -1
    for at in range(len(out)):
        asked, answered = pairs[0][at], pairs[1][at]
        if asked != current:
            if current >= 0:
                _spread(ours, current, row, np.float32(0.0))
            _spread(ours, asked, row, np.float32(1.0))
            current = asked
        total, told, held = 0.0, 0.0, 0.0
        for k in range(ends[answered], ends[answered + 1]):
            total += np.float64(row[columns[k], 0]) * np.float64(values[k])
            told += np.float64(row[columns[k], 1])
        for k in range(title_ends[answered], title_ends[answered + 1]):
            if row[title_columns[k], 0] != 0:
                held += np.float64(shares[k])
        out[at, 0], out[at, 1], out[at, 2] = total, told, held


@compiled
def _spread(ours: tuple[Arrays, Arrays], at: int, row: NDArray[np.float32], times: np.float32) -> None:
    """Write a text and its title where each gram has its place, or take them out of it again."""
    for side in range(2):
        starts, columns, values = ours[side]
        for k in range(starts[at], starts[at + 1]):
            row[columns[k], side] = times * values[k]


@compiled
def _shared(left: NDArray[Any], right: NDArray[Any]) -> int:
    a, b, shared = 0, 0, 0
    while a < len(left) and b < len(right):
        if left[a] == right[b]:
            shared += 1
            a += 1
            b += 1
        elif left[a] < right[b]:
            a += 1
        else:
            b += 1
    return shared


@compiled
def _coverages(lists: Arrays, cut: Arrays, pairs: tuple[Rows, Rows], enough: float, out: Floats) -> None:
    skills, skill, items, item = lists
    for at in range(len(out)):
        need, offer = pairs[0][at], pairs[1][at]
        count = skills[need + 1] - skills[need]
        if count == 0 or items[offer] == items[offer + 1]:
            continue
        total = 0.0
        for k in range(skills[need], skills[need + 1]):
            low, high = cut[0][skill[k]], cut[0][skill[k] + 1]
            most = 0
            for m in range(items[offer], items[offer + 1]):
                theirs = cut[3][cut[2][item[m]] : cut[2][item[m] + 1]]
                most = max(most, _shared(cut[1][low:high], theirs))
            share = most / max(high - low, 1)
            if share >= enough:
                total += share
        out[at] = total / count


@compiled
def _strongest(indptr: NDArray[Any], data: NDArray[Any], count: int, keep: NDArray[np.bool_]) -> None:
    for row in range(len(indptr) - 1):
        low, high = indptr[row], indptr[row + 1]
        if high - low <= count:
            keep[low:high] = True
        else:
            least = np.partition(data[low:high], high - low - count)[high - low - count]
            for k in range(low, high):
                keep[k] = data[k] >= least
