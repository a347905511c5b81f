"""Every party answers and confirms for itself; the last one of each moves the proposal."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.errors import StaleError
from matchmaker.models import Event, Notification, Partnership, Proposal, Review
from matchmaker.policy import NotPermittedError
from matchmaker.services import working_days
from matchmaker.services.events import Actor
from matchmaker.services.experience.unmet import Refusal
from matchmaker.services.partnerships import ledger
from matchmaker.services.partnerships.ledger import NotEnoughError, UnknownAmountError
from matchmaker.services.partnerships.moves import ClosedPostingError
from matchmaker.services.partnerships.talks import answers
from matchmaker.terms import UnmetReason
from matchmaker.workflow import Answer, GuardError, IllegalMoveError, PostingState, ProposalState

PERSON = Actor(request_id="r1")


@pytest.fixture
def sent(make, session):
    """A joint class of one school and two enterprises that was put to them."""
    programme, one, other = make.programme(), make.demand(), make.demand()
    return read(session, make.proposal(programme, one, other, state=ProposalState.SENT))


def read(session, proposal):
    """Return the session's own copy; the file stays free for `make`."""
    found = session.get_one(Proposal, proposal.id)
    session.commit()
    return found


def say(session, proposal, party, answer=answers.show_interest, **facts):
    facts = {"number": proposal.number, "actor": PERSON} | facts
    return answer(session, proposal, organization_id=party.organization_id, **facts)


def all_say_yes(session, proposal):
    for party in proposal.parties:
        say(session, proposal, party)


def test_one_interested_party_starts_nothing(session, sent):
    say(session, sent, sent.parties[0])
    assert sent.state is ProposalState.SENT
    assert [party.answer for party in sent.parties] == [Answer.INTERESTED, Answer.PENDING, Answer.PENDING]
    assert ledger.held(session, sent.parties[0].posting) == 0


def test_the_last_interested_party_reserves_and_starts_the_review(session, sent):
    all_say_yes(session, sent)
    session.flush()
    assert sent.state is ProposalState.IN_REVIEW
    assert [ledger.held(session, party.posting) for party in sent.parties] == [20, 10, 10]
    review = session.scalars(select(Review)).one()
    assert (review.proposal_id, review.region_code) == (sent.id, sent.region_code)


def test_every_answer_leaves_an_event_with_whose_it_is(session, sent):
    say(session, sent, sent.parties[1])
    event = session.scalars(select(Event)).one()
    assert (event.action, event.subject_id, event.request_id) == ("show_interest", sent.id, "r1")
    assert event.before["answer"] == "pending"
    assert event.after == {"answer": "interested", "organization": sent.parties[1].organization.name}


def test_parties_are_told_of_an_answer(make, session, sent):
    user = make.editor(sent.parties[1].organization)
    say(session, sent, sent.parties[0])
    told = session.scalars(select(Notification)).one()
    assert (told.user_id, told.name, told.subject_id) == (user.id, "proposal_answered", sent.id)


def test_a_party_may_discuss_and_then_be_interested(session, sent):
    say(session, sent, sent.parties[0], answers.discuss, reason="实习工资是多少？")
    assert sent.state is ProposalState.DISCUSSING
    assert sent.parties[0].answer is Answer.DISCUSSING
    all_say_yes(session, sent)
    assert sent.state is ProposalState.IN_REVIEW


def test_two_questions_of_one_party_are_told_twice(make, session, sent):
    make.editor(sent.parties[1].organization)
    for message in ("实习工资是多少？", "有宿舍吗？"):
        say(session, sent, sent.parties[0], answers.discuss, reason=message)
    assert len(session.scalars(select(Notification)).all()) == 2


def test_one_refusal_with_a_reason_ends_the_proposal(session, sent):
    say(session, sent, sent.parties[2], answers.decline, reason=Refusal(UnmetReason.TIMING, "今年不再招人"))
    assert sent.state is ProposalState.DECLINED
    assert (sent.parties[2].answer, sent.parties[2].reason) == (Answer.DECLINED, "今年不再招人")


def test_a_refusal_needs_a_reason(session, sent):
    with pytest.raises(GuardError, match="请填写理由"):
        say(session, sent, sent.parties[2], answers.decline, reason=Refusal(UnmetReason.OTHER, "  "))


def test_a_stranger_may_not_answer(make, session, sent):
    with pytest.raises(NotPermittedError):
        answers.show_interest(session, sent, organization_id=make.enterprise().id, number=1, actor=PERSON)


def test_a_keyed_in_demand_is_confirmed_by_its_enterprise_first(make, session):
    demand = make.demand(keyed_in_by_id=make.user().id)
    proposal = make.proposal(make.programme(), demand, state=ProposalState.SENT)
    proposal = read(session, proposal)
    say(session, proposal, proposal.parties[0])
    with pytest.raises(GuardError, match="请先由企业确认"):
        say(session, proposal, proposal.parties[1])
    session.rollback()
    proposal = session.get_one(Proposal, proposal.id)
    proposal.parties[1].demand.confirmed_at = now()
    session.flush()
    all_say_yes(session, proposal)
    assert proposal.state is ProposalState.IN_REVIEW


def test_an_answer_to_terms_that_changed_meanwhile_is_stale(session, sent):
    sent.number = 2
    session.flush()
    with pytest.raises(StaleError):
        say(session, sent, sent.parties[0], number=1)


def test_nobody_answers_about_a_posting_that_was_taken_back(session, sent):
    sent.parties[1].demand.state = PostingState.CLOSED
    session.flush()
    with pytest.raises(ClosedPostingError, match="已不在发布状态"):
        say(session, sent, sent.parties[0])


def test_too_few_places_keep_the_last_answer_from_counting(make, session):
    programme = make.programme(places=30)
    first, second = (
        read(session, make.proposal(programme, make.demand(), state=ProposalState.SENT)) for _ in range(2)
    )
    all_say_yes(session, first)
    say(session, second, second.parties[0])
    session.commit()
    with pytest.raises(NotEnoughError, match="只剩 10 个学位"):
        say(session, second, second.parties[1])
    session.rollback()
    assert session.get_one(Proposal, second.id).parties[1].answer is Answer.PENDING
    assert ledger.held(session, programme) == 20


def test_an_unknown_number_has_to_be_filled_in_before_the_review(make, session):
    proposal = make.proposal(make.programme(places=None), make.demand(), state=ProposalState.SENT)
    proposal = read(session, proposal)
    say(session, proposal, proposal.parties[0])
    with pytest.raises(UnknownAmountError, match="没有填写学位数"):
        say(session, proposal, proposal.parties[1])


@pytest.fixture
def approved(session, sent):
    all_say_yes(session, sent)
    sent.state = ProposalState.APPROVED
    session.flush()
    return sent


def test_all_confirmations_of_this_version_make_the_agreement(session, approved):
    for party in approved.parties:
        assert approved.state is ProposalState.APPROVED
        say(session, approved, party, answers.confirm)
    session.flush()
    assert approved.state is ProposalState.AGREED
    assert session.scalars(select(Partnership)).one().proposal_id == approved.id
    assert [ledger.held(session, party.posting) for party in approved.parties] == [20, 10, 10]


def test_a_confirmation_of_another_version_is_stale(session, approved):
    with pytest.raises(StaleError):
        say(session, approved, approved.parties[0], answers.confirm, number=approved.number - 1)


def test_nobody_confirms_what_is_not_approved(session, sent):
    with pytest.raises(IllegalMoveError):
        say(session, sent, sent.parties[0], answers.confirm)


def test_an_enterprise_with_two_demands_answers_once_for_both(make, session):
    enterprise = make.enterprise()
    one, other = make.demand(enterprise), make.demand(enterprise)
    proposal = make.proposal(make.programme(), one, other, state=ProposalState.SENT)
    proposal = read(session, proposal)
    say(session, proposal, proposal.parties[1])
    assert [party.answer for party in proposal.parties[1:]] == [Answer.INTERESTED, Answer.INTERESTED]


def test_an_answer_that_arrives_meanwhile_is_seen_by_the_next_one(make, database, session, sent):
    _, second, third = (party.organization_id for party in sent.parties)
    say(session, sent, sent.parties[0])
    session.commit()
    with database.transaction() as other:
        seen = other.get_one(Proposal, sent.id)
        answers.show_interest(other, seen, organization_id=second, number=1, actor=PERSON)
    answers.show_interest(session, sent, organization_id=third, number=1, actor=PERSON)
    assert sent.state is ProposalState.IN_REVIEW


def test_a_review_is_due_within_five_working_days(session, sent):
    before = now()
    all_say_yes(session, sent)
    session.flush()
    due = session.scalars(select(Review.due_at)).one()
    assert working_days.after(before, 5) <= due <= working_days.after(now(), 5)
