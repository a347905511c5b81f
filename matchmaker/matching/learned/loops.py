"""Loops over pairs of wordings for the learned part, compiled when they are first used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.compiling import compiled
from matchmaker.matching.arrays.kernels import Floats, Rows

Vectors = NDArray[np.int16]


def field_dots(left: Vectors, right: Vectors, pairs: tuple[Rows, Rows], fields: Rows) -> Floats:
    """Return left[rows[i], fields[k, 0]] · right[columns[i], fields[k, 1]] as (pairs, fields), exact."""
    out = np.zeros((len(pairs[0]), len(fields)))
    _field_dots(left, right, pairs, fields, out)
    return out


def logistic(found: Floats, advertised: Floats, weights: tuple[Floats, Floats]) -> Floats:
    """Return 1 / (1 + e^−x), x the weighted sum of each row; the first weights are constants.

    The second weights count by how much of an advertisement each pair's demand is. What is added up is
    added in the columns' order, so that the share is the same for any number of pairs.
    """
    out = np.zeros(len(found))
    _logistic(found, advertised, weights, out)
    return out


@compiled
def _field_dots(left: Vectors, right: Vectors, pairs: tuple[Rows, Rows], fields: Rows, out: Floats) -> None:
    for at in range(len(out)):
        for k in range(len(fields)):
            ours, theirs = left[pairs[0][at], fields[k, 0]], right[pairs[1][at], fields[k, 1]]
            total = np.int32(0)
            for n in range(len(ours)):  # What is narrowed at each step is multiplied sixteen at a time.
                total = np.int32(total + np.int32(np.int32(ours[n]) * np.int32(theirs[n])))
            out[at, k] = total


@compiled
def _logistic(found: Floats, advertised: Floats, weights: tuple[Floats, Floats], out: Floats) -> None:
    formal, more = weights
    for at in range(len(out)):
        total = formal[0] + advertised[at] * more[0]
        for k in range(found.shape[1]):
            total += found[at, k] * (formal[k + 1] + advertised[at] * more[k + 1])
        out[at] = 1.0 / (1.0 + np.exp(-total))
