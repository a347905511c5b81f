"""What every plan promises, whatever the market: open posts and places only, and every decision kept."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching.planning.gates import Status
from matchmaker.matching.planning.kind_rules import KINDS, Seats
from matchmaker.matching.planning.market import Marks
from matchmaker.matching.planning.plan import plan
from matchmaker.matching.planning.thresholds import Thresholds
from matchmaker.matching.profile import Candidate, Need, Offer, Place
from matchmaker.terms import Kind, Promise

LIMITS = Thresholds()
HERE, NEAR, FAR = (
    Place("410102", 113.61, 34.75),
    Place("410108", 113.66, 34.80),
    Place("371302", 118.35, 35.05),
)


def draw_up(needs, offers, *, scores, marks):
    candidates = [Candidate(need_id, offer_id, score, {}) for (need_id, offer_id), score in scores.items()]
    return plan(needs, offers, candidates, thresholds=LIMITS, today=date(2025, 3, 1), marks=marks).drafts


kinds = st.none() | st.frozensets(st.sampled_from(Kind), min_size=1, max_size=4)


FROM_ENTERPRISE = {
    "posts": st.integers(0, 70),
    "promise": st.sampled_from(Promise),
    "mentors": st.integers(0, 6),
    "teaching_room_m2": st.just(50.0),
    "workstations": st.integers(0, 30),
    "equipment": st.just(("车床",)),
    "shifts": st.integers(1, 2),
    "teacher_posts": st.integers(0, 4),
    "sponsor_name": st.just("甲"),
    "sponsorship_yuan": st.just(1000.0),
    "hires_on_enrollment": st.booleans(),
    "trains_on_hiring": st.booleans(),
}
FROM_SCHOOL = {
    "places": st.integers(0, 120),
    "equipment": st.just(("数控车床",)),
    "teachers_owing_practice": st.integers(0, 4),
}


def postings(kind, numbers, organizations, told, places):
    """Return postings that each tell a part of the facts."""
    facts = {name: st.none() | strategy for name, strategy in told.items()}
    one = st.fixed_dictionaries(
        facts
        | {
            "organization_id": organizations,
            "place": st.sampled_from(places),
            "accepted_kinds": kinds,
        }
    )
    several = st.lists(one, min_size=numbers[0], max_size=numbers[1])
    return several.map(lambda rows: [kind(at + 1, "工", **row) for at, row in enumerate(rows)])


@st.composite
def markets(draw):
    needs = draw(postings(Need, (1, 6), st.integers(1, 4), FROM_ENTERPRISE, [HERE, NEAR, FAR, Place()]))
    offers = draw(postings(Offer, (1, 4), st.integers(11, 13), FROM_SCHOOL, [HERE, NEAR, Place()]))
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
    for draft in draw_up(needs, offers, scores=scores, marks=marks):
        takes_seats = KINDS[draft.kind].seats is not Seats.NONE
        places[draft.offer_id] += draft.students * takes_seats
        for need_id, share in draft.shares:
            pair = (need_id, draft.offer_id)
            assert share > 0
            assert pair not in marks.vetoed
            assert pair in marks.pinned or scores[pair] >= LIMITS.similarity
            posts[need_id] += share * takes_seats
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
    for draft in draw_up(needs, offers, scores=scores, marks=marks):
        pinned = any((need_id, draft.offer_id) in marks.pinned for need_id, _ in draft.shares)
        failed = {gate.name for gate in draft.gates if gate.status is Status.FAILED}
        assert failed <= ({"similarity"} if pinned else set())
        seats, taken = KINDS[draft.kind].seats, sum(share for _, share in draft.shares)
        assert draft.students <= LIMITS.class_maximum
        assert draft.students >= (1 if seats in {Seats.SINGLE_POST, Seats.NONE} else LIMITS.class_minimum)
        assert taken <= draft.students if seats is Seats.CLASS else taken == draft.students
        partners = {organizations[need_id] for need_id, _ in draft.shares}
        assert (len(partners) >= 2) == (draft.kind is Kind.JOINT_ORDER_CLASS)


@settings(max_examples=80, deadline=None)
@given(markets())
def test_no_more_teachers_practise_than_owe_it_or_find_a_post(market):
    needs, offers, scores, marks = market
    from_school, to_enterprise = Counter(), Counter()
    for draft in draw_up(needs, offers, scores=scores, marks=marks):
        if draft.kind is Kind.TEACHER_PRACTICE:
            ((need_id, teachers),) = draft.shares
            from_school[draft.offer_id] += teachers
            to_enterprise[need_id] += teachers
    assert all(from_school[one.id] <= (one.teachers_owing_practice or 0) for one in offers)
    assert all(to_enterprise[one.id] <= (one.teacher_posts or 0) for one in needs)


@settings(max_examples=40, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_the_same_market_in_another_order_gives_the_same_plan(market, random):
    needs, offers, scores, marks = market
    straight = draw_up(needs, offers, scores=scores, marks=marks)
    pairs = list(scores.items())
    for things in (needs, offers, pairs):
        random.shuffle(things)
    assert draw_up(needs, offers, scores=dict(pairs), marks=marks) == straight
