"""Invitations and members of an organization."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matchmaker.db import now
from matchmaker.models import Event, Invitation, Mail, Membership
from matchmaker.services.events import Actor
from matchmaker.services.people import accounts, invitations, memberships, sessions
from matchmaker.services.people.resets import SpentLinkError
from matchmaker.workflow import OrganizationState
from tests.factories import PASSWORD
from tests.services.letters import link, sent_token


@pytest.fixture
def school(session, make, hold):
    return hold(make.school())


@pytest.fixture
def editor(session, make, school, hold):
    return hold(make.editor(school))


@pytest.fixture
def invite(session, school, editor):
    def act(email="guest@test.example", actor=None):
        invitations.invite(session, school, email=email, link=link, actor=actor or Actor(editor.id, "r1"))
        session.flush()
        return sent_token(session)

    return act


def test_an_invitation_lets_a_newcomer_in(session, school, invite):
    token = invite(" Guest@Test.example")
    row = session.scalars(select(Invitation)).one()
    assert token not in row.token_hash
    assert timedelta(days=6) < row.expires_at - now() <= timedelta(days=7)
    user = accounts.join(session, token, name="客人", password=PASSWORD, request_id="r2")
    assert user.email == "guest@test.example"
    assert sessions.identify(session, user).editor_of == {school.id}


def test_an_invitation_works_once(session, invite):
    token = invite()
    accounts.join(session, token, name="客人", password=PASSWORD, request_id="r2")
    with pytest.raises(SpentLinkError):
        invitations.check(session, token)


def test_an_invitation_is_for_the_invited_alone(session, make, invite):
    stranger, guest = make.user(), make.user(email="guest@test.example")
    session.add_all([stranger, guest])
    token = invite()
    with pytest.raises(invitations.OtherPersonError):
        invitations.accept(session, token, user=stranger, actor=Actor(stranger.id))
    invitations.accept(session, token, user=guest, actor=Actor(guest.id))
    assert sessions.identify(session, guest).editor_of


def test_a_second_invitation_makes_the_first_one_worthless(session, invite):
    first = invite()
    second = invite()
    with pytest.raises(SpentLinkError):
        invitations.check(session, first)
    assert invitations.check(session, second)


def test_a_withdrawn_or_old_invitation_is_worthless(session, school, editor, invite):
    token = invite()
    row = session.scalars(select(Invitation)).one()
    invitations.withdraw(session, school, row.id, actor=Actor(editor.id))
    with pytest.raises(SpentLinkError):
        invitations.check(session, token)


def test_an_invitation_of_another_organization_is_not_withdrawn(session, make, editor, invite, hold):
    other = hold(make.school())
    token = invite()
    row = session.scalars(select(Invitation)).one()
    invitations.withdraw(session, other, row.id, actor=Actor(editor.id))
    assert invitations.check(session, token)


def test_who_is_not_verified_invites_nobody(session, school, invite):
    school.state = OrganizationState.UNVERIFIED
    with pytest.raises(invitations.NotVerifiedError):
        invite()
    assert session.scalar(select(func.count()).select_from(Mail)) == 0


def test_a_member_is_not_invited_again(editor, invite):
    with pytest.raises(invitations.AlreadyMemberError):
        invite(editor.email)


def test_open_invitations_have_a_limit(invite):
    for number in range(invitations.WAITING):
        invite(f"guest{number}@test.example")
    with pytest.raises(invitations.TooManyInvitationsError):
        invite("one-more@test.example")


def membership_of(session, user):
    return session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


def test_the_last_editor_stays(session, make, school, editor):
    make.editor(school, is_active=False)  # A closed account cannot act for the school.
    with pytest.raises(memberships.LastMemberError):
        memberships.remove(session, school, membership_of(session, editor).id, actor=Actor(editor.id))


def test_one_of_two_editors_may_go(session, make, school, editor, hold):
    other = hold(make.editor(school))
    memberships.remove(session, school, membership_of(session, other).id, actor=Actor(editor.id))
    assert not sessions.identify(session, other).editor_of
    event = session.scalars(select(Event).where(Event.action == "remove_member")).one()
    assert (event.before["user_id"], event.actor_id) == (other.id, editor.id)
