"""Small demands joined into classes: near each other and the school, together enough for one programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.geography import apart_km, are_abroad
from matchmaker.matching.planning.thresholds import Thresholds

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

FAR_COST = 0.5  # the share of a value that is lost at the rim of the commuting area, or where it is unknown
WIDEST = 200  # candidates of a programme that are looked at together, the dearest first
SEEDS = 16  # enterprises around which a class is tried before a programme is given up


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Small demands, the programmes that suit them, and how much either has left.

    - needs, offers, values: the candidate pairs: rows of a need and of an offer, the worth of a seat.
    - posts, organizations: open posts and organization of each need row.
    - spots: (4, needs) longitude, latitude, city, province; NaN where unknown.
    - schools: (4, offers) the same of each offer row.
    - places: open places of each offer row.
    """

    needs: Indices
    offers: Indices
    values: Array
    posts: Counts
    organizations: Counts
    spots: Array
    schools: Array
    places: Counts


@dataclass(frozen=True, slots=True)
class Share:
    """One demand's part in a class: its row, the posts it gives and those that it keeps."""

    need: int
    posts: int
    remaining: int


@dataclass(frozen=True, slots=True)
class JointClass:
    """A class of one programme, hence of one major, for several enterprises."""

    offer: int
    shares: tuple[Share, ...]
    value: float  # of its posts, less what is lost on the way to the school

    @property
    def students(self) -> int:
        """Return how many students the class has."""
        return sum(share.posts for share in self.shares)


def aggregate(pool: Pool, *, thresholds: Thresholds) -> list[JointClass]:
    """Return joint classes that are full, near and few, the most valuable first.

    1. A demand beyond the radius of a school is no candidate of its programmes, and the nearer one is worth
       more. One whose distance is unknown counts as at the rim, unless it is in another province.
    2. Every programme's best conceivable class (its dearest posts up to a full class) is put in a queue.
    3. The first of the queue forms its class: around the demand with the most value in reach, partners join
       by value and nearness, a second organization before all others, until the class has its size. All
       partners stand within the radius of each other (or in one city, where a point is missing).
    4. The size shares what is in reach evenly among as few classes as hold it.
    5. If no other programme could do better the class stands, its posts and places are taken, and the
       programme queues again with what is left; otherwise it waits with its true value.

    No need gives more posts than it has, no class is below the minimum or above the maximum or the places,
    and each has at least `partners_minimum` organizations and at most `partners_maximum` demands.
    """
    former = _Former(pool, thresholds)
    queue = [(-bound, offer) for offer, bound in former.bounds()]
    heapify(queue)
    classes: list[JointClass] = []
    while queue:
        offer = heappop(queue)[1]
        found = former.form(offer)
        if found is None:
            continue
        if queue and found.value < -queue[0][0]:
            heappush(queue, (-found.value, offer))
            continue
        former.take(found)
        classes.append(found)
        heappush(queue, (-found.value, offer))
    return classes


class _Former:
    """Forms the best class of one programme from the posts and places that are left."""

    def __init__(self, pool: Pool, thresholds: Thresholds) -> None:
        spots, schools = pool.spots[:, pool.needs], pool.schools[:, pool.offers]
        away = apart_km(spots, schools) / thresholds.radius_km
        is_out = (away > 1) | (np.isnan(away) & are_abroad(spots, schools))
        values = pool.values * (1 - FAR_COST * np.nan_to_num(away, nan=1))
        order = np.lexsort((pool.needs, -values, pool.offers))
        order = order[~is_out[order]]
        self.needs, self.offers, self.values = pool.needs[order], pool.offers[order], values[order]
        self.posts, self.places = pool.posts.copy(), pool.places.copy()
        self.organizations, self.spots, self.thresholds = pool.organizations, pool.spots, thresholds
        self.smallest = max(thresholds.class_minimum, thresholds.partners_minimum)
        self.starts = np.searchsorted(self.offers, np.arange(len(pool.places) + 1))

    def bounds(self) -> Iterator[tuple[int, float]]:
        """Yield each programme that could seat a class, and a value that its best class cannot exceed."""
        for offer in np.unique(self.offers).tolist():
            room = self._room(offer)
            pairs = slice(self.starts[offer], self.starts[offer + 1])
            posts = self.posts[self.needs[pairs]]
            if room and posts.sum() >= self.smallest:
                before = np.concatenate(([0], np.cumsum(posts)[:-1]))
                yield offer, float(self.values[pairs] @ np.clip(room - before, 0, posts))

    def form(self, offer: int) -> JointClass | None:
        """Return the class that the programme can form now, if any."""
        pairs = np.arange(self.starts[offer], self.starts[offer + 1])
        pairs = pairs[self.posts[self.needs[pairs]] > 0][:WIDEST]
        if not self._room(offer) or self.posts[self.needs[pairs]].sum() < self.smallest:
            return None
        circle = self._circle(pairs)
        for seed in circle.seeds(minimum=self.smallest, most=self.thresholds.partners_maximum):
            size = self._size(offer, int(circle.posts[circle.near[seed]].sum()))
            for order in circle.orders(seed):
                shares = self._grow(circle, [seed, *order], size)
                if shares:
                    return self._close(offer, self.needs[pairs], circle.values, shares)
        return None

    def take(self, joint: JointClass) -> None:
        """Take the class's posts and places away."""
        self.places[joint.offer] -= joint.students
        for share in joint.shares:
            self.posts[share.need] -= share.posts

    def _room(self, offer: int) -> int:
        room = min(self.thresholds.class_maximum, int(self.places[offer]))
        return room if room >= self.smallest else 0

    def _size(self, offer: int, reachable: int) -> int:
        room = self._room(offer)
        total = min(reachable, int(self.places[offer]))
        classes = -(-total // room)
        return min(room, max(self.smallest, -(-total // classes)))

    def _circle(self, pairs: Indices) -> _Circle:
        needs = self.needs[pairs]
        spots = self.spots[:, needs]
        distance = apart_km(spots[:, :, None], spots[:, None, :]) / self.thresholds.radius_km
        np.fill_diagonal(distance, 0.0)
        return _Circle(
            posts=self.posts[needs],
            values=self.values[pairs],
            organizations=self.organizations[needs],
            distance=np.nan_to_num(distance, nan=np.inf),
            near=distance <= 1,
        )

    def _grow(self, circle: _Circle, order: list[int], size: int) -> dict[int, int]:
        """Return the posts of each member that joins in this order; none if no class comes about."""
        shares: dict[int, int] = {}
        left, is_near, partners = size, circle.near[order[0]].copy(), set[int]()
        # Who had to let another organization go first comes again in the second round.
        for at in (*order, *order):
            partner = int(circle.organizations[at])
            lacking = self.thresholds.partners_minimum - len(partners)
            if at in shares or not is_near[at] or (lacking > 0 and partner in partners):
                continue
            # A class must not fill up before its partners are several, hence each is kept a seat.
            share = min(int(circle.posts[at]), left - max(0, lacking - 1))
            shares[at] = share
            left -= share
            is_near &= circle.near[at]
            partners.add(partner)
            if left == 0 or len(shares) == self.thresholds.partners_maximum:
                break
        is_class = size - left >= self.smallest
        return shares if is_class and len(partners) >= self.thresholds.partners_minimum else {}

    def _close(self, offer: int, needs: Indices, values: Array, shares: dict[int, int]) -> JointClass:
        members = tuple(
            Share(int(needs[at]), posts, int(self.posts[needs[at]]) - posts)
            for at, posts in sorted(shares.items(), key=lambda share: (-share[1], needs[share[0]]))
        )
        return JointClass(offer, members, float(sum(values[at] * posts for at, posts in shares.items())))


@dataclass(frozen=True, slots=True, eq=False)
class _Circle:
    """The demands around one programme; distance is in radii, and near says who can share a class."""

    posts: Counts
    values: Array
    organizations: Counts
    distance: Array
    near: Mask

    def seeds(self, *, minimum: int, most: int) -> list[int]:
        """Return where a class may start, the most value in reach first.

        Left out is who has nobody of another organization near, or not enough posts in the `most` largest.
        """
        posts = np.where(self.near, self.posts, 0)
        reach = np.sort(posts, axis=1)[:, -most:].sum(axis=1)
        has_partner = (self.near & (self.organizations[:, None] != self.organizations)).any(axis=1)
        order = np.argsort(-(posts @ self.values), kind="stable")
        return [int(at) for at in order[((reach >= minimum) & has_partner)[order]][:SEEDS]]

    def orders(self, seed: int) -> Iterator[list[int]]:
        """Yield the orders in which others join: the dear and near first; then, if too few, the largest."""
        quality = self.values * (1 - FAR_COST * self.distance[seed])
        others = self.near[seed].copy()
        others[seed] = False
        for keys in ((-self.posts, -quality), (-quality, -self.posts)):
            order = np.lexsort(keys)
            yield order[others[order]].tolist()
