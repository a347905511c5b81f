"""The open posts and places of a market while a plan is drawn up, and the partnerships chosen so far."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matchmaker.matching.planning import gates as g
from matchmaker.matching.planning.aggregation import Pool, aggregate
from matchmaker.matching.planning.allocation import Allocation, Mode, Pairs, allocate
from matchmaker.matching.planning.choice import ALONE, IS_CLASS, TAKES_POSTS, Choice
from matchmaker.matching.planning.facts import Cases, Indices
from matchmaker.matching.planning.gates import Gate, Status
from matchmaker.matching.planning.kind_rules import KINDS, Seats
from matchmaker.matching.planning.kinds import single_case, survey, verdict
from matchmaker.matching.planning.market import Counts, Market, Mask, take
from matchmaker.matching.profile import Need
from matchmaker.terms import Kind

_OF_THE_GROUP = (g.PARTNERS, g.AREA, g.POSTS)  # gates that a demand need not meet before it has partners


@dataclass(frozen=True, slots=True)
class Draft:
    """One partnership to put to both sides; `score` is the mean of its pairs, weighted by posts."""

    kind: Kind
    offer_id: int
    shares: tuple[tuple[int, int], ...]  # need id, posts
    students: int
    score: float  # in [0, 100]; 0 for a pinned pair that nobody scored
    fit: float  # in [0, 1]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A partnership that was chosen: rows of pairs with the posts of each, all of one offer."""

    kind: Kind
    shares: tuple[tuple[int, int], ...]  # pair, posts
    students: int


class Board:
    """The open posts and places while drafts are being chosen, and the choices."""

    def __init__(self, market: Market, mode: Mode) -> None:
        # Both sides share one fit, under which the dearest pair first is stable, whole classes among them.
        self.mode = Mode.GREEDY if mode is Mode.STABLE else mode
        self.market, self.cases, self.limits = market, market.cases, market.cases.thresholds
        self.posts, self.places = market.posts.copy(), market.places.copy()
        self.is_taken = np.zeros(len(market.scores), dtype=np.bool_)
        self.picks: list[Pick] = []
        self.found: list[Allocation] = []

    def place(self, choice: Choice, wanted: Mask) -> None:
        """Allocate posts and places to the wanted pairs that have a kind and no draft yet."""
        at = np.flatnonzero(wanted & ~self.is_taken & (choice.kinds >= 0))
        amounts = self._allocate(choice, at)
        takes_posts = TAKES_POSTS[choice.kinds[at]]
        order = np.lexsort((-choice.fits[at], ~takes_posts))
        for one in order[amounts[order] > 0].tolist():
            pair, students = int(at[one]), int(amounts[one])
            kind, posts = ALONE[choice.kinds[pair]], min(students, int(self.posts[self.cases.needs_at[pair]]))
            if KINDS[kind].seats is Seats.CLASS:
                students = self._beside(kind, pair, posts, students)
            if posts and students:
                self._pick(Pick(kind, ((pair, posts),), students))

    def join(self) -> None:
        """Join small demands into classes that several enterprises share."""
        cases = self.cases
        posts, places = self.posts[cases.needs_at], self.places[cases.offers_at]
        smallest = self.limits.class_minimum
        at = np.flatnonzero((posts > 0) & (posts < smallest) & (places >= smallest) & ~self.is_taken)
        at = at[self._may_join(at)]
        values = np.maximum(np.nan_to_num(self.market.scores[at]) / 100, 0.01) + self.market.is_pinned[at]
        pool = Pool(
            needs=cases.needs_at[at],
            offers=cases.offers_at[at],
            values=values,
            posts=self.posts,
            organizations=np.array([need.organization_id for need in self.market.needs], dtype=np.int64),
            spots=cases.needs.spots[:, :, 0],
            schools=cases.offers.spots[:, :, 0],
            places=self.places,
        )
        pairs = {(int(cases.needs_at[one]), int(cases.offers_at[one])): int(one) for one in at}
        for joint in aggregate(pool, thresholds=self.limits):
            shares = tuple((pairs[share.need, joint.offer], share.posts) for share in joint.shares)
            self._pick(Pick(Kind.JOINT_ORDER_CLASS, shares, joint.students))

    def share(self, kind: Kind) -> None:
        """Give the pairs without a draft a kind that takes no seats, as far as both sides' rooms reach."""
        rule = KINDS[kind]
        at = np.flatnonzero(~self.is_taken)
        found = survey(rule, take(self.cases, at))
        is_ready = found.is_open & found.is_grounded
        at, some = at[is_ready], take(self.cases, at[is_ready])
        most = found.students[is_ready].astype(np.int64)
        pairs = Pairs(
            needs=some.needs_at,
            offers=some.offers_at,
            values=found.fit[is_ready],
            limits=most,
            least=np.minimum(most, self.limits.class_minimum),
        )
        rooms = self.posts * 0, self.places * 0
        for room, measure, rows in zip(rooms, rule.rooms or (), (pairs.needs, pairs.offers), strict=True):
            room[rows] = np.nan_to_num(measure(some))
        amounts = allocate(pairs, *rooms, mode=Mode.OPTIMAL).amounts
        for one in np.flatnonzero(amounts):
            self._pick(Pick(kind, ((int(at[one]), int(amounts[one])),), int(amounts[one])))

    def draw(self, pick: Pick) -> tuple[tuple[object, ...], Draft]:
        """Return the draft of a choice, judged by its own numbers, and where it stands among all."""
        pairs, posts = zip(*pick.shares, strict=True)
        scores = self.market.scores[list(pairs)]
        found = verdict(pick.kind, self._case(pick), students=pick.students)
        needs = [self.market.needs[self.cases.needs_at[pair]].id for pair in pairs]
        draft = Draft(
            kind=pick.kind,
            offer_id=self.market.offers[self.cases.offers_at[pairs[0]]].id,
            shares=tuple(zip(needs, posts, strict=True)),
            students=pick.students,
            score=float(np.average(np.nan_to_num(scores), weights=posts)),
            fit=found.fit,
            gates=found.gates,
        )
        is_free = not self.market.is_pinned[list(pairs)].any()
        return (is_free, -draft.fit, draft.offer_id, draft.shares), draft

    def _case(self, pick: Pick) -> Cases:
        """Return a choice as a case: its own numbers stand for those of the postings."""
        pairs = [pair for pair, _ in pick.shares]
        offer = self.market.offers[self.cases.offers_at[pairs[0]]]
        scores = self.market.scores[pairs]
        return single_case(
            [_with_posts(self.market.needs[self.cases.needs_at[at]], posts) for at, posts in pick.shares],
            offer if offer.places is None else replace(offer, places=pick.students),
            score=None if np.isnan(scores).any() else float(scores.min()),
            thresholds=self.limits,
            today=self.cases.today,
        )

    def _beside(self, kind: Kind, pair: int, posts: int, students: int) -> int:
        """Return how many students may learn beside the posts that are left; 0: not a class."""
        found = verdict(kind, self._case(Pick(kind, ((pair, posts),), students)))
        lacks_posts = any(gate.name == "posts" and gate.status is Status.FAILED for gate in found.gates)
        return 0 if lacks_posts else min(students, found.students)

    def _allocate(self, choice: Choice, at: Indices) -> Counts:
        needs, offers, kinds = self.cases.needs_at[at], self.cases.offers_at[at], choice.kinds[at]
        takes_posts = TAKES_POSTS[kinds]
        least = np.where(IS_CLASS[kinds], self.limits.class_minimum, 1)
        even = np.where(takes_posts, self._even(self.posts[needs]), self.limits.class_maximum)
        even = np.minimum(even, self._even(self.places[offers]))
        # Classes whose students take no post each still belong to a demand, one full class at most.
        rooms = np.where(self.posts > 0, self.limits.class_maximum, 0)
        pairs = Pairs(
            needs=np.where(takes_posts, needs, needs + len(self.posts)),
            offers=offers,
            values=choice.fits[at],
            limits=np.minimum(choice.students[at], np.maximum(least, even)),
            least=least,
        )
        self.found.append(allocate(pairs, np.concatenate((self.posts, rooms)), self.places, mode=self.mode))
        return self.found[-1].amounts

    def _even(self, numbers: Counts) -> Counts:
        """Return the size of a class when so many people are spread over as few classes as hold them."""
        even: Counts = -(-numbers // np.maximum(1, -(-numbers // self.limits.class_maximum)))
        return even

    def _may_join(self, at: Indices) -> Mask:
        rule = KINDS[Kind.JOINT_ORDER_CLASS]
        rows = [row for row, gate in enumerate(rule.gates) if gate not in _OF_THE_GROUP]
        is_open: Mask = survey(rule, take(self.cases, at)).status[rows].min(axis=0, initial=2) > 0
        return is_open

    def _pick(self, pick: Pick) -> None:
        takes_seats = KINDS[pick.kind].seats is not Seats.NONE
        for pair, posts in pick.shares:
            self.posts[self.cases.needs_at[pair]] -= posts * takes_seats
            self.is_taken[pair] = True
        self.places[self.cases.offers_at[pick.shares[0][0]]] -= pick.students * takes_seats
        self.picks.append(pick)


def _with_posts(need: Need, posts: int) -> Need:
    return need if need.posts is None else replace(need, posts=posts)
