"""Mails follow what people chose; what is due is in one mail, whatever is killed when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Mail, Notification
from matchmaker.services import events
from matchmaker.services.events import SYSTEM
from matchmaker.services.messages import notifications, post, preferences
from matchmaker.services.messages.post import Letter
from matchmaker.terms import Frequency, Topic

AT_ONCE, DAILY, WEEKLY, OFF = Frequency
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 8 o'clock in China.


def compose(user, told):
    return Letter(f"{user.email}: {len(told)}", " ".join(str(one.id) for one in told))


@pytest.fixture
def person(make):
    school = make.school()
    user = make.editor(school, email="a@test.example")
    user.organization = school
    return user


@pytest.fixture
def choose(database, person):
    def act(frequency, topic=Topic.ORGANIZATION):
        with database.transaction() as session:
            preferences.choose(session, person.id, {topic: frequency})

    return act


@pytest.fixture
def happen(database, person):
    """Return a function that tells the person of an event about its school."""

    def act():
        with database.transaction() as session:
            school = session.merge(person.organization)
            event = events.record(session, school, "verify", actor=SYSTEM)
            facts = {"organization_ids": [school.id], "name": "organization_verified"}
            notifications.tell(session, event, **facts)

    return act


@pytest.fixture
def write(database):
    """Return a function that writes what is due and returns the subjects of all mails so far."""

    def act(at=None):
        with database.transaction() as session, pytest.MonkeyPatch.context() as patch:
            patch.setattr(post, "now", lambda: at or now())
            post.write(session, compose)
        with database.reading() as session:
            return session.scalars(select(Mail.subject).order_by(Mail.id)).all()

    return act


@pytest.mark.parametrize(
    ("frequency", "moment", "expected"),
    [
        (AT_ONCE, MONDAY, MONDAY),
        (OFF, MONDAY, None),
        (DAILY, MONDAY - timedelta(minutes=1), MONDAY),
        (DAILY, MONDAY, MONDAY + timedelta(days=1)),
        (WEEKLY, MONDAY - timedelta(minutes=1), MONDAY),
        (WEEKLY, MONDAY, MONDAY + timedelta(days=7)),
        (WEEKLY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=7)),
    ],
)
def test_a_digest_comes_in_the_morning_in_china(frequency, moment, expected):
    assert preferences.due(frequency, moment) == expected


def test_every_topic_has_a_default(session, person):
    assert set(preferences.of(session, person.id)) == set(Topic)


def test_at_once_is_a_mail_each(happen, write):
    happen()
    happen()
    for _ in range(2):
        assert write() == ["a@test.example: 1"] * 2


def test_a_digest_waits_for_its_morning_and_comes_once(happen, write, choose):
    choose(DAILY)
    for _ in range(3):
        happen()
    assert write() == []
    tomorrow = now() + timedelta(days=1)
    for _ in range(2):
        assert write(tomorrow) == ["a@test.example: 3"]


def test_who_wants_no_mail_is_told_in_the_application_alone(happen, write, choose, database):
    choose(OFF)
    happen()
    assert write(now() + timedelta(days=30)) == []
    with database.reading() as session:
        assert session.scalars(select(Notification.name)).all() == ["organization_verified"]


def test_a_choice_is_about_one_topic(happen, write, choose):
    choose(OFF, Topic.POSTING)
    happen()
    assert len(write()) == 1


def test_what_waits_follows_a_new_choice(happen, write, choose):
    choose(WEEKLY)
    happen()
    choose(AT_ONCE)
    assert len(write()) == 1
    choose(WEEKLY)
    happen()
    choose(OFF)
    assert len(write(now() + timedelta(days=30))) == 1


def test_what_was_read_meanwhile_needs_no_mail(happen, write, choose, database):
    choose(DAILY)
    happen()
    with database.transaction() as session:
        session.scalars(select(Notification)).one().read_at = now()
    assert write(now() + timedelta(days=2)) == []


def test_a_closed_account_gets_no_mail(happen, write, database, person):
    happen()
    with database.transaction() as session:
        session.merge(person).is_active = False
    assert write() == []
    with database.transaction() as session:
        session.merge(person).is_active = True


def test_a_worker_that_dies_before_its_end_has_claimed_nothing(happen, write, database):
    happen()

    def die(_user, _told):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), database.transaction() as session:
        post.write(session, die)
    assert write() == ["a@test.example: 1"]


def test_each_person_gets_a_mail_of_their_own(happen, write, make, person):
    make.editor(person.organization, email="b@test.example")
    happen()
    assert sorted(write()) == ["a@test.example: 1", "b@test.example: 1"]
