"""Who acts for an organization: adding a person, and removing one but never the last."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Membership, Organization, User
from matchmaker.policy import Role
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.terms import OrganizationKind


class LastMemberError(UserError):
    """Without its last member nobody could act for the organization any more."""

    def __init__(self) -> None:
        super().__init__(translatable("不能移除最后一名成员，请先邀请其他成员。"))


def role_for(organization: Organization) -> Role:
    """Return the role of those who act for an organization of its kind."""
    return Role.REVIEWER if organization.kind is OrganizationKind.AUTHORITY else Role.EDITOR


def add(session: Session, organization: Organization, user: User, *, actor: Actor) -> None:
    """Let a person act for an organization; a member stays one."""
    session.flush()  # A new user and a new organization get their ids from the database.
    mine = Membership.user_id == user.id, Membership.organization_id == organization.id
    if session.scalar(select(Membership.id).where(*mine)) is not None:
        return
    role = role_for(organization)
    session.add(Membership(user_id=user.id, organization_id=organization.id, role=role))
    changes = {"user_id": (None, user.id), "role": (None, role)}
    events.record(session, organization, "add_member", actor=actor, changes=changes)


def remove(session: Session, organization: Organization, membership_id: int, *, actor: Actor) -> Membership:
    """Take a person's right to act for an organization and return what it was; raise LastMemberError."""
    # The organization's row is locked, so that two members cannot remove each other at once.
    session.get_one(Organization, organization.id, with_for_update=True)
    ours = Membership.organization_id == organization.id
    membership = session.scalars(select(Membership).where(ours, Membership.id == membership_id)).one()
    others = select(func.count()).select_from(Membership).join(User)
    remaining = others.where(ours, Membership.id != membership_id, User.is_active)
    if not session.scalar(remaining):
        raise LastMemberError
    changes = {"user_id": (membership.user_id, None), "role": (membership.role, None)}
    session.delete(membership)
    events.record(session, organization, "remove_member", actor=actor, changes=changes)
    return membership
