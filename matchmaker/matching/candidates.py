"""Which wordings are worth a closer look: those that share the strongest words with the one that asks."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from matchmaker.matching.kernels import strongest

Rows = NDArray[np.intp]

CLOSER_LOOK = 256  # So many wordings are compared in full; a smaller market is compared whole.
ASKED_GRAMS = 128  # What a text is about stands in its rarest grams; all others cost time and add noise.
ANSWERED_GRAMS = 256


class Look:
    """A side made ready to be looked through; the work is done when it is first asked, and once."""

    def __init__(self, vectors: sparse.csr_matrix) -> None:
        self._vectors = vectors
        self._turned: sparse.csr_matrix | None = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return int(self._vectors.shape[0])

    def candidates(self, asking: sparse.csr_matrix, *, count: int = CLOSER_LOOK) -> tuple[Rows, Rows]:
        """Return pairs (row of `asking`, row of this side), rows in order: the `count` likeliest of each."""
        if len(self) <= count:
            rows = np.repeat(np.arange(asking.shape[0]), len(self))
            return rows, np.tile(np.arange(len(self)), asking.shape[0])
        found = sp_matmul_topn(strongest(asking, ASKED_GRAMS), self._ready(), top_n=count, n_threads=1)
        return np.repeat(np.arange(asking.shape[0]), np.diff(found.indptr)), found.indices.astype(np.intp)

    def _ready(self) -> sparse.csr_matrix:
        with self._lock:
            if self._turned is None:
                self._turned = strongest(self._vectors, ANSWERED_GRAMS).T.tocsr()
            return self._turned

    def __reduce__(self) -> tuple[type[Look], tuple[sparse.csr_matrix]]:
        return Look, (self._vectors,)  # A lock stays in its process.
