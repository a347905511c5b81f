"""Who reads a proposal follows from the table, the regions and who is registered; all of them must agree."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event, Notification, Organization, Proposal, Review, User
from matchmaker.policy import Permission, permits
from matchmaker.services import decisions, readings, reviews
from matchmaker.services.decisions import Ruling
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import proposals
from matchmaker.services.partnerships.talks import answers
from matchmaker.services.people.sessions import identify
from matchmaker.services.reviews import DecidedError, Desk, Filters
from matchmaker.terms import Department, Kind
from matchmaker.workflow import Decision, ProposalState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

EDUCATION, INDUSTRY, PARK = Department.EDUCATION, Department.INDUSTRY, Department.PARK
APPROVE, RETURN = Ruling(Decision.APPROVE, "同意"), Ruling(Decision.RETURN, "人数偏少")
SCHOOL_SIDE, ENTERPRISE_SIDE = "school_side", "enterprise_side"


@pytest.fixture
def sent(make, session):
    """A proposal of a school in 郑州 to enterprises of the given regions."""

    def act(*regions, **facts):
        session.commit()
        demands = [make.demand(make.enterprise(region_code=code)) for code in regions]
        proposal = make.proposal(make.programme(), *demands, state=ProposalState.SENT, **facts)
        found = session.get_one(Proposal, proposal.id)
        session.commit()
        return found

    return act


@pytest.fixture
def readers(make, session):
    """Return a function that makes an authority with a reviewer, as an actor."""

    def act(department, region=ZHENGZHOU):
        session.commit()
        return Actor(make.reviewer(make.authority(department=department, region_code=region)).id)

    return act


def begin(session, proposal):
    for party in proposal.parties:
        facts = {"organization_id": party.organization_id, "number": 1, "actor": Actor()}
        answers.show_interest(session, proposal, **facts)
    session.flush()
    return reviews.open_of(session, proposal)


def decide(session, review, ruling, actor):
    reviews.take(session, review, actor=actor)
    session.flush()
    decisions.decide(session, review, ruling, version=review.version, actor=actor)


def identity(session, actor):
    return identify(session, session.get_one(User, actor.user_id))


def test_each_side_is_read_by_its_departments_in_its_region(session, readers, sent):
    for department, region in [(EDUCATION, ZHENGZHOU), (INDUSTRY, LINYI)]:
        readers(department, region)
    assert readings.desks(session, sent(LINYI)) == [
        Desk(ZHENGZHOU, SCHOOL_SIDE),
        Desk(LINYI, ENTERPRISE_SIDE),
    ]


def test_where_no_such_authority_is_registered_the_one_that_exists_reads(session, readers, sent):
    readers(EDUCATION)
    assert readings.desks(session, sent(ZHENGZHOU)) == [Desk(ZHENGZHOU, SCHOOL_SIDE)]
    readers(EDUCATION, LINYI)
    assert readings.desks(session, sent(LINYI)) == [Desk(ZHENGZHOU, SCHOOL_SIDE), Desk(LINYI)]


def test_the_only_authority_reads_for_both_sides_whatever_its_department(session, readers, sent):
    readers(PARK)
    assert readings.desks(session, sent(ZHENGZHOU)) == [Desk(ZHENGZHOU, ENTERPRISE_SIDE)]


def test_where_nobody_is_registered_it_waits_in_its_own_region(session, sent):
    assert readings.desks(session, sent(LINYI)) == [Desk(ZHENGZHOU)]


def test_the_same_authority_reads_several_enterprises_once(session, readers, sent):
    for department in (EDUCATION, INDUSTRY):
        readers(department)
    joint = sent(ZHENGZHOU, JINSHUI)
    assert readings.desks(session, joint) == [Desk(ZHENGZHOU, SCHOOL_SIDE), Desk(ZHENGZHOU, ENTERPRISE_SIDE)]


def test_teachers_in_practice_are_their_schools_matter(session, readers, sent):
    for department in (EDUCATION, INDUSTRY):
        readers(department)
    found = readings.desks(session, sent(ZHENGZHOU, kind=Kind.TEACHER_PRACTICE))
    assert found == [Desk(ZHENGZHOU, SCHOOL_SIDE)]


def test_an_unverified_authority_reads_nothing(make, session, readers, sent):
    readers(EDUCATION)
    make.authority(department=INDUSTRY, state="unverified")
    assert readings.desks(session, sent(ZHENGZHOU)) == [Desk(ZHENGZHOU, SCHOOL_SIDE)]


def test_a_proposal_is_approved_when_all_that_must_read_agree(make, session, readers, sent):
    education, industry = readers(EDUCATION), readers(INDUSTRY)
    proposal = sent(ZHENGZHOU)
    user = make.editor(session.get_one(Organization, proposal.parties[0].organization_id))
    mine, theirs = begin(session, proposal)
    decide(session, mine, APPROVE, education)
    session.flush()
    assert proposal.state is ProposalState.IN_REVIEW
    decide(session, theirs, APPROVE, industry)
    session.flush()
    assert proposal.state is ProposalState.APPROVED
    done = session.scalars(select(Event.action).where(Event.subject_type == "proposal").order_by(Event.id))
    assert list(done)[-2:] == ["endorse", "approve"]
    names = session.scalars(select(Notification.name).where(Notification.user_id == user.id)).all()
    assert names.count("proposal_approved") == 1


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.RETURN, ProposalState.RETURNED), (Decision.REJECT, ProposalState.REJECTED)],
)
def test_either_turns_it_down_for_all(session, readers, sent, decision, state):
    education, industry = readers(EDUCATION), readers(INDUSTRY)
    proposal = sent(ZHENGZHOU)
    mine, theirs = begin(session, proposal)
    reviews.take(session, theirs, actor=industry)
    decide(session, mine, Ruling(decision, "人数偏少"), education)
    session.flush()
    assert (proposal.state, reviews.open_of(session, proposal)) == (state, [])
    with pytest.raises(DecidedError):
        decisions.decide(session, theirs, APPROVE, version=theirs.version, actor=industry)
    assert [reading.review.decision for reading in readings.of_round(session, proposal)] == [decision, None]


def test_a_new_round_asks_all_of_them_again(session, readers, sent, settings):
    education, industry = readers(EDUCATION), readers(INDUSTRY)
    proposal = sent(ZHENGZHOU)
    mine, theirs = begin(session, proposal)
    decide(session, mine, APPROVE, education)
    decide(session, theirs, RETURN, industry)
    again = proposals.resend(session, proposal, number=1, actor=Actor(), settings=settings)
    assert len(begin(session, again)) == 2


def test_a_round_in_progress_is_not_begun_again(session, sent):
    proposal = sent(ZHENGZHOU)
    begun = begin(session, proposal)
    assert readings.request(session, proposal) == begun


def test_everybody_finds_their_own_entry_and_no_other(session, readers, sent):
    education, industry = readers(EDUCATION), readers(INDUSTRY)
    mine, theirs = begin(session, sent(ZHENGZHOU))
    for actor, own, other in ((education, mine, theirs), (industry, theirs, mine)):
        person = identity(session, actor)
        assert reviews.queue(session, person, Filters()).items == [own]
        assert permits(person, Permission.REVIEW_DECIDE, own)
        assert not permits(person, Permission.REVIEW_DECIDE, other)
        assert permits(person, Permission.REVIEW_READ, other)
        assert reviews.chosen(session, person, [mine.id, theirs.id]) == [own]


def test_each_holds_its_own_entry_for_itself(session, readers, sent):
    education, industry = readers(EDUCATION), readers(INDUSTRY)
    mine, theirs = begin(session, sent(ZHENGZHOU))
    reviews.take(session, mine, actor=education)
    reviews.take(session, theirs, actor=industry)
    assert [mine.taken_by_id, theirs.taken_by_id] == [education.user_id, industry.user_id]


def test_any_authority_of_a_line_is_named(make, session, readers, sent):
    for department in (EDUCATION, Department.HUMAN_RESOURCES):
        readers(department)
    proposal = sent(ZHENGZHOU)
    begin(session, proposal)
    (reading,) = readings.of_round(session, proposal)
    assert len(reading.authorities) == 2
    assert session.scalars(select(Review.reader)).one() == SCHOOL_SIDE
