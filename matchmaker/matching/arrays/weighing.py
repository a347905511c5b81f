"""Loops that weigh pairs of postings and keep the best of each query, compiled when they are first used."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.arrays.compiling import bare
from matchmaker.matching.arrays.kernels import Floats, Rows
from matchmaker.matching.geography import EARTH_RADIUS_KM
from matchmaker.matching.weights import FACTS, SUBSTANCE

_LEVEL, _X, _Y, _Z, _NUMBER, _DAY, _RECORD = range(len(FACTS))
_SUBSTANCE = len(SUBSTANCE)
_SLACK = 1e-9  # What rounding may take from a bound.


class Scale(NamedTuple):
    """The numbers of the table of weights, handed over: what is compiled once notices no change of them."""

    points: Floats  # Of each feature.
    moving: float  # Of all circumstances.
    levels: Floats  # From two below the least one asked for to two above.
    free_days: float
    long_days: float
    half_distance_km: float


class Asking(NamedTuple):
    """Queries: where the pairs of each begin and end, its facts, which sorts it may have.

    `told` are the points that circumstances may bring to it: of those that both sides tell.
    """

    starts: Rows
    ends: Rows
    facts: Floats
    allowed: NDArray[np.bool_]  # (queries, sorts)
    told: Floats
    are_needs: bool


class Answering(NamedTuple):
    """Who answers: the postings of wording w are members[starts[w]:starts[w + 1]]; facts and sort of each."""

    starts: Rows
    members: Rows
    facts: Floats
    sorts: Rows


class Pairs(NamedTuple):
    """Pairs of wordings: which answers, their substance, the score while nothing else is known of them.

    With each point of the circumstances that both sides tell, the score rises by at most `rise`.
    """

    answering: Rows
    substance: Floats  # (pairs, SUBSTANCE)
    strength: Floats
    rise: Floats


@bare
def _level(need: float, offer: float, scale: Scale) -> float:
    """Return how a programme's level fits the least one asked for.

    1 for the very level; a little less above it, since who is overqualified leaves sooner; near 0 below.
    """
    if np.isnan(offer - need):
        return np.nan
    fit: float = scale.levels[int(min(max(offer - need, -2.0), 2.0)) + 2]
    return fit


@bare
def _dates(need: float, offer: float, scale: Scale) -> float:
    """Return how close start and graduation are: 1 within 90 days, falling to 0 at two years.

    Early or late count alike: a vacant post waits as a graduate does.
    """
    wait = abs(need - offer)
    share = (scale.long_days - wait) / (scale.long_days - scale.free_days)
    return np.nan if np.isnan(wait) else min(max(share, 0.0), 1.0)


@bare
def _distance(east: float, north: float, up: float, scale: Scale) -> float:
    """Return 1 / (1 + km / 100), km along a great circle: 1 at the same point, 0.09 at 1,000 km.

    The points are so far apart on a sphere of radius 1; the kilometers are those of `distance_km`.
    """
    chord = np.sqrt(east * east + north * north + up * up)
    if np.isnan(chord):
        return np.nan
    kilometers = 2 * EARTH_RADIUS_KM * np.arcsin(min(chord / 2, 1.0))
    return float(1 / (1 + kilometers / scale.half_distance_km))


@bare
def _capacity(posts: float, places: float) -> float:
    """Return the share of the posts that the places can fill; unknown when there are no posts."""
    return min(max(places, 0.0), posts) / posts if posts > 0 and not np.isnan(places) else np.nan


@bare
def _record(need: float, offer: float) -> float:
    """Return the mean track record of the two sides, or that of the one that has any."""
    if np.isnan(need):
        return offer
    return need if np.isnan(offer) else (need + offer) / 2


@bare
def _compare(
    facts: tuple[Floats, Floats], pair: tuple[int, int], scale: Scale, found: Floats, at: int
) -> None:
    (needs, offers), (need, offer) = facts, pair
    found[at] = _level(needs[need, _LEVEL], offers[offer, _LEVEL], scale)
    found[at + 1] = _dates(needs[need, _DAY], offers[offer, _DAY], scale)
    found[at + 2] = _distance(
        needs[need, _X] - offers[offer, _X],
        needs[need, _Y] - offers[offer, _Y],
        needs[need, _Z] - offers[offer, _Z],
        scale,
    )
    found[at + 3] = _capacity(needs[need, _NUMBER], offers[offer, _NUMBER])
    found[at + 4] = _record(needs[need, _RECORD], offers[offer, _RECORD])


@bare
def circumstances(needs: Floats, offers: Floats, scale: Scale, found: Floats) -> None:
    """Fill (pairs, CIRCUMSTANCES) from the facts of needs and offers, pair by pair."""
    for row in range(len(found)):
        _compare((needs, offers), (row, row), scale, found[row], 0)


@bare
def _set_parts(values: Floats, scale: Scale, parts: Floats) -> float:
    """Set the points of what is known and return their sum; the rest stays as it is."""
    weight, reached, told = 0.0, 0.0, 0.0
    for k in range(len(values)):
        if np.isnan(values[k]):
            continue
        if k < _SUBSTANCE:
            weight += scale.points[k]
            reached += scale.points[k] * values[k]
        else:
            told += scale.points[k]
    share = 1.0 / weight if weight > 0 else 1.0
    substance = share * reached
    left = share * (100.0 - scale.moving + (scale.moving - told) * substance)
    total = 0.0
    for k in range(len(values)):
        if not np.isnan(values[k]):
            parts[k] = scale.points[k] * values[k] * (left if k < _SUBSTANCE else substance)
            total += parts[k]
    return total


@bare
def weigh(features: Floats, scale: Scale, total: Floats, parts: Floats) -> None:
    """Fill the total of each pair and the points that add up to it."""
    for at in range(len(features)):
        total[at] = _set_parts(features[at], scale, parts[at])


@bare
def best(
    asking: Asking,
    answering: Answering,
    pairs: Pairs,
    scale: Scale,
    room: tuple[Rows, Floats, Floats],
    found: Rows,
) -> None:
    """Fill (2, queries, limit): the best postings of each query, and the rows of their pairs of wordings."""
    heap, values, parts, totals = room[0], room[1][0], room[1][1], room[2]
    for query in range(found.shape[1]):
        size, left = 0, _pile(heap, asking.starts[query], asking.ends[query], pairs.strength)
        while left:
            pair = heap[0]
            most = pairs.strength[pair] + asking.told[query] * pairs.rise[pair]
            if size == len(totals) and (pairs.strength[pair] == 0 or most < totals[-1] - _SLACK):
                break
            left -= 1
            heap[0] = heap[left]
            _sink(heap, 0, left, pairs.strength)
            for k in range(_SUBSTANCE):
                values[k] = pairs.substance[pair, k]
            wording = pairs.answering[pair]
            for member in range(answering.starts[wording], answering.starts[wording + 1]):
                posting = answering.members[member]
                if asking.allowed[query, answering.sorts[posting]]:
                    if asking.are_needs:
                        _compare((asking.facts, answering.facts), (query, posting), scale, values, _SUBSTANCE)
                    else:
                        _compare((answering.facts, asking.facts), (posting, query), scale, values, _SUBSTANCE)
                    place = (_set_parts(values, scale, parts), posting, pair)
                    size = _insert(place, size, totals, found[:, query])


@bare
def _insert(new: tuple[float, int, int], size: int, totals: Floats, found: Rows) -> int:
    """Put a posting where it belongs among the best so far; return how many there are now."""
    total, posting, pair = new
    at = min(size, len(totals) - 1)
    if size == len(totals) and not _is_before(total, posting, totals[at], found[0, at]):
        return size
    while at > 0 and _is_before(total, posting, totals[at - 1], found[0, at - 1]):
        totals[at], found[0, at], found[1, at] = totals[at - 1], found[0, at - 1], found[1, at - 1]
        at -= 1
    totals[at], found[0, at], found[1, at] = total, posting, pair
    return min(size + 1, len(totals))


@bare
def _pile(heap: Rows, low: int, high: int, values: Floats) -> int:
    """Make a heap of the places from low up to high, the greatest value on top; return their number."""
    for at in range(low, high):
        heap[at - low] = at
    for at in range((high - low) // 2 - 1, -1, -1):
        _sink(heap, at, high - low, values)
    return high - low


@bare
def _sink(heap: Rows, at: int, size: int, values: Floats) -> None:
    """Let a place sink until none below it has a greater value."""
    held = heap[at]
    while 2 * at + 1 < size:
        below = 2 * at + 1
        right = min(below + 1, size - 1)
        if _is_before(values[heap[right]], heap[right], values[heap[below]], heap[below]):
            below = right
        if not _is_before(values[heap[below]], heap[below], values[held], held):
            break
        heap[at] = heap[below]
        at = below
    heap[at] = held


@bare
def _is_before(value: float, place: int, other: float, other_place: int) -> bool:
    return value > other or (value == other and place < other_place)
