"""Which partnerships a plan makes of given markets: kinds, sizes, pins and vetoes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from matchmaker.matching.planning.allocation import Mode
from matchmaker.matching.planning.gates import Status
from matchmaker.matching.planning.market import Marks
from matchmaker.matching.planning.plan import plan
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Candidate, Need, Offer, Place
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
    return plan(needs, offers, candidates, thresholds=LIMITS, today=TODAY, marks=marks or Marks()).drafts


def shape(drafts):
    return [(draft.kind, draft.offer_id, draft.shares, draft.students) for draft in drafts]


WORKSHOP = {
    "posts": 15,
    "promise": Promise.PARTIAL,
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


def test_small_demands_far_from_the_school_make_no_class_but_an_unknown_school_is_asked_for_its_place():
    small = [need(1, posts=12), need(2, posts=14)]
    assert draw_up(small, [offer(place=FAR)]) == []
    (draft,) = draw_up(small, [offer(place=Place())])
    assert [gate.name for gate in draft.gates if gate.status is Status.MISSING] == ["commute"]


def test_what_a_large_demand_leaves_over_joins_a_small_one():
    drafts = draw_up(
        [need(1, posts=30), need(2, posts=12)],
        [offer(1, places=20), offer(2, places=22)],
        scores={(1, 1): 90.0, (1, 2): 60.0, (2, 2): 60.0},
    )
    assert shape(drafts) == [
        (Kind.ORDER_CLASS, 1, ((1, 20),), 20),
        (Kind.JOINT_ORDER_CLASS, 2, ((2, 12), (1, 10)), 22),
    ]


def test_a_workshop_with_a_room_becomes_a_school_in_the_factory_with_two_students_to_a_post():
    (draft,) = draw_up([need(**WORKSHOP)], [offer()])
    assert shape([draft]) == [(Kind.SCHOOL_IN_FACTORY, 1, ((1, 15),), 30)]


def test_no_school_in_a_factory_stands_beside_two_posts():
    assert draw_up([need(**WORKSHOP | {"posts": 2})], [offer()]) == []


def test_whoever_promises_to_hire_all_trains_as_many_as_it_hires():
    full = WORKSHOP | {
        "posts": 30,
        "promise": Promise.FULL,
        "accepted_kinds": frozenset({Kind.SCHOOL_IN_FACTORY}),
    }
    (draft,) = draw_up([need(**full)], [offer()])
    assert shape([draft]) == [(Kind.SCHOOL_IN_FACTORY, 1, ((1, 30),), 30)]


def test_a_school_in_a_factory_counts_only_the_posts_that_another_class_left():
    workshop = need(**WORKSHOP | {"posts": 26})
    drafts = draw_up([workshop], [offer(1), offer(2, places=20)], scores={(1, 1): 90.0, (1, 2): 70.0})
    for draft in drafts:
        assert draft.students <= 2 * sum(posts for _, posts in draft.shares)


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


def test_what_takes_no_seats_is_shared_among_pairs_that_have_no_class():
    base = {"equipment": ("数控车床",), "workstations": 15, "shifts": 1, "opening_hours": 20.0}
    practice = {"teacher_posts": 3, "teacher_months": 2.0, "mentors": 1}
    school = {"equipment": ("五轴数控车床", "投影仪"), "teachers_owing_practice": 2}
    drafts = draw_up([need(1, posts=3, **base), need(2, posts=0, **practice)], [offer(**school)])
    assert shape(drafts) == [
        (Kind.TRAINING_BASE, 1, ((1, 30),), 30),
        (Kind.TEACHER_PRACTICE, 1, ((2, 2),), 2),
    ]


def test_a_shared_workshop_leaves_the_places_to_a_class():
    base = {"equipment": ("数控车床",), "workstations": 25, "shifts": 1}
    drafts = draw_up([need(1), need(2, posts=3, **base)], [offer(equipment=("数控车床",), places=30)])
    assert {draft.kind for draft in drafts} == {Kind.ORDER_CLASS, Kind.TRAINING_BASE}


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
    assert plan([need()], [offer()], [], thresholds=LIMITS, today=TODAY).drafts == []


def test_a_plan_says_what_it_is_worth_and_a_stable_one_leaves_nobody_who_would_rather_leave():
    needs, offers = [need(1), need(2)], [offer(1, places=30), offer(2, places=30)]
    scores = {(1, 1): 90.0, (1, 2): 85.0, (2, 1): 80.0}
    candidates = [Candidate(*pair, score, {}) for pair, score in scores.items()]
    best = plan(needs, offers, candidates, thresholds=LIMITS, today=TODAY)
    stable = plan(needs, offers, candidates, thresholds=replace(LIMITS, is_stable=True), today=TODAY)
    of_best, of_stable = best.figures[Mode.OPTIMAL], best.figures[Mode.STABLE]
    assert (of_best.filled, of_best.blocking, of_best.value) == (60, 1, pytest.approx(of_best.bound))
    assert (of_stable.filled, of_stable.blocking, of_stable.bound) == (30, 0, None)
    assert of_stable.value < of_best.value
    assert (best.mode, stable.mode, stable.figures) == (Mode.OPTIMAL, Mode.STABLE, best.figures)
    assert sum(draft.students for draft in stable.drafts) == of_stable.filled
