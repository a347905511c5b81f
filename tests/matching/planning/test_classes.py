"""Allocations in whole classes: as good as trying everything, and honest about what they may lose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.planning import optimum
from matchmaker.matching.planning.allocation import Mode, Pairs, allocate
from matchmaker.matching.planning.optimum import GAP
from tests.matching.planning.instances import brute_force, markets, with_least


@settings(max_examples=60, deadline=None)
@given(markets(sides=3, capacity=4), st.integers(2, 3))
def test_whole_classes_are_chosen_for_the_value_that_brute_force_finds(market, least):
    pairs, posts, places = market
    if len(pairs.needs) > 5:  # More would take brute force too long.
        pairs = Pairs(pairs.needs[:5], pairs.offers[:5], pairs.values[:5])
    limited = Pairs(pairs.needs, pairs.offers, pairs.values, limits=pairs.limits)
    wanting = with_least(limited, np.full(len(pairs.needs), least, dtype=np.int64))
    found = allocate(wanting, posts, places, mode=Mode.OPTIMAL)
    best = brute_force(limited, posts, places, least)
    assert (1 - GAP) * best <= found.value <= best + 1e-9
    assert found.bound >= best - 1e-6


@settings(max_examples=80, deadline=None)
@given(markets(), st.integers(2, 6))
def test_among_many_pairs_classes_are_whole_within_capacities_and_below_the_bound(market, least):
    pairs, posts, places = market
    wanting = with_least(pairs, np.full(len(pairs.needs), least, dtype=np.int64))
    exact = allocate(wanting, posts, places, mode=Mode.OPTIMAL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimum, "CLASS_PAIRS", -1)
        found = allocate(wanting, posts, places, mode=Mode.OPTIMAL)
    assert ((found.amounts == 0) | (found.amounts >= least)).all()
    assert (np.bincount(pairs.needs, found.amounts, len(posts)) <= posts).all()
    assert (np.bincount(pairs.offers, found.amounts, len(places)) <= places).all()
    assert found.value <= exact.bound + 1e-6
    assert exact.value <= found.bound + 1e-6
