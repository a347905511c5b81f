"""A posting's life: every state with every action, what each move leaves behind, and expiry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matchmaker.db import now
from matchmaker.models import Demand, Event, Job, Match, Programme, Review
from matchmaker.services.events import Actor
from matchmaker.services.postings import moves
from matchmaker.services.postings.drafts import IncompleteError
from matchmaker.workflow import (
    POSTING,
    Decision,
    Guard,
    GuardError,
    IllegalMoveError,
    OrganizationState,
    PostingState,
)

ACTOR = Actor(request_id="r1")
BUTTONS = (*moves.OWNER_ACTIONS, *moves.REVIEWER_ACTIONS)
OTHERS = ("edit", "key_in", "approve", "return", "reject", "expire", "nonsense")


@pytest.mark.parametrize("model", [Programme, Demand])
@pytest.mark.parametrize("state", list(PostingState))
@pytest.mark.parametrize("action", BUTTONS)
def test_a_button_does_what_the_table_says_or_nothing(make, session, model, state, action) -> None:
    made = make.programme(state=state) if model is Programme else make.demand(state=state)
    posting = session.get_one(model, made.id)
    move = POSTING.moves.get((state, action))
    if move is None:
        with pytest.raises(IllegalMoveError):
            moves.act(session, posting, action, reason="因为", actor=ACTOR)
        session.rollback()
        assert posting.state is state
        return
    moves.act(session, posting, action, reason="因为", actor=ACTOR)
    session.commit()
    assert posting.state is move.to
    event = session.scalars(select(Event)).one()
    was, became = event.before.get("state", state), event.after.get("state", state)
    assert (event.action, was, became) == (action, state.value, move.to.value)


@pytest.mark.parametrize("state", list(PostingState))
@pytest.mark.parametrize("action", OTHERS)
def test_no_button_stands_for_a_form_a_review_or_the_clock(make, session, state, action) -> None:
    demand = session.get_one(Demand, make.demand(state=state).id)
    with pytest.raises(IllegalMoveError):
        moves.act(session, demand, action, reason="因为", actor=ACTOR)


@pytest.mark.parametrize("state", list(PostingState))
@pytest.mark.parametrize("decision", list(Decision))
def test_only_what_was_submitted_is_decided(make, session, state, decision) -> None:
    demand = session.get_one(Demand, make.demand(state=state).id)
    move = POSTING.moves.get((state, decision.value))
    assert (move is not None) == (state is PostingState.SUBMITTED)
    if move is None:
        with pytest.raises(IllegalMoveError):
            moves.apply_decision(session, demand, decision=decision, reason="因为", actor=ACTOR)
        return
    moves.apply_decision(session, demand, decision=decision, reason="因为", actor=ACTOR)
    assert demand.state is move.to


def test_an_incomplete_draft_is_told_what_it_lacks(make, session) -> None:
    draft = make.demand(
        state=PostingState.DRAFT, occupation_code=None, headcount=None, contact_phone="", contact_email=""
    )
    demand = session.get_one(Demand, draft.id)
    with pytest.raises(IncompleteError, match="职业、人数、联系电话或邮箱") as caught:
        moves.act(session, demand, "submit", actor=ACTOR)
    assert caught.value.fields == ("occupation_code", "headcount", "contact_phone")
    assert demand.state is PostingState.DRAFT


def test_submitting_puts_it_into_the_queue_of_its_region_and_withdrawing_takes_it_out(make, session) -> None:
    demand = session.get_one(Demand, make.demand(state=PostingState.DRAFT, expires_at=None).id)
    moves.act(session, demand, "submit", actor=ACTOR, days=10)
    session.commit()
    review = session.scalars(select(Review)).one()
    assert (review.demand_id, review.region_code) == (demand.id, demand.region_code)
    assert timedelta(days=9) < demand.expires_at - now() < timedelta(days=11)
    moves.act(session, demand, "withdraw", actor=ACTOR)
    session.commit()
    assert demand.state is PostingState.DRAFT
    session.refresh(review)
    assert review.decision is None  # Settled: nothing is left to decide.
    assert review.decided_at is not None


def test_approval_publishes_and_asks_for_matching(make, session) -> None:
    facts = {"state": PostingState.SUBMITTED, "published_at": None, "expires_at": None}
    programme = session.get_one(Programme, make.programme(**facts).id)
    moves.apply_decision(session, programme, decision=Decision.APPROVE, actor=ACTOR)
    session.commit()
    assert programme.published_at is not None
    assert programme.expires_at > now() + timedelta(days=100)
    assert session.scalars(select(Job)).one().payload == {"programme_id": programme.id}


@pytest.mark.parametrize("state", [s for s in OrganizationState if s is not OrganizationState.VERIFIED])
def test_nothing_of_an_unverified_organization_is_published(make, session, state) -> None:
    made = make.demand(make.enterprise(state=state), state=PostingState.SUBMITTED)
    demand = session.get_one(Demand, made.id)
    with pytest.raises(GuardError) as caught:
        moves.apply_decision(session, demand, decision=Decision.APPROVE, actor=ACTOR)
    assert caught.value.guard is Guard.ORGANIZATION_VERIFIED


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.REJECT])
def test_what_goes_back_needs_a_word(make, session, decision) -> None:
    demand = session.get_one(Demand, make.demand(state=PostingState.SUBMITTED).id)
    with pytest.raises(GuardError) as caught:
        moves.apply_decision(session, demand, decision=decision, reason=" ", actor=ACTOR)
    assert caught.value.guard is Guard.REASON_GIVEN


def test_comments_on_fields_are_a_reason(make, session) -> None:
    demand = session.get_one(Demand, make.demand(state=PostingState.SUBMITTED).id)
    comments = {"headcount": "请核对人数"}
    moves.apply_decision(session, demand, decision=Decision.RETURN, comments=comments, actor=ACTOR)
    session.commit()
    assert session.scalars(select(Event)).one().reason == "请核对人数"


def test_taking_down_needs_a_reason(make, session) -> None:
    demand = session.get_one(Demand, make.demand().id)
    with pytest.raises(GuardError):
        moves.act(session, demand, "take_down", actor=ACTOR)


@pytest.mark.parametrize("action", ["pause", "take_down"])
def test_leaving_the_market_removes_the_matches_of_that_posting_alone(make, session, action) -> None:
    programme, demand, other = make.programme(), make.demand(), make.demand()
    make.match(programme, demand)
    make.match(programme, other)
    moves.act(session, session.get_one(Demand, demand.id), action, reason="因为", actor=ACTOR)
    session.commit()
    assert session.scalars(select(Match.demand_id)).all() == [other.id]
    assert session.scalar(select(func.count()).select_from(Job)) == 0


@pytest.mark.parametrize(
    ("state", "action"), [(PostingState.PAUSED, "resume"), (PostingState.EXPIRED, "renew")]
)
def test_coming_back_asks_for_matching(make, session, state, action) -> None:
    past = now() - timedelta(days=1)
    demand = session.get_one(Demand, make.demand(state=state, expires_at=past).id)
    moves.act(session, demand, action, actor=ACTOR)
    session.commit()
    assert session.scalars(select(Job)).one().key == f"match:demand:{demand.id}"
    assert (demand.expires_at > now()) == (action == "renew")


def test_what_is_over_expires_and_loses_its_matches(make, session) -> None:
    past, future = now() - timedelta(seconds=1), now() + timedelta(days=1)
    programme = make.programme(expires_at=past)
    make.match(programme, make.demand(expires_at=future))
    make.demand(expires_at=past, state=PostingState.PAUSED)
    make.demand(expires_at=past, state=PostingState.DRAFT)
    make.demand(expires_at=None)
    assert moves.expire(session) == 2
    session.commit()
    assert session.get_one(Programme, programme.id).state is PostingState.EXPIRED
    states = session.scalars(select(Demand.state).order_by(Demand.id)).all()
    assert [state.value for state in states] == ["published", "expired", "draft", "published"]
    assert session.scalars(select(Match)).all() == []
    assert {event.actor_id for event in session.scalars(select(Event))} == {None}
    assert moves.expire(session) == 0


def test_expiry_works_in_portions(make, session) -> None:
    past = now() - timedelta(seconds=1)
    for _ in range(3):
        make.demand(expires_at=past)
    assert [moves.expire(session, limit=2), moves.expire(session, limit=2)] == [2, 1]
