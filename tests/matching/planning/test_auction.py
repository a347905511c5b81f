"""The auction: as good as it proves, within what there is, and the same however the pairs are given."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.arrays import compiling
from matchmaker.matching.planning import optimum
from matchmaker.matching.planning.allocation import Mode, Pairs, allocate
from matchmaker.matching.planning.optimum import GAP


@st.composite
def markets(draw):
    """Markets with ties, limits, empty sides and far more on one side than on the other."""
    posts = draw(st.lists(st.integers(0, 40), min_size=1, max_size=9))
    places = draw(st.lists(st.integers(0, 40), min_size=1, max_size=9))
    everything = list(product(range(len(posts)), range(len(places))))
    chosen = draw(st.lists(st.sampled_from(everything), unique=True))
    worth = st.sampled_from([0.0, 0.3, 0.5, 0.5001, 0.77, 1.0]) | st.floats(0, 1, width=32)
    size = {"min_size": len(chosen), "max_size": len(chosen)}
    pairs = Pairs(
        needs=np.array([need for need, _ in chosen], dtype=np.intp),
        offers=np.array([offer for _, offer in chosen], dtype=np.intp),
        values=np.array(draw(st.lists(worth, **size)), dtype=float) * draw(st.sampled_from([1e-6, 1.0, 1e4])),
        limits=np.array(draw(st.lists(st.integers(0, 50), **size)), dtype=np.int64)
        if draw(st.booleans())
        else None,
    )
    return pairs, np.array(posts, dtype=np.int64), np.array(places, dtype=np.int64)


@pytest.fixture(scope="module")
def by_auction():
    """Return a function that allocates by auction, however few the pairs are."""
    with pytest.MonkeyPatch.context() as patch:

        def act(pairs, posts, places):
            patch.setattr(optimum, "EXACT_PAIRS", -1)
            found = allocate(pairs, posts, places, mode=Mode.OPTIMAL)
            patch.undo()
            return found

        yield act


@settings(max_examples=200, deadline=None)
@given(market=markets())
def test_an_auction_is_within_a_thousandth_of_the_exact_optimum_and_proves_it(by_auction, market):
    found, exact = by_auction(*market), allocate(*market, mode=Mode.OPTIMAL)
    assert (1 - GAP) * exact.value <= found.value <= exact.value * (1 + 1e-9)
    assert found.bound >= exact.value * (1 - 1e-9)
    assert found.ratio >= 1 - GAP


@settings(max_examples=100, deadline=None)
@given(market=markets())
def test_an_auction_exceeds_no_capacity_and_no_limit(by_auction, market):
    pairs, posts, places = market
    amounts = by_auction(*market).amounts
    assert (amounts >= 0).all()
    assert (np.bincount(pairs.needs, amounts, len(posts)) <= posts).all()
    assert (np.bincount(pairs.offers, amounts, len(places)) <= places).all()
    assert pairs.limits is None or (amounts <= pairs.limits).all()


@settings(max_examples=100, deadline=None)
@given(market=markets(), random=st.randoms(use_true_random=False))
def test_shuffling_the_pairs_of_an_auction_changes_nothing(by_auction, market, random):
    pairs, posts, places = market
    order = list(range(len(pairs.needs)))
    random.shuffle(order)
    order = np.array(order, dtype=np.intp)
    limits = None if pairs.limits is None else pairs.limits[order]
    shuffled = Pairs(pairs.needs[order], pairs.offers[order], pairs.values[order], limits=limits)
    assert (by_auction(shuffled, posts, places).amounts == by_auction(*market).amounts[order]).all()


def test_a_market_of_many_pairs_goes_to_auction(monkeypatch):
    random = np.random.default_rng(7)
    needs, offers = np.divmod(random.choice(600 * 200, optimum.EXACT_PAIRS + 1, replace=False), 200)
    posts, places = random.integers(1, 30, 600), random.integers(20, 60, 200)
    pairs = Pairs(needs, offers, random.random(len(needs)))
    found = allocate(pairs, posts, places, mode=Mode.OPTIMAL)
    monkeypatch.setattr(optimum, "EXACT_PAIRS", len(needs))
    exact = allocate(pairs, posts, places, mode=Mode.OPTIMAL)
    assert (1 - GAP) * exact.value <= found.value < exact.value
    assert found.filled >= exact.filled * (1 - GAP)


def test_where_nothing_may_be_written_each_process_compiles_for_itself(monkeypatch):
    def compile_it(function, *, nogil, cache=False):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return function

    monkeypatch.setattr(compiling, "njit", compile_it)
    assert compiling.compiler()(len)([1, 2]) == 2
