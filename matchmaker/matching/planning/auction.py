"""The transportation problem by auction: compiled, and with prices that prove how little is left to gain."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.compiling import bare, compiled

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


class Market(NamedTuple):
    """The pairs in the order of their needs: those of need i are rows starts[i] to starts[i + 1]."""

    starts: Counts
    needs: Counts
    offers: Counts
    values: Array
    limits: Counts
    posts: Counts
    places: Counts


class Bidding(NamedTuple):
    """Who holds what, and at which price.

    - amounts: units of each pair; free: those of each need without a place; room: free places.
    - prices: what a place of each full offer costs, 0 where there is room; they never fall.
    - profits: what a unit of each need gains at least; keys: each pair's value less that, the most it pays.
    - heap, spots, bases, sizes: the pairs that each offer holds, the one that would pay least on top.
    - queue, is_queued, line: needs with free units; where the line begins and how long it is.
    """

    amounts: Counts
    free: Counts
    room: Counts
    prices: Array
    profits: Array
    keys: Array
    heap: Counts
    spots: Counts
    bases: Counts
    sizes: Counts
    queue: Counts
    is_queued: NDArray[np.bool_]
    line: Counts


@compiled
def auction(market: Market, step: float) -> tuple[Counts, Array]:
    """Return the units of each pair and the price of a place of each offer.

    1. Needs with free units bid in turn. A need looks at what its offers ask for a place and, the best first,
       takes room or turns out whoever would pay least there, until it is served or no unit gains more than
       `step`.
    2. It then would pay, wherever it holds something, whatever leaves it no worse off than its best remaining
       choice, less a step. So every turn raises a price by a step or more, and the auction ends.
    3. No unit would gain more than a step elsewhere, and an offer with room asks nothing. Hence the value is
       within a step a unit of the optimum (Bertsekas and Castañón 1989, whose persons come in kinds too).
    """
    bidding = _begin(market)
    while bidding.line[1]:
        need = bidding.queue[bidding.line[0]]
        bidding.line[0] = (bidding.line[0] + 1) % len(bidding.queue)
        bidding.line[1] -= 1
        bidding.is_queued[need] = False
        _hide(market, bidding, need)
        while bidding.free[need]:
            pair = _best(market, bidding, need, step)
            if pair < 0:
                break
            _take(market, bidding, pair)
        _settle(market, bidding, need, step)
    return bidding.amounts, bidding.prices


def bound(market: Market, prices: Array) -> float:
    """Return a value that no allocation exceeds, whatever the prices (not negative).

    It is what all places cost and what every need, free to take any place at its price, would gain: the
    Lagrangian dual of the places.
    """
    gains = market.values - prices[market.offers]
    order = np.lexsort((-gains, market.needs))
    most = np.where(gains > 0, market.limits, 0)[order]
    taken = np.cumsum(most) - most  # by all before, of which those of earlier needs do not count:
    taken -= np.repeat(taken[market.starts[:-1][np.diff(market.starts) > 0]], _counts(market))
    units = np.clip(market.posts[market.needs[order]] - taken, 0, most)
    return float(market.places @ prices + units @ gains[order])


def _counts(market: Market) -> Counts:
    counts = np.diff(market.starts)
    return counts[counts > 0]


@bare
def _hide(market: Market, bidding: Bidding, need: int) -> None:
    """Let a need see prices without itself, so that it does not turn out its own units."""
    for pair in range(market.starts[need], market.starts[need + 1]):
        if bidding.amounts[pair]:
            offer = market.offers[pair]
            bidding.keys[pair] = np.inf
            _sink(bidding, offer, bidding.spots[pair])
            _mark(bidding, offer)


@bare
def _best(market: Market, bidding: Bidding, need: int, least: float) -> int:
    """Return the pair with room for more that gains most a unit; -1 if none gains more than the least."""
    best, gain = -1, least
    for pair in range(market.starts[need], market.starts[need + 1]):
        mine = market.values[pair] - bidding.prices[market.offers[pair]]
        if mine > gain and bidding.amounts[pair] < market.limits[pair]:
            best, gain = pair, mine
    return best


@bare
def _take(market: Market, bidding: Bidding, pair: int) -> None:
    """Give a pair what room there is, or what the one holds that would pay least, up to its limit."""
    offer, need = market.offers[pair], market.needs[pair]
    units = min(bidding.free[need], market.limits[pair] - bidding.amounts[pair])
    if bidding.room[offer]:
        units = min(units, bidding.room[offer])
        bidding.room[offer] -= units
    else:
        units = _turn_out(market, bidding, offer, units)
    if bidding.amounts[pair] == 0:
        at = bidding.sizes[offer]
        bidding.heap[bidding.bases[offer] + at], bidding.spots[pair] = pair, at
        bidding.sizes[offer] += 1
    bidding.keys[pair] = np.inf
    bidding.amounts[pair] += units
    bidding.free[need] -= units
    _mark(bidding, offer)


@bare
def _turn_out(market: Market, bidding: Bidding, offer: int, most: int) -> int:
    """Free up to so many places of the pair that would pay least; return how many, and let it bid again."""
    loser = bidding.heap[bidding.bases[offer]]
    units: int = min(most, bidding.amounts[loser])
    bidding.amounts[loser] -= units
    bidding.free[market.needs[loser]] += units
    _line_up(bidding, market.needs[loser])
    if bidding.amounts[loser] == 0:
        _drop(bidding, offer)
    return units


@bare
def _settle(market: Market, bidding: Bidding, need: int, step: float) -> None:
    """Say what the need would pay from now on wherever it holds something."""
    remaining = _best(market, bidding, need, step)
    profit = 0.0
    if remaining >= 0:
        profit = market.values[remaining] - bidding.prices[market.offers[remaining]] - step
    bidding.profits[need] = min(bidding.profits[need], profit)
    for pair in range(market.starts[need], market.starts[need + 1]):
        if bidding.amounts[pair]:
            offer = market.offers[pair]
            bidding.keys[pair] = market.values[pair] - bidding.profits[need]
            _rise(bidding, offer, bidding.spots[pair])
            _mark(bidding, offer)


@compiled
def _begin(market: Market) -> Bidding:
    pairs, needs, offers = len(market.values), len(market.posts), len(market.places)
    bases = np.zeros(offers + 1, dtype=np.int64)
    for offer in market.offers:
        bases[offer + 1] += 1
    return Bidding(
        amounts=np.zeros(pairs, dtype=np.int64),
        free=market.posts.copy(),
        room=market.places.copy(),
        prices=np.zeros(offers),
        profits=np.full(needs, np.inf),
        keys=np.zeros(pairs),
        heap=np.zeros(pairs, dtype=np.int64),
        spots=np.zeros(pairs, dtype=np.int64),
        bases=np.cumsum(bases),
        sizes=np.zeros(offers, dtype=np.int64),
        queue=np.arange(needs),
        is_queued=np.full(needs, True),
        line=np.array([0, needs]),
    )


@bare
def _line_up(bidding: Bidding, need: int) -> None:
    if not bidding.is_queued[need]:
        bidding.is_queued[need] = True
        bidding.queue[(bidding.line[0] + bidding.line[1]) % len(bidding.queue)] = need
        bidding.line[1] += 1


@bare
def _drop(bidding: Bidding, offer: int) -> None:
    bidding.sizes[offer] -= 1
    base, last = bidding.bases[offer], bidding.sizes[offer]
    if last:
        bidding.heap[base] = bidding.heap[base + last]
        _sink(bidding, offer, 0)


@bare
def _mark(bidding: Bidding, offer: int) -> None:
    """Write the price of a full offer: what the pair pays that would pay least."""
    if bidding.room[offer] == 0:
        bidding.prices[offer] = bidding.keys[bidding.heap[bidding.bases[offer]]]


@bare
def _rise(bidding: Bidding, offer: int, at: int) -> None:
    """Move an entry of an offer's heap up until none above would pay more."""
    base, heap, keys = bidding.bases[offer], bidding.heap, bidding.keys
    entry = heap[base + at]
    while at > 0 and keys[heap[base + (at - 1) // 2]] > keys[entry]:
        heap[base + at] = heap[base + (at - 1) // 2]
        bidding.spots[heap[base + at]] = at
        at = (at - 1) // 2
    heap[base + at] = entry
    bidding.spots[entry] = at


@bare
def _sink(bidding: Bidding, offer: int, at: int) -> None:
    """Move an entry of an offer's heap down until none below would pay less."""
    base, size, heap, keys = bidding.bases[offer], bidding.sizes[offer], bidding.heap, bidding.keys
    entry = heap[base + at]
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and keys[heap[base + below + 1]] < keys[heap[base + below]]:
            below += 1
        if keys[heap[base + below]] >= keys[entry]:
            break
        heap[base + at] = heap[base + below]
        bidding.spots[heap[base + at]] = at
        at = below
    heap[base + at] = entry
    bidding.spots[entry] = at
