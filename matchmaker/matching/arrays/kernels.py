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
Places = tuple[NDArray[np.int64], NDArray[np.int32]]
Arrays = tuple[NDArray[Any], ...]


def sparse_dots(left: sparse.csr_matrix, right: sparse.csr_matrix, rows: Rows, columns: Rows) -> Floats:
    """Return left[rows[i]] · right[columns[i]] for each i; equal rows must stand together.

    Both have their columns in order. An element is a product of two float32 added up in float64.
    """
    out = np.zeros(len(rows))
    ours, theirs = (left.indptr, left.indices, left.data), (right.indptr, right.indices, right.data)
    _sparse_dots(ours, theirs, (rows, columns), np.zeros(left.shape[1], dtype=np.float32), out)
    return out


def dense_dots(left: NDArray[np.float32], right: NDArray[np.float32], rows: Rows, columns: Rows) -> Floats:
    """Return left[rows[i]] · right[columns[i]] for each i."""
    out = np.zeros(len(rows))
    _dense_dots(left, right, rows, columns, out)
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


def places(keys: NDArray[np.int64]) -> Places:
    """Return a table that finds the place of each key among these; keys are distinct and not negative."""
    size = 1 << max(4, int(2 * len(keys)).bit_length())
    held, place = np.full(size, -1, dtype=np.int64), np.zeros(size, dtype=np.int32)
    _place(np.asarray(keys), held, place)
    return held, place


def find(keys: NDArray[np.int64], among: Places) -> NDArray[np.int32]:
    """Return the place of each key among those of the table; -1: it is none of them."""
    out = np.full(len(keys), -1, dtype=np.int32)
    _find(keys, among[0], among[1], out)
    return out


def products_of_row(row: sparse.csr_matrix, matrix: sparse.csr_matrix) -> NDArray[np.float32]:
    """Return the product of a matrix of one row with another matrix, as an array."""
    out = np.zeros(matrix.shape[1], dtype=np.float32)
    _products_of_row(row.indices, row.data, (matrix.indptr, matrix.indices, matrix.data), out)
    return out


def strongest(matrix: sparse.csr_matrix, count: int) -> sparse.csr_matrix:
    """Return the matrix with the `count` greatest elements of each row, and what ties with the last."""
    keep = np.zeros(len(matrix.data), dtype=np.bool_)
    _strongest(matrix.indptr, matrix.data, count, keep)
    starts = np.concatenate([[0], np.cumsum(keep)])[matrix.indptr]
    parts = (matrix.data[keep], matrix.indices[keep], starts.astype(matrix.indptr.dtype))
    return sparse.csr_matrix(parts, shape=matrix.shape)


def best(starts: Rows, values: Floats, places: Rows, limit: int) -> Rows:
    """Return, list by list, where the `limit` greatest values stand, greatest first, ties by place.

    List n is values[starts[n]:starts[n + 1]]; what is left empty is -1.
    """
    out = np.full((len(starts) - 1, limit), -1, dtype=np.intp)
    _best(starts, values, places, out)
    return out


@compiled
def _sparse_dots(
    ours: Arrays, theirs: Arrays, pairs: tuple[Rows, Rows], row: NDArray[np.float32], out: Floats
) -> None:
    indptr, indices, data = ours
    ends, columns, values = theirs
    current = -1
    for at in range(len(out)):
        asked, answered = pairs[0][at], pairs[1][at]
        if asked != current:
            if current >= 0:
                for k in range(indptr[current], indptr[current + 1]):
                    row[indices[k]] = 0.0
            for k in range(indptr[asked], indptr[asked + 1]):
                row[indices[k]] = data[k]
            current = asked
        total = 0.0
        for k in range(ends[answered], ends[answered + 1]):
            total += np.float64(row[columns[k]]) * np.float64(values[k])
        out[at] = total


@compiled
def _products_of_row(
    columns: NDArray[Any], values: NDArray[np.float32], matrix: Arrays, out: NDArray[np.float32]
) -> None:
    indptr, indices, data = matrix
    for at in range(len(columns)):
        for k in range(indptr[columns[at]], indptr[columns[at] + 1]):
            out[indices[k]] += values[at] * data[k]


@compiled
def _dense_dots(
    left: NDArray[np.float32], right: NDArray[np.float32], rows: Rows, columns: Rows, out: Floats
) -> None:
    for at in range(len(out)):
        total = 0.0
        for k in range(left.shape[1]):
            total += np.float64(left[rows[at], k]) * np.float64(right[columns[at], k])
        out[at] = total


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
def _slot(key: int, size: int) -> int:
    return ((key ^ (key >> 29)) * 0x9E3779B97F4A7 >> 20) & (size - 1)


@compiled
def _place(keys: NDArray[np.int64], held: NDArray[np.int64], place: NDArray[np.int32]) -> None:
    for at in range(len(keys)):
        slot = _slot(keys[at], len(held))
        while held[slot] >= 0:
            slot = (slot + 1) & (len(held) - 1)
        held[slot], place[slot] = keys[at], at


@compiled
def _find(
    keys: NDArray[np.int64], held: NDArray[np.int64], place: NDArray[np.int32], out: NDArray[np.int32]
) -> None:
    for at in range(len(keys)):
        slot = _slot(keys[at], len(held))
        while held[slot] >= 0:
            if held[slot] == keys[at]:
                out[at] = place[slot]
                break
            slot = (slot + 1) & (len(held) - 1)


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
