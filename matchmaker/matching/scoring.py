"""From features to one score in [0, 100], the same from either side, whose parts add up to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.compiling import compiled
from matchmaker.matching.arrays.kernels import Arrays
from matchmaker.matching.similarity import Feature, Floats
from matchmaker.matching.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class Scores:
    """The totals and, feature by feature, the points that add up to them in the table's order."""

    total: Floats
    parts: Mapping[str, Floats]

    def at(self, rows: NDArray[np.intp]) -> Scores:
        """Return the scores at these rows."""
        return Scores(self.total[rows], {name: part[rows] for name, part in self.parts.items()})


def weigh(features: Mapping[str, Feature]) -> Scores:
    """Return the score of each pair.

    1. Substance (text, skills, bridge), in [0, 1]: the mean by weight of what is known of it.
    2. Circumstances (level, dates, distance, capacity, track record) count their weight times the
       substance: a near school is worth nothing when it teaches another trade.
    3. A circumstance that is missing is taken to be as good as the substance, and its points go there:
       silence is neither punished nor worth more than a good answer. Missing substance is shared out
       among the substance that is known.
    """
    names = [name for name in WEIGHTS if name in features]
    values = np.stack([features[name].values for name in names])
    known = np.stack([features[name].known for name in names])
    points = np.array([WEIGHTS[name].points for name in names])
    is_substance = np.array([WEIGHTS[name].is_substance for name in names])
    parts, total = np.zeros(values.shape), np.zeros(values.shape[1])
    _weigh((values, known, points, is_substance), _CIRCUMSTANCES, parts, total)
    return Scores(total, dict(zip(names, parts, strict=True)))


def reach(strengths: Floats) -> tuple[Floats, Floats]:
    """Return how far a score may fall and rise for each point of the circumstances that both sides tell.

    A strength is the score of a pair of whose circumstances nothing is known. Circumstances that are told
    take 25 S of their points away, S² a point, and bring at most S a point, with substance S.
    """
    substance = substance_of(strengths)
    return substance**2, substance * (1 - substance)


def substance_of(strengths: Floats) -> Floats:
    """Return the substance S of scores S (75 + 25 S): those of pairs whose circumstances are not known."""
    known = 100.0 - _CIRCUMSTANCES
    substance: Floats = (np.sqrt(known**2 + 4 * _CIRCUMSTANCES * strengths) - known) / (2 * _CIRCUMSTANCES)
    return substance


@compiled
def _weigh(given: Arrays, circumstances: float, parts: Floats, total: Floats) -> None:
    values, known, points, is_substance = given
    for at in range(len(total)):
        weight, reached, told = 0.0, 0.0, 0.0
        for k in range(len(points)):
            if known[k, at] and is_substance[k]:
                weight += points[k]
                reached += points[k] * values[k, at]
            elif known[k, at]:
                told += points[k]
        share = 1.0 / weight if weight > 0 else 1.0
        substance = share * reached
        left = 100.0 - circumstances + (circumstances - told) * substance
        for k in range(len(points)):
            if known[k, at]:
                parts[k, at] = points[k] * values[k, at] * (share * left if is_substance[k] else substance)
                total[at] += parts[k, at]


_CIRCUMSTANCES = sum(weight.points for weight in WEIGHTS.values() if not weight.is_substance)
