"""One text beside a whole side, of which only the likeliest are kept; compiled at first use."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays.compiling import bare, compiled
from matchmaker.matching.arrays.kernels import Arrays, Floats, Rows, parts

SPARE = 4  # So many times what is wanted is gathered before the least of it is thrown away.

Sums = NDArray[np.float32]
Vectors = NDArray[np.int16]
Picked = NDArray[np.int32]


class Texts(NamedTuple):
    """Texts of a side: vectors of grams, the grams of each title by their share, and latent vectors."""

    vectors: sparse.csr_matrix
    titles: sparse.csr_matrix
    latent: Vectors


class Close(NamedTuple):
    """Pairs of those that ask and those that answer, in order, and what `kernels.overlaps` says of them."""

    rows: Rows
    columns: Rows
    overlaps: Floats


def closest(asking: Texts, turned: Texts, count: int, *, unit: float) -> Close:
    """Return the `count` texts of a side that are closest to each that asks, by grams and latent vectors.

    `turned` has the side's matrices turned over. Latent products are worth `unit`; all overlaps are exact.
    """
    size = turned.vectors.shape[1]
    count = min(count, size)
    columns = np.zeros((asking.vectors.shape[0], count), dtype=np.int32)
    overlaps = np.zeros((*columns.shape, 3))
    room = np.zeros((3, size)), np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.int32)
    ours, theirs = ((parts(texts.vectors), parts(texts.titles)) for texts in (asking, turned))
    latent = asking.latent, turned.latent
    _closest((ours, theirs), latent, np.float32(unit), room, (columns, overlaps))
    rows = np.repeat(np.arange(len(columns)), count)
    return Close(rows, columns.ravel().astype(np.intp), overlaps.reshape(-1, 3))


def likeliest(
    asking: sparse.csr_matrix,
    turned: sparse.csr_matrix,
    latent: tuple[Vectors, Vectors],
    counts: tuple[int, int],
    *,
    unit: float,
) -> tuple[Rows, Rows]:
    """Return pairs (row, column), in order, of the likeliest texts of a large side for each that asks.

    `counts` are how many are taken by the product asking · turned, all of which is above 0, and how many of
    these by that and the latent product, which is worth `unit`. Equals at the edge stay by chance.
    """
    found = np.full((asking.shape[0], counts[1]), turned.shape[1], dtype=np.int32)
    sizes = np.zeros(asking.shape[0], dtype=np.intp)
    room = np.zeros(turned.shape[1], dtype=np.float32), np.zeros(SPARE * counts[0], dtype=np.int32)
    _likeliest((parts(asking), parts(turned)), latent, np.float32(unit), room, (found, sizes))
    found.sort(axis=1)
    columns = found[found < turned.shape[1]].astype(np.intp)
    return np.repeat(np.arange(len(sizes)), sizes), columns


@compiled
def _closest(
    texts: tuple[tuple[Arrays, Arrays], tuple[Arrays, Arrays]],
    latent: tuple[Vectors, Vectors],
    unit: np.float32,
    room: tuple[Floats, Sums, Picked],
    found: tuple[Picked, Floats],
) -> None:
    ours, theirs = texts
    shared, likeness, picked = room
    columns, overlaps = found
    count = columns.shape[1]
    for row in range(len(columns)):
        for place in range(len(picked)):
            shared[0, place] = shared[1, place] = shared[2, place] = 0.0
        _add_exactly(ours[0], row, theirs[0], shared[0])
        _add_values(ours[1], row, theirs[0], shared[1])
        _add_weights(ours[0], row, theirs[1], shared[2])
        for place in range(len(picked)):
            picked[place] = place
            likeness[place] = shared[0, place] + unit * _product(latent[0][row], latent[1][place])
        _part(likeness, picked, len(picked), count)
        for at in range(count):
            likeness[picked[at]] = np.inf
        size = 0
        for place in range(len(picked)):  # In order, without sorting.
            if likeness[place] == np.inf:
                columns[row, size] = place
                for k in range(3):
                    overlaps[row, size, k] = shared[k, place]
                size += 1


@compiled
def _likeliest(
    products: tuple[Arrays, Arrays],
    latent: tuple[Vectors, Vectors],
    unit: np.float32,
    room: tuple[Sums, Picked],
    found: tuple[Picked, Rows],
) -> None:
    sums, picked = room
    for row in range(len(found[1])):
        for place in range(len(sums)):
            sums[place] = 0.0
        _add(products[0], row, products[1], sums)
        size = _gather(sums, picked, len(picked) // SPARE)
        for at in range(size):
            sums[picked[at]] += unit * _product(latent[0][row], latent[1][picked[at]])
        count = min(size, found[0].shape[1])
        _part(sums, picked, size, count)
        for at in range(count):
            found[0][row, at] = picked[at]
        found[1][row] = count


@bare
def _add(ours: Arrays, row: int, theirs: Arrays, sums: Sums) -> None:
    """Add the product of a row with a matrix."""
    starts, columns, values = ours
    ends, places, weights = theirs
    for k in range(starts[row], starts[row + 1]):
        for m in range(ends[columns[k]], ends[columns[k] + 1]):
            sums[places[m]] += values[k] * weights[m]


@bare
def _add_exactly(ours: Arrays, row: int, theirs: Arrays, sums: Floats) -> None:
    """Add the product of a row with a matrix, as `kernels.overlaps` does of each pair."""
    starts, columns, values = ours
    ends, places, weights = theirs
    for k in range(starts[row], starts[row + 1]):
        for m in range(ends[columns[k]], ends[columns[k] + 1]):
            sums[places[m]] += np.float64(values[k]) * np.float64(weights[m])


@bare
def _add_values(ours: Arrays, row: int, theirs: Arrays, sums: Floats) -> None:
    """Add the elements of a row wherever the matrix has any in their columns."""
    starts, columns, values = ours
    ends, places, _ = theirs
    for k in range(starts[row], starts[row + 1]):
        for m in range(ends[columns[k]], ends[columns[k] + 1]):
            sums[places[m]] += np.float64(values[k])


@bare
def _add_weights(ours: Arrays, row: int, theirs: Arrays, sums: Floats) -> None:
    """Add the elements of a matrix in the columns where the row has any."""
    starts, columns, _ = ours
    ends, places, weights = theirs
    for k in range(starts[row], starts[row + 1]):
        for m in range(ends[columns[k]], ends[columns[k] + 1]):
            sums[places[m]] += np.float64(weights[m])


@bare
def _product(left: Vectors, right: Vectors) -> np.float32:
    total = np.int32(0)
    for n in range(len(left)):  # What is narrowed at each step is multiplied sixteen at a time.
        total = np.int32(total + np.int32(np.int32(left[n]) * np.int32(right[n])))
    return np.float32(total)


@bare
def _gather(sums: Sums, picked: Picked, limit: int) -> int:
    """Write the places of the `limit` greatest sums above 0; return how many there are."""
    size, least = 0, np.float32(0.0)
    for place in range(len(sums)):
        if sums[place] > least:
            picked[size] = place
            size += 1
            if size == len(picked):
                _part(sums, picked, size, limit)
                size, least = limit, sums[picked[limit - 1]]
    if size > limit:
        _part(sums, picked, size, limit)
        size = limit
    return size


@bare
def _part(sums: Sums, picked: Picked, size: int, limit: int) -> None:
    """Bring the places of the `limit` greatest sums to the front, the least of them last (Hoare)."""
    low, high = 0, size - 1
    while low < high:
        pivot = sums[picked[limit - 1]]
        left, right = low, high
        while left <= right:
            while sums[picked[left]] > pivot:
                left += 1
            while sums[picked[right]] < pivot:
                right -= 1
            if left <= right:
                picked[left], picked[right] = picked[right], picked[left]
                left += 1
                right -= 1
        if right < limit - 1:
            low = left
        if limit - 1 < left:
            high = right
