"""Parties who answer at the same moment come one after the other, so that the last one starts the review."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from matchmaker.models import Proposal
from matchmaker.services.events import SYSTEM
from matchmaker.services.partnerships import ledger
from matchmaker.services.partnerships.talks import answers
from matchmaker.workflow import ProposalState
from tests.factories import Make


def answer_at_once(make):
    """Let three parties say yes at the same moment; return the state and what is held then."""
    parties = [make.programme(), make.demand(), make.demand()]
    proposal = make.proposal(*parties, state=ProposalState.SENT)
    barrier = Barrier(len(parties))

    def say_yes(posting):
        with make.database.transaction() as session:
            if not make.database.is_sqlite:  # PostgreSQL lets all of them read before the first one writes.
                session.get_one(Proposal, proposal.id)
            barrier.wait()
            seen = session.get_one(Proposal, proposal.id)
            facts = {"organization_id": posting.organization_id, "number": 1, "actor": SYSTEM}
            answers.show_interest(session, seen, **facts)

    with ThreadPoolExecutor(len(parties)) as pool:
        list(pool.map(say_yes, parties))
    with make.database.reading() as session:
        found = session.get_one(Proposal, proposal.id)
        return found.state, [ledger.held(session, party.posting) for party in found.parties]


def test_answers_of_the_same_moment_start_one_review_on_sqlite(make):
    assert answer_at_once(make) == (ProposalState.IN_REVIEW, [20, 10, 10])


def test_answers_of_the_same_moment_start_one_review_on_postgresql(postgres_database):
    assert answer_at_once(Make(postgres_database)) == (ProposalState.IN_REVIEW, [20, 10, 10])
