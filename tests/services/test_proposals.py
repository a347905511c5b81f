"""Proposals change, go out, are decided on and end; what they hold always balances."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from matchmaker.db import now
from matchmaker.errors import StaleError
from matchmaker.models import Event, Mark, MatchMark, Proposal, ProposalVersion
from matchmaker.services import reviews
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import gives, ledger, moves, proposals, terms, versions
from matchmaker.services.partnerships.talks import answers
from matchmaker.services.partnerships.terms import TermsError
from matchmaker.terms import Kind
from matchmaker.workflow import Answer, Decision, GuardError, IllegalMoveError, ProposalState

PERSON = Actor(request_id="r1")


def read(session, proposal):
    """Return the session's own copy; the file stays free for `make`."""
    found = session.get_one(Proposal, proposal.id)
    session.commit()
    return found


@pytest.fixture
def sent(make, session):
    proposal = make.proposal(make.programme(), make.demand(), make.demand(), state=ProposalState.SENT)
    return read(session, proposal)


def all_say_yes(session, proposal):
    for party in proposal.parties:
        facts = {"organization_id": party.organization_id, "number": proposal.number, "actor": PERSON}
        answers.show_interest(session, proposal, **facts)


def held(session, proposal):
    return [ledger.held(session, party.posting) for party in proposal.parties]


def change(session, proposal, settings, *, number=None, **facts):
    new = replace(terms.of(proposal), **facts)
    number = proposal.number if number is None else number
    return proposals.edit(session, proposal, new, number=number, actor=PERSON, settings=settings)


def decide(session, proposal, decision, reason="", **comments):
    """Settle the proposal's review, or the first of several, and carry its decision out."""
    waiting = reviews.open_of(session, proposal)
    if waiting:
        reviews.settle(waiting[0], decision, reason=reason, actor=PERSON)
    facts = {"decision": decision, "reason": reason, "comments": comments, "actor": PERSON}
    proposals.apply_decision(session, proposal, **facts)


def test_an_edit_asks_everybody_anew(session, sent, settings):
    facts = {"organization_id": sent.parties[0].organization_id, "number": 1, "actor": PERSON}
    answers.show_interest(session, sent, **facts)
    change(session, sent, settings, students=15, note="分两批")
    assert (sent.number, sent.students, sent.parties[0].amount, sent.is_touched) == (2, 15, 15, True)
    assert {party.answer for party in sent.parties} == {Answer.PENDING}


def test_an_edit_keeps_both_versions_and_tells_the_difference(session, sent, settings):
    change(session, sent, settings, students=15)
    kept = session.scalars(select(ProposalVersion).order_by(ProposalVersion.number)).all()
    assert [version.content["students"] for version in kept] == [20, 15]
    [found] = versions.changes_since(session, sent, 1)
    assert (found.field, found.before, found.after) == ("students", 20, 15)
    event = session.scalars(select(Event)).one()
    assert (event.action, event.before["students"], event.after["students"]) == ("edit", 20, 15)


def test_an_edit_that_changes_nothing_makes_no_version(session, sent, settings):
    change(session, sent, settings)
    assert sent.number == 1
    assert session.scalars(select(ProposalVersion)).all() == []


def test_an_edit_of_what_was_approved_gives_everything_back(session, sent, settings):
    all_say_yes(session, sent)
    decide(session, sent, Decision.APPROVE)
    assert held(session, sent) == [20, 10, 10]
    change(session, sent, settings, students=18)
    assert sent.state is ProposalState.SENT
    assert held(session, sent) == [0, 0, 0]


def test_an_edit_judges_the_kind_again(session, sent, settings):
    change(session, sent, settings, students=16, posts=dict.fromkeys(terms.of(sent).posts, 8))
    posts = next(gate for gate in sent.gates if gate["name"] == "posts")
    assert (posts["status"], posts["have"], posts["want"]) == ("failed", 16, 20)


def test_an_edit_of_an_older_version_is_stale(session, sent, settings):
    with pytest.raises(StaleError):
        change(session, sent, settings, number=0, students=15)


def test_what_is_under_review_cannot_be_edited(session, sent, settings):
    all_say_yes(session, sent)
    with pytest.raises(IllegalMoveError):
        change(session, sent, settings, students=15)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"students": 0}, "大于零"),
        ({"students": 21}, "岗位合计 20 个，少于学生 21 人"),
        ({"kind": Kind.ORDER_CLASS}, "多家企业共同参与"),
        ({"kind": Kind.INDUSTRY_COLLEGE, "students": 51}, "总共只有 50 个，不能安排 51 个"),
        ({"gives": ({"giver": "school", "item": " ", "amount": 1, "unit": ""},)}, "由哪一方提供什么"),
        ({"gives": ({"giver": "visitor", "item": "x", "amount": 1, "unit": ""},)}, "由哪一方提供什么"),
        ({"gives": ({"giver": "school", "item": "x", "amount": -1, "unit": ""},)}, "数量要大于零"),
        ({"posts": {}}, "少于学生"),
    ],
)
def test_terms_that_do_not_hold_together_are_refused(session, sent, settings, facts, message):
    with pytest.raises(TermsError, match=message):
        change(session, sent, settings, **facts)


def test_the_term_ends_after_it_starts(session, sent, settings):
    today = now().date()
    with pytest.raises(TermsError, match="结束日期要晚于开始日期"):
        change(session, sent, settings, term_start=today, term_end=today)


def test_the_rows_of_places_and_posts_follow_the_numbers(session, sent, settings):
    rows = gives.default_gives(Kind.JOINT_ORDER_CLASS, sent.parties[0].programme, [sent.parties[1].demand])
    change(session, sent, settings, students=16, gives=tuple(rows))
    amounts = {row["item"]: row["amount"] for row in sent.gives}
    assert (amounts["学位"], amounts["就业岗位"], amounts["专业教师"]) == (16, 20, None)


def test_a_draft_goes_out_with_a_deadline(make, session, settings):
    draft = read(session, make.proposal(make.programme(), make.demand()))
    proposals.send(session, draft, number=1, actor=PERSON, settings=settings)
    assert draft.state is ProposalState.SENT
    assert draft.expires_at - draft.sent_at == timedelta(days=settings.proposal_days)


def test_a_vetoed_draft_marks_its_pairs(make, session):
    authority, user = make.authority(), make.user()
    draft = read(session, make.proposal(make.programme(), make.demand(), make.demand()))
    facts = {"number": 1, "organization_id": authority.id, "actor": Actor(user.id)}
    with pytest.raises(GuardError):
        proposals.veto(session, draft, reason="", **facts)
    proposals.veto(session, draft, reason="专业停招", **facts)
    marks = session.scalars(select(MatchMark)).all()
    assert draft.state is ProposalState.VETOED
    assert [(mark.mark, mark.reason) for mark in marks] == [(Mark.VETOED, "专业停招")] * 2


def test_a_withdrawn_proposal_leaves_the_queue_and_gives_back(session, sent):
    all_say_yes(session, sent)
    proposals.withdraw(session, sent, number=1, reason="计划有变", actor=PERSON)
    assert sent.state is ProposalState.WITHDRAWN
    assert reviews.open_of(session, sent) == []
    assert held(session, sent) == [0, 0, 0]


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.RETURN, ProposalState.RETURNED), (Decision.REJECT, ProposalState.REJECTED)],
)
def test_what_a_review_turns_down_gives_everything_back(session, sent, decision, state):
    all_say_yes(session, sent)
    decide(session, sent, decision, reason="人数偏少", students="请说明依据")
    assert sent.state is state
    assert held(session, sent) == [0, 0, 0]
    event = session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.reason, event.after["comment_students"]) == ("人数偏少", "请说明依据")


def test_a_returned_proposal_goes_round_again(session, sent, settings):
    all_say_yes(session, sent)
    decide(session, sent, Decision.RETURN, reason="人数偏少")
    change(session, sent, settings, students=19)
    assert sent.state is ProposalState.RETURNED
    proposals.resend(session, sent, number=2, actor=PERSON, settings=settings)
    all_say_yes(session, sent)
    assert sent.state is ProposalState.IN_REVIEW
    assert held(session, sent) == [19, 10, 10]


def test_a_returned_proposal_that_goes_out_unchanged_is_asked_anew(session, sent, settings):
    all_say_yes(session, sent)
    decide(session, sent, Decision.RETURN, reason="请核实")
    proposals.resend(session, sent, number=1, actor=PERSON, settings=settings)
    assert {party.answer for party in sent.parties} == {Answer.PENDING}


def test_an_approved_proposal_gets_as_long_to_confirm(session, sent):
    sent.sent_at, sent.expires_at = now() - timedelta(days=20), now() + timedelta(days=1)
    all_say_yes(session, sent)
    decide(session, sent, Decision.APPROVE)
    assert now() + timedelta(days=20) < sent.expires_at <= now() + timedelta(days=21)


@pytest.mark.parametrize(
    "state",
    [ProposalState.SENT, ProposalState.DISCUSSING, ProposalState.RETURNED, ProposalState.APPROVED],
)
def test_what_nobody_answers_in_time_expires(make, session, state):
    demand, late = make.demand(), {"expires_at": now() - timedelta(minutes=1)}
    overdue = read(session, make.proposal(make.programme(), demand, state=state, **late))
    if state is ProposalState.APPROVED:
        ledger.reserve(session, overdue)
    assert proposals.expire(session) == 1
    assert overdue.state is ProposalState.EXPIRED
    assert held(session, overdue) == [0, 0]


def test_what_is_in_time_or_in_review_does_not_expire(make, session):
    past, later = now() - timedelta(days=1), now() + timedelta(days=1)
    make.proposal(make.programme(), make.demand(), state=ProposalState.SENT, expires_at=later)
    make.proposal(make.programme(), make.demand(), state=ProposalState.IN_REVIEW, expires_at=past)
    assert proposals.expire(session) == 0


def test_what_is_put_to_its_parties_anew_at_the_last_moment_does_not_expire(make, session, monkeypatch):
    late = {"state": ProposalState.SENT, "expires_at": now() - timedelta(minutes=1)}
    proposal = read(session, make.proposal(make.programme(), make.demand(), **late))
    lock = moves.lock

    def lock_after_another(session, proposal):
        session.execute(update(Proposal).values(expires_at=now() + timedelta(days=10)))
        return lock(session, proposal)

    monkeypatch.setattr(moves, "lock", lock_after_another)
    assert proposals.expire(session) == 0
    assert proposal.state is ProposalState.SENT
