"""Which wordings are worth a closer look: those that share the strongest words with the one that asks."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays.kernels import strongest
from matchmaker.matching.arrays.looking import greatest

Rows = NDArray[np.intp]

ASKED_GRAMS = 128  # What a text is about stands in its rarest grams; all others cost time and add noise.
ANSWERED_GRAMS = 256
# A gram that is in more than so many wordings takes most of the time and hardly tells them apart.
LONGEST_LIST = 1000
LONGEST_SHARE = 0.05
# So many wordings are compared in full; a smaller market is compared whole.
CLOSER_LOOK = 128
CLOSER_SHARE = 0.005


def closer_look(size: int) -> int:
    """Return how many of so many wordings deserve a closer look."""
    return max(CLOSER_LOOK, round(CLOSER_SHARE * size))


class Look:
    """A side made ready to be looked through; the work is done when it is first asked, and once."""

    def __init__(self, vectors: sparse.csr_matrix) -> None:
        self._vectors = vectors
        self._turned: sparse.csr_matrix | None = None
        self._lock = threading.Lock()

    def candidates(self, asking: sparse.csr_matrix, *, count: int) -> tuple[Rows, Rows]:
        """Return pairs (row of `asking`, row of this side), rows in order: the `count` likeliest of each."""
        size = self._vectors.shape[0]
        if size <= count:
            return np.repeat(np.arange(asking.shape[0]), size), np.tile(np.arange(size), asking.shape[0])
        return greatest(strongest(asking, ASKED_GRAMS), self._ready(), count)

    def _ready(self) -> sparse.csr_matrix:
        with self._lock:
            if self._turned is None:
                vectors, longest = self._vectors, max(LONGEST_LIST, LONGEST_SHARE * self._vectors.shape[0])
                tells = np.bincount(vectors.indices, minlength=vectors.shape[1]) <= longest
                self._turned = strongest(_columns(vectors, tells), ANSWERED_GRAMS).T.tocsr()
            return self._turned

    def __reduce__(self) -> tuple[type[Look], tuple[sparse.csr_matrix]]:
        return Look, (self._vectors,)  # A lock stays in its process.


def _columns(matrix: sparse.csr_matrix, chosen: NDArray[np.bool_]) -> sparse.csr_matrix:
    """Return the matrix with the elements of all other columns left out."""
    kept = chosen[matrix.indices]
    starts = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr].astype(matrix.indptr.dtype)
    return sparse.csr_matrix((matrix.data[kept], matrix.indices[kept], starts), shape=matrix.shape)
