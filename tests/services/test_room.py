"""An enterprise is sent no more proposals than it takes, and who never answers is paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Demand, Event, Notification, Programme, Proposal
from matchmaker.services.deadlines import silence
from matchmaker.services.events import Actor
from matchmaker.services.experience import room
from matchmaker.services.experience.room import FullError
from matchmaker.services.partnerships import proposals
from matchmaker.services.postings import moves
from matchmaker.workflow import Answer, PostingState, ProposalState

DAY = timedelta(days=1)


def send(session, settings, proposal):
    found = session.get_one(Proposal, proposal.id)
    return proposals.send(session, found, number=1, actor=Actor(), settings=settings)


@dataclass(frozen=True)
class Draft:
    """As much of a draft as the choice looks at."""

    shares: tuple[tuple[int, int], ...]
    score: float
    fit: float = 1.0


def test_who_is_full_is_sent_nothing_more(make, session, settings):
    enterprise = make.enterprise(proposals_a_month=1)
    make.proposal(make.programme(), make.demand(enterprise), state=ProposalState.SENT, sent_at=now() - DAY)
    draft = make.proposal(make.programme(), make.demand(enterprise))
    assert room.left(session, at=now()) == {enterprise.id: 0}
    with pytest.raises(FullError):
        send(session, settings, draft)
    assert session.get_one(Proposal, draft.id).state is ProposalState.DRAFT
    assert room.left(session, at=now() + room.WINDOW) == {enterprise.id: 1}


def test_ones_own_proposals_take_no_room(make, session, settings):
    enterprise = make.enterprise(proposals_a_month=0)
    own = make.proposal(make.programme(), make.demand(enterprise), author="enterprise")
    send(session, settings, own)
    assert room.left(session, at=now()) == {enterprise.id: 0}


def test_who_set_no_number_takes_any(make, session, settings):
    enterprise = make.enterprise()
    drafts = [make.proposal(make.programme(), make.demand(enterprise)) for _ in range(3)]
    for draft in drafts:
        assert send(session, settings, draft).state is ProposalState.SENT
    assert room.left(session, at=now()) == {}


def test_a_plan_keeps_the_best_drafts_that_an_enterprise_takes():
    drafts = [Draft(((1, 5),), 60), Draft(((2, 5), (3, 5)), 90), Draft(((1, 5),), 80), Draft(((3, 9),), 50)]
    owners = {1: 10, 2: 10, 3: 20}
    assert room.fitting(drafts, owners, {}) == drafts
    assert room.fitting(drafts, owners, {10: 2}) == [drafts[1], drafts[2], drafts[3]]
    assert room.fitting(drafts, owners, {10: 0}) == [drafts[3]]
    assert room.fitting(drafts, owners, {20: 1}) == [drafts[0], drafts[1], drafts[2]]


@pytest.fixture
def silent(make):
    """Return a function that lets proposals to a posting expire without an answer."""

    def act(posting, count, ago=10 * DAY, answer=Answer.PENDING):
        for _ in range(count):
            pair = (posting, make.demand()) if isinstance(posting, Programme) else (make.programme(), posting)
            moment = now() - ago
            expired = make.proposal(*pair, state=ProposalState.EXPIRED, sent_at=moment, expires_at=moment)
            with make.database.transaction() as session:
                session.add(expired)
                for party in expired.parties:
                    is_theirs = party.organization_id == posting.organization_id
                    party.answer = answer if is_theirs else Answer.INTERESTED

    return act


@pytest.mark.parametrize("side", ["programme", "demand"])
def test_five_silences_in_sixty_days_pause_a_posting_and_tell_it(make, session, silent, side):
    owner = make.school() if side == "programme" else make.enterprise()
    editor, posting = make.editor(owner), getattr(make, side)(owner)
    silent(posting, 5)
    assert silence.pause(session) == 1
    assert session.get_one(type(posting), posting.id).state is PostingState.PAUSED
    told = session.scalars(select(Notification)).one()
    assert (told.name, told.user_id) == ("posting_pause_silent", editor.id)
    assert silence.pause(session) == 0


@pytest.mark.parametrize(
    ("count", "facts"), [(4, {}), (5, {"ago": 61 * DAY}), (5, {"answer": Answer.DISCUSSING})]
)
def test_less_than_that_pauses_nothing(make, session, silent, count, facts):
    demand = make.demand()
    silent(demand, count, **facts)
    assert silence.pause(session) == 0
    assert session.get_one(Demand, demand.id).state is PostingState.PUBLISHED


def test_who_resumes_begins_anew(make, session, silent):
    demand = make.demand()
    silent(demand, 5)
    assert silence.pause(session) == 1
    found = session.get_one(Demand, demand.id)
    moves.act(session, found, "resume", actor=Actor())
    assert silence.pause(session) == 0
    actions = session.scalars(select(Event.action).order_by(Event.id)).all()
    assert actions == ["pause_silent", "resume"]
