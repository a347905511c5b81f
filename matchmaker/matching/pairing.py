"""Two sides made ready to be compared: candidates, features and eligibility of pairs."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import kernels, similarity
from matchmaker.matching.eligibility import allows
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.sides import Queries, Rows, Side
from matchmaker.matching.similarity import Feature


class Pairing:
    """Needs and offers to compare; every feature is a function of the pair and of nothing else."""

    def __init__(self, needs: Side[Need], offers: Side[Offer], *, catalogue: Catalogue) -> None:
        self.needs, self.offers = needs, offers
        self._bridge = similarity.bridge_table(
            offers.substance.codes, needs.substance.codes, catalogue=catalogue
        )

    def sides(self, queries: Queries) -> tuple[Side[Any], Side[Any]]:
        """Return the side that asks and the side that answers."""
        return (self.needs, self.offers) if queries == "needs" else (self.offers, self.needs)

    def substance(self, needs: Rows, offers: Rows, *, queries: Queries) -> dict[str, Feature]:
        """Return the features of these wordings, pair by pair; equal rows of those that ask stand together.

        The vectors' columns stand in order, so that a cosine adds up the same products in the
        same order, and the score is the same to the last bit, whoever asks.
        """
        need, offer = self.needs.substance, self.offers.substance
        asking, answering = (need, offer) if queries == "needs" else (offer, need)
        rows, columns = (needs, offers) if queries == "needs" else (offers, needs)
        cosines = kernels.sparse_dots(asking.vectors, answering.vectors, rows, columns)
        is_silent = np.diff(asking.vectors.indptr)[rows] == 0
        is_silent |= np.diff(answering.vectors.indptr)[columns] == 0
        cosines[is_silent] = np.nan
        return {
            "text": similarity.text_similarity(cosines),
            "must": self._covered(need.held, needs, offers),
            "nice": self._covered(need.welcome, needs, offers),
            "bridge": similarity.bridge(self._bridge, offer.code[offers], need.code[needs]),
        }

    def circumstances(self, needs: Rows, offers: Rows) -> dict[str, Feature]:
        """Return the features of these postings, pair by pair."""
        need, offer = self.needs.circumstances, self.offers.circumstances
        to = need.longitude[needs], need.latitude[needs]
        return {
            "level": similarity.level(offer.level[offers], need.level[needs]),
            "dates": similarity.dates(offer.day[offers], need.day[needs]),
            "distance": similarity.distance(offer.longitude[offers], offer.latitude[offers], *to),
            "capacity": similarity.capacity(offer.number[offers], need.number[needs]),
            "track_record": similarity.track_record(offer.record[offers], need.record[needs]),
        }

    def allows(self, needs: Rows, offers: Rows) -> NDArray[np.bool_]:
        """Tell of each pair of postings whether no hard fact forbids it."""
        need, offer = self.needs, self.offers
        return allows((need.levels[needs], need.kinds[needs]), (offer.levels[offers], offer.kinds[offers]))

    def _covered(self, wanted: Any, needs: Rows, offers: Rows) -> Feature:  # noqa: ANN401 - a sparse matrix.
        need, offer = self.needs.substance, self.offers.substance
        if not wanted.nnz:
            return similarity.coverage(np.full(len(needs), np.nan))
        pieces = need.pieces, offer.pieces
        enough = similarity.CLOSE_ENOUGH
        return similarity.coverage(
            kernels.coverages(wanted, offer.held, pieces, (needs, offers), enough=enough)
        )


class Openings:
    """How many postings of each answering wording are open to a query: what a short list is cut by."""

    def __init__(self, pairing: Pairing, queries: Queries) -> None:
        self._pairing, self._queries = pairing, queries
        self._asking, self._answering = pairing.sides(queries)

    def of(self, queries: Rows, wordings: Rows) -> Rows:
        """Return, pair by pair, how many postings of a wording the query may have."""
        counts: Rows = self._counts[self._kind_of[queries], wordings]
        return counts

    @cached_property
    def _kind_of(self) -> Rows:
        return _kinds(self._asking)[1]

    @cached_property
    def _counts(self) -> Rows:
        askers, answerers = _kinds(self._asking)[0], _kinds(self._answering)
        kind_of = answerers[1]
        width = len(self._answering.starts) - 1
        counts = np.zeros((len(askers), width), dtype=np.intp)
        for row, asker in enumerate(askers):
            for kind, answerer in enumerate(answerers[0]):
                pair = np.array([asker]), np.array([answerer])
                needs, offers = pair if self._queries == "needs" else pair[::-1]
                if self._pairing.allows(needs, offers)[0]:
                    counts[row] += np.bincount(self._answering.wording[kind_of == kind], minlength=width)
        return counts


def _kinds(side: Side[Any]) -> tuple[Rows, Rows]:
    """Return one posting of each level and set of kinds, and to which of them every posting belongs."""
    keys = side.levels.astype(np.int64) << 16 | side.kinds.astype(np.int64)
    _, first, kind_of = np.unique(keys, return_index=True, return_inverse=True)
    return first, kind_of


def at(features: dict[str, Feature], rows: Rows) -> dict[str, Feature]:
    """Return the features at these rows."""
    return {name: Feature(f.values[rows], f.known[rows]) for name, f in features.items()}
