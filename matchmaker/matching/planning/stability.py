"""Allocations that no pair would rather leave: deferred acceptance, and a count of those that would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """Pairs as both sides see them: who, how dear each is to either side, and the most units it may take."""

    needs: Indices
    offers: Indices
    need_values: Array
    offer_values: Array
    limits: Counts


def defer_acceptance(wishes: Wishes, *, posts: Counts, places: Counts) -> Counts:
    """Return the units of each pair in the stable allocation that is best for the needs.

    1. Every need puts its free units to the offer it likes best among those that have not turned it down,
       up to the pair's limit, then to the next.
    2. An offer holds the units it likes best and turns down the rest, the least liked first; equal liking is
       decided by the need's position.
    3. Units that were turned down are free again. It ends when no free unit has anybody left to ask.
    """
    market = _Market(wishes, posts, places)
    waiting = list(range(len(posts)))[::-1]
    while waiting:
        need = waiting.pop()
        waiting.extend(market.place(need))
    return np.array(market.amounts, dtype=np.int64)


def blocking_pairs(wishes: Wishes, amounts: Counts, *, posts: Counts, places: Counts, least: Counts) -> int:
    """Return how many pairs would both gain by `least` more units together, giving up what they like less.

    A side finds units for a pair in what is free and in what it holds with somebody it likes strictly less.
    With `least` of one this is the usual meaning. A pair that already holds its least wants one unit more.
    """
    free_posts = posts - np.bincount(wishes.needs, amounts, len(posts)).astype(np.int64)
    free_places = places - np.bincount(wishes.offers, amounts, len(places)).astype(np.int64)
    from_need = free_posts[wishes.needs] + _less_liked(wishes.needs, wishes.need_values, amounts)
    from_offer = free_places[wishes.offers] + _less_liked(wishes.offers, wishes.offer_values, amounts)
    more = np.minimum(np.minimum(from_need, from_offer), wishes.limits - amounts)
    wanted = np.where(amounts > 0, 1, np.maximum(least, 1))
    return int(np.count_nonzero(more >= wanted))


def _less_liked(owners: Indices, values: Array, amounts: Counts) -> Counts:
    """Return for each pair the units that its owner holds in pairs of strictly lower value."""
    if not len(owners):
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort((values, owners))
    owner, value = owners[order], values[order]
    before = np.concatenate(([0], np.cumsum(amounts[order])[:-1]))
    positions = np.arange(len(order))
    starts_owner = np.concatenate(([True], owner[1:] != owner[:-1]))
    starts_value = starts_owner | np.concatenate(([True], value[1:] != value[:-1]))
    first_of_owner = np.maximum.accumulate(np.where(starts_owner, positions, 0))
    first_of_value = np.maximum.accumulate(np.where(starts_value, positions, 0))
    units = np.empty(len(order), dtype=np.int64)
    units[order] = before[first_of_value] - before[first_of_owner]
    return units


class _Market:
    """Who holds what while proposals go back and forth; plain lists, since every step touches one number."""

    def __init__(self, wishes: Wishes, posts: Counts, places: Counts) -> None:
        order = np.lexsort((wishes.offers, -wishes.need_values, wishes.needs))
        self.lists: list[int] = order.tolist()
        self.next = np.searchsorted(wishes.needs[order], np.arange(len(posts))).tolist()
        self.end = np.searchsorted(wishes.needs[order], np.arange(len(posts)), side="right").tolist()
        self.need_of, self.offer_of = wishes.needs.tolist(), wishes.offers.tolist()
        self.liking, self.limits = wishes.offer_values.tolist(), wishes.limits.tolist()
        self.free_posts, self.free_places = posts.tolist(), places.tolist()
        self.amounts = [0] * len(order)
        self.is_closed = [False] * len(order)
        self.held: list[list[tuple[float, int, int]]] = [[] for _ in range(len(places))]

    def place(self, need: int) -> Iterator[int]:
        """Ask down the list while units are free; yield the needs that were pushed out."""
        while self.free_posts[need] and self.next[need] < self.end[need]:
            pair = self.lists[self.next[need]]
            units = min(self.free_posts[need], self.limits[pair] - self.amounts[pair])
            if self.is_closed[pair] or not units:
                self.next[need] += 1
                continue
            yield from self._hold(pair, units)

    def _hold(self, pair: int, units: int) -> Iterator[int]:
        need, offer = self.need_of[pair], self.offer_of[pair]
        if not self.amounts[pair]:
            heappush(self.held[offer], (self.liking[pair], -need, pair))
        self.amounts[pair] += units
        self.free_posts[need] -= units
        self.free_places[offer] -= units
        while self.free_places[offer] < 0:
            loser = self._turn_down(offer)
            if loser != need:
                yield loser

    def _turn_down(self, offer: int) -> int:
        pair = self.held[offer][0][2]
        units = min(self.amounts[pair], -self.free_places[offer])
        self.amounts[pair] -= units
        self.is_closed[pair] = True
        if not self.amounts[pair]:
            heappop(self.held[offer])
        self.free_places[offer] += units
        loser: int = self.need_of[pair]
        self.free_posts[loser] += units
        return loser
