"""Questions belong to the version that was seen; the others are told; contacts stay where they belong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from matchmaker.models import Notification, Organization, Proposal
from matchmaker.services.events import Actor
from matchmaker.services.partnerships import proposals, terms
from matchmaker.services.partnerships.talks import answers, remarks
from matchmaker.services.partnerships.talks.remarks import ContactError, EmptyRemarkError, Saying
from matchmaker.workflow import Answer, IllegalMoveError, ProposalState

CONTACTS = [
    "请打电话 13812345678",
    "电话：0371-66778899",
    "ｈｒ＠example.com 联系我",
    "加微信：yutong_hr",
    "138 1234 5678",
]
NO_CONTACTS = ["实习工资是 5000 元吗？", "从 2026-09-01 到 2029-06-30？", "教职成〔2021〕4号 怎么理解？"]


@pytest.fixture
def sent(make, session):
    proposal = make.proposal(make.programme(), make.demand(), state=ProposalState.SENT)
    found = session.get_one(Proposal, proposal.id)
    session.commit()
    return found


def say(session, proposal, text, party=0, *, user_id=None, **facts):
    saying = Saying(text, facts.pop("number", proposal.number), facts.pop("question_id", None))
    organization_id = facts.pop("organization_id", proposal.parties[party].organization_id)
    remark = remarks.write(session, proposal, saying, organization_id=organization_id, actor=Actor(user_id))
    session.flush()
    return remark


def test_a_question_has_its_answers_and_the_newest_comes_first(session, sent):
    first = say(session, sent, "每班几名师傅？")
    say(session, sent, "有宿舍吗？", 1)
    say(session, sent, "两名", 1, question_id=first.id)
    newest, oldest = remarks.thread(session, sent)
    assert (newest.line.text, newest.answers) == ("有宿舍吗？", [])
    assert [line.text for line in oldest.answers] == ["两名"]
    assert oldest.line.speaker == sent.parties[0].organization.name


def test_a_question_belongs_to_the_version_that_was_seen(session, sent, settings):
    new = replace(terms.of(sent), note="分两批")
    proposals.edit(session, sent, new, number=1, actor=Actor(), settings=settings)
    assert [say(session, sent, "？", number=number).number for number in (1, 2, 9)] == [1, 2, 2]


def test_the_other_parties_and_whoever_spoke_are_told(make, session, sent):
    school, enterprise = (session.get_one(Organization, party.organization_id) for party in sent.parties)
    authority = make.authority()
    asking, other, official = make.editor(school), make.editor(enterprise), make.reviewer(authority)
    question = say(session, sent, "每班几名师傅？", user_id=asking.id)
    assert session.scalars(select(Notification.user_id)).all() == [other.id]
    say(session, sent, "请补充实习计划", organization_id=authority.id, user_id=official.id)
    say(session, sent, "两名", 1, question_id=question.id, user_id=other.id)
    last = session.scalars(select(Notification).where(Notification.name == "proposal_replied")).all()
    assert {notice.user_id for notice in last} == {asking.id, official.id}


def test_to_discuss_is_to_ask(session, sent):
    facts = {"organization_id": sent.parties[0].organization_id, "number": 1, "actor": Actor()}
    answers.discuss(session, sent, reason="有宿舍吗？", **facts)
    session.flush()
    assert (sent.state, sent.parties[0].answer) == (ProposalState.DISCUSSING, Answer.DISCUSSING)
    assert [question.line.text for question in remarks.thread(session, sent)] == ["有宿舍吗？"]


def test_nothing_is_asked_with_an_empty_text(session, sent):
    with pytest.raises(EmptyRemarkError):
        say(session, sent, "  ")


@pytest.mark.parametrize("text", CONTACTS)
def test_contacts_wait_until_all_are_interested(session, sent, text):
    with pytest.raises(ContactError):
        say(session, sent, text)
    sent.state = ProposalState.APPROVED
    for party in sent.parties:
        party.answer = Answer.INTERESTED
    assert say(session, sent, text).text == text


def test_contacts_hide_again_when_it_comes_to_nothing(session, sent):
    sent.state = ProposalState.APPROVED
    for party in sent.parties:
        party.answer = Answer.INTERESTED
    say(session, sent, "请打 13812345678")
    sent.state = ProposalState.WITHDRAWN
    assert remarks.thread(session, sent)[0].line.text == "请打 …"


@pytest.mark.parametrize("text", NO_CONTACTS)
def test_figures_and_dates_are_no_contacts(session, sent, text):
    assert say(session, sent, text).text == text


@pytest.mark.parametrize("state", [ProposalState.DRAFT, ProposalState.DECLINED, ProposalState.EXPIRED])
def test_what_was_not_sent_or_is_over_is_not_talked_about(session, sent, state):
    sent.state = state
    session.flush()
    with pytest.raises(IllegalMoveError):
        say(session, sent, "？")


def test_another_proposals_question_cannot_be_answered_here(make, session, sent):
    elsewhere = make.proposal(make.programme(), make.demand(), state=ProposalState.SENT)
    other = session.get_one(Proposal, elsewhere.id)
    question = say(session, other, "？")
    with pytest.raises(NoResultFound):
        say(session, sent, "！", question_id=question.id)
