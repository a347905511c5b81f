"""How many postings a list of wordings opens to a query; compiled when it is first used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.compiling import bare
from matchmaker.matching.arrays.kernels import Rows

Spans = tuple[Rows, Rows]  # List n is what stands from the first's nth element up to the second's.
# How many postings of each sort a wording has, (wordings, sorts), and which sorts each query may have.
Open = tuple[Rows, NDArray[np.bool_]]


def opened(spans: Spans, wordings: Rows, open_to: Open, limit: int) -> Rows:
    """Return how many postings of the wordings in its list each query may have, counted up to the limit."""
    out = np.zeros(len(spans[0]), dtype=np.intp)
    _opened(spans, wordings, open_to, limit, out)
    return out


@bare
def _opened(spans: Spans, wordings: Rows, open_to: Open, limit: int, out: Rows) -> None:
    counts, allowed = open_to
    for query in range(len(out)):
        for at in range(spans[0][query], spans[1][query]):
            if out[query] >= limit:
                break
            for sort in range(counts.shape[1]):
                if allowed[query, sort]:
                    out[query] += counts[wordings[at], sort]
