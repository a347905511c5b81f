"""What a plan starts from: the pairs worth a proposal, as arrays, and the open posts and places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.eligibility import eligible_pairs
from matchmaker.matching.planning.facts import Array, Cases, Indices, need_columns, offer_columns
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Need, Offer

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Pair = tuple[int, int]  # ids of a need and of an offer


class Scored(Protocol):
    """A pair with its score in [0, 100], such as a Candidate or a row of the matches."""

    @property
    def need_id(self) -> int: ...
    @property
    def offer_id(self) -> int: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Marks:
    """What people have decided on pairs: a pinned one is planned first, a vetoed one never."""

    pinned: frozenset[Pair] = frozenset()
    vetoed: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Needs and offers in the order of their ids, and the pairs in the order of their rows.

    A pinned pair stands in `cases` with no less than the least score, so that nothing else is asked of it;
    `scores` are the true ones, NaN where a pinned pair has none.
    """

    needs: Sequence[Need]
    offers: Sequence[Offer]
    cases: Cases
    scores: Array
    is_pinned: Mask
    posts: Counts
    places: Counts


def read_market(
    needs: Iterable[Need],
    offers: Iterable[Offer],
    candidates: Iterable[Scored],
    *,
    marks: Marks,
    thresholds: Thresholds,
    today: date,
) -> Market:
    """Return the market, the same for any order of what is given.

    1. Sort both sides by id. A side that did not say how many is taken for one smallest class.
    2. Keep a candidate once, if both its postings are given; add the pinned pairs that nobody scored.
    3. Drop what is vetoed or not eligible, and what scores below the threshold unless it is pinned.
    """
    needs, offers = sorted(needs, key=lambda need: need.id), sorted(offers, key=lambda offer: offer.id)
    table = _Rows({need.id: at for at, need in enumerate(needs)}, {o.id: at for at, o in enumerate(offers)})
    pinned, vetoed = table.keys(marks.pinned - marks.vetoed), table.keys(marks.vetoed)
    keys, scores = table.read(candidates, pinned)
    is_pinned = np.isin(keys, pinned)
    rows, columns = np.divmod(keys, max(len(offers), 1))
    kept = eligible_pairs(needs, offers, rows, columns, today=today) & ~np.isin(keys, vetoed)
    kept &= is_pinned | (scores >= thresholds.similarity)
    scores, is_pinned = scores[kept], is_pinned[kept]
    need_facts, offer_facts = need_columns(needs), offer_columns(offers)
    cases = Cases(
        needs=need_facts,
        offers=offer_facts,
        needs_at=rows[kept],
        offers_at=columns[kept],
        scores=np.where(is_pinned, np.fmax(scores, thresholds.similarity), scores),
        thresholds=thresholds,
        today=today,
    )
    posts = _counts(need_facts.values["posts"], unknown=thresholds.class_minimum)
    places = _counts(offer_facts.values["places"], unknown=thresholds.class_minimum)
    return Market(needs, offers, cases, scores, is_pinned, posts, places)


def take(cases: Cases, at: Indices) -> Cases:
    """Return some of the cases."""
    return replace(cases, needs_at=cases.needs_at[at], offers_at=cases.offers_at[at], scores=cases.scores[at])


def _counts(numbers: Array, *, unknown: int) -> Counts:
    return np.nan_to_num(numbers, nan=unknown).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where each id stands; a pair's key is its need's row times the number of offers, plus its offer's."""

    needs: dict[int, int]
    offers: dict[int, int]

    def read(self, candidates: Iterable[Scored], pinned: Indices) -> tuple[Indices, Array]:
        """Return the keys in order, each once, and the best scores; NaN where only a pin knows the pair."""
        found = np.array(
            [
                (self.needs[c.need_id] * len(self.offers) + self.offers[c.offer_id], c.score)
                for c in candidates
                if c.need_id in self.needs and c.offer_id in self.offers
            ],
            dtype=np.dtype([("key", np.intp), ("score", np.float64)]),
        )
        order = np.lexsort((-found["score"], found["key"]))
        keys, first = np.unique(found["key"][order], return_index=True)
        scores = found["score"][order][first]
        unscored = np.setdiff1d(pinned, keys)
        keys, scores = np.append(keys, unscored), np.append(scores, np.full(len(unscored), np.nan))
        order = np.argsort(keys)
        return keys[order], scores[order]

    def keys(self, pairs: frozenset[Pair]) -> Indices:
        """Return the keys of the pairs whose postings are known."""
        known = [
            self.needs[need] * len(self.offers) + self.offers[offer]
            for need, offer in pairs
            if need in self.needs and offer in self.offers
        ]
        return np.array(sorted(known), dtype=np.intp)
