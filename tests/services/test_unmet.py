"""Who closes a posting or declines says why, and the answers are kept without names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Demand, Event, Match, Programme, Proposal, UnmetAnswer
from matchmaker.policy import Identity
from matchmaker.services.events import Actor
from matchmaker.services.experience import unmet
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.partnerships.talks import answers
from matchmaker.services.postings import moves
from matchmaker.terms import OrganizationKind, UnmetOccasion, UnmetReason
from matchmaker.workflow import PostingState, ProposalState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

FAR = Refusal(UnmetReason.TOO_FAR, "来回四小时")


def kept(session):
    session.flush()
    return session.scalars(select(UnmetAnswer).order_by(UnmetAnswer.id)).all()


def lines(session, region):
    session.flush()
    identity = Identity(user_id=1, reviewer_of=frozenset({1}), region_codes=frozenset({region}))
    return unmet.of_regions(session, identity, on=now().date())


def test_a_closed_demand_leaves_its_reason_and_no_name(make, session):
    made = make.demand(headcount=12)
    make.match(make.programme(), made)
    moves.close(session, session.get_one(Demand, made.id), FAR, actor=Actor())
    [answer] = kept(session)
    assert (answer.reason, answer.occasion) == (UnmetReason.TOO_FAR, UnmetOccasion.POSTING_CLOSED)
    assert (answer.side, answer.region_code, answer.amount) == (OrganizationKind.ENTERPRISE, ZHENGZHOU, 12)
    assert (answer.major_class, answer.occupation_group) == (None, "4-03-01")
    columns = set(UnmetAnswer.__table__.columns.keys())
    assert not columns & {"organization_id", "user_id", "demand_id", "programme_id", "proposal_id", "text"}
    event = session.scalars(select(Event)).one()
    assert (event.action, event.reason, event.after["why"]) == ("close", "来回四小时", "too_far")
    assert session.scalars(select(Match)).all() == []


def test_a_closed_programme_is_told_by_its_class(make, session):
    made = make.programme()
    moves.close(session, session.get_one(Programme, made.id), FAR, actor=Actor())
    [answer] = kept(session)
    assert (answer.major_class, answer.occupation_group, answer.amount) == ("5401", None, 50)


@pytest.mark.parametrize(
    ("facts", "why"),
    [({}, UnmetReason.MET), ({"published_at": None, "state": PostingState.DRAFT}, UnmetReason.TIMING)],
)
def test_what_is_satisfied_or_never_was_on_the_market_lacks_nothing(make, session, facts, why):
    demand = session.get_one(Demand, make.demand(**facts).id)
    moves.close(session, demand, Refusal(why), actor=Actor())
    assert demand.state is PostingState.CLOSED
    assert kept(session) == []


@pytest.mark.parametrize(("party", "group"), [(0, None), (1, "4-03-01")])
def test_who_declines_tells_of_both_sides_where_each_is_one(make, session, party, group):
    sent = make.proposal(make.programme(), make.demand(), make.demand(), state=ProposalState.SENT)
    proposal = session.get_one(Proposal, sent.id)
    organization_id = proposal.parties[party].organization_id
    answers.decline(session, proposal, organization_id=organization_id, number=1, reason=FAR, actor=Actor())
    [answer] = kept(session)
    assert answer.occasion is UnmetOccasion.PROPOSAL_DECLINED
    assert (answer.major_class, answer.occupation_group) == ("5401", group)
    assert answer.amount == proposal.parties[party].amount


def test_an_authority_sees_its_regions_added_up(make, session):
    here, there = [make.demand(region_code=JINSHUI) for _ in range(2)], make.demand(region_code=LINYI)
    for made in (*here, there):
        moves.close(session, session.get_one(Demand, made.id), FAR, actor=Actor())
    [line] = lines(session, ZHENGZHOU)
    assert (line.count, line.amount, line.subject) == (2, 60, "住宿服务人员")
    assert [line.count for line in lines(session, LINYI)] == [1]
    for answer in kept(session):
        answer.day = now().date() - timedelta(days=366)
    assert lines(session, ZHENGZHOU) == []
