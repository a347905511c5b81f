"""How the learned figures come about: a space from texts, then endings and weights from judged pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.utils.extmath import randomized_svd

from matchmaker.matching.learned import fields
from matchmaker.matching.learned.affinity import NAMES
from matchmaker.matching.learned.model import LEVELS, PLAIN, Endings, Space, Weights
from matchmaker.matching.learning.contrast import Drill, train
from matchmaker.matching.text import TextModel, fit_text, vectorize

Floats = NDArray[np.float64]

DIMENSIONS = 160
LEAST_TEXTS = 8  # A gram in fewer texts has no figures: it could give a text away, and hardly helps.
LEAST_ENDINGS = 5
RIDGE = 3.0
NEAR, JUDGED = 0.33, 0.8  # What a text close to a demand reads as, and one that was judged right.
ENDING_RIDGE = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Queries with their documents: likenesses (queries, documents, names), gains, and each query's weight.

    `advertised` is (queries, documents) as well. Only documents with a gain or without one are told apart
    by it; what stands at -inf in `gains` is left out.
    """

    likenesses: NDArray[np.float32]
    advertised: Floats
    gains: Floats
    weight: Floats


def fit_words(texts: Sequence[str]) -> TextModel:
    """Learn the vocabulary of the space: grams of one and two characters, and how rare each is."""
    whole = fit_text(taught=[], asked=texts, emphasis=PLAIN)
    found = vectorize(texts, model=whole)
    often = np.bincount(found.indices, minlength=len(whole.grams)) >= LEAST_TEXTS
    kept = often & (whole.grams < 1 << 32)
    nowhere = np.zeros(kept.sum(), dtype=np.bool_)
    return TextModel(whole.grams[kept], whole.weights[kept], nowhere, whole.unknown_weight, PLAIN)


def fit_space(texts: Sequence[str], drills: Sequence[Drill], *, text: TextModel, seed: int) -> Space:
    """Learn the latent dimensions of grams: singular vectors of all texts, then trained by the drills."""
    _, _, vectors = randomized_svd(vectorize(texts, model=text), DIMENSIONS, n_iter=4, random_state=seed)
    trained = train(vectors.T.astype(np.float32), drills, seed=seed)
    return Space(text, trained.astype(np.float16).astype(np.float32))


def fit_endings(titles: Sequence[str], levels: Sequence[int], weights: Sequence[float]) -> Endings:
    """Learn what the endings of titles tell of the level (1 to 3) of the programmes linked to them."""
    if not titles:
        return untaught()[1]
    # Distinct titles are counted: an ending must say something of a sort of title, never of one alone.
    counts = Counter(end for title in set(titles) for end in fields.endings(title))
    names = sorted(end for end, count in counts.items() if count >= LEAST_ENDINGS)
    column = {end: place for place, end in enumerate(names)}
    told = np.zeros((len(titles), len(names)))
    for row, title in enumerate(titles):
        told[row, [column[end] for end in fields.endings(title) if end in column]] = 1.0
    target = np.eye(LEVELS)[np.array(levels) - 1]
    weight = np.array(weights)[:, None]
    prior = np.log(np.maximum((weight * target).sum(axis=0) / weight.sum(), 1e-6))

    def loss(flat: Floats) -> tuple[float, Floats]:
        points = flat.reshape(len(names), LEVELS)
        chance = _softmax(told @ points + prior)
        lost = -(weight * target * np.log(np.maximum(chance, 1e-12))).sum() + ENDING_RIDGE * (flat @ flat)
        return lost, (told.T @ (weight * (chance - target)) + 2 * ENDING_RIDGE * points).ravel()

    best = minimize(loss, np.zeros(len(names) * LEVELS), jac=True, method="L-BFGS-B").x.reshape(-1, LEVELS)
    return Endings(
        (0.0,) * LEVELS, {name: tuple(row) for name, row in zip(names, best.tolist(), strict=True)}
    )


def untaught() -> tuple[Weights, Endings]:
    """Return what holds before anything was judged: words alone."""
    none = (0.0,) * len(NAMES)
    return Weights((-2.0, 0.0), (4.0, *none[1:]), none), Endings((0.0,) * LEVELS, {})


def fit_weights(examples: Sequence[Examples], *, silent: Collection[str] = ()) -> Weights:
    """Learn weights that put the judged documents of each query first (softmax over its documents, ridge).

    No weight is below 0: no likeness may speak against a pair, which keeps the fit small and readable.
    Those of likenesses that are `silent` are 0.
    """
    count = examples[0].likenesses.shape[2]
    spread = np.mean([example.likenesses.reshape(-1, count).std(axis=0) for example in examples], axis=0)
    ridge = RIDGE * np.tile(np.square(spread), 2)  # A likeness that hardly varies may weigh more.

    def loss(weights: Floats) -> tuple[float, Floats]:
        lost, slope = float(ridge @ np.square(weights)), 2 * ridge * weights
        for example in examples:
            more, steeper = _listwise(example, weights, count)
            lost, slope = lost + more, slope + steeper
        return lost, slope

    bounds = [(0.0, 0.0 if name in silent else None) for name in NAMES] * 2
    best = minimize(loss, np.zeros(2 * count), jac=True, method="L-BFGS-B", bounds=bounds).x
    formal, advertised = best[:count], best[count:]
    return Weights((0.0, 0.0), tuple(formal.tolist()), tuple((advertised - formal).tolist()))


def calibrate(
    weights: Weights, *, formal: tuple[Floats, Floats], advertised: tuple[Floats, Floats]
) -> Weights:
    """Scale the weights so that the median near pair reads as `NEAR`, the median judged pair as `JUDGED`.

    Each register has the likenesses of its near pairs and of its judged ones, (pairs, names), so that a
    share means the same for a formal demand and for an advertisement.
    """
    own = np.array(weights.formal)
    (low, plain), (high, loud) = (
        _anchored(columns, *pairs)
        for columns, pairs in ((own, formal), (own + np.array(weights.advertised), advertised))
    )
    return Weights((low, high - low), tuple(plain.tolist()), tuple((loud - plain).tolist()))


def _anchored(columns: Floats, near: Floats, judged: Floats) -> tuple[float, Floats]:
    low, high = float(np.median(near @ columns)), float(np.median(judged @ columns))
    first, last = _logit(NEAR), _logit(JUDGED)
    slope = (last - first) / (high - low) if high > low else 1.0
    return first - slope * low, columns * slope


def _listwise(example: Examples, weights: Floats, count: int) -> tuple[float, Floats]:
    loud = example.advertised[:, :, None].astype(np.float32)
    columns = weights.astype(np.float32)
    plain, more = example.likenesses @ columns[:count], example.likenesses @ columns[count:]
    logits = np.where(np.isneginf(example.gains), -np.inf, plain * (1 - loud[:, :, 0]) + more * loud[:, :, 0])
    chance = _softmax(logits)
    gains = np.maximum(example.gains, 0.0)
    share = gains / gains.sum(axis=1, keepdims=True)
    lost = -(example.weight[:, None] * share * np.log(np.maximum(chance, 1e-12))).sum()
    slope = (example.weight[:, None] * (chance - share)).astype(np.float32)
    quiet = np.einsum("qd,qdk->k", slope * (1 - loud[:, :, 0]), example.likenesses)
    return float(lost), np.concatenate(
        [quiet, np.einsum("qd,qdk->k", slope * loud[:, :, 0], example.likenesses)]
    ).astype(float)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    chance: Floats = powers / powers.sum(axis=1, keepdims=True)
    return chance


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))
