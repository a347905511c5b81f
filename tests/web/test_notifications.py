"""Notifications: one's own, unread counted, opened and marked."""

import pytest

from matchmaker.db import now
from matchmaker.models import Notification
from matchmaker.services.events import SYSTEM
from matchmaker.services.partnerships.moves import TOLD
from matchmaker.services.postings import moves, telling
from matchmaker.terms import Kind, Topic
from matchmaker.web.notices import SENTENCES
from matchmaker.workflow import Decision, PostingState


@pytest.fixture
def tell(make):
    """Return a function that tells a user something of a proposal."""

    def tell(user, key, **facts):
        facts = {
            "name": "proposal_sent",
            "topic": Topic.PROPOSAL,
            "subject_type": "proposal",
            "subject_id": 1,
            "values": {"kind": Kind.ORDER_CLASS.value},
        } | facts
        return make.save(Notification(user_id=user.id, key=key, **facts))

    return tell


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/notifications").status_code in {302, 401}


def test_the_unread_are_counted_in_the_header_of_every_page(make, sign_in, tell):
    user = make.user()
    tell(user, "a")
    tell(user, "b")
    tell(user, "c", read_at=now())
    assert 'site-badge">2<' in sign_in(user).get("/").text


def test_a_notification_is_told_in_words(make, sign_in, tell):
    user = make.user()
    tell(user, "a")
    assert "订单班方案 #1 等待您答复。" in sign_in(user).get("/notifications").text


def test_what_has_no_sentence_yet_is_told_generally(make, sign_in, tell):
    user = make.user()
    tell(user, "a", name="something_new", values={})
    assert "有了新的进展" in sign_in(user).get("/notifications").text


def test_all_that_is_told_has_a_sentence():
    assert {*TOLD.values(), *(f"posting_{action}" for action in telling.TOLD)} <= set(SENTENCES)


def test_a_school_is_told_that_its_programme_came_back(make, sign_in, session):
    school = make.school()
    programme = make.programme(school, title="数控技术", state=PostingState.SUBMITTED)
    user = make.editor(school)
    moves.apply_decision(
        session, session.merge(programme), decision=Decision.RETURN, reason="请补充课程", actor=SYSTEM
    )
    session.commit()
    assert "“数控技术”被退回" in sign_in(user).get("/notifications").text


def test_what_an_owner_does_is_not_told_to_the_owner(make, sign_in, session):
    school = make.school()
    programme = make.programme(school)
    user = make.editor(school)
    moves.act(session, session.merge(programme), "pause", actor=SYSTEM)
    session.commit()
    assert "还没有通知" in sign_in(user).get("/notifications").text


def test_the_list_can_be_narrowed_to_the_unread(make, sign_in, tell):
    user = make.user()
    tell(user, "a", read_at=now())
    page = sign_in(user).get("/notifications?show=unread").text
    assert "没有未读通知" in page


def test_opening_one_marks_it_and_leads_on(make, sign_in, tell, session):
    user = make.user()
    told = tell(user, "a")
    response = sign_in(user).post(f"/notifications/{told.id}/open")
    assert response.status_code == 303
    assert session.get_one(Notification, told.id).read_at is not None


def test_somebody_elses_notification_does_not_exist(make, sign_in, tell, session):
    told = tell(make.user(), "a")
    assert sign_in(make.user()).post(f"/notifications/{told.id}/open").status_code == 404
    assert session.get_one(Notification, told.id).read_at is None


def test_all_can_be_marked_at_once_and_only_ones_own(make, sign_in, tell, session):
    user, other = make.user(), make.user()
    mine, theirs = tell(user, "a"), tell(other, "b")
    assert sign_in(user).post("/notifications/read").status_code == 303
    assert session.get_one(Notification, mine.id).read_at is not None
    assert session.get_one(Notification, theirs.id).read_at is None
