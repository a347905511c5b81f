"""Posts assigned to places, beside the exact solver: time, value, what is proved, who would rather leave."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from benchmarks.options import SEED, Options, command
from benchmarks.rows import Row, seconds, show, timed
from matchmaker.matching.planning.allocation import Allocation, Counts, Mode, Pairs, allocate

SIZES = (20_000, 50_000, 200_000)
COMPARED = 50_000  # Needs up to which the exact solver is given the time.
CANDIDATES = 20
AREA = 200  # Programmes that a need can choose among: those of its commuting area and trade.
PLACES_MEAN = 45
CLASS = 50


def main(options: Options) -> None:
    """Print a table a size."""
    _solve(_market(1000), Mode.OPTIMAL)  # Whatever is compiled or loaded is there before the clock runs.
    for size in (options.size(size, full=size) for size in (SIZES if options.is_full else SIZES[:1])):
        show(f"Allocation of {size:,} needs with {CANDIDATES} candidates each", _rows(size))


def _rows(size: int) -> list[Row]:
    market = _market(size)
    ours, best = timed(lambda: _solve(market, Mode.OPTIMAL))
    settled, stable = timed(lambda: _solve(market, Mode.STABLE))
    rows = [
        Row("value proved, of the bound", f"{best.ratio or 0:.5f}", bar="≥ 0.999"),
        Row("places filled", f"{best.filled:,}", f"{min(market[1].sum(), market[2].sum()):,} at most"),
        Row("pairs that would both rather leave", f"{best.blocking:,}"),
        Row("stable: seconds", seconds(settled)),
        Row("stable: value, of the best", f"{stable.value / best.value:.5f}"),
        Row("stable: places filled", f"{stable.filled:,}"),
        Row("stable: pairs that would both rather leave", f"{stable.blocking:,}", bar="0"),
    ]
    if size > COMPARED:
        return [Row("optimal: seconds", seconds(ours)), *rows]
    theirs, exact = timed(lambda: _exact(market))
    speed = Row("optimal: seconds (HiGHS)", seconds(ours), seconds(theirs), ours / theirs, "≤ 0.1")
    share = best.value / exact
    return [speed, Row("value (HiGHS)", f"{best.value:,.0f}", f"{exact:,.0f}", share, "≥ 0.999"), *rows]


def _solve(market: tuple[Pairs, Counts, Counts], mode: Mode) -> Allocation:
    return allocate(*market, mode=mode)


def _market(size: int) -> tuple[Pairs, Counts, Counts]:
    """Return needs of very different sizes and programmes of different repute, as many places as posts."""
    random = np.random.default_rng(SEED)
    posts = np.clip(np.rint(np.exp(random.normal(2.3, 1, size))), 1, 200).astype(np.int64)
    offers = int(posts.sum()) // PLACES_MEAN
    places = random.integers(20, 71, offers)
    repute, modesty = random.normal(size=offers), random.normal(size=size)
    first = random.integers(0, max(offers - AREA, 1), size)
    chosen = np.argsort(random.random((size, min(AREA, offers))), axis=1)[:, :CANDIDATES]
    columns = (first[:, None] + np.sort(chosen, axis=1)).ravel()
    rows = np.repeat(np.arange(size), CANDIDATES)
    noise = random.normal(size=len(rows))
    values = np.clip(0.6 + 0.1 * repute[columns] + 0.1 * modesty[rows] + 0.12 * noise, 0.05, 1)
    pairs = Pairs(rows, columns, values, limits=np.full(len(rows), CLASS))
    return pairs, posts, places


def _exact(market: tuple[Pairs, Counts, Counts]) -> float:
    """Return the value of the optimum as a person would have scipy find it."""
    pairs, posts, places = market
    size = len(pairs.needs)
    assert pairs.limits is not None  # noqa: S101 - every market here has them.
    rows = np.concatenate((pairs.needs, len(posts) + pairs.offers))
    matrix = sparse.csr_array(
        (np.ones(2 * size), (rows, np.tile(np.arange(size), 2))), shape=(len(posts) + len(places), size)
    )
    found = linprog(
        -pairs.values,
        A_ub=matrix,
        b_ub=np.concatenate((posts, places)),
        bounds=np.column_stack((np.zeros(size), pairs.limits)),
        method="highs-ds",
    )
    return float(-found.fun)


if __name__ == "__main__":
    command(main)()
