"""Products of sparse rows with a whole side, of which only the greatest are kept; compiled at first use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays.compiling import compiled
from matchmaker.matching.arrays.kernels import Arrays, Rows

SPARE = 4  # So many times what is wanted is gathered before the least of it is thrown away.

Sums = NDArray[np.float32]


def greatest(asking: sparse.csr_matrix, turned: sparse.csr_matrix, count: int) -> tuple[Rows, Rows]:
    """Return pairs (row, column) of the `count` greatest elements above 0 of each row of asking · turned.

    Rows are in order, and the columns of each. Of equal elements at the edge, which stay is not told.
    """
    rows, size = asking.shape[0], turned.shape[1]
    found = np.zeros((rows, count), dtype=np.int32)
    counts = np.zeros(rows, dtype=np.intp)
    room = np.zeros(size, dtype=np.float32), np.zeros(max(SPARE * count, 1), dtype=np.int32)
    ours, theirs = (
        (matrix.indptr, matrix.indices, matrix.data.astype(np.float32, copy=False))
        for matrix in (asking, turned)
    )
    _greatest(ours, theirs, room, found, counts)
    is_found = np.arange(count) < counts[:, None]
    return np.repeat(np.arange(rows), counts), found[is_found].astype(np.intp)


@compiled
def _greatest(
    ours: Arrays, theirs: Arrays, room: tuple[Sums, NDArray[np.int32]], found: NDArray[np.int32], counts: Rows
) -> None:
    starts, columns, values = ours
    ends, places, weights = theirs
    sums, picked = room
    limit = found.shape[1]
    for row in range(len(counts)):
        sums[:] = 0.0
        for k in range(starts[row], starts[row + 1]):
            value = values[k]
            for m in range(ends[columns[k]], ends[columns[k] + 1]):
                sums[places[m]] += value * weights[m]
        size, least = 0, np.float32(0.0)
        for place in range(len(sums)):
            if sums[place] > least:
                picked[size] = place
                size += 1
                if size == len(picked):
                    _part(sums, picked, size, limit)
                    size = limit
                    least = sums[picked[:limit]].min()
        if size > limit:
            _part(sums, picked, size, limit)
            size = limit
        found[row, :size] = np.sort(picked[:size])
        counts[row] = size


@compiled
def _part(sums: Sums, picked: NDArray[np.int32], size: int, limit: int) -> None:
    """Bring the places of the `limit` greatest sums to the front (Hoare's selection)."""
    low, high = 0, size - 1
    while low < high:
        pivot = sums[picked[(low + high) >> 1]]
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
        if limit - 1 <= right:
            high = right
        elif limit - 1 >= left:
            low = left
        else:
            return
