"""From features to one score in [0, 100], the same from either side, whose parts add up to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.arrays.compiling import bare
from matchmaker.matching.arrays.kernels import Floats, Rows
from matchmaker.matching.geography import EARTH_RADIUS_KM
from matchmaker.matching.profile import Candidate
from matchmaker.matching.weights import (
    CIRCUMSTANCES,
    FEATURES,
    FREE_DAYS,
    HALF_DISTANCE_KM,
    LEVEL_ABOVE,
    LEVEL_BELOW,
    LONG_DAYS,
    SUBSTANCE,
    WEIGHTS,
)

# A feature is a value in [0, 1], NaN where it is not known; arrays of them are (pairs, FEATURES). What a
# posting tells of its circumstances is a row in this order, NaN where it is silent: rank of the level, point
# on a sphere of radius 1, places or posts, day as an ordinal, track record in [0, 1].
FACTS = ("level", "x", "y", "z", "number", "day", "record")
_LEVEL, _X, _Y, _Z, _NUMBER, _DAY, _RECORD = range(len(FACTS))
TOLD_BY = {"level": "level", "dates": "day", "distance": "x", "capacity": "number", "track_record": "record"}

_POINTS = np.array([WEIGHTS[name].points for name in FEATURES])
_SUBSTANCE = len(SUBSTANCE)
_MOVING = float(_POINTS[_SUBSTANCE:].sum())  # The points of all circumstances.
_LEVELS = np.array([0.0, LEVEL_BELOW, *LEVEL_ABOVE])


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
    _weigh(np.ascontiguousarray(features), scores.total, scores.parts)
    return scores


def circumstances(needs: Floats, offers: Floats) -> Floats:
    """Return (pairs, circumstances) of the facts of needs and offers, pair by pair."""
    found = np.zeros((len(needs), len(CIRCUMSTANCES)))
    _circumstances(needs, offers, found)
    return found


def totals(substance: Floats, facts: tuple[Floats, Floats], pairs: tuple[Rows, Rows, Rows]) -> Floats:
    """Return the totals alone, without ever holding the features of all pairs.

    A pair is a row of the substance, of the facts of needs, and of the facts of offers.
    """
    found = np.zeros(len(pairs[0]))
    row = np.zeros(len(FEATURES)), np.zeros(len(FEATURES))
    _totals(substance, facts, pairs, row, found)
    return found


def reach(strengths: Floats) -> tuple[Floats, Floats]:
    """Return how far a score may fall and rise for each point of the circumstances that both sides tell.

    A strength is the score of a pair of whose circumstances nothing is known. Circumstances that are told
    take 25 S of their points away, S² a point, and bring at most S a point, with substance S.
    """
    substance = substance_of(strengths)
    return substance**2, substance * (1 - substance)


def substance_of(strengths: Floats) -> Floats:
    """Return the substance S of scores S (75 + 25 S): those of pairs whose circumstances are not known."""
    known = 100.0 - _MOVING
    substance: Floats = (np.sqrt(known**2 + 4 * _MOVING * strengths) - known) / (2 * _MOVING)
    return substance


@bare
def _level(need: float, offer: float) -> float:
    """Return how a programme's level fits the least one asked for.

    1 for the very level; a little less above it, since who is overqualified leaves sooner; near 0 below.
    """
    if np.isnan(offer - need):
        return np.nan
    fit: float = _LEVELS[int(min(max(offer - need, -2.0), 2.0)) + 2]
    return fit


@bare
def _dates(need: float, offer: float) -> float:
    """Return how close start and graduation are: 1 within 90 days, falling to 0 at two years.

    Early or late count alike: a vacant post waits as a graduate does.
    """
    wait = abs(need - offer)
    return np.nan if np.isnan(wait) else min(max((LONG_DAYS - wait) / (LONG_DAYS - FREE_DAYS), 0.0), 1.0)


@bare
def _distance(east: float, north: float, up: float) -> float:
    """Return 1 / (1 + km / 100), km along a great circle: 1 at the same point, 0.09 at 1,000 km.

    The points are so far apart on a sphere of radius 1; the kilometers are those of `distance_km`.
    """
    chord = np.sqrt(east * east + north * north + up * up)
    if np.isnan(chord):
        return np.nan
    kilometers = 2 * EARTH_RADIUS_KM * np.arcsin(min(chord / 2, 1.0))
    return float(1 / (1 + kilometers / HALF_DISTANCE_KM))


@bare
def _capacity(posts: float, places: float) -> float:
    """Return the share of the posts that the places can fill; unknown when there are no posts."""
    return min(max(places, 0.0), posts) / posts if posts > 0 and not np.isnan(places) else np.nan


@bare
def _record(need: float, offer: float) -> float:
    """Return the mean track record of the two sides, or that of the one that has any."""
    if np.isnan(need):
        return offer
    return need if np.isnan(offer) else (need + offer) / 2


@bare
def _compare(facts: tuple[Floats, Floats], pair: tuple[int, int], found: Floats, at: int) -> None:
    (needs, offers), (need, offer) = facts, pair
    found[at] = _level(needs[need, _LEVEL], offers[offer, _LEVEL])
    found[at + 1] = _dates(needs[need, _DAY], offers[offer, _DAY])
    found[at + 2] = _distance(
        needs[need, _X] - offers[offer, _X],
        needs[need, _Y] - offers[offer, _Y],
        needs[need, _Z] - offers[offer, _Z],
    )
    found[at + 3] = _capacity(needs[need, _NUMBER], offers[offer, _NUMBER])
    found[at + 4] = _record(needs[need, _RECORD], offers[offer, _RECORD])


@bare
def _circumstances(needs: Floats, offers: Floats, found: Floats) -> None:
    for row in range(len(found)):
        _compare((needs, offers), (row, row), found[row], 0)


@bare
def _set_parts(values: Floats, parts: Floats) -> float:
    """Set the points of what is known and return their sum; the rest stays as it is."""
    weight, reached, told = 0.0, 0.0, 0.0
    for k in range(len(values)):
        if np.isnan(values[k]):
            continue
        if k < _SUBSTANCE:
            weight += _POINTS[k]
            reached += _POINTS[k] * values[k]
        else:
            told += _POINTS[k]
    share = 1.0 / weight if weight > 0 else 1.0
    substance = share * reached
    left = share * (100.0 - _MOVING + (_MOVING - told) * substance)
    total = 0.0
    for k in range(len(values)):
        if not np.isnan(values[k]):
            parts[k] = _POINTS[k] * values[k] * (left if k < _SUBSTANCE else substance)
            total += parts[k]
    return total


@bare
def _weigh(features: Floats, total: Floats, parts: Floats) -> None:
    for at in range(len(features)):
        total[at] = _set_parts(features[at], parts[at])


@bare
def _totals(
    substance: Floats,
    facts: tuple[Floats, Floats],
    pairs: tuple[Rows, Rows, Rows],
    row: tuple[Floats, Floats],
    total: Floats,
) -> None:
    values, parts = row
    for at in range(len(total)):
        for k in range(_SUBSTANCE):
            values[k] = substance[pairs[0][at], k]
        _compare(facts, (pairs[1][at], pairs[2][at]), values, _SUBSTANCE)
        total[at] = _set_parts(values, parts)
