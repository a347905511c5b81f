"""What the learned part reads of each wording, once: latent vectors, the title's grams, levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.learned import fields
from matchmaker.matching.learned.model import LEVELS, Endings, Space, learned
from matchmaker.matching.text import TextModel, blockwise, project, vectorize

Floats = NDArray[np.float64]
Vectors = NDArray[np.int16]

# A latent vector has the length 2048 in whole numbers, so that the product of two is exact, in whatever
# order it is added up, even in single precision: the score is the same whoever asks.
SCALE = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Wording by wording: vectors (wordings, fields, dimensions), grams of the title by their share in it.

    `level` is a programme's rank, 0 where it is not told; a demand has what its title says for each level
    (log odds), and how much it reads like an advertisement.
    """

    vectors: Vectors
    titles: sparse.csr_matrix
    level: NDArray[np.intp]
    leaning: Floats
    advertised: Floats


def read_needs(texts: Sequence[str], *, text: TextModel, vectors: Vectors | None = None) -> Reading:
    """Read demands; `vectors` are those of the same texts when already at hand."""
    space, titles, advertised = learned().space, [""] * len(texts), np.zeros(len(texts))
    found = _room(texts, fields.NEED_FIELDS, space) if vectors is None else vectors

    def read(rows: slice) -> None:
        parts = [fields.need_fields(words) for words in texts[rows]]
        titles[rows] = [part[0] for part in parts]
        advertised[rows] = [fields.advertised(words) for words in texts[rows]]
        if vectors is None:
            found[rows] = _project(parts, space)

    blockwise(read, texts)
    return Reading(
        vectors=found,
        titles=_shares(titles, text),
        level=np.zeros(len(texts), dtype=np.intp),
        leaning=lean(titles, learned().endings),
        advertised=advertised,
    )


def read_offers(
    texts: Sequence[str],
    details: Sequence[tuple[str, str, int]],
    *,
    text: TextModel,
    vectors: Vectors | None = None,
) -> Reading:
    """Read programmes; the details of each are its courses, its abilities and the rank of its level."""
    space, titles = learned().space, [""] * len(texts)
    found = _room(texts, fields.OFFER_FIELDS, space) if vectors is None else vectors

    def read(rows: slice) -> None:
        told = zip(texts[rows], details[rows], strict=True)
        parts = [fields.offer_fields(words, *detail[:2]) for words, detail in told]
        titles[rows] = [part[0] for part in parts]
        if vectors is None:
            found[rows] = _project(parts, space)

    blockwise(read, texts)
    return Reading(
        vectors=found,
        titles=_shares(titles, text),
        level=np.array([detail[2] for detail in details], dtype=np.intp),
        leaning=np.zeros((len(texts), LEVELS)),
        advertised=np.zeros(len(texts)),
    )


def lean(titles: Sequence[str], known: Endings) -> Floats:
    """Return how strongly each title speaks for each level, as log odds against any."""
    row_of = {end: row for row, end in enumerate(known.points)}
    said = [
        (row, row_of[end])
        for row, title in enumerate(titles)
        for end in fields.endings(title)
        if end in row_of
    ]
    found = np.tile(np.array(known.constant, dtype=float), (len(titles), 1))
    points = np.array(list(known.points.values())).reshape(-1, LEVELS)
    rows, ends = np.array(said, dtype=np.intp).reshape(-1, 2).T
    np.add.at(found, rows, points[ends])
    return found


def _room(texts: Sequence[str], names: Sequence[str], space: Space) -> Vectors:
    return np.zeros((len(texts), len(names), space.vectors.shape[1]), dtype=np.int16)


def _project(parts: Sequence[tuple[str, ...]], space: Space) -> Vectors:
    """Return (texts, fields, dimensions): the latent vectors of each text's fields."""
    found = []
    for told in zip(*parts, strict=True):
        rows = project(told, space.vectors, model=space.text)
        length = np.sqrt(np.square(rows.astype(float)).sum(axis=1))
        found.append(np.rint(rows * (SCALE / np.where(length > 0, length, 1.0))[:, None]))
    return np.stack(found, axis=1).astype(np.int16)


def _shares(titles: Sequence[str], text: TextModel) -> sparse.csr_matrix:
    """Return the known grams of one and two characters of each title, by how much of it each is."""
    shares = vectorize(titles, model=text)
    weights = np.where(text.grams < 1 << 32, text.weights, 0).astype(float)
    shares = sparse.csr_matrix((weights[shares.indices], shares.indices, shares.indptr), shape=shares.shape)
    sums = np.asarray(shares.sum(axis=1)).ravel()
    shares.data /= np.repeat(np.where(sums > 0, sums, 1.0), np.diff(shares.indptr))
    shares.data = shares.data.astype(np.float32)
    shares.eliminate_zeros()
    return shares
