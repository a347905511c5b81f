"""Lists of proposals show what their pages would show, and what waits for whom."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from matchmaker.models import Proposal
from matchmaker.policy import Identity, Permission, permits
from matchmaker.services.partnerships import listings
from matchmaker.workflow import Answer, ProposalState
from tests.factories import LINYI, ZHENGZHOU


def test_lists_of_proposals_show_what_the_policy_lets_a_person_read(make, session):
    here, there = make.programme(), make.programme(region_code=LINYI)
    demand = make.demand()
    for programme, state in product((here, there), ProposalState):
        make.proposal(programme, demand, state=state, region_code=None)
    people = [
        Identity(user_id=1, editor_of=frozenset({here.organization_id})),
        Identity(user_id=2, editor_of=frozenset({demand.organization_id})),
        Identity(user_id=3, editor_of=frozenset({999})),
        Identity(user_id=4, reviewer_of=frozenset({1}), region_codes=frozenset({LINYI})),
        Identity(user_id=5, reviewer_of=frozenset({1}), region_codes=frozenset({"410000"})),
        Identity(user_id=6, is_administrator=True),
    ]
    every = session.scalars(select(Proposal)).all()
    for identity in people:
        shown = set(session.scalars(select(Proposal.id).where(listings.visible(identity))))
        assert shown == {row.id for row in every if permits(identity, Permission.PROPOSAL_READ, row)}


def test_what_waits_is_what_the_person_can_do_next(make, session):
    programme, demand = make.programme(), make.demand()
    made = {state: make.proposal(programme, demand, state=state).id for state in ProposalState}
    school = Identity(user_id=1, editor_of=frozenset({programme.organization_id}))
    page = listings.search(session, school, listings.Filters(is_waiting_only=True))
    waiting = {ProposalState.SENT, ProposalState.DISCUSSING, ProposalState.APPROVED, ProposalState.RETURNED}
    assert {row.id for row in page.items} == {made[state] for state in waiting}
    assert listings.count_waiting(session, school) == 4
    reviewer = Identity(user_id=2, reviewer_of=frozenset({1}), region_codes=frozenset({ZHENGZHOU}))
    page = listings.search(session, reviewer, listings.Filters(is_waiting_only=True))
    assert [row.state for row in page.items] == [ProposalState.DRAFT]


@pytest.mark.parametrize("state", ProposalState)
def test_contacts_show_only_while_all_are_interested(make, session, state):
    proposal = make.proposal(make.programme(), make.demand(), state=state)
    found = session.get_one(Proposal, proposal.id)
    assert not found.shows_contacts
    for party in found.parties:
        party.answer = Answer.INTERESTED
    assert found.shows_contacts is (state in {"in_review", "returned", "approved", "agreed"})
    shown = session.scalars(select(Proposal.id).where(Proposal.shows_contacts)).all()
    assert shown == [found.id] * found.shows_contacts, "the database says what the object says"
