"""Invitations to act for an organization: a one-time link in a mail, good for a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import Invitation, Membership, Organization, User
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.messages import outbox
from matchmaker.services.people import credentials, letters, memberships
from matchmaker.services.people.resets import SpentLinkError
from matchmaker.workflow import GUARD_MESSAGES, Guard, OrganizationState

LIFE = timedelta(days=7)
WAITING = 20  # Invitations of one organization that may be open at a time.


class NotVerifiedError(UserError):
    """Who is not known yet may not send mails in the platform's name."""

    def __init__(self) -> None:
        super().__init__(GUARD_MESSAGES[Guard.ORGANIZATION_VERIFIED])


class AlreadyMemberError(UserError):
    """The address belongs to a member."""

    def __init__(self) -> None:
        super().__init__(translatable("该邮箱的用户已是本单位成员。"))


class TooManyInvitationsError(UserError):
    """Too many invitations wait for an answer."""

    def __init__(self) -> None:
        super().__init__(translatable("待接受的邀请过多，请先撤销一部分。"))


class OtherPersonError(UserError):
    """The invitation is for somebody else."""

    status = 403

    def __init__(self) -> None:
        super().__init__(translatable("该邀请发给了另一个邮箱，请用被邀请的邮箱登录后再接受。"))


def invite(
    session: Session, organization: Organization, *, email: str, link: Callable[[str], str], actor: Actor
) -> Invitation:
    """Mail an invitation; an earlier one to the same address is withdrawn."""
    if organization.state is not OrganizationState.VERIFIED:
        raise NotVerifiedError
    email = email.strip().lower()
    members = select(Membership.id).join(User).where(Membership.organization_id == organization.id)
    if session.scalar(members.where(User.email == email)) is not None:
        raise AlreadyMemberError
    _expire(session, organization, Invitation.email == email)
    open_ = Invitation.organization_id == organization.id, Invitation.accepted_at.is_(None)
    if (session.scalar(select(func.count()).where(*open_, Invitation.expires_at > now())) or 0) >= WAITING:
        raise TooManyInvitationsError
    inviter, token = session.get_one(User, actor.user_id), credentials.issue()
    role = memberships.role_for(organization)
    invitation = Invitation(
        organization_id=organization.id,
        email=email,
        role=role,
        token_hash=credentials.fingerprint(token),
        invited_by_id=inviter.id,
        expires_at=now() + LIFE,
    )
    session.add(invitation)
    events.record(session, organization, "invite", actor=actor, changes={"role": (None, role)})
    letter = letters.invitation(
        link(token), inviter=inviter.name, organization=organization.name, days=LIFE.days
    )
    key = f"invitation:{invitation.token_hash}"
    outbox.mail(session, recipient=email, subject=letter.subject, body=letter.body, key=key)
    return invitation


def withdraw(session: Session, organization: Organization, invitation_id: int, *, actor: Actor) -> None:
    """Make an invitation's link worthless; one that no longer waits stays as it is."""
    if _expire(session, organization, Invitation.id == invitation_id):
        events.record(session, organization, "withdraw_invitation", actor=actor)


def _expire(session: Session, organization: Organization, which: ColumnElement[bool]) -> bool:
    open_ = which, Invitation.organization_id == organization.id, Invitation.accepted_at.is_(None)
    ended = session.execute(
        update(Invitation).where(*open_, Invitation.expires_at > now()).values(expires_at=now())
    )
    return isinstance(ended, CursorResult) and ended.rowcount > 0


def check(session: Session, token: str) -> Invitation:
    """Return the invitation of a link; raise SpentLinkError."""
    found = session.scalar(select(Invitation).where(Invitation.token_hash == credentials.fingerprint(token)))
    is_open = found is not None and found.accepted_at is None and found.expires_at > now()
    if found is None or not is_open or found.organization.state is not OrganizationState.VERIFIED:
        raise SpentLinkError
    return found


def account(session: Session, invitation: Invitation) -> User | None:
    """Return the account of the invited address, if there is one."""
    return session.scalar(select(User).where(User.email == invitation.email))


def accept(session: Session, token: str, *, user: User, actor: Actor) -> Organization:
    """Let the invited person act for the organization; raise SpentLinkError or OtherPersonError."""
    invitation = check(session, token)
    if user.email != invitation.email:
        raise OtherPersonError
    unused = Invitation.id == invitation.id, Invitation.accepted_at.is_(None)
    taken = session.execute(update(Invitation).where(*unused).values(accepted_at=now()))
    if isinstance(taken, CursorResult) and taken.rowcount != 1:
        raise SpentLinkError  # Somebody else used it in this very moment.
    memberships.add(session, invitation.organization, user, actor=actor)
    return invitation.organization
