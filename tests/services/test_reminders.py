"""Reminders go out when silence lasts, once, to those who are silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Membership, Notification, Programme, Proposal, User
from matchmaker.services import reviews, working_days
from matchmaker.services.deadlines import reminders
from matchmaker.services.events import SYSTEM
from matchmaker.services.postings import moves
from matchmaker.workflow import Answer, Decision, PostingState, ProposalState
from tests.factories import JINSHUI, LINYI


def ago(days):
    """Return the latest moment since which so many working days have passed."""
    moment = now()
    while working_days.after(moment, days) > now():
        moment -= timedelta(hours=12)
    return moment


@pytest.fixture
def remind(database):
    """Return a function that runs the reminders and returns who was told, in order."""

    def act():
        with database.transaction() as session:
            known = set(session.scalars(select(Notification.id)))
            reminders.remind(session)
            fresh = select(User.email).join(Notification).where(Notification.id.not_in(known))
            return session.scalars(fresh.order_by(User.email)).all()

    return act


@pytest.fixture
def told(database):
    def names():
        with database.reading() as session:
            return session.scalars(select(Notification.name).order_by(Notification.id)).all()

    return names


@pytest.fixture
def change(database):
    def act(row, **values):
        with database.transaction() as session:
            found = session.get_one(type(row), row.id)
            for name, value in values.items():
                setattr(found, name, value)

    return act


@pytest.fixture
def asked(make):
    """A proposal that was sent, its school's editor and its enterprise's two."""
    school, enterprise = make.school(), make.enterprise()
    make.editor(school, email="school@test.example")
    for name in ("one", "two"):
        make.editor(enterprise, email=f"{name}@test.example")
    make.editor(enterprise, email="closed@test.example", is_active=False)
    postings = make.programme(school), make.demand(enterprise)
    return make.proposal(*postings, state=ProposalState.SENT, sent_at=now())


ALL = ["one@test.example", "school@test.example", "two@test.example"]


def test_nobody_is_reminded_before_the_third_working_day(asked, remind, change):
    change(asked, sent_at=ago(3) + timedelta(days=1))
    assert remind() == []


def test_silent_parties_are_reminded_after_three_and_after_seven_working_days(asked, remind, told, change):
    change(asked, sent_at=ago(3))
    assert remind() == ALL
    assert remind() == []
    change(asked, sent_at=ago(7))
    assert remind() == ALL
    assert remind() == []
    assert told() == ["proposal_answer_reminder"] * 6


def test_who_was_away_for_a_week_gets_one_reminder_not_two(asked, remind, change):
    change(asked, sent_at=ago(8))
    assert remind() == ALL
    assert remind() == []


def test_who_said_yes_is_left_in_peace(asked, remind, database):
    with database.transaction() as session:
        found = session.get_one(Proposal, asked.id)
        found.sent_at, found.parties[0].answer = ago(3), Answer.INTERESTED
    assert remind() == ["one@test.example", "two@test.example"]


def test_a_proposal_that_ended_reminds_nobody(asked, remind, change):
    change(asked, sent_at=ago(7), state=ProposalState.DECLINED)
    assert remind() == []


def test_what_was_approved_reminds_those_who_have_not_confirmed(asked, remind, told, make, database):
    with database.transaction() as session:
        found = session.get_one(Proposal, asked.id)
        found.state, found.parties[1].confirmed_number = ProposalState.APPROVED, 1
    make.review(proposal_id=asked.id, decision=Decision.APPROVE, decided_at=ago(3))
    assert remind() == ["school@test.example"]
    assert remind() == []
    assert told() == ["proposal_confirm_reminder"]


def test_the_owner_is_told_once_that_a_posting_ends_and_extends_it_with_one_step(make, remind, database):
    school = make.school()
    make.editor(school, email="school@test.example")
    programme = make.programme(school, expires_at=now() + timedelta(days=10))
    make.programme(school, expires_at=now() + timedelta(days=60))
    make.programme(school, expires_at=now() + timedelta(days=10), state=PostingState.CLOSED)
    assert remind() == ["school@test.example"]
    assert remind() == []
    with database.transaction() as session:
        found = session.get_one(Programme, programme.id)
        assert "extend" in moves.offered(found)
        moves.act(session, found, "extend", actor=SYSTEM, days=180)
        assert found.state is PostingState.PUBLISHED
        assert found.expires_at - now() > timedelta(days=179)
        assert "extend" not in moves.offered(found)
    assert remind() == []


def test_reviewers_are_told_of_a_deadline_before_and_after_it(make, remind, told, change):
    authority = make.authority()
    make.reviewer(authority, email="reviewer@test.example")
    review = make.review(programme_id=make.programme().id, due_at=now() + timedelta(hours=1))
    make.review(programme_id=make.programme().id, due_at=now() + timedelta(days=30))
    assert remind() == ["reviewer@test.example", "reviewer@test.example"]
    assert remind() == []
    change(review, due_at=now() - timedelta(hours=1))
    assert remind() == ["reviewer@test.example"]
    assert remind() == []
    assert told() == ["queue_filled", "review_due", "review_late"]


def test_a_notice_counts_all_that_waits_also_on_desks_that_nothing_new_came_to(make, remind, database):
    make.reviewer(make.authority(region_code="410000"), email="province@test.example")
    due = now() + timedelta(days=30)
    make.review(programme_id=make.programme(region_code=JINSHUI).id, due_at=due, region_code=JINSHUI)
    settled = make.programme(region_code=JINSHUI)
    make.review(
        programme_id=settled.id, due_at=due, region_code=JINSHUI, decided_at=now(), decision=Decision.APPROVE
    )
    make.review(programme_id=make.programme().id, due_at=due)
    assert remind() == ["province@test.example"]
    with database.reading() as session:
        assert [row["count"] for row in session.scalars(select(Notification.values))] == [2]


def test_what_comes_into_the_queue_together_is_one_notice(make, remind, database, change):
    make.reviewer(make.authority(), email="city@test.example")
    make.reviewer(make.authority(region_code="410000"), email="province@test.example")
    make.reviewer(make.authority(region_code=LINYI), email="elsewhere@test.example")
    waiting = [
        make.review(programme_id=make.programme().id, due_at=now() + timedelta(days=30)) for _ in range(40)
    ]
    assert remind() == ["city@test.example", "province@test.example"]
    with database.reading() as session:
        assert [row["count"] for row in session.scalars(select(Notification.values))] == [40, 40]
    assert remind() == []
    change(waiting[-1], decided_at=now())
    assert remind() == []
    make.review(programme_id=make.programme().id, due_at=now() + timedelta(days=30))
    assert remind() == ["city@test.example", "province@test.example"]


def test_a_review_is_due_in_working_days(make, database):
    with database.transaction() as session:
        review = reviews.request(session, session.get_one(Programme, make.programme().id))
        session.flush()
        assert abs(review.due_at - working_days.after(now(), 5)) < timedelta(minutes=1)


def test_a_person_of_two_parties_is_told_once(make, remind, change, asked):
    person = make.user(email="both@test.example")
    for party in asked.parties:
        make.save(Membership(user_id=person.id, organization_id=party.organization_id, role="editor"))
    change(asked, sent_at=ago(3))
    assert remind().count("both@test.example") == 1


def test_many_people_are_reminded_with_a_few_statements(make, remind, asked, change, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    change(asked, sent_at=ago(3))
    assert remind() == ALL
    assert remind() == []


def test_a_school_whose_teachers_owe_months_is_told_twice_a_year(make, remind, told, monkeypatch):
    school = make.school()
    make.editor(school, email="school@test.example")
    make.programme(school, teachers_owing_practice=4)
    make.programme(school, teachers_owing_practice=0)
    make.programme(school, teachers_owing_practice=4, state=PostingState.CLOSED)
    assert remind() == ["school@test.example"]
    assert remind() == []
    assert told() == ["teachers_owing"]
    later = now() + timedelta(days=184)
    monkeypatch.setattr(reminders, "now", lambda: later)
    assert "school@test.example" in remind()
