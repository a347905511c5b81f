"""One class of the demo runs, and its people keep enough to answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event, Proposal, TermReport
from matchmaker.services.partnerships import ledger
from matchmaker.services.upkeep import showcase
from matchmaker.services.working_days import CHINA
from matchmaker.workflow import PartnershipState, ProposalState, ReportState
from tests.classes import TERM
from tests.factories import LINYI, ZHENGZHOU


@pytest.fixture
def market(make):
    """Return a function that sends so many proposals between one school and one enterprise."""
    school, enterprise = make.school(), make.enterprise()
    make.editor(school)
    make.editor(enterprise)
    make.reviewer()

    def send(count):
        for number in range(count):
            programme, demand = make.programme(school, practice_share=40), make.demand(enterprise)
            make.proposal(programme, demand, state=ProposalState.SENT, score=80.0 - number)

    return send


def test_the_weakest_proposal_becomes_a_class_that_runs(market, session, settings):
    market(3)
    partnership = showcase.run_a_class(session, settings, region_code=ZHENGZHOU)
    session.flush()
    proposal = partnership.proposal
    assert (proposal.state, proposal.score) == (ProposalState.AGREED, 78.0)
    assert [ledger.held(session, party.posting) for party in proposal.parties] == [20, 20]
    assert partnership.state is PartnershipState.RUNNING
    assert proposal.term_start == partnership.started_at.astimezone(CHINA).date()
    report = session.scalars(select(TermReport)).one()
    assert (report.state, report.students, report.period) == (ReportState.SUBMITTED, 20, str(TERM))
    assert all(event.actor_id for event in session.scalars(select(Event)) if event.action == "confirm")


@pytest.mark.parametrize(("count", "region_code"), [(2, ZHENGZHOU), (3, LINYI)])
def test_nothing_is_taken_from_where_there_is_little(market, session, settings, count, region_code):
    market(count)
    assert showcase.run_a_class(session, settings, region_code=region_code) is None
    assert {row.state for row in session.scalars(select(Proposal))} == {ProposalState.SENT}


def test_a_party_without_an_account_is_never_spoken_for(make, market, session, settings):
    market(2)
    make.proposal(make.programme(), make.demand(), state=ProposalState.SENT, score=10.0)
    assert showcase.run_a_class(session, settings, region_code=ZHENGZHOU) is None
