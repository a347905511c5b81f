"""Which wordings are worth a closer look: those that are closest by grams and by what was learned of them."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays import kernels, looking
from matchmaker.matching.arrays.looking import Close, Texts
from matchmaker.matching.learned.reading import SCALE

# So many wordings are compared in full; a smaller market is compared whole.
CLOSER_LOOK = 128
CLOSER_SHARE = 0.005
# A larger side is not read to the end for each that asks. What a text is about stands in its rarest grams,
# and a gram that is in one wording of twenty takes most of the time and hardly tells them apart.
SMALL = 4096
ASKED_GRAMS = 128
ANSWERED_GRAMS = 256
LONGEST_SHARE = 0.05
WIDER = 4  # So many times more wordings are then looked at by their latent vectors.

_UNIT = SCALE**-2  # The product of two latent vectors of one direction.


def closer_look(size: int) -> int:
    """Return how many of so many wordings deserve a closer look."""
    return max(CLOSER_LOOK, round(CLOSER_SHARE * size))


class Look:
    """A side made ready to be looked through; the work is done when it is first asked, and once."""

    def __init__(self, texts: Texts, turned: Texts | None = None) -> None:
        self.texts = texts
        self._turned = turned
        self._lock = threading.Lock()

    def closest(self, asking: Texts, *, count: int) -> Close:
        """Return the `count` likeliest wordings of this side for each that asks, or fewer."""
        size = self.texts.vectors.shape[0]
        if size <= SMALL:
            return looking.closest(asking, self.turned(), count, unit=_UNIT)
        rows, columns = self._likeliest(asking, count) if count < size else _every(asking, size)
        ours, theirs = ((texts.vectors, texts.titles) for texts in (asking, self.texts))
        return Close(rows, columns, kernels.overlaps(ours, theirs, rows, columns))

    def _likeliest(self, asking: Texts, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        asked = kernels.strongest(asking.vectors, ASKED_GRAMS)
        latent, counts = (asking.latent, self.texts.latent), (WIDER * count, count)
        return looking.likeliest(asked, self.turned().vectors, latent, counts, unit=_UNIT)

    def turned(self) -> Texts:
        """Return the side's matrices turned over; of a large side, what is looked at of them."""
        with self._lock:
            if self._turned is None:
                vectors, titles, latent = self.texts
                if vectors.shape[0] > SMALL:
                    tells = np.bincount(vectors.indices, minlength=vectors.shape[1])
                    vectors = _columns(vectors, tells <= LONGEST_SHARE * vectors.shape[0])
                    vectors = kernels.strongest(vectors, ANSWERED_GRAMS)
                self._turned = Texts(vectors.T.tocsr(), titles.T.tocsr(), latent)
            return self._turned

    def __reduce__(self) -> tuple[type[Look], tuple[Texts]]:
        return Look, (self.texts,)  # A lock stays in its process.


def take(texts: Texts, rows: slice | NDArray[np.intp]) -> Texts:
    """Return some of the texts."""
    return Texts(texts.vectors[rows], texts.titles[rows], texts.latent[rows])


def _every(asking: Texts, size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    count = asking.vectors.shape[0]
    return np.repeat(np.arange(count), size), np.tile(np.arange(size), count)


def _columns(matrix: sparse.csr_matrix, chosen: NDArray[np.bool_]) -> sparse.csr_matrix:
    """Return the matrix with the elements of all other columns left out."""
    kept = chosen[matrix.indices]
    starts = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr].astype(matrix.indptr.dtype)
    return sparse.csr_matrix((matrix.data[kept], matrix.indices[kept], starts), shape=matrix.shape)
