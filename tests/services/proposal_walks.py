"""A machine that does to proposals what people may do, in any order, and looks at all after each step."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.errors import UserError
from matchmaker.models import LedgerEntry, Partnership, Proposal, ProposalParty, Review
from matchmaker.services import reviews
from matchmaker.services.events import Actor
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.partnerships import partnerships, proposals, terms
from matchmaker.services.partnerships.talks import answers
from matchmaker.terms import Department, UnmetReason
from matchmaker.workflow import HOLDING, PROPOSAL, Answer, Decision, PartnershipState, ProposalState
from tests.factories import Make

PERSON = Actor(request_id="r")
SETTINGS = Settings("test", Path(), "")
PARTIES = st.integers(0, 2)
REASONS = st.sampled_from(["", "计划有变"])
ENDS = ("decline", "withdraw", "expire")
PLACES, POSTS = 30, 15
DEPARTMENTS = (Department.EDUCATION, Department.INDUSTRY)  # Each reads for its side.
LEGAL = {(state, move.to) for (state, _action), move in PROPOSAL.moves.items()}


def walk(database: Database, *, examples: int, steps: int) -> None:
    """Let the machine take so many walks of so many steps in a database with the catalogue."""
    ProposalLife.database = database
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        database=None,
    )
    run_state_machine_as_test(ProposalLife, settings=profile)


class ProposalLife(RuleBasedStateMachine):
    """One proposal of a school and two enterprises, and a rival for the same places."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        make = Make(self.database)
        for department in DEPARTMENTS:
            make.authority(department=department)
        programme = make.programme(places=PLACES)
        demands = [make.demand(headcount=POSTS), make.demand(headcount=POSTS)]
        made = [make.proposal(programme, *demands, state=ProposalState.DRAFT) for _ in range(2)]
        self.ids = [proposal.id for proposal in made]
        self.states = {proposal.id: proposal.state for proposal in made}

    @contextlib.contextmanager
    def attempt(self, which):
        """Give the proposal to a step; a broken rule rolls back, and its state moves legally if at all."""
        key = self.ids[which]
        with contextlib.suppress(UserError), self.database.transaction() as session:
            yield session, session.get_one(Proposal, key)
        with self.database.reading() as session:
            state = session.scalar(select(Proposal.state).where(Proposal.id == key))
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

    @rule(which=st.integers(0, 1))
    def approve(self, which):
        """Let everybody who has to read it agree."""
        for _ in DEPARTMENTS:
            self.decide(which, Decision.APPROVE, "")

    @rule(which=st.integers(0, 1))
    def send(self, which):
        with self.attempt(which) as (session, proposal):
            proposals.send(session, proposal, number=proposal.number, actor=PERSON, settings=SETTINGS)

    @rule(which=st.integers(0, 1))
    def resend(self, which):
        with self.attempt(which) as (session, proposal):
            proposals.resend(session, proposal, number=proposal.number, actor=PERSON, settings=SETTINGS)

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
            answers.discuss(session, proposal, **self.whose(proposal, party, reason=message))

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
            facts = {"number": proposal.number, "actor": PERSON, "settings": SETTINGS}
            proposals.edit(session, proposal, new, **facts)

    @rule(which=st.integers(0, 1), decision=st.sampled_from(Decision), reason=REASONS)
    def decide(self, which, decision, reason):
        with self.attempt(which) as (session, proposal):
            waiting = reviews.open_of(session, proposal)
            if waiting:
                reviews.settle(waiting[0], decision, reason=reason, actor=PERSON)
            facts = {"decision": decision, "reason": reason, "comments": {}, "actor": PERSON}
            proposals.apply_decision(session, proposal, **facts)

    @rule(which=st.integers(0, 1), party=PARTIES, reason=REASONS, way=st.sampled_from(ENDS))
    def end(self, which, party, reason, way):
        with self.attempt(which) as (session, proposal):
            if way == "decline":
                no = Refusal(UnmetReason.OTHER, reason)
                answers.decline(session, proposal, **self.whose(proposal, party, reason=no))
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
    def everything_agrees(self):
        """What is held is what the states say; what is agreed has a partnership, what is read a review."""
        with self.database.reading() as session:
            parties = session.execute(
                select(ProposalParty.__table__).where(ProposalParty.proposal_id.in_(self.ids))
            )
            parties = parties.all()
            ended = self.partnerships(session)
            waiting = select(Review.proposal_id).where(Review.decided_at.is_(None))
            waiting = session.scalars(waiting.where(Review.proposal_id.in_(self.ids))).all()
            held = self.held(session)
        for key, state in self.states.items():
            assert (key in ended) == (state is ProposalState.AGREED)
            is_read = state is ProposalState.IN_REVIEW
            assert 1 <= waiting.count(key) <= len(DEPARTMENTS) if is_read else key not in waiting
            mine = [party for party in parties if party.proposal_id == key]
            assert state not in HOLDING or {party.answer for party in mine} == {Answer.INTERESTED}
            holds = state in HOLDING and ended.get(key) is not PartnershipState.TERMINATED
            assert held[key] == (Counter({self.posting(p): p.amount for p in mine}) if holds else Counter())
        total = sum(held.values(), Counter())
        assert all(total[self.posting(p)] <= (PLACES if p.programme_id else POSTS) for p in parties)

    def partnerships(self, session):
        chosen = select(Partnership.proposal_id, Partnership.state)
        return dict(session.execute(chosen.where(Partnership.proposal_id.in_(self.ids))).all())

    def held(self, session):
        """Return what each proposal holds of each posting; the ledger never holds less than nothing."""
        columns = LedgerEntry.proposal_id, LedgerEntry.programme_id, LedgerEntry.demand_id
        sums = select(*columns, func.sum(LedgerEntry.amount).label("amount")).group_by(*columns)
        held = {key: Counter() for key in self.ids}
        for row in session.execute(sums.where(LedgerEntry.proposal_id.in_(self.ids))):
            assert row.amount >= 0
            held[row.proposal_id] += Counter({self.posting(row): row.amount})
        return held

    @staticmethod
    def posting(row):
        return (row.programme_id, row.demand_id)
