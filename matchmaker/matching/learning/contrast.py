"""Latent dimensions learned by telling what belongs to a text from all that does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float32]

RUNS = 3  # Each sees other batches; what they agree on holds for texts that none has seen.
STEPS = 500
BATCH = 512
MOST = 2048  # Up to so many answers are all told apart; of more, only those of the batch.
SILENCED = 0.5  # The share of grams left out at each step: no gram may carry a text alone.
SHARPNESS = 15.0  # What a cosine is multiplied by.
CORRECTION = 0.7  # How far it is set off that some answers are right more often than others.
RATE = 0.01
WARMING = 20
COOLING = 0.9
_START = 0.1  # The spread of the figures at the start: it sets how far one step moves them.


@dataclass(frozen=True, slots=True, eq=False)
class Drill:
    """Texts that ask and texts that answer; `right` (asked, told) has rows that add up to 1.

    Either side may come in several forms of the same texts (whole, title …), one of which is drawn.
    """

    asked: tuple[sparse.csr_matrix, ...]
    told: tuple[sparse.csr_matrix, ...]
    right: sparse.csr_matrix


def train(start: Matrix, drills: Sequence[Drill], *, seed: int) -> Matrix:
    """Return figures (grams, dimensions) under which a text is closest to what belongs to it.

    1. A batch of one drill is drawn; who asks for something rare is drawn more often.
    2. Softmax of the cosines over the answers, half against the given shares, half against the shares
       that the figures themselves give to the right answers: a name may mean any of several.
    3. One step of Adam, at a rate that rises at first and then falls.
    4. Several runs start alike and go through other batches; the mean of where they end is returned.

    Without a drill the figures stay as they are.
    """
    if not drills:
        return start
    ends = [_run(start, drills, np.random.default_rng((seed, run))) for run in range(RUNS)]
    mean: Matrix = np.mean(ends, axis=0, dtype=np.float32)
    return mean


def _run(start: Matrix, drills: Sequence[Drill], chance: Generator) -> Matrix:
    vectors: Matrix = start * np.float32(_START / start.std())
    mean, square = np.zeros_like(vectors), np.zeros_like(vectors)
    draws = [_draws(drill) for drill in drills]
    for step in range(1, STEPS + 1):
        at = int(chance.integers(len(drills)))
        slope = _slope(drills[at], draws[at], vectors, chance)
        mean += 0.1 * (slope - mean)
        square += 0.02 * (slope * slope - square)
        rate = RATE * min(1.0, step / WARMING) * (1 - COOLING * step / STEPS)
        size = np.sqrt(square / np.float32(1 - 0.98**step)) + np.float32(1e-6)
        vectors -= np.float32(rate / (1 - 0.9**step)) * mean / size
    return vectors


def _draws(drill: Drill) -> tuple[Matrix, Matrix]:
    """Return how often each text that asks is drawn, and then how often each answer is right."""
    often = np.asarray(drill.right.mean(axis=0)).ravel()
    drawn = 1 / np.sqrt(drill.right @ often)
    drawn /= drawn.sum()
    return drawn, drawn @ drill.right


def _slope(drill: Drill, draws: tuple[Matrix, Matrix], vectors: Matrix, chance: Generator) -> Matrix:
    drawn, often = draws
    rows = chance.choice(len(drawn), min(BATCH, len(drawn)), replace=False, p=drawn)
    right = drill.right[rows]
    columns = np.arange(right.shape[1]) if right.shape[1] <= MOST else np.unique(right.indices)
    right = right[:, columns].toarray().astype(np.float32)
    asked = _silenced(drill.asked[chance.integers(len(drill.asked))][rows], chance)
    told = _silenced(drill.told[chance.integers(len(drill.told))][columns], chance)
    ours, theirs = asked @ vectors, told @ vectors
    lengths = _lengths(ours), _lengths(theirs)
    ours, theirs = ours / lengths[0], theirs / lengths[1]
    usual = CORRECTION * np.log(often[columns] + 1e-4).astype(np.float32)
    logits = SHARPNESS * (ours @ theirs.T) + usual
    found = _softmax(logits)
    meant = _softmax(np.where(right > 0, logits + np.log(np.maximum(right, 1e-9)), -1e9))
    error = (found - (right + meant) / 2) * np.float32(SHARPNESS / len(rows))
    return np.asarray(
        asked.T @ _turned(error @ theirs, ours, lengths[0])
        + told.T @ _turned(error.T @ ours, theirs, lengths[1])
    )


def _silenced(texts: sparse.csr_matrix, chance: Generator) -> sparse.csr_matrix:
    kept = (chance.random(texts.nnz) >= SILENCED).astype(np.float32)
    return sparse.csr_matrix((texts.data * kept, texts.indices, texts.indptr), shape=texts.shape)


def _lengths(rows: Matrix) -> Matrix:
    lengths: Matrix = np.maximum(np.sqrt(np.square(rows).sum(axis=1, keepdims=True)), np.float32(1e-6))
    return lengths


def _turned(slope: Matrix, unit: Matrix, lengths: Matrix) -> Matrix:
    """Return the slope by a row before it was brought to length 1."""
    turned: Matrix = ((slope - unit * (slope * unit).sum(axis=1, keepdims=True)) / lengths).astype(np.float32)
    return turned


def _softmax(logits: Matrix) -> Matrix:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    share: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return share
