"""From features to one score in [0, 100], the same from either side, whose parts add up to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.arrays import weighing
from matchmaker.matching.arrays.kernels import Floats, Rows
from matchmaker.matching.arrays.weighing import Answering, Asking, Pairs, Scale
from matchmaker.matching.profile import Candidate
from matchmaker.matching.weights import (
    CIRCUMSTANCES,
    FEATURES,
    FREE_DAYS,
    HALF_DISTANCE_KM,
    LEVEL_ABOVE,
    LEVEL_BELOW,
    LONG_DAYS,
    WEIGHTS,
)

# A feature is a value in [0, 1], NaN where it is not known; arrays of them are (pairs, FEATURES).
SCALE = Scale(
    points=np.array([WEIGHTS[name].points for name in FEATURES]),
    moving=sum(WEIGHTS[name].points for name in CIRCUMSTANCES),
    levels=np.array([0.0, LEVEL_BELOW, *LEVEL_ABOVE]),
    free_days=FREE_DAYS,
    long_days=LONG_DAYS,
    half_distance_km=HALF_DISTANCE_KM,
)


@dataclass(frozen=True, slots=True)
class Scores:
    """The totals, and the points (pairs, features) that add up to them; NaN where a feature is not known."""

    total: Floats
    parts: Floats

    def at(self, rows: Rows) -> Scores:
        """Return the scores at these rows."""
        return Scores(self.total[rows], self.parts[rows])

    def candidates(self, need_ids: Sequence[int], offer_ids: Sequence[int]) -> list[Candidate]:
        """Return the pairs one by one, without reasons."""
        found = []
        totals_and_parts = self.total.tolist(), self.parts.tolist()
        for need, offer, total, points in zip(need_ids, offer_ids, *totals_and_parts, strict=True):
            told = {name: part for name, part in zip(FEATURES, points, strict=True) if not math.isnan(part)}
            missing = tuple(name for name in FEATURES if name not in told)
            found.append(Candidate(need, offer, total, told, missing))
        return found


def weigh(features: Floats) -> Scores:
    """Return the score of each pair; of features (pairs, 4) with substance alone, or (pairs, 9).

    1. Substance (text, skills, bridge), in [0, 1]: the mean by weight of what is known of it.
    2. Circumstances (level, dates, distance, capacity, track record) count their weight times the
       substance: a near school is worth nothing when it teaches another trade.
    3. A circumstance that is missing is taken to be as good as the substance, and its points go there:
       silence is neither punished nor worth more than a good answer. Missing substance is shared out
       among the substance that is known.
    """
    scores = Scores(np.zeros(len(features)), np.full(features.shape, np.nan))
    weighing.weigh(np.ascontiguousarray(features), SCALE, scores.total, scores.parts)
    return scores


def circumstances(needs: Floats, offers: Floats) -> Floats:
    """Return (pairs, circumstances) of the facts of needs and offers, pair by pair."""
    found = np.zeros((len(needs), len(CIRCUMSTANCES)))
    weighing.circumstances(needs, offers, SCALE, found)
    return found


def best(asking: Asking, answering: Answering, pairs: Pairs, *, limit: int) -> tuple[Rows, Rows]:
    """Return two times (queries, limit): each query's best postings, and the rows of their pairs of wordings.

    The best come first, ties by place; -1 where there are no more. A query's pairs are weighed from the
    strongest on, until none that is left could still be among the best: circumstances move a score within
    bounds that its substance sets, so nothing is lost. Of what has no strength no more than the limit is
    weighed: it would be a whole side, and all of it scores 0.
    """
    found = np.full((2, len(asking.starts), limit), -1, dtype=np.intp)
    longest = int((asking.ends - asking.starts).max(initial=0))
    room = np.zeros(longest, dtype=np.intp), np.zeros((2, len(FEATURES))), np.zeros(limit)
    weighing.best(asking, answering, pairs, SCALE, room, found)
    return found[0], found[1]


def rise(strengths: Floats) -> Floats:
    """Return how far a score may rise for each point of the circumstances that both sides tell.

    A strength is the score of a pair of whose circumstances nothing is known. Circumstances that are told
    bring at most S a point, with substance S, and take the S² away that silence brought.
    """
    substance = substance_of(strengths)
    return substance * (1 - substance)


def substance_of(strengths: Floats) -> Floats:
    """Return the substance S of scores S (75 + 25 S): those of pairs whose circumstances are not known."""
    known = 100.0 - SCALE.moving
    substance: Floats = (np.sqrt(known**2 + 4 * SCALE.moving * strengths) - known) / (2 * SCALE.moving)
    return substance
