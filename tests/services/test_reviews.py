"""The queue holds each subject once; rules are filled in; decisions reach what they decide on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.errors import StaleError
from matchmaker.models import Demand, Event, Organization, Programme, Review
from matchmaker.policy import Identity, Permission, permits
from matchmaker.services import decisions, reviews
from matchmaker.services.decisions import Ruling, UnexplainedError
from matchmaker.services.events import Actor
from matchmaker.services.reviews import DecidedError, Filters, NotTakenError, TakenError
from matchmaker.workflow import Decision, IllegalMoveError, OrganizationState, PostingState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

APPROVE, RETURN = Ruling(Decision.APPROVE), Ruling(Decision.RETURN, "请补充")


@pytest.fixture
def actors(make):
    """Two reviewers of one authority."""
    authority = make.authority()
    return [Actor(make.reviewer(authority).id) for _ in range(2)]


@pytest.fixture
def review(make, session, actors):
    programme = make.programme(state=PostingState.SUBMITTED)
    found = session.get_one(Review, make.review(programme_id=programme.id).id)
    session.commit()
    return found


def decide(session, review, ruling, actor, *, version=None):
    session.flush()
    version = review.version if version is None else version
    decisions.decide(session, review, ruling, version=version, actor=actor)


def test_a_subject_waits_once(make, session):
    programme = session.get_one(Programme, make.programme().id)
    assert reviews.request(session, programme) is reviews.request(session, programme)


def test_a_subject_that_was_decided_may_wait_again(make, session, review, actors):
    reviews.take(session, review, actor=actors[0])
    decide(session, review, RETURN, actors[0])
    assert reviews.request(session, review.programme) is not review
    assert reviews.last_of(session, review.programme) is review


def test_a_withdrawn_subject_leaves_the_queue(session, review):
    reviews.withdraw(session, review.programme)
    session.refresh(review)
    assert (review.decision, reviews.open_of(session, review.programme)) == (None, [])
    with pytest.raises(DecidedError):
        reviews.take(session, review, actor=Actor(1))


@pytest.mark.parametrize("region", [ZHENGZHOU, "410000", JINSHUI, LINYI])
def test_the_queue_shows_what_the_policy_lets_a_person_read(make, session, region):
    for code in (ZHENGZHOU, JINSHUI, LINYI, None):
        programme = make.programme(region_code=code or ZHENGZHOU)
        make.review(programme_id=programme.id, region_code=code)
    identity = Identity(user_id=1, reviewer_of=frozenset({1}), region_codes=frozenset({region}))
    shown = {review.id for review in reviews.queue(session, identity, Filters()).items}
    every = session.scalars(select(Review)).all()
    assert shown == {r.id for r in every if permits(identity, Permission.REVIEW_READ, r)}
    assert reviews.count_waiting(session, identity, Filters(), Filters(is_mine=True)) == (len(shown), 0)


def test_who_has_it_in_hand_keeps_it_for_an_hour(session, review, actors):
    one, other = actors
    reviews.take(session, review, actor=one)
    with pytest.raises(TakenError):
        reviews.take(session, review, actor=other)
    review.taken_at = now() - timedelta(minutes=61)
    reviews.take(session, review, actor=other)
    assert review.taken_by_id == other.user_id


def test_one_cannot_give_back_what_another_holds(session, review, actors):
    reviews.take(session, review, actor=actors[0])
    with pytest.raises(TakenError):
        reviews.release(session, review, actor=actors[1])


def test_taking_and_giving_back_leave_events(session, review, actors):
    reviews.take(session, review, actor=actors[0])
    reviews.release(session, review, actor=actors[0])
    session.flush()
    assert [event.action for event in session.scalars(select(Event))] == ["take", "release"]
    with pytest.raises(NotTakenError):
        reviews.release(session, review, actor=actors[0])


def test_deciding_needs_having_taken_it(session, review, actors):
    with pytest.raises(NotTakenError):
        decide(session, review, APPROVE, actors[0])
    reviews.take(session, review, actor=actors[0])
    with pytest.raises(TakenError):
        decide(session, review, APPROVE, actors[1])


def test_a_decision_on_an_older_state_is_stale(session, review, actors):
    reviews.take(session, review, actor=actors[0])
    with pytest.raises(StaleError):
        decide(session, review, APPROVE, actors[0], version=0)


def test_nobody_decides_twice(session, review, actors):
    reviews.take(session, review, actor=actors[0])
    decide(session, review, APPROVE, actors[0])
    with pytest.raises(DecidedError):
        decide(session, review, APPROVE, actors[0])


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.REJECT])
def test_turning_down_needs_a_word(session, review, actors, decision):
    reviews.take(session, review, actor=actors[0])
    with pytest.raises(UnexplainedError):
        decide(session, review, Ruling(decision, "  ", {"places": " "}), actors[0])


def test_comments_on_fields_are_word_enough(session, review, actors):
    reviews.take(session, review, actor=actors[0])
    decide(session, review, Ruling(Decision.RETURN, comments={"places": "请核实", "level": ""}), actors[0])
    assert (review.reason, review.comments) == ("请核实", {"places": "请核实"})
    assert review.programme.state is PostingState.RETURNED


def test_a_decision_reaches_an_organization(make, session, actors):
    school = make.school(state=OrganizationState.UNVERIFIED)
    review = session.get_one(Review, make.review(organization_id=school.id).id)
    reviews.take(session, review, actor=actors[0])
    decide(session, review, Ruling(Decision.REJECT, "代码不符"), actors[0])
    assert session.get_one(Organization, school.id).state is OrganizationState.REFUSED


def test_a_decision_reaches_a_demand(make, session, actors):
    demand = make.demand(state=PostingState.SUBMITTED)
    review = session.get_one(Review, make.review(demand_id=demand.id).id)
    reviews.take(session, review, actor=actors[0])
    decide(session, review, APPROVE, actors[0])
    assert session.get_one(Demand, demand.id).state is PostingState.PUBLISHED


def test_a_subject_that_moved_on_cannot_be_decided(session, review, actors):
    reviews.take(session, review, actor=actors[0])
    review.programme.state = PostingState.DRAFT
    with pytest.raises(IllegalMoveError):
        decide(session, review, APPROVE, actors[0])
