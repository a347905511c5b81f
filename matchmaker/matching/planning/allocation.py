"""Who gets how many: posts assigned to places over candidate pairs, never more than either side has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.planning.optimum import Problem, fill, solve
from matchmaker.matching.planning.stability import Wishes, blocking_pairs, defer_acceptance

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Indices = NDArray[np.intp]


class Mode(StrEnum):
    """What an allocation is good for."""

    OPTIMAL = "optimal"  # the greatest total value
    STABLE = "stable"  # nobody would rather leave
    GREEDY = "greedy"  # the dearest pair first: fast, and stable where both sides share one value


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Candidate pairs as arrays of one length, each pair at most once, in any order.

    - needs, offers: rows in `posts` and `places`.
    - values: what one unit (a student on a post) is worth, finite and not negative.
    - limits: the most units that a pair may take (such as a class); None: no limit of its own.
    - least: the fewest units worth taking (such as a class minimum); None: one.
    - need_values, offer_values: how either side likes the pair, for stability; None: as `values`.
    """

    needs: Indices
    offers: Indices
    values: Array
    limits: Counts | None = None
    least: Counts | None = None
    need_values: Array | None = None
    offer_values: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Units of each pair, in the caller's order, and what they amount to."""

    amounts: Counts
    value: float
    filled: int  # places in all
    blocking: int  # pairs that would both gain by leaving
    bound: float | None  # No allocation is worth more. None: unknown.

    @property
    def ratio(self) -> float | None:
        """Return the value as a share of the bound, where one is known."""
        if self.bound is None:
            return None
        return self.value / self.bound if self.bound > 0 else 1.0


def allocate(pairs: Pairs, posts: Counts, places: Counts, *, mode: Mode) -> Allocation:
    """Return whole units for each pair such that no need exceeds its posts and no offer its places.

    1. Put the pairs into one order, so that shuffling them changes nothing.
    2. OPTIMAL: the greatest value, exact or nearly so, and a bound that proves how nearly (see `optimum`).
       STABLE: deferred acceptance with capacities. GREEDY: the dearest pair takes what it can, and so on.
    3. Report value, filled places, blocking pairs and the bound.

    Raises ValueError for arrays that do not fit together, a pair given twice, a value that is negative or not
    finite, a negative capacity, or a least above one in STABLE.
    """
    posts, places = np.asarray(posts, dtype=np.int64), np.asarray(places, dtype=np.int64)
    _check(pairs, posts, places)
    order = _order(pairs, len(places))
    problem = _prepare(pairs, order, posts, places)
    amounts, bound = _SOLVERS[mode](problem)
    blocking = blocking_pairs(problem.wishes, amounts, posts=posts, places=places, least=problem.least)
    in_callers_order = np.empty_like(amounts)
    in_callers_order[order] = amounts
    value = float(problem.values @ amounts)
    return Allocation(in_callers_order, value, int(amounts.sum()), blocking, bound)


def _check(pairs: Pairs, posts: Counts, places: Counts) -> None:
    size = len(pairs.needs)
    optional = (pairs.limits, pairs.least, pairs.need_values, pairs.offer_values)
    if any(len(column) != size for column in (pairs.offers, pairs.values, *optional) if column is not None):
        raise ValueError("the arrays of pairs must be of one length")
    if (posts < 0).any() or (places < 0).any():
        raise ValueError("posts and places must not be negative")
    if not np.isfinite(pairs.values).all() or (pairs.values < 0).any():
        raise ValueError("values must be finite and not negative")
    if size and not (_within(pairs.needs, len(posts)) and _within(pairs.offers, len(places))):
        raise ValueError("a pair names a need or an offer that has no capacity")


def _within(rows: Indices, size: int) -> bool:
    return bool(rows.min() >= 0 and rows.max() < size)


def _order(pairs: Pairs, offers: int) -> Indices:
    keys = pairs.needs.astype(np.int64) * max(offers, 1) + pairs.offers
    order = np.argsort(keys, kind="stable")
    if (np.diff(keys[order]) == 0).any():
        raise ValueError("a pair must be given only once")
    return order


def _prepare(pairs: Pairs, order: Indices, posts: Counts, places: Counts) -> Problem:
    needs, offers, values = pairs.needs[order], pairs.offers[order], pairs.values[order]
    most = np.minimum(posts[needs], places[offers])
    limits = most if pairs.limits is None else np.clip(pairs.limits[order], 0, most)
    return Problem(
        wishes=Wishes(
            needs=needs,
            offers=offers,
            need_values=values if pairs.need_values is None else pairs.need_values[order],
            offer_values=values if pairs.offer_values is None else pairs.offer_values[order],
            limits=limits,
        ),
        values=values,
        least=np.ones_like(most) if pairs.least is None else np.maximum(pairs.least[order], 1),
        posts=posts,
        places=places,
    )


def _solve_stable(problem: Problem) -> tuple[Counts, float | None]:
    if (problem.least > 1).any():
        raise ValueError("a stable allocation knows no least amount above one")
    return defer_acceptance(problem.wishes, posts=problem.posts, places=problem.places), None


def _solve_greedy(problem: Problem) -> tuple[Counts, float | None]:
    return fill(problem, np.zeros(len(problem.values), dtype=np.int64)), None


_SOLVERS: Mapping[Mode, Callable[[Problem], tuple[Counts, float | None]]] = MappingProxyType(
    {Mode.OPTIMAL: solve, Mode.STABLE: _solve_stable, Mode.GREEDY: _solve_greedy}
)
