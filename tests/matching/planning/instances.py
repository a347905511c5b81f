"""Small markets to allocate, and the best that trying everything finds in them."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import strategies as st

from matchmaker.matching.planning.allocation import Pairs


@st.composite
def markets(draw, *, sides=5, capacity=12):
    """Pairs with values of two decimals (so that ties happen), limits, and capacities that may be zero."""
    posts = draw(st.lists(st.integers(0, capacity), min_size=1, max_size=sides))
    places = draw(st.lists(st.integers(0, capacity), min_size=1, max_size=sides))
    everything = list(product(range(len(posts)), range(len(places))))
    chosen = draw(st.lists(st.sampled_from(everything), unique=True, max_size=len(everything)))
    column = st.lists(st.integers(0, 8), min_size=len(chosen), max_size=len(chosen))
    pairs = Pairs(
        needs=np.array([need for need, _ in chosen], dtype=np.intp),
        offers=np.array([offer for _, offer in chosen], dtype=np.intp),
        values=np.array(draw(column), dtype=float) / 8,
        limits=np.array(draw(column), dtype=np.int64) if draw(st.booleans()) else None,
        need_values=np.array(draw(column), dtype=float) if draw(st.booleans()) else None,
        offer_values=np.array(draw(column), dtype=float) if draw(st.booleans()) else None,
    )
    return pairs, np.array(posts, dtype=np.int64), np.array(places, dtype=np.int64)


def with_least(pairs, least):
    return Pairs(pairs.needs, pairs.offers, pairs.values, limits=pairs.limits, least=least)


def brute_force(pairs, posts, places, least=1):
    """Return the greatest total value by trying every whole allocation."""
    if not len(pairs.needs):
        return 0.0
    most = np.minimum(posts[pairs.needs], places[pairs.offers])
    most = most if pairs.limits is None else np.minimum(most, pairs.limits)
    best = 0.0
    for amounts in product(*((0, *range(least, top + 1)) for top in most)):
        used_posts = np.bincount(pairs.needs, amounts, len(posts))
        used_places = np.bincount(pairs.offers, amounts, len(places))
        if (used_posts <= posts).all() and (used_places <= places).all():
            best = max(best, float(pairs.values @ np.array(amounts)))
    return best
