"""What a plan promises: open posts and places only, vetoes kept, pins first, the same in any order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.gates import Status
from matchmaker.matching.kind_rules import KINDS, Seats
from matchmaker.matching.market import Marks
from matchmaker.matching.plan import plan
from matchmaker.matching.profile import Candidate, Need, Offer, Place
from matchmaker.matching.thresholds import Thresholds
from matchmaker.terms import Kind, Level, Promise

TODAY = date(2025, 3, 1)
LIMITS = Thresholds()
HERE, NEAR, FAR = (
    Place("410102", 113.61, 34.75),
    Place("410108", 113.66, 34.80),
    Place("371302", 118.35, 35.05),
)


def offer(number=1, **facts):
    told = {"level": Level.COLLEGE, "place": HERE, "places": 50, "graduation": date(2026, 6, 30)}
    return Offer(number, "数控技术", organization_id=100 + number, **(told | facts))


def need(number=1, **facts):
    told = {"least_level": Level.SECONDARY, "place": NEAR, "posts": 30, "promise": Promise.FULL}
    return Need(number, "数控操作工", organization_id=200 + number, **(told | facts))


def draw_up(needs, offers, *, scores=None, marks=None):
    pairs = scores or {(n.id, o.id): 70.0 for n in needs for o in offers}
    candidates = [Candidate(need_id, offer_id, score, {}) for (need_id, offer_id), score in pairs.items()]
    return plan(needs, offers, candidates, thresholds=LIMITS, today=TODAY, marks=marks or Marks())


def shape(drafts):
    return [(draft.kind, draft.offer_id, draft.shares, draft.students) for draft in drafts]


WORKSHOP = {
    "posts": 5,
    "teaching_room_m2": 60.0,
    "workstations": 15,
    "shifts": 2,
    "mentors": 4,
    "is_safe_site": True,
}


def test_thirty_posts_and_a_promise_become_an_order_class():
    (draft,) = draw_up([need()], [offer()])
    assert shape([draft]) == [(Kind.ORDER_CLASS, 1, ((1, 30),), 30)]
    assert draft.score == 70.0
    assert 0 < draft.fit <= 1
    assert {gate.status for gate in draft.gates} == {Status.MET}


def test_two_small_demands_of_one_city_share_a_class():
    (draft,) = draw_up([need(1, posts=12), need(2, posts=14)], [offer()], scores={(1, 1): 60.0, (2, 1): 80.0})
    assert shape([draft]) == [(Kind.JOINT_ORDER_CLASS, 1, ((2, 14), (1, 12)), 26)]
    assert draft.score == pytest.approx((60 * 12 + 80 * 14) / 26)
    (similarity,) = (gate for gate in draft.gates if gate.name == "similarity")
    assert similarity.have == 60.0


def test_small_demands_of_two_cities_stay_alone():
    assert draw_up([need(1, posts=12), need(2, posts=14, place=FAR)], [offer()]) == []


def test_what_a_large_demand_leaves_over_joins_a_small_one():
    drafts = draw_up(
        [need(1, posts=30), need(2, posts=12)],
        [offer(1, places=20), offer(2)],
        scores={(1, 1): 90.0, (1, 2): 60.0, (2, 2): 60.0},
    )
    assert shape(drafts) == [
        (Kind.ORDER_CLASS, 1, ((1, 20),), 20),
        (Kind.JOINT_ORDER_CLASS, 2, ((2, 12), (1, 10)), 22),
    ]


def test_a_workshop_with_a_room_becomes_a_school_in_the_factory_with_more_students_than_posts():
    (draft,) = draw_up([need(**WORKSHOP)], [offer()])
    assert shape([draft]) == [(Kind.SCHOOL_IN_FACTORY, 1, ((1, 5),), 40)]


def test_a_line_that_moves_to_a_campus_becomes_a_factory_in_the_school():
    line = {"brings_line": True, "line_area_m2": 300.0, "line_power_kw": 80.0, "is_process_allowed": True}
    site = {"site_area_m2": 500.0, "site_power_kw": 100.0, "site_logistics": True}
    (draft,) = draw_up([need(posts=3, **line)], [offer(**site)])
    assert draft.kind is Kind.FACTORY_IN_SCHOOL


def test_a_sponsor_without_a_full_promise_becomes_a_named_class():
    sponsor = {"posts": 3, "promise": Promise.NONE, "sponsor_name": "中原机床", "sponsorship_yuan": 80_000.0}
    (draft,) = draw_up([need(**sponsor)], [offer()])
    assert draft.kind is Kind.NAMED_CLASS


def test_three_apprentices_need_no_class():
    hires = {"hires_on_enrollment": True, "trains_on_hiring": True, "mentors": 1}
    (draft,) = draw_up([need(posts=3, **hires)], [offer(dual_teachers=2)])
    assert shape([draft]) == [(Kind.APPRENTICESHIP, 1, ((1, 3),), 3)]


def test_sixty_posts_and_sixty_places_become_even_classes():
    drafts = draw_up([need(1, posts=60)], [offer(1), offer(2)])
    assert sorted(draft.students for draft in drafts) == [30, 30]


def test_sixty_places_for_two_large_demands_become_even_classes():
    drafts = draw_up([need(1, posts=50), need(2, posts=50)], [offer(places=60)])
    assert [draft.students for draft in drafts] == [30, 30]


def test_among_equals_the_same_ones_win_however_they_are_given():
    needs, offers = [need(number) for number in (3, 1, 2)], [offer(number, places=30) for number in (2, 1)]
    drafts = draw_up(needs, offers)
    assert len(drafts) == 2
    for order in permutations(needs):
        assert draw_up(order, offers[::-1]) == drafts


def test_a_weak_pair_is_not_planned_unless_it_is_pinned_and_the_gate_says_so():
    weak = {(1, 1): LIMITS.similarity - 1}
    assert draw_up([need()], [offer()], scores=weak) == []
    (draft,) = draw_up([need()], [offer()], scores=weak, marks=Marks(pinned=frozenset({(1, 1)})))
    assert [gate.name for gate in draft.gates if gate.status is Status.FAILED] == ["similarity"]


def test_a_pinned_pair_that_nobody_scored_is_planned_with_its_score_missing():
    drafts = draw_up([need()], [offer()], scores={(9, 9): 1.0}, marks=Marks(pinned=frozenset({(1, 1)})))
    assert [draft.score for draft in drafts] == [0.0]
    (similarity,) = (gate for gate in drafts[0].gates if gate.name == "similarity")
    assert similarity.status is Status.MISSING


def test_a_pinned_pair_goes_before_a_better_one_and_stands_first():
    drafts = draw_up(
        [need(1), need(2)],
        [offer(places=30)],
        scores={(1, 1): 95.0, (2, 1): 55.0},
        marks=Marks(pinned=frozenset({(2, 1)})),
    )
    assert shape(drafts) == [(Kind.ORDER_CLASS, 1, ((2, 30),), 30)]


def test_a_pinned_pair_without_grounds_still_gets_a_kind_that_no_gate_closes():
    silent = replace(need(posts=None), promise=None)
    assert draw_up([silent], [offer()]) == []
    (draft,) = draw_up([silent], [offer()], marks=Marks(pinned=frozenset({(1, 1)})))
    assert all(gate.status is not Status.FAILED for gate in draft.gates)
    assert draft.students >= LIMITS.class_minimum


def test_a_veto_wins_over_a_pin():
    both = frozenset({(1, 1)})
    assert draw_up([need()], [offer()], marks=Marks(pinned=both, vetoed=both)) == []


def test_pairs_that_hard_facts_forbid_or_whose_postings_are_gone_are_left_out():
    assert draw_up([need(least_level=Level.BACHELOR)], [offer()]) == []
    assert draw_up([need()], [offer(graduation=date(2025, 1, 1))]) == []
    assert draw_up([need()], [offer()], scores={(7, 1): 90.0, (1, 7): 90.0}) == []


def test_unknown_places_hold_one_smallest_class_and_say_that_they_are_unknown():
    (draft,) = draw_up([need()], [offer(places=None)])
    assert draft.students == LIMITS.class_minimum
    assert [gate.name for gate in draft.gates if gate.status is Status.MISSING] == ["places"]


def test_an_empty_market_is_an_empty_plan():
    assert draw_up([], []) == []
    assert plan([need()], [offer()], [], thresholds=LIMITS, today=TODAY) == []


kinds = st.none() | st.frozensets(st.sampled_from(Kind), min_size=1, max_size=4)


@st.composite
def markets(draw):
    def told(strategy):
        return draw(st.none() | strategy)

    needs = [
        Need(
            number,
            "工",
            organization_id=draw(st.integers(1, 4)),
            posts=told(st.integers(0, 70)),
            promise=told(st.sampled_from(Promise)),
            place=draw(st.sampled_from([HERE, NEAR, FAR, Place()])),
            mentors=told(st.integers(0, 6)),
            teaching_room_m2=told(st.just(50.0)),
            workstations=told(st.integers(0, 30)),
            sponsor_name=told(st.just("甲")),
            sponsorship_yuan=told(st.just(1000.0)),
            hires_on_enrollment=told(st.booleans()),
            trains_on_hiring=told(st.booleans()),
            accepted_kinds=draw(kinds),
        )
        for number in range(1, draw(st.integers(2, 7)))
    ]
    offers = [
        Offer(
            number,
            "专业",
            organization_id=draw(st.integers(11, 13)),
            places=told(st.integers(0, 120)),
            place=draw(st.sampled_from([HERE, NEAR, Place()])),
            accepted_kinds=draw(kinds),
        )
        for number in range(1, draw(st.integers(2, 5)))
    ]
    pairs = [(n.id, o.id) for n in needs for o in offers]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    scores = {pair: draw(st.integers(30, 100)) * 1.0 for pair in chosen}
    some = st.frozensets(st.sampled_from(pairs), max_size=3)
    return needs, offers, scores, Marks(pinned=draw(some), vetoed=draw(some))


@settings(max_examples=80, deadline=None)
@given(markets())
def test_a_plan_takes_only_what_is_open_and_keeps_every_decision(market):
    needs, offers, scores, marks = market
    posts, places, pairs = Counter(), Counter(), Counter()
    for draft in draw_up(needs, offers, scores=scores or {(99, 99): 1.0}, marks=marks):
        places[draft.offer_id] += draft.students
        for need_id, share in draft.shares:
            pair = (need_id, draft.offer_id)
            assert share > 0
            assert pair not in marks.vetoed
            assert pair in marks.pinned or scores[pair] >= LIMITS.similarity
            posts[need_id] += share
            pairs[pair] += 1
    assert all(count == 1 for count in pairs.values())
    for one in needs:
        assert posts[one.id] <= (LIMITS.class_minimum if one.posts is None else one.posts)
    for one in offers:
        assert places[one.id] <= (LIMITS.class_minimum if one.places is None else one.places)


@settings(max_examples=80, deadline=None)
@given(markets())
def test_no_gate_of_a_draft_has_failed_but_the_similarity_of_a_pinned_pair(market):
    needs, offers, scores, marks = market
    organizations = {one.id: one.organization_id for one in needs}
    for draft in draw_up(needs, offers, scores=scores or {(99, 99): 1.0}, marks=marks):
        pinned = any((need_id, draft.offer_id) in marks.pinned for need_id, _ in draft.shares)
        failed = {gate.name for gate in draft.gates if gate.status is Status.FAILED}
        assert failed <= ({"similarity"} if pinned else set())
        seats, taken = KINDS[draft.kind].seats, sum(share for _, share in draft.shares)
        assert seats is not Seats.NONE
        assert draft.students <= LIMITS.class_maximum
        assert draft.students >= (1 if seats is Seats.SINGLE_POST else LIMITS.class_minimum)
        assert taken <= draft.students if seats is Seats.CLASS else taken == draft.students
        partners = {organizations[need_id] for need_id, _ in draft.shares}
        assert (len(partners) >= 2) == (draft.kind is Kind.JOINT_ORDER_CLASS)


@settings(max_examples=40, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_the_same_market_in_another_order_gives_the_same_plan(market, random):
    needs, offers, scores, marks = market
    scores = scores or {(99, 99): 1.0}
    straight = draw_up(needs, offers, scores=scores, marks=marks)
    pairs = list(scores.items())
    for things in (needs, offers, pairs):
        random.shuffle(things)
    assert draw_up(needs, offers, scores=dict(pairs), marks=marks) == straight
