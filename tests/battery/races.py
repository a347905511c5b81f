"""Eight processes race fifty times for what only one can have: one winner each, and nobody is locked out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from matchmaker.config import Settings
from matchmaker.models import Demand, Job, LedgerEntry, Match, Partnership, Programme, Proposal, Review
from matchmaker.services import jobs
from matchmaker.services.events import SYSTEM
from matchmaker.services.matches import drafting
from matchmaker.services.partnerships import ledger, proposals
from matchmaker.services.partnerships.talks import answers
from matchmaker.services.postings import moves
from matchmaker.workflow import Answer, PostingState, ProposalState
from tests.battery import crew
from tests.battery.crew import PROCESSES, ROUNDS, WON, Race

SETTINGS = Settings("battery", Path(), "")


def take_last_place(session, ids, number):
    """Say yes to one's own proposal; all of a round want the same place."""
    proposal = session.get_one(Proposal, ids[number])
    organization_id = proposal.parties[1].organization_id
    answers.show_interest(session, proposal, organization_id=organization_id, number=1, actor=SYSTEM)


def confirm_or_withdraw(session, proposal_id, number):
    """Half of the crew confirms for the enterprise, half takes the proposal back for the school."""
    proposal = session.get_one(Proposal, proposal_id)
    school, enterprise = (party.organization_id for party in proposal.parties)
    if number % 2:
        answers.confirm(session, proposal, organization_id=enterprise, number=1, actor=SYSTEM)
    else:
        assert school
        proposals.withdraw(session, proposal, number=1, reason="计划有变", actor=SYSTEM)


def submit_posting(session, demand_id, _number):
    """Press the button that submits a draft."""
    moves.act(session, session.get_one(Demand, demand_id), "submit", actor=SYSTEM)


def propose_pair(session, pair, _number):
    """Press the button that makes a proposal of a match."""
    match = session.get_one(Match, pair)
    terms = drafting.suggest(match, SETTINGS)
    organization_id = match.demand.organization_id
    facts = {"organization_id": organization_id, "actor": SYSTEM, "settings": SETTINGS}
    drafting.create(session, match, terms, **facts)


def queue_job(session, key, _number):
    """Ask for the same work."""
    jobs.enqueue(session, name="match", key=key)


def rivals(make):
    """Proposals of a round for the one place of a programme; the school has said yes to each."""
    programme, demand = make.programme(places=1), make.demand(headcount=PROCESSES)
    made = [make.proposal(programme, demand, students=1, state=ProposalState.SENT) for _ in range(PROCESSES)]
    for proposal in made:
        proposal.parties[0].answer = Answer.INTERESTED
    return [proposal.id for proposal in made]


def nearly_agreed(make):
    """A proposal that was approved and reserved, and that the school has confirmed."""
    proposal = make.proposal(make.programme(), make.demand(), state=ProposalState.APPROVED)
    for party in proposal.parties:
        party.answer = Answer.INTERESTED
    proposal.parties[0].confirmed_number = 1
    ledger.reserve(make.session, proposal)
    return proposal.id


def pair(make):
    programme, demand = make.programme(), make.demand()
    make.match(programme, demand)
    return demand.id, programme.id


def times(make, act):
    return [act(make) for _ in range(ROUNDS)]


def check(rounds, losers):
    """Assert one winner a round, and that the others lost for a reason that a person can read."""
    total = sum(rounds, Counter())
    assert set(total) <= {WON, *losers}, total
    assert [told[WON] for told in rounds] == [1] * ROUNDS


def test_every_race_has_one_winner(store, prepare):
    ready = {
        take_last_place: prepare(lambda make: times(make, rivals)),
        confirm_or_withdraw: prepare(lambda make: times(make, nearly_agreed)),
        submit_posting: prepare(
            lambda make: times(make, lambda make: make.demand(state=PostingState.DRAFT).id)
        ),
        propose_pair: prepare(lambda make: times(make, pair)),
        queue_job: [f"match:{number}" for number in range(ROUNDS)],
    }
    url = store.engine.url.render_as_string(hide_password=False)
    last, decided, submitted, proposed, queued = crew.run(url, [Race(*race) for race in ready.items()])
    check(last, {"NotEnoughError"})
    check(decided, {"IllegalMoveError"})
    check(submitted, {"IllegalMoveError", "StaleDataError"})
    check(proposed, {"DuplicateProposalError"})
    assert sum(queued, Counter()) == {WON: PROCESSES * ROUNDS}  # Nobody is refused what waits already.
    with store.reading() as session:
        assert sorted(session.scalars(select(Job.key))) == sorted(ready[queue_job])
        check_ledger(session)
        check_agreements(session, ready[confirm_or_withdraw])
        for demand_id in ready[submit_posting]:
            asked = select(func.count()).where(Review.demand_id == demand_id)
            assert session.scalar(asked) == 1


def check_ledger(session):
    """Assert that no posting holds less than nothing or more than it has."""
    for table, column in ((Programme, LedgerEntry.programme_id), (Demand, LedgerEntry.demand_id)):
        held = select(column, func.sum(LedgerEntry.amount)).where(column.is_not(None)).group_by(column)
        for key, amount in session.execute(held).all():
            assert 0 <= amount <= session.get_one(table, key).capacity


def check_agreements(session, ids):
    """Assert that what was agreed has its partnership and its places, and what was withdrawn neither."""
    for proposal in session.scalars(select(Proposal).where(Proposal.id.in_(ids))):
        is_agreed = proposal.state is ProposalState.AGREED
        assert is_agreed or proposal.state is ProposalState.WITHDRAWN
        founded = select(func.count()).where(Partnership.proposal_id == proposal.id)
        assert session.scalar(founded) == is_agreed
        held = ledger.held(session, proposal.parties[0].posting)
        assert held == (proposal.students if is_agreed else 0)
