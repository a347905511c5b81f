"""Setting a new password: a link that works once, for an hour, and ends every session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matchmaker.db import now
from matchmaker.models import Mail, PasswordReset, UserSession
from matchmaker.services.events import Actor
from matchmaker.services.people import accounts, credentials, resets, sessions
from matchmaker.services.people.resets import SpentLinkError
from tests.factories import PASSWORD
from tests.services.letters import link, sent_token


def test_a_reset_link_sets_the_password_once_and_ends_every_session(session, make, settings, hold):
    user = hold(make.user())
    token = sessions.open_session(session, user, browser=sessions.Browser(""), settings=settings)
    resets.request(session, email=user.email.upper(), link=link)
    secret = sent_token(session)
    assert secret not in session.scalars(select(PasswordReset.token_hash)).one()
    resets.redeem(session, secret, password="another good password", request_id="r1")
    assert credentials.matches(user.password_hash, "another good password")
    assert sessions.find(session, token, settings=settings, at=now()) is None
    with pytest.raises(SpentLinkError):
        resets.redeem(session, secret, password="a third good password", request_id="r2")


def test_using_one_link_spends_the_others(session, make):
    user = make.user()
    resets.request(session, email=user.email, link=link)
    first = sent_token(session)
    resets.request(session, email=user.email, link=link)
    resets.redeem(session, sent_token(session), password="another good password", request_id="r1")
    with pytest.raises(SpentLinkError):
        resets.check(session, first)


def test_a_reset_link_lives_an_hour(session, make):
    resets.request(session, email=make.user().email, link=link)
    row = session.scalars(select(PasswordReset)).one()
    assert timedelta(minutes=59) < row.expires_at - now() <= timedelta(hours=1)
    row.expires_at = now()
    session.flush()
    with pytest.raises(SpentLinkError):
        resets.check(session, sent_token(session))


def test_no_mail_goes_to_a_stranger_or_a_closed_account(session, make):
    make.user(email="closed@test.example", is_active=False)
    for email in ("closed@test.example", "nobody@test.example", ""):
        resets.request(session, email=email, link=link)
    assert session.scalar(select(func.count()).select_from(Mail)) == 0


def test_a_mailbox_is_not_flooded_with_links(session, make):
    user = make.user()
    for _ in range(10):
        resets.request(session, email=user.email, link=link)
    assert session.scalar(select(func.count()).select_from(Mail)) == resets.WAITING


def test_a_weak_new_password_does_not_spend_the_link(session, make):
    resets.request(session, email=make.user().email, link=link)
    token = sent_token(session)
    with pytest.raises(credentials.WeakPasswordError):
        resets.redeem(session, token, password="short", request_id="r1")
    assert resets.check(session, token)


def test_a_new_password_needs_the_old_one_and_ends_every_session(session, make, settings, hold):
    user = hold(make.user())
    actor = Actor(user.id, "r1")
    sessions.open_session(session, user, browser=sessions.Browser(""), settings=settings)
    with pytest.raises(accounts.OldPasswordError):
        accounts.change_password(
            session, user, old="wrong horse battery", new="new horse battery", actor=actor
        )
    accounts.change_password(session, user, old=PASSWORD, new="new horse battery", actor=actor)
    assert credentials.matches(user.password_hash, "new horse battery")
    assert session.scalars(select(UserSession.revoked_at)).one() is not None
