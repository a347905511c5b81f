"""Accounts: signing up, passwords, resets, invitations, members, administration."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matchmaker.db import now
from matchmaker.models import (
    Event,
    Invitation,
    Mail,
    Membership,
    Organization,
    PasswordReset,
    Review,
    User,
    UserSession,
)
from matchmaker.policy import Role
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.people import (
    accounts,
    credentials,
    invitations,
    memberships,
    resets,
    sessions,
    users,
)
from matchmaker.services.people.accounts import Person
from matchmaker.services.people.organizations import CodeError
from matchmaker.services.people.resets import SpentLinkError
from matchmaker.terms import Department, OrganizationKind
from matchmaker.workflow import OrganizationState
from tests.factories import PASSWORD

PERSON = Person("New@Test.example", " 王某 ", PASSWORD)
SCHOOL = {"name": "郑州示例学校", "code": "4141010459", "region_code": "410105", "school_level": None}
CODE = "91110000600037341L"


@pytest.fixture
def sign_up(session):
    def act(kind=OrganizationKind.SCHOOL, person=PERSON, **values):
        return accounts.sign_up(session, person, kind=kind, values=SCHOOL | values, request_id="r1")

    return act


def hold(session, row):
    """Let the session look after a record that was made outside of it."""
    session.add(row)
    return row


def link(token):
    return f"https://site.example/link?token={token}"


def sent_token(session):
    """Return the token of the latest mail."""
    body = session.scalars(select(Mail.body).order_by(Mail.id.desc())).first()
    return body.split("token=")[1].split()[0]


def test_a_sign_up_makes_an_editor_of_a_school_that_waits(session, sign_up):
    user, school = sign_up()
    assert (user.email, user.name, user.is_administrator) == ("new@test.example", "王某", False)
    assert (school.state, school.region_code) == (OrganizationState.UNVERIFIED, "410105")
    membership = session.scalars(select(Membership)).one()
    assert (membership.user_id, membership.organization_id, membership.role) == (
        user.id,
        school.id,
        Role.EDITOR,
    )
    review = session.scalars(select(Review)).one()
    assert (review.organization_id, review.region_code) == (school.id, "410105")
    trail = session.execute(select(Event.action, Event.actor_id, Event.request_id)).all()
    assert [tuple(row) for row in trail] == [
        ("create", user.id, "r1"),
        ("create", user.id, "r1"),
        ("add_member", user.id, "r1"),
    ]


def test_an_authority_signs_up_with_a_reviewer_and_no_code(session, sign_up):
    user, authority = sign_up(
        OrganizationKind.AUTHORITY, name="金水区示例教育局", department=Department.EDUCATION
    )
    assert authority.code is None
    assert session.scalars(select(Membership.role)).one() is Role.REVIEWER
    assert not sessions.identify(session, user).reviewer_of


@pytest.mark.parametrize("code", ["", "123", "414101045X", "91110000600037341L"])
def test_a_school_needs_its_identification_code(session, sign_up, code):
    with pytest.raises(CodeError):
        sign_up(code=code)
    assert session.scalar(select(func.count()).select_from(User)) == 0


def test_an_enterprise_needs_a_credit_code_that_holds(sign_up):
    with pytest.raises(CodeError):
        sign_up(OrganizationKind.ENTERPRISE, code="91110000600037341M")
    _, enterprise = sign_up(OrganizationKind.ENTERPRISE, code=CODE.lower())
    assert enterprise.code == CODE


@pytest.mark.parametrize(
    "facts",
    [
        {"code": "4141010459", "name": "旧名"},
        {"code": None, "name": "郑州示例学校"},
        {"name": " 郑州 示例学校"},
    ],
)
def test_a_school_that_is_here_already_gets_no_double_and_no_member(session, make, sign_up, facts):
    if "code" in facts:
        make.school(**facts)
        user, school = sign_up()
    else:
        make.school(name="郑州示例学校")
        user, school = sign_up(name=facts["name"])
    assert school is None
    assert user.id is not None
    assert session.scalar(select(func.count()).select_from(Organization)) == 1
    assert session.scalar(select(func.count()).select_from(Membership)) == 0


def test_brackets_of_any_width_are_the_same_name(make, sign_up):
    make.school(name="示例学校（东校区）")
    assert sign_up(name="示例学校(东校区)")[1] is None


def test_an_address_is_taken_once_whatever_its_case(make, sign_up):
    make.user(email="new@test.example")
    with pytest.raises(users.TakenError):
        sign_up()


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "new@test.example",
        "NEW@TEST.EXAMPLE",
        "1234567890",
        "aaaaaaaaaaaa",
        "Password123!",
        "qwertyuiop",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password):
    with pytest.raises(credentials.WeakPasswordError):
        credentials.encode(password, email="new@test.example")


def test_a_password_is_kept_as_argon2id_and_matches_itself_alone():
    stored = credentials.encode("Läng genug 密码", email="new@test.example")
    assert stored.startswith("$argon2id$")
    assert credentials.matches(stored, "Läng genug 密码")
    assert not credentials.matches(stored, "Läng genug 密碼")
    assert not credentials.matches("no hash", "Läng genug 密码")


def test_a_reset_link_sets_the_password_once_and_ends_every_session(session, make, settings):
    user = hold(session, make.user())
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


def test_a_new_password_needs_the_old_one_and_ends_every_session(session, make, settings):
    user = hold(session, make.user())
    actor = Actor(user.id, "r1")
    sessions.open_session(session, user, browser=sessions.Browser(""), settings=settings)
    with pytest.raises(accounts.OldPasswordError):
        accounts.change_password(
            session, user, old="wrong horse battery", new="new horse battery", actor=actor
        )
    accounts.change_password(session, user, old=PASSWORD, new="new horse battery", actor=actor)
    assert credentials.matches(user.password_hash, "new horse battery")
    assert session.scalars(select(UserSession.revoked_at)).one() is not None


@pytest.fixture
def school(session, make):
    return hold(session, make.school())


@pytest.fixture
def editor(session, make, school):
    return hold(session, make.editor(school))


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


def test_an_invitation_of_another_organization_is_not_withdrawn(session, make, editor, invite):
    other = hold(session, make.school())
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


def test_one_of_two_editors_may_go(session, make, school, editor):
    other = hold(session, make.editor(school))
    memberships.remove(session, school, membership_of(session, other).id, actor=Actor(editor.id))
    assert not sessions.identify(session, other).editor_of
    event = session.scalars(select(Event).where(Event.action == "remove_member")).one()
    assert (event.before["user_id"], event.actor_id) == (other.id, editor.id)


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


def test_closing_an_account_ends_its_sessions(session, make, settings):
    user, actor = hold(session, make.user()), Actor(make.administrator().id, "r1")
    token = sessions.open_session(session, user, browser=sessions.Browser(""), settings=settings)
    users.change(session, user, "deactivate", actor=actor)
    users.change(session, user, "activate", actor=actor)
    assert sessions.find(session, token, settings=settings, at=now()) is None
    actions = session.scalars(select(Event.action).order_by(Event.id)).all()
    assert actions == ["deactivate", "activate"]


@pytest.mark.parametrize("action", ["deactivate", "demote"])
def test_nobody_locks_himself_out(session, make, action):
    administrator = hold(session, make.administrator())
    make.administrator()
    with pytest.raises(users.OwnAccountError):
        users.change(session, administrator, action, actor=Actor(administrator.id))


@pytest.mark.parametrize("action", ["deactivate", "demote"])
def test_the_last_administrator_stays(session, make, action):
    administrator = hold(session, make.administrator())
    make.administrator(is_active=False)
    with pytest.raises(users.LastAdministratorError):
        users.change(session, administrator, action, actor=SYSTEM)


def test_an_administrator_may_be_made_and_unmade(session, make):
    user, actor = hold(session, make.user()), Actor(make.administrator().id)
    users.change(session, user, "promote", actor=actor)
    assert sessions.identify(session, user).is_administrator
    users.change(session, user, "demote", actor=actor)
    assert not sessions.identify(session, user).is_administrator
