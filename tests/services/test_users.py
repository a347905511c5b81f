"""User administration: nobody is locked out by accident, and who is out is out at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Event
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.people import credentials, resets, sessions, users
from tests.factories import PASSWORD
from tests.services.letters import link, sent_token


def test_an_administrator_creates_an_account_whose_owner_sets_the_password(session, make):
    actor = Actor(make.administrator().id, "r1")
    user = users.invite(
        session, email="New@test.example", name="新人", is_administrator=False, link=link, actor=actor
    )
    assert user.password_hash is None
    resets.redeem(session, sent_token(session), password=PASSWORD, request_id="r2")
    assert credentials.matches(user.password_hash, PASSWORD)


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a b@test.example", "a@test.example\nBcc: b@test.example"]
)
def test_what_is_no_address_gets_no_account(session, email):
    with pytest.raises(users.EmailError):
        users.create(session, email=email, name="新人", password=PASSWORD, actor=SYSTEM)


def test_closing_an_account_ends_its_sessions(session, make, settings, hold):
    user, actor = hold(make.user()), Actor(make.administrator().id, "r1")
    token = sessions.open_session(session, user, browser=sessions.Browser(""), settings=settings)
    users.change(session, user, "deactivate", actor=actor)
    users.change(session, user, "activate", actor=actor)
    assert sessions.find(session, token, settings=settings, at=now()) is None
    actions = session.scalars(select(Event.action).order_by(Event.id)).all()
    assert actions == ["deactivate", "activate"]


@pytest.mark.parametrize("action", ["deactivate", "demote"])
def test_nobody_locks_himself_out(session, make, action, hold):
    administrator = hold(make.administrator())
    make.administrator()
    with pytest.raises(users.OwnAccountError):
        users.change(session, administrator, action, actor=Actor(administrator.id))


@pytest.mark.parametrize("action", ["deactivate", "demote"])
def test_the_last_administrator_stays(session, make, action, hold):
    administrator = hold(make.administrator())
    make.administrator(is_active=False)
    with pytest.raises(users.LastAdministratorError):
        users.change(session, administrator, action, actor=SYSTEM)


def test_an_administrator_may_be_made_and_unmade(session, make, hold):
    user, actor = hold(make.user()), Actor(make.administrator().id)
    users.change(session, user, "promote", actor=actor)
    assert sessions.identify(session, user).is_administrator
    users.change(session, user, "demote", actor=actor)
    assert not sessions.identify(session, user).is_administrator
