"""What every allocation must hold: capacities, optimality, stability, and indifference to order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.planning.allocation import Mode, Pairs, allocate
from matchmaker.matching.planning.stability import Wishes, blocking_pairs
from tests.matching.planning.instances import brute_force, markets, with_least


def has_blocking_pair(pairs, amounts, posts, places):
    """Say whether a pair would both gain, in the words of the definition and without any arrays."""
    need_values = pairs.values if pairs.need_values is None else pairs.need_values
    offer_values = pairs.values if pairs.offer_values is None else pairs.offer_values
    limits = np.full(len(amounts), 10**6) if pairs.limits is None else pairs.limits

    def would_gain(owners, liking, capacity, at):
        mine = [i for i in range(len(amounts)) if owners[i] == owners[at]]
        is_free = sum(amounts[i] for i in mine) < capacity[owners[at]]
        return is_free or any(amounts[i] and liking[i] < liking[at] for i in mine)

    return any(
        amounts[at] < limits[at]
        and would_gain(pairs.needs, need_values, posts, at)
        and would_gain(pairs.offers, offer_values, places, at)
        for at in range(len(amounts))
    )


@pytest.mark.parametrize("mode", Mode)
@settings(max_examples=80, deadline=None)
@given(markets())
def test_capacities_and_limits_are_never_exceeded(mode, market):
    pairs, posts, places = market
    found = allocate(pairs, posts, places, mode=mode)
    assert (found.amounts >= 0).all()
    assert (np.bincount(pairs.needs, found.amounts, len(posts)) <= posts).all()
    assert (np.bincount(pairs.offers, found.amounts, len(places)) <= places).all()
    if pairs.limits is not None:
        assert (found.amounts <= pairs.limits).all()
    assert found.filled == found.amounts.sum()
    assert found.value == pytest.approx(float(pairs.values @ found.amounts))


@settings(max_examples=60, deadline=None)
@given(markets(sides=3, capacity=2))
def test_the_optimal_allocation_is_worth_what_brute_force_finds(market):
    pairs, posts, places = market
    found = allocate(pairs, posts, places, mode=Mode.OPTIMAL)
    assert found.value == pytest.approx(brute_force(pairs, posts, places))
    assert found.ratio == pytest.approx(1.0)


@settings(max_examples=150, deadline=None)
@given(markets())
def test_a_stable_allocation_has_no_blocking_pair(market):
    pairs, posts, places = market
    found = allocate(pairs, posts, places, mode=Mode.STABLE)
    assert found.blocking == 0
    assert not has_blocking_pair(pairs, found.amounts, posts, places)


@settings(max_examples=100, deadline=None)
@given(markets())
def test_under_one_shared_value_the_greedy_allocation_is_stable(market):
    pairs, posts, places = market
    shared = Pairs(pairs.needs, pairs.offers, pairs.values, limits=pairs.limits)
    greedy = allocate(shared, posts, places, mode=Mode.GREEDY)
    assert not has_blocking_pair(shared, greedy.amounts, posts, places)
    assert greedy.blocking == 0
    stable = allocate(shared, posts, places, mode=Mode.STABLE)
    assert stable.value == pytest.approx(greedy.value) or len(set(shared.values)) < len(shared.values)


@settings(max_examples=100, deadline=None)
@given(markets(), st.integers(1, 6))
def test_under_one_shared_value_nobody_leaves_a_greedy_allocation_of_whole_classes(market, least):
    pairs, posts, places = market
    shared = Pairs(pairs.needs, pairs.offers, pairs.values, limits=pairs.limits)
    whole = with_least(shared, np.full(len(pairs.needs), least, dtype=np.int64))
    assert allocate(whole, posts, places, mode=Mode.GREEDY).blocking == 0


@settings(max_examples=100, deadline=None)
@given(markets(), st.data())
def test_the_count_of_blocking_pairs_agrees_with_the_definition(market, data):
    pairs, posts, places = market
    greedy = allocate(pairs, posts, places, mode=Mode.GREEDY).amounts
    kept = data.draw(st.lists(st.booleans(), min_size=len(greedy), max_size=len(greedy)))
    amounts = np.where(kept, greedy, 0).astype(np.int64)
    most = np.minimum(posts[pairs.needs], places[pairs.offers])
    limits = most if pairs.limits is None else np.minimum(most, pairs.limits)
    wishes = Wishes(
        pairs.needs,
        pairs.offers,
        pairs.values if pairs.need_values is None else pairs.need_values,
        pairs.values if pairs.offer_values is None else pairs.offer_values,
        limits,
    )
    count = blocking_pairs(wishes, amounts, posts=posts, places=places, least=np.ones_like(amounts))
    assert (count > 0) == has_blocking_pair(pairs, amounts, posts, places)


@pytest.mark.parametrize("mode", Mode)
@settings(max_examples=60, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_shuffling_the_pairs_changes_nothing(mode, market, random):
    pairs, posts, places = market
    order = list(range(len(pairs.needs)))
    random.shuffle(order)
    order = np.array(order, dtype=np.intp)
    columns = (pairs.limits, pairs.least, pairs.need_values, pairs.offer_values)
    shuffled = Pairs(
        pairs.needs[order],
        pairs.offers[order],
        pairs.values[order],
        *(None if column is None else column[order] for column in columns),
    )
    straight = allocate(pairs, posts, places, mode=mode).amounts
    assert (allocate(shuffled, posts, places, mode=mode).amounts == straight[order]).all()


@pytest.mark.parametrize("mode", [Mode.OPTIMAL, Mode.GREEDY])
@settings(max_examples=80, deadline=None)
@given(markets(), st.integers(1, 6))
def test_a_pair_takes_its_least_or_nothing(mode, market, least):
    pairs, posts, places = market
    wanting = with_least(pairs, np.full(len(pairs.needs), least, dtype=np.int64))
    found = allocate(wanting, posts, places, mode=mode)
    assert ((found.amounts == 0) | (found.amounts >= least)).all()
    assert (np.bincount(pairs.needs, found.amounts, len(posts)) <= posts).all()
    assert (np.bincount(pairs.offers, found.amounts, len(places)) <= places).all()
    assert found.bound is None or found.value <= found.bound + 1e-9


def test_the_optimum_sees_what_the_greedy_choice_spoils():
    pairs = Pairs(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0.9, 0.8, 0.8]))
    posts = places = np.array([10, 10])
    assert allocate(pairs, posts, places, mode=Mode.GREEDY).value == pytest.approx(9.0)
    assert allocate(pairs, posts, places, mode=Mode.OPTIMAL).amounts.tolist() == [0, 10, 10]


def test_each_side_may_like_a_pair_differently():
    pairs = Pairs(
        np.array([0, 0, 1, 1]),
        np.array([0, 1, 0, 1]),
        np.ones(4),
        need_values=np.array([2.0, 1.0, 2.0, 1.0]),
        offer_values=np.array([1.0, 2.0, 2.0, 1.0]),
    )
    one = np.array([1, 1])
    assert allocate(pairs, one, one, mode=Mode.STABLE).amounts.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("pairs", "posts", "message"),
    [
        (Pairs(np.array([0]), np.array([0, 1]), np.array([1.0])), [1], "one length"),
        (Pairs(np.array([0]), np.array([0]), np.array([1.0])), [-1], "must not be negative"),
        (Pairs(np.array([0]), np.array([0]), np.array([np.nan])), [1], "finite"),
        (Pairs(np.array([0]), np.array([0]), np.array([-1.0])), [1], "finite"),
        (Pairs(np.array([1]), np.array([0]), np.array([1.0])), [1], "no capacity"),
        (Pairs(np.array([0, 0]), np.array([0, 0]), np.array([1.0, 1.0])), [1], "only once"),
    ],
)
def test_input_that_does_not_fit_is_refused(pairs, posts, message):
    with pytest.raises(ValueError, match=message):
        allocate(pairs, np.array(posts), np.array([1, 1]), mode=Mode.GREEDY)


def test_a_stable_allocation_with_least_amounts_is_refused():
    pairs = Pairs(np.array([0]), np.array([0]), np.array([1.0]), least=np.array([2]))
    with pytest.raises(ValueError, match="no least amount"):
        allocate(pairs, np.array([5]), np.array([5]), mode=Mode.STABLE)


@pytest.mark.parametrize("mode", Mode)
def test_no_pairs_are_an_empty_allocation(mode):
    none = np.zeros(0, dtype=np.intp)
    found = allocate(Pairs(none, none, np.zeros(0)), np.array([3]), np.array([3]), mode=mode)
    assert (found.filled, found.value, found.blocking) == (0, 0.0, 0)
