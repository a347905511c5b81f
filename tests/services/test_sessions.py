"""Sessions and the lock-out: in the database, for an account and for an address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from matchmaker.db import now
from matchmaker.models import LoginFailure, UserSession
from matchmaker.policy import VISITOR
from matchmaker.services.people import sessions
from matchmaker.services.people.sessions import Browser, LockedError, WrongPasswordError
from matchmaker.workflow import OrganizationState
from tests.factories import PASSWORD, ZHENGZHOU

HERE, THERE = Browser("203.0.113.7", "Firefox"), Browser("203.0.113.8")


@pytest.fixture
def try_to_log_in(session, settings):
    def attempt(email, password=PASSWORD, browser=HERE):
        return sessions.check_password(
            session, email=email, password=password, browser=browser, settings=settings
        )

    return attempt


@pytest.fixture
def fail(session):
    """Write failures down, `ago` before now and `apart` from each other."""

    def write(count, email, *, browser=HERE, ago=timedelta(), apart=timedelta()):
        for number in range(count):
            moment = now() - ago - number * apart
            session.add(LoginFailure(email=email, address=browser.address, at=moment))
        session.flush()

    return write


def test_the_right_password_is_told_from_a_wrong_one(make, try_to_log_in):
    user = make.user(email="a@test.example")
    assert try_to_log_in(" A@Test.example ").id == user.id
    with pytest.raises(WrongPasswordError):
        try_to_log_in("a@test.example", "wrong horse battery")


@pytest.mark.parametrize("facts", [{"is_active": False}, {"password_hash": None}])
def test_a_closed_or_unset_account_says_the_same_as_a_wrong_password(make, try_to_log_in, facts):
    make.user(email="a@test.example", **facts)
    with pytest.raises(WrongPasswordError) as closed:
        try_to_log_in("a@test.example")
    with pytest.raises(WrongPasswordError) as unknown:
        try_to_log_in("nobody@test.example")
    assert str(closed.value) == str(unknown.value)


def test_an_unknown_account_costs_one_hash_like_a_known_one(make, try_to_log_in, monkeypatch):
    make.user(email="a@test.example", password_hash=sessions.credentials.HASHER.hash(PASSWORD))
    checked = []
    verify = sessions.credentials.HASHER.verify

    class Counting:
        def verify(self, stored, password):
            checked.append(stored)
            return verify(stored, password)

    monkeypatch.setattr(sessions.credentials, "HASHER", Counting())
    for email in ("a@test.example", "nobody@test.example"):
        with pytest.raises(WrongPasswordError):
            try_to_log_in(email, "wrong horse battery")
    assert len(checked) == 2
    assert len({stored.rpartition("$")[0].rpartition("$")[0] for stored in checked}) == 1  # The same costs.


def test_ten_failures_lock_the_account_from_everywhere(make, fail, try_to_log_in):
    make.user(email="a@test.example")
    fail(9, "a@test.example")
    assert try_to_log_in("a@test.example", browser=THERE)
    fail(1, "a@test.example")
    with pytest.raises(LockedError):
        try_to_log_in("a@test.example", browser=THERE)


def test_ten_failures_lock_the_address_for_every_account(make, fail, try_to_log_in):
    make.user(email="a@test.example")
    for number in range(10):
        fail(1, f"{number}@test.example")
    with pytest.raises(LockedError):
        try_to_log_in("a@test.example", browser=HERE)
    assert try_to_log_in("a@test.example", browser=THERE)


def test_an_unknown_account_is_locked_like_a_known_one(fail, try_to_log_in):
    fail(10, "nobody@test.example", browser=THERE)
    with pytest.raises(LockedError):
        try_to_log_in("nobody@test.example")


def test_the_lock_lasts_a_window_from_the_last_failure(make, fail, try_to_log_in):
    make.user(email="a@test.example")
    fail(10, "a@test.example", ago=timedelta(minutes=14), apart=timedelta(minutes=1))
    with pytest.raises(LockedError):
        try_to_log_in("a@test.example")


def test_the_lock_ends(make, fail, try_to_log_in):
    make.user(email="a@test.example")
    fail(10, "a@test.example", ago=timedelta(minutes=15, seconds=1))
    assert try_to_log_in("a@test.example")


def test_failures_spread_over_hours_lock_nothing(make, fail, try_to_log_in):
    make.user(email="a@test.example")
    fail(30, "a@test.example", apart=timedelta(minutes=5))
    assert try_to_log_in("a@test.example")


def test_old_failures_are_forgotten(session, fail):
    fail(3, "a@test.example", ago=timedelta(days=2))
    sessions.note_failure(session, email="A@test.example ", browser=HERE)
    assert [row.email for row in session.scalars(select(LoginFailure))] == ["a@test.example"]


def test_the_database_keeps_no_token(session, make, settings):
    token = sessions.open_session(session, make.user(), browser=HERE, settings=settings)
    row = session.scalars(select(UserSession)).one()
    assert token not in {str(value) for value in vars(row).values()}
    assert sessions.find(session, token, settings=settings, at=now()) is row
    assert sessions.find(session, token + "x", settings=settings, at=now()) is None


def test_an_idle_session_ends_and_a_used_one_does_not(session, make, settings):
    token = sessions.open_session(session, make.user(), browser=HERE, settings=settings)
    row = session.scalars(select(UserSession)).one()
    late = now() + settings.session_idle + timedelta(seconds=1)
    assert sessions.find(session, token, settings=settings, at=late) is None
    sessions.touch(session, row.id, at=now() + timedelta(minutes=1))
    assert sessions.find(session, token, settings=settings, at=late)


def test_a_used_session_ends_at_last(session, make, settings):
    token = sessions.open_session(session, make.user(), browser=HERE, settings=settings)
    row = session.scalars(select(UserSession)).one()
    late = now() + settings.session_lifetime
    sessions.touch(session, row.id, at=late)
    assert sessions.find(session, token, settings=settings, at=late) is None


def test_a_revoked_session_and_that_of_a_closed_account_are_over(session, make, settings):
    users = [make.user(), make.user()]
    tokens = [sessions.open_session(session, user, browser=HERE, settings=settings) for user in users]
    sessions.revoke(session, user_id=users[0].id)
    session.add(users[1])
    users[1].is_active = False
    session.flush()
    assert [sessions.find(session, token, settings=settings, at=now()) for token in tokens] == [None, None]


def test_all_sessions_but_one_can_be_ended(session, make, settings):
    user = make.user()
    tokens = [sessions.open_session(session, user, browser=HERE, settings=settings) for _ in range(3)]
    kept = sessions.find(session, tokens[1], settings=settings, at=now())
    sessions.revoke(session, user_id=user.id, except_id=kept.id)
    assert sessions.live(session, user.id, settings=settings) == [kept]


def test_nobody_ends_the_session_of_another(session, make, settings):
    mine, theirs = make.user(), make.user()
    token = sessions.open_session(session, theirs, browser=HERE, settings=settings)
    row = sessions.find(session, token, settings=settings, at=now())
    with pytest.raises(NoResultFound):
        sessions.end(session, user_id=mine.id, session_id=row.id)
    assert row.revoked_at is None


def test_an_editor_acts_for_the_organization(session, make):
    school = make.school()
    identity = sessions.identify(session, make.editor(school))
    assert identity.editor_of == identity.member_of == {school.id}
    assert not identity.reviewer_of


def test_a_reviewer_of_a_waiting_authority_is_only_its_member(session, make):
    authority = make.authority(state=OrganizationState.UNVERIFIED)
    identity = sessions.identify(session, make.reviewer(authority))
    assert (identity.member_of, identity.reviewer_of, identity.region_codes) == ({authority.id}, set(), set())


def test_a_reviewer_of_a_verified_authority_reviews_its_region(session, make):
    authority = make.authority()
    identity = sessions.identify(session, make.reviewer(authority))
    assert (identity.reviewer_of, identity.region_codes) == ({authority.id}, {ZHENGZHOU})


@pytest.mark.parametrize("state", [OrganizationState.SUSPENDED, OrganizationState.MERGED])
def test_nobody_acts_for_a_suspended_or_merged_organization(session, make, state):
    identity = sessions.identify(session, make.editor(make.school(state=state)))
    assert not identity.member_of | identity.editor_of


def test_a_closed_account_is_a_visitor(session, make):
    assert sessions.identify(session, make.administrator(is_active=False)) == VISITOR
