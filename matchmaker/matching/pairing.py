"""Two sides made ready to be compared: candidates, features and eligibility of pairs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matchmaker.matching.arrays import kernels
from matchmaker.matching.arrays.kernels import Floats
from matchmaker.matching.arrays.openings import Open
from matchmaker.matching.bridge import bridge_table
from matchmaker.matching.eligibility import allows
from matchmaker.matching.learned.affinity import affinity, likenesses
from matchmaker.matching.learned.model import learned
from matchmaker.matching.phrases import CLOSE_ENOUGH
from matchmaker.matching.profile import Catalogue, Need, Offer
from matchmaker.matching.sides import Queries, Rows, Side, Substance
from matchmaker.matching.weights import FACTS, TOLD_BY, WEIGHTS


class Pairing:
    """Needs and offers to compare; every feature is a function of the pair and of nothing else."""

    def __init__(self, needs: Side[Need], offers: Side[Offer], *, catalogue: Catalogue) -> None:
        self.needs, self.offers = needs, offers
        self._weights = learned().weights
        self._bridge = bridge_table(offers.substance.codes, needs.substance.codes, catalogue=catalogue)

    def sides(self, queries: Queries) -> tuple[Side[Any], Side[Any]]:
        """Return the side that asks and the side that answers."""
        return (self.needs, self.offers) if queries == "needs" else (self.offers, self.needs)

    def substance(self, needs: Rows, offers: Rows, overlaps: Floats) -> Floats:
        """Return (pairs, SUBSTANCE) of these wordings; `overlaps` are those of their texts.

        The vectors' columns stand in order, so that a cosine adds up the same products in the
        same order, and the score is the same to the last bit, whoever asks.
        """
        need, offer = self.needs.substance, self.offers.substance
        found = likenesses(need.reading, offer.reading, overlaps, (needs, offers))
        shares = affinity(found, need.reading.advertised[needs], self._weights)
        shares[need.is_silent[needs] | offer.is_silent[offers]] = np.nan
        must, nice = (self._covered(wanted, needs, offers) for wanted in (need.held, need.welcome))
        return np.column_stack([shares, must, nice, self._bridge[offer.code[offers], need.code[needs]]])

    def allows(self, needs: Rows, offers: Rows) -> NDArray[np.bool_]:
        """Tell of each pair of postings whether no hard fact forbids it."""
        need, offer = self.needs, self.offers
        return allows((need.levels[needs], need.kinds[needs]), (offer.levels[offers], offer.kinds[offers]))

    def _covered(self, wanted: sparse.csr_matrix, needs: Rows, offers: Rows) -> Floats:
        need, offer = self.needs.substance, self.offers.substance
        if not wanted.nnz:
            return np.full(len(needs), np.nan)
        pieces = need.pieces, offer.pieces
        return kernels.coverages(wanted, offer.held, pieces, (needs, offers), enough=CLOSE_ENOUGH)


class Openings:
    """What is open to each who asks: how many postings of each wording, and what they are told beside it.

    `told` are the points that circumstances may bring to a query: of those that both sides tell.
    """

    def __init__(self, pairing: Pairing, queries: Queries) -> None:
        self._asking, self._answering = pairing.sides(queries)
        askers, answerers = np.meshgrid(self._asking.sorts, self._answering.sorts, indexing="ij")
        pairs = (askers, answerers) if queries == "needs" else (answerers, askers)
        self._allowed = pairing.allows(*pairs)
        self.told = _told(self._asking, self._answering)

    def to(self, queries: Rows) -> Open:
        """Return how many postings of each sort the wordings have, and which sorts each query may have."""
        return self._answering.counts, self._allowed[self._asking.sort_of[queries]]

    def total(self, queries: Rows) -> Rows:
        """Return how many postings each query may have in all."""
        opened: Rows = (self._answering.counts.sum(axis=0) * self._allowed).sum(axis=1)
        return opened[self._asking.sort_of[queries]]


def _told(asking: Side[Any], answering: Side[Any]) -> Floats:
    told = np.zeros(len(asking.postings))
    for name, fact in TOLD_BY.items():
        ours, theirs = (~np.isnan(side.facts[:, FACTS.index(fact)]) for side in (asking, answering))
        is_told = ours | theirs.any() if name == "track_record" else ours & theirs.any()
        told += WEIGHTS[name].points * is_told
    return told


def overlaps(need: Substance, offer: Substance, pairs: tuple[Rows, Rows], *, queries: Queries) -> Floats:
    """Return (pairs, 3): cosine, share of the demand's title that the programme tells, and the reverse.

    Equal rows of those that ask stand together.
    """
    asked, taught = (need.vectors, need.reading.titles), (offer.vectors, offer.reading.titles)
    if queries == "needs":
        return kernels.overlaps(asked, taught, *pairs)
    return kernels.overlaps(taught, asked, pairs[1], pairs[0])[:, [0, 2, 1]]
