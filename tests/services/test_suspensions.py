"""A suspension ends at once what the organization offers and proposes, and its partners are told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event, Notification, Organization, Partnership, Programme, Proposal
from matchmaker.services import readings, reviews, suspensions
from matchmaker.services.events import SYSTEM
from matchmaker.services.partnerships import ledger
from matchmaker.workflow import (
    Answer,
    GuardError,
    OrganizationState,
    PartnershipState,
    PostingState,
    ProposalState,
)

OPEN = [
    ProposalState.SENT,
    ProposalState.DISCUSSING,
    ProposalState.IN_REVIEW,
    ProposalState.RETURNED,
    ProposalState.APPROVED,
]


@pytest.fixture
def school(make):
    return make.school()


@pytest.fixture
def suspend(session, school):
    def act(reason="停办"):
        found = session.get_one(Organization, school.id)
        suspensions.suspend(session, found, reason=reason, actor=SYSTEM)
        session.flush()
        return found

    return act


def test_its_postings_leave_the_market(make, session, school, suspend):
    programme = make.programme(school)
    assert suspend().state is OrganizationState.SUSPENDED
    assert session.get_one(Programme, programme.id).state is PostingState.RETURNED


@pytest.mark.parametrize("state", OPEN)
def test_its_open_proposals_end_with_the_reason_and_give_back(make, session, school, suspend, state):
    enterprise = make.enterprise()
    partner = make.editor(enterprise)
    made = make.proposal(make.programme(school), make.demand(enterprise), state=state)
    proposal = session.get_one(Proposal, made.id)
    if state in {ProposalState.IN_REVIEW, ProposalState.APPROVED}:
        for party in proposal.parties:
            party.answer = Answer.INTERESTED
        ledger.reserve(session, proposal)
        readings.request(session, proposal)
        session.commit()
    suspend()
    assert proposal.state is ProposalState.WITHDRAWN
    assert [ledger.held(session, party.posting) for party in proposal.parties] == [0, 0]
    assert reviews.open_of(session, proposal) == []
    event = session.scalars(select(Event).where(Event.action == "call_off")).one()
    assert event.reason == "停办"
    told = select(Notification.name).where(Notification.user_id == partner.id)
    assert session.scalars(told).all() == ["proposal_called_off"]


def test_what_is_settled_or_concerns_others_stays(make, session, school, suspend):
    postings = make.programme(school), make.demand()
    states = [ProposalState.DRAFT, ProposalState.DECLINED, ProposalState.AGREED]
    kept = [make.proposal(*postings, state=state).id for state in states]
    others = make.proposal(make.programme(), make.demand(), state=ProposalState.SENT).id
    suspend()
    assert [session.get_one(Proposal, key).state for key in [*kept, others]] == [*states, ProposalState.SENT]


def test_a_running_class_goes_on_and_its_parties_are_told(make, session, school, suspend):
    enterprise = make.enterprise()
    partner = make.editor(enterprise)
    proposal = make.proposal(make.programme(school), make.demand(enterprise), state=ProposalState.AGREED)
    running = make.save(Partnership(proposal_id=proposal.id, state=PartnershipState.RUNNING))
    suspend()
    assert session.get_one(Partnership, running.id).state is PartnershipState.RUNNING
    told = session.scalars(select(Notification).where(Notification.user_id == partner.id)).one()
    assert (told.name, told.values["organization"]) == ("partner_suspended", school.name)


def test_a_suspension_without_a_reason_ends_nothing(make, session, school, suspend):
    proposal = make.proposal(make.programme(school), make.demand(), state=ProposalState.SENT)
    with pytest.raises(GuardError):
        suspend(" ")
    assert session.get_one(Proposal, proposal.id).state is ProposalState.SENT
