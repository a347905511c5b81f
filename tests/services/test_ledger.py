"""The ledger holds what it promises, also when many want the last place at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from matchmaker.models import Demand, LedgerEntry, Programme, Proposal
from matchmaker.models.ledger import LedgerAction
from matchmaker.services.partnerships import ledger
from matchmaker.services.partnerships.ledger import NotEnoughError, UnknownAmountError
from matchmaker.terms import Kind
from tests.factories import Make

WANTING = 8


def entries(session, proposal):
    statement = select(LedgerEntry).where(LedgerEntry.proposal_id == proposal.id).order_by(LedgerEntry.id)
    return [(row.action, row.programme_id is not None, row.amount) for row in session.scalars(statement)]


def test_nothing_is_held_at_first(make, session):
    programme = make.programme(places=50)
    assert ledger.held(session, programme) == 0
    assert ledger.open_amount(session, programme) == 50


def test_nobody_knows_what_is_left_of_an_unknown_number(make, session):
    assert ledger.open_amount(session, make.demand(headcount=None)) is None


def test_a_reservation_holds_the_amount_of_every_party(make, session):
    programme, one, other = make.programme(places=50), make.demand(headcount=12), make.demand(headcount=30)
    proposal = session.get_one(Proposal, make.proposal(programme, one, other, students=20).id)
    ledger.reserve(session, proposal)
    assert ledger.open_amount(session, programme) == 30
    assert ledger.open_amount(session, one) == 2
    assert ledger.open_amount(session, other) == 20


def test_what_is_committed_stays_held(make, session):
    programme = make.programme(places=50)
    proposal = session.get_one(Proposal, make.proposal(programme, make.demand()).id)
    ledger.reserve(session, proposal)
    ledger.commit(session, proposal)
    assert ledger.held(session, programme) == 20
    assert entries(session, proposal) == [
        (LedgerAction.RESERVE, True, 20),
        (LedgerAction.RESERVE, False, 20),
        (LedgerAction.COMMIT, True, 0),
        (LedgerAction.COMMIT, False, 0),
    ]


def test_a_release_gives_back_once(make, session):
    programme = make.programme(places=50)
    proposal = session.get_one(Proposal, make.proposal(programme, make.demand()).id)
    ledger.reserve(session, proposal)
    ledger.release(session, proposal)
    ledger.release(session, proposal)
    assert ledger.held(session, programme) == 0
    assert [amount for _, _, amount in entries(session, proposal)] == [20, 20, -20, -20]


def test_a_release_gives_back_what_was_reserved_even_if_the_proposal_changed_since(make, session):
    programme = make.programme(places=50)
    proposal = session.get_one(Proposal, make.proposal(programme, make.demand()).id)
    ledger.reserve(session, proposal)
    proposal.kind = Kind.TEACHER_PRACTICE
    proposal.parties[0].amount = 7
    ledger.release(session, proposal)
    assert ledger.held(session, programme) == 0


def test_too_few_places_are_named_with_what_is_left(make, session):
    programme = make.programme(places=19, title="数控技术")
    proposal = session.get_one(Proposal, make.proposal(programme, make.demand()).id)
    with pytest.raises(NotEnoughError, match="“数控技术”只剩 19 个学位，不够本方案的 20 个") as caught:
        ledger.reserve(session, proposal)
    assert caught.value.left == 19


def test_too_few_posts_are_called_posts(make, session):
    demand = make.demand(headcount=5, title="前厅接待")
    proposal = session.get_one(Proposal, make.proposal(make.programme(), demand).id)
    with pytest.raises(NotEnoughError, match="“前厅接待”只剩 5 个岗位"):
        ledger.reserve(session, proposal)


def test_an_unknown_number_cannot_be_reserved(make, session):
    proposal = session.get_one(Proposal, make.proposal(make.programme(), make.demand(headcount=None)).id)
    with pytest.raises(UnknownAmountError, match="没有填写招用人数"):
        ledger.reserve(session, proposal)


@pytest.mark.parametrize("kind", [Kind.TEACHER_PRACTICE, Kind.TRAINING_BASE])
def test_who_only_visits_an_enterprise_takes_no_places(make, session, kind):
    programme = make.programme(places=1)
    facts = {"students": 3, "kind": kind}
    proposal = session.get_one(Proposal, make.proposal(programme, make.demand(), **facts).id)
    ledger.reserve(session, proposal)
    assert ledger.held(session, programme) == 0


def race(make):
    """Let many proposals reserve the only place at the same moment; return what came of each."""
    programme, demand = make.programme(places=1), make.demand(headcount=WANTING)
    ids = [make.proposal(programme, demand, students=1).id for _ in range(WANTING)]
    barrier = Barrier(WANTING)

    def attempt(proposal_id):
        barrier.wait()
        try:
            with make.database.transaction() as session:
                ledger.reserve(session, session.get_one(Proposal, proposal_id))
        except NotEnoughError:
            return "refused"
        return "reserved"

    with ThreadPoolExecutor(WANTING) as pool:
        outcomes = sorted(pool.map(attempt, ids))
    with make.database.reading() as session:
        held = ledger.held(session, session.get_one(Programme, programme.id))
        posts = ledger.held(session, session.get_one(Demand, demand.id))
    return outcomes, held, posts


def test_the_last_place_goes_to_one_of_many_on_sqlite(make):
    assert race(make) == (["refused"] * (WANTING - 1) + ["reserved"], 1, 1)


def test_the_last_place_goes_to_one_of_many_on_postgresql(postgres_database):
    assert race(Make(postgres_database)) == (["refused"] * (WANTING - 1) + ["reserved"], 1, 1)
