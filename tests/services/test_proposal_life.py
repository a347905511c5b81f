"""Whatever people do to a proposal in whatever order, its state is legal and the ledger balances."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.errors import UserError
from matchmaker.models import LedgerEntry, Partnership, Proposal, Review
from matchmaker.services import reviews
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import answers, ledger, moves, partnerships, proposals, terms
from matchmaker.workflow import (
    HOLDING,
    PROPOSAL,
    Decision,
    PartnershipState,
    ProposalState,
)
from tests.factories import Make

PERSON = Actor(request_id="r")
PARTIES = st.integers(0, 2)
REASONS = st.sampled_from(["", "计划有变"])
ENDS = ("decline", "withdraw", "expire")
PLACES, POSTS = 30, 15
LEGAL = {(state, move.to) for (state, _action), move in PROPOSAL.moves.items()}


class ProposalLife(RuleBasedStateMachine):
    """One proposal of a school and two enterprises, and a rival for the same places."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.empty, self.folder / "life.db")
        self.settings = Settings("test", self.folder, f"sqlite:///{self.folder / 'life.db'}")
        self.database = Database(self.settings.database_url)
        make = Make(self.database)
        programme = make.programme(places=PLACES)
        demands = [make.demand(headcount=POSTS), make.demand(headcount=POSTS)]
        made = [make.proposal(programme, *demands, state=ProposalState.DRAFT) for _ in range(2)]
        self.ids = [proposal.id for proposal in made]
        self.states = {proposal.id: proposal.state for proposal in made}

    def teardown(self) -> None:
        self.database.engine.dispose()
        shutil.rmtree(self.folder)

    @contextlib.contextmanager
    def attempt(self, which):
        """Give the proposal to a step; a broken rule rolls back, and its state moves legally if at all."""
        key = self.ids[which]
        with contextlib.suppress(UserError), self.database.transaction() as session:
            yield session, session.get_one(Proposal, key)
        with self.database.reading() as session:
            state = session.get_one(Proposal, key).state
        # Two moves in one step: the last answer starts the review, the last confirmation agrees.
        start = self.states[key]
        ways = {(start, start)} | {pair for pair in LEGAL if pair[0] == start}
        assert (start, state) in ways, f"{start} -> {state}"
        self.states[key] = state

    def whose(self, proposal, party, **facts):
        organization_id = proposal.parties[party].organization_id
        return {"organization_id": organization_id, "number": proposal.number, "actor": PERSON} | facts

    @initialize(far=st.tuples(st.integers(0, 4), st.integers(0, 4)))
    def start_somewhere(self, far):
        """Begin where a random walk would seldom come: sent, in review, approved, agreed."""
        for which, steps in enumerate(far):
            way = (self.send, self.everybody_is_interested, self.approve, self.everybody_confirms)
            for step in way[:steps]:
                step(which)

    def approve(self, which):
        self.decide(which, Decision.APPROVE, "")

    @rule(which=st.integers(0, 1))
    def send(self, which):
        with self.attempt(which) as (session, proposal):
            proposals.send(session, proposal, number=proposal.number, actor=PERSON, settings=self.settings)

    @rule(which=st.integers(0, 1))
    def resend(self, which):
        with self.attempt(which) as (session, proposal):
            proposals.resend(session, proposal, number=proposal.number, actor=PERSON, settings=self.settings)

    @rule(which=st.integers(0, 1), party=PARTIES)
    def show_interest(self, which, party):
        with self.attempt(which) as (session, proposal):
            answers.show_interest(session, proposal, **self.whose(proposal, party))

    @rule(which=st.integers(0, 1))
    def everybody_is_interested(self, which):
        for party in range(3):
            self.show_interest(which, party)

    @rule(which=st.integers(0, 1), party=PARTIES, message=REASONS)
    def discuss(self, which, party, message):
        with self.attempt(which) as (session, proposal):
            answers.discuss(session, proposal, **self.whose(proposal, party, message=message))

    @rule(which=st.integers(0, 1), party=PARTIES, behind=st.integers(0, 1))
    def confirm(self, which, party, behind):
        with self.attempt(which) as (session, proposal):
            number = proposal.number - behind
            answers.confirm(session, proposal, **self.whose(proposal, party, number=number))

    @rule(which=st.integers(0, 1))
    def everybody_confirms(self, which):
        for party in range(3):
            self.confirm(which, party, behind=0)

    @rule(which=st.integers(0, 1), students=st.integers(9, 17), posts=st.integers(4, 9))
    def edit(self, which, students, posts):
        with self.attempt(which) as (session, proposal):
            old = terms.of(proposal)
            new = replace(old, students=students, posts=dict.fromkeys(old.posts, posts))
            facts = {"number": proposal.number, "actor": PERSON, "settings": self.settings}
            proposals.edit(session, proposal, new, **facts)

    @rule(which=st.integers(0, 1), decision=st.sampled_from(Decision), reason=REASONS)
    def decide(self, which, decision, reason):
        with self.attempt(which) as (session, proposal):
            facts = {"decision": decision, "reason": reason, "comments": {}, "actor": PERSON}
            proposals.apply_decision(session, proposal, **facts)
            review = reviews.open_of(session, proposal)
            review.decision, review.decided_at = decision, now()

    @rule(which=st.integers(0, 1), party=PARTIES, reason=REASONS, way=st.sampled_from(ENDS))
    def end(self, which, party, reason, way):
        with self.attempt(which) as (session, proposal):
            if way == "decline":
                answers.decline(session, proposal, **self.whose(proposal, party, reason=reason))
            elif way == "withdraw":
                facts = {"number": proposal.number, "reason": reason, "actor": PERSON}
                proposals.withdraw(session, proposal, **facts)
            else:
                proposal.expires_at = now()
                proposals.expire(session)

    @rule(which=st.integers(0, 1))
    def terminate(self, which):
        with self.attempt(which) as (session, proposal):
            partnership = partnerships.of_proposal(session, proposal)
            if partnership is not None:
                partnerships.terminate(session, partnership, reason="生产线搬迁", actor=PERSON)

    @invariant()
    def the_ledger_balances(self):
        with self.database.reading() as session:
            found = [session.get_one(Proposal, key) for key in self.ids]
            for proposal in found:
                for party in proposal.parties:
                    assert self.held(session, proposal, party) == self.expected(session, proposal, party)
            for party in found[0].parties:
                assert 0 <= ledger.held(session, party.posting) <= party.posting.capacity

    @invariant()
    def what_is_promised_is_there(self):
        with self.database.reading() as session:
            for key in self.ids:
                proposal = session.get_one(Proposal, key)
                partnership = partnerships.of_proposal(session, proposal)
                assert (partnership is not None) == (proposal.state is ProposalState.AGREED)
                if proposal.state in HOLDING:
                    assert moves.all_interested(proposal)
                waiting = select(func.count()).where(Review.proposal_id == key, Review.decided_at.is_(None))
                assert session.scalar(waiting) == (proposal.state is ProposalState.IN_REVIEW)

    @staticmethod
    def held(session, proposal, party):
        rows = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
            LedgerEntry.proposal_id == proposal.id,
            LedgerEntry.programme_id == party.programme_id
            if party.programme_id
            else LedgerEntry.demand_id == party.demand_id,
        )
        return session.scalar(rows)

    @staticmethod
    def expected(session, proposal, party):
        ended = select(Partnership.id).where(
            Partnership.proposal_id == proposal.id, Partnership.state == PartnershipState.TERMINATED
        )
        holds = proposal.state in HOLDING and session.scalar(ended) is None
        return party.amount if holds else 0


def test_any_sequence_of_steps_keeps_the_state_legal_and_the_ledger_balanced(empty_database):
    ProposalLife.empty = empty_database
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        ProposalLife,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=checks,
            database=None,
        ),
    )
