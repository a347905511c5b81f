"""The most valuable allocation: exact for few pairs, by auction for many, and in whole classes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import LinearConstraint, linprog, milp

from matchmaker.matching.planning.stability import Array, Counts, Indices, Wishes

EXACT_PAIRS = 10_000  # Up to here an exact solution takes less than the auction's code to load.
STEP = 0.004  # of an auction, as a share of what a unit is worth
GAP = 0.001  # the largest share of the optimum that may be lost; an auction that cannot prove it goes on
CLASS_PAIRS = 2000  # Up to here whole classes are chosen by branch and bound, within a quarter of a minute.
ROUNDS = 10  # in which pairs that got too little for a class are given up, where there are more
BLOCK, PASSES = 150, 2  # Pairs of the needs that then choose anew together, and how often all needs do.


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Pairs in canonical order (by need, then offer) with every default filled in."""

    wishes: Wishes
    values: Array
    least: Counts
    posts: Counts
    places: Counts

    def of(self, at: Indices) -> Problem:
        """Return the same problem with some of the pairs."""
        wishes = self.wishes
        some = Wishes(
            *(wishes.needs[at], wishes.offers[at], wishes.need_values[at], wishes.offer_values[at]),
            limits=wishes.limits[at],
        )
        return replace(self, wishes=some, values=self.values[at], least=self.least[at])


def solve(problem: Problem) -> tuple[Counts, float]:
    """Return units of each pair, its least or more or none, and a value that no allocation exceeds.

    1. Pairs that can never reach their least are left out.
    2. Where single units count, solve the transportation problem: a few pairs exactly, many by an auction.
    3. Where classes have a least size, choose them by branch and bound at the root of its tree. For many
       pairs, allocate without the least and give up the pairs that got too little, round after round; then
       let some needs at a time choose anew among the places that the others leave.
    """
    possible = np.flatnonzero(problem.wishes.limits >= problem.least)
    some = problem.of(possible)
    if not len(possible):
        found, bound = np.zeros(0, dtype=np.int64), 0.0
    elif (some.least <= 1).all():
        found, bound = _transport(some)
    else:
        found, bound = (_choose if len(possible) <= CLASS_PAIRS else _search)(some)
    amounts = np.zeros(len(problem.values), dtype=np.int64)
    amounts[possible] = found
    amounts = fill(problem, amounts)
    return amounts, max(bound, float(problem.values @ amounts))


def fill(problem: Problem, amounts: Counts) -> Counts:
    """Add units to what is given, the dearest pair first; equal values go by need, then by offer."""
    wishes = problem.wishes
    posts = (problem.posts - np.bincount(wishes.needs, amounts, len(problem.posts))).astype(np.int64)
    places = (problem.places - np.bincount(wishes.offers, amounts, len(problem.places))).astype(np.int64)
    most = np.minimum(wishes.limits, amounts + np.minimum(posts[wishes.needs], places[wishes.offers]))
    at = np.flatnonzero((most > amounts) & (most >= problem.least))
    at = at[np.argsort(-problem.values[at], kind="stable")]
    columns = (wishes.needs, wishes.offers, wishes.limits, problem.least, amounts)
    filled, posts_left, places_left = amounts.copy(), posts.tolist(), places.tolist()
    for pair, need, offer, limit, least, given in zip(
        at.tolist(), *(c[at].tolist() for c in columns), strict=True
    ):
        units = min(limit - given, posts_left[need], places_left[offer])
        if units > 0 and given + units >= least:
            filled[pair] += units
            posts_left[need] -= units
            places_left[offer] -= units
    return filled


def _transport(problem: Problem) -> tuple[Counts, float]:
    if len(problem.values) <= EXACT_PAIRS:
        amounts = _exactly(problem, least=np.zeros(len(problem.values)))
        return amounts, float(problem.values @ amounts)
    return _nearly(problem)


def _exactly(problem: Problem, *, least: NDArray[np.generic]) -> Counts:
    """Solve by HiGHS' dual simplex: the matrix is totally unimodular, so the vertex it finds is whole."""
    found = linprog(
        -_scaled(problem.values),
        A_ub=_capacities(problem),
        b_ub=np.concatenate((problem.posts, problem.places)),
        bounds=np.column_stack((least, problem.wishes.limits)),
        method="highs-ds",
    )
    if found.status != 0:
        raise RuntimeError(f"the assignment was not solved: {found.message}")
    amounts: Counts = np.rint(found.x).astype(np.int64)
    return amounts


def _nearly(problem: Problem) -> tuple[Counts, float]:
    from matchmaker.matching.planning import auction  # noqa: PLC0415 - a compiler comes along, for seconds.

    wishes, worthy = problem.wishes, problem.values[problem.values > 0]
    if not len(worthy):
        return np.zeros_like(wishes.limits), 0.0
    market = auction.Market(
        starts=np.searchsorted(wishes.needs, np.arange(len(problem.posts) + 1)),
        needs=wishes.needs,
        offers=wishes.offers,
        values=problem.values,
        limits=wishes.limits,
        posts=problem.posts,
        places=problem.places,
    )
    step = STEP * float(worthy.mean())
    while True:
        amounts, prices = auction.auction(market, step)
        bound = auction.bound(market, prices)
        if bound - problem.values @ amounts <= GAP * bound:
            return amounts, bound
        step /= 4


def _choose(problem: Problem) -> tuple[Counts, float]:
    """Choose which pairs come about and how large: by branch and bound, then whole units by the simplex."""
    size, limits, least = len(problem.values), problem.wishes.limits, problem.least
    units = sparse.eye_array(size)
    matrix = sparse.vstack(
        (
            sparse.hstack(
                (_capacities(problem), sparse.csr_array((len(problem.posts) + len(problem.places), size)))
            ),
            sparse.hstack((units, -sparse.diags_array(limits.astype(np.float64)))),
            sparse.hstack((-units, sparse.diags_array(least.astype(np.float64)))),
        )
    )
    most = np.concatenate((problem.posts, problem.places, np.zeros(2 * size)))
    scale = max(float(problem.values.max()), 1e-300)
    found = milp(
        np.concatenate((-_scaled(problem.values), np.zeros(size))),
        constraints=LinearConstraint(matrix, -np.inf, most),
        integrality=np.concatenate((np.zeros(size), np.ones(size))),
        bounds=(0, np.concatenate((limits, np.ones(size)))),
        options={"node_limit": 1, "mip_rel_gap": GAP},
    )
    if found.x is None:
        return _give_up(problem)
    is_chosen = np.flatnonzero(found.x[size:] > 0.5)
    chosen = problem.of(is_chosen)
    amounts = np.zeros(size, dtype=np.int64)
    if len(is_chosen):
        amounts[is_chosen] = _exactly(chosen, least=chosen.least)
    return amounts, -float(found.mip_dual_bound) * scale


def _search(problem: Problem) -> tuple[Counts, float]:
    """Find good classes among many pairs."""
    amounts, bound = _give_up(problem)
    left = problem.places - np.bincount(problem.wishes.offers, amounts, len(problem.places)).astype(np.int64)
    for _ in range(PASSES):
        for block in _blocks(problem, amounts):
            _choose_anew(problem, amounts, left, block)
    return amounts, bound


def _blocks(problem: Problem, amounts: Counts) -> list[Indices]:
    """Return all pairs in blocks: whole needs, beside each other those that hold the same offer or could."""
    wishes = problem.wishes
    first = np.full(len(problem.posts), len(problem.places))
    np.minimum.at(first, wishes.needs, wishes.offers)
    is_held = amounts > 0
    first[wishes.needs[is_held]] = wishes.offers[is_held]
    order = np.lexsort((wishes.needs, first[wishes.needs]))
    needs = wishes.needs[order]
    is_new = np.concatenate(([True], needs[1:] != needs[:-1]))
    begins = np.maximum.accumulate(np.where(is_new, np.arange(len(order)), 0))
    return np.split(order, np.flatnonzero(np.diff(begins // BLOCK)) + 1)


def _choose_anew(problem: Problem, amounts: Counts, left: Counts, block: Indices) -> None:
    """Let the needs of a block choose again; write what they gain into `amounts` and `left`."""
    wishes, held = problem.wishes, amounts[block]
    np.add.at(left, wishes.offers[block], held)
    able = block[np.minimum(wishes.limits[block], left[wishes.offers[block]]) >= problem.least[block]]
    if len(able):
        needs, rows = np.unique(wishes.needs[able], return_inverse=True)
        offers, columns = np.unique(wishes.offers[able], return_inverse=True)
        some = problem.of(able)
        limits = np.minimum(some.wishes.limits, left[wishes.offers[able]])
        some = replace(
            some,
            wishes=replace(some.wishes, needs=rows, offers=columns, limits=limits),
            posts=problem.posts[needs],
            places=left[offers],
        )
        found = _choose(some)[0]
        if some.values @ found > problem.values[block] @ held:
            amounts[block] = 0
            amounts[able] = found
    np.subtract.at(left, wishes.offers[block], amounts[block])


def _give_up(problem: Problem) -> tuple[Counts, float]:
    """Allocate without the least; give up the pairs that got less, and begin again with the others."""
    found, bound = _transport(problem)  # The later bounds hold for the remaining pairs alone.
    at, best = np.arange(len(found)), np.zeros_like(found)
    for _ in range(ROUNDS):
        is_small = (found > 0) & (found < problem.least[at])
        amounts = np.zeros_like(best)
        amounts[at] = np.where(is_small, 0, found)
        amounts = fill(problem, amounts)
        if problem.values @ amounts > problem.values @ best:
            best = amounts
        at = at[~is_small]
        if not is_small.any() or not len(at):
            break
        found = _transport(problem.of(at))[0]
    return best, bound


def _capacities(problem: Problem) -> sparse.csr_array:
    size, wishes = len(problem.values), problem.wishes
    rows = np.concatenate((wishes.needs, len(problem.posts) + wishes.offers))
    shape = (len(problem.posts) + len(problem.places), size)
    return sparse.csr_array((np.ones(2 * size), (rows, np.tile(np.arange(size), 2))), shape=shape)


def _scaled(values: Array) -> Array:
    """Return the values as shares of the greatest: what solves them has tolerances that are absolute."""
    scaled: Array = values / max(float(values.max()), 1e-300)
    return scaled
