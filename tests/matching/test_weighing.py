"""The best of each query are those of a plain comparison with everybody, whichever side asks."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.matching.arrays.weighing import Answering, Asking, Pairs
from matchmaker.matching.geography import on_sphere
from matchmaker.matching.scoring import best, circumstances, rise, weigh
from matchmaker.matching.weights import SUBSTANCE, WEIGHTS

MOVING = sum(weight.points for weight in WEIGHTS.values() if not weight.is_substance)


def random_facts(random, count):
    """Return facts with gaps: few values, so that many pairs are equal."""
    places = on_sphere(random.integers(100, 104, count).astype(float), np.full(count, 30.0))
    others = random.integers(1, 4, count), random.integers(5, 20, count), random.integers(0, 900, count)
    rows = np.column_stack([others[0], places, others[1], others[2], random.random(count)]).astype(float)
    rows[random.random(rows.shape) < 0.3] = np.nan
    return rows


def market(seed, *, are_needs, wordings=12, postings=60, queries=8):
    """Return queries that were compared with all wordings, the postings of these, and the pairs."""
    random = np.random.default_rng(seed)
    wording = np.sort(random.integers(0, wordings, postings))
    substance = random.integers(0, 5, (queries * wordings, len(SUBSTANCE))) / 4
    substance[:wordings] = 0.0  # The first query has nothing in common with anybody.
    substance[random.random(substance.shape) < 0.2] = np.nan
    strength = weigh(substance).total
    starts = np.arange(queries) * wordings
    allowed = random.random((queries, 3)) < 0.7
    told = np.full(queries, MOVING)
    asking = Asking(starts, starts + wordings, random_facts(random, queries), allowed, told, are_needs)
    bounds = np.searchsorted(wording, np.arange(wordings + 1))
    members = random.permutation(postings)
    sorts = random.integers(0, 3, postings)
    answering = Answering(bounds, members, random_facts(random, postings), sorts)
    answered = np.tile(np.arange(wordings), queries)
    return asking, answering, Pairs(answered, substance, strength, rise(strength))


def everything(asking, answering, pairs):
    """Yield, query by query, all it may have as (−score, place, pair), best first."""
    for query, (low, high) in enumerate(zip(asking.starts, asking.ends, strict=True)):
        found = []
        for pair in range(low, high):
            wording = pairs.answering[pair]
            for posting in answering.members[answering.starts[wording] : answering.starts[wording + 1]]:
                if asking.allowed[query, answering.sorts[posting]]:
                    both = asking.facts[[query]], answering.facts[[posting]]
                    beside = circumstances(*(both if asking.are_needs else both[::-1]))
                    total = weigh(np.column_stack([pairs.substance[[pair]], beside])).total[0]
                    found.append((-total, int(posting), pair))
        yield sorted(found)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("limit", [1, 4, 60])
@pytest.mark.parametrize("are_needs", [True, False])
def test_the_best_are_those_of_all(seed, limit, are_needs):
    asking, answering, pairs = market(seed, are_needs=are_needs)
    postings, rows = best(asking, answering, pairs, limit=limit)
    for query, every in enumerate(everything(asking, answering, pairs)):
        # Of those that score 0 some may stay out, so that ties among them are not settled by place.
        worth = [(posting, pair) for total, posting, pair in every[:limit] if total < 0]
        found = list(zip(postings[query].tolist(), rows[query].tolist(), strict=True))
        assert found[: len(worth)] == worth
        assert sum(posting >= 0 for posting, _ in found) == min(limit, len(every))


def test_of_what_has_no_strength_no_more_is_weighed_than_is_asked_for():
    asking, answering, pairs = market(0, are_needs=True)
    nothing = Pairs(pairs.answering, np.zeros_like(pairs.substance), *np.zeros((2, len(pairs.strength))))
    everybody = asking._replace(allowed=np.ones_like(asking.allowed))
    postings, rows = best(everybody, answering, nothing, limit=3)
    assert answering.starts[1] >= 3  # The first wording alone has as many.
    assert (rows == everybody.starts[:, None]).all()
    assert (np.sort(postings) == np.sort(answering.members[: answering.starts[1]])[:3]).all()
