"""Finding organizations and the people who act for them: lists, members, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.db import now
from matchmaker.models import Claim, Demand, Event, Invitation, Membership, Organization, Programme, User
from matchmaker.policy import Identity
from matchmaker.services.paging import Page, paginate
from matchmaker.services.people.regions import within
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import ClaimState, OrganizationState, PostingState


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list of organizations is narrowed to."""

    words: str = ""
    kind: OrganizationKind | None = None
    state: OrganizationState | None = None
    has_people: bool | None = None


def listing(session: Session, identity: Identity, *, filter_: Filter, number: int = 1) -> Page[Organization]:
    """Return one page of the organizations that a reviewer or an administrator looks after."""
    statement = select(Organization).where(within(identity))
    if filter_.words:
        columns = (Organization.name, Organization.code)
        statement = statement.where(or_(*(c.contains(filter_.words, autoescape=True) for c in columns)))
    if filter_.kind is not None:
        statement = statement.where(Organization.kind == filter_.kind)
    if filter_.state is not None:
        statement = statement.where(Organization.state == filter_.state)
    else:
        statement = statement.where(Organization.state != OrganizationState.MERGED)
    if filter_.has_people is not None:
        is_peopled = exists().where(Membership.organization_id == Organization.id)
        statement = statement.where(is_peopled if filter_.has_people else ~is_peopled)
    # What waits for a decision stands first.
    is_decided = Organization.state != OrganizationState.UNVERIFIED
    return paginate(session, statement.order_by(is_decided, Organization.name, Organization.id), number)


def claims(session: Session, identity: Identity, *, number: int = 1) -> Page[Claim]:
    """Return one page of the claims that wait for a reviewer or an administrator, the oldest first."""
    waiting = (
        select(Claim).join(Claim.organization).where(Claim.state == ClaimState.PENDING, within(identity))
    )
    return paginate(session, waiting.order_by(Claim.id), number)


def doubles(session: Session, organization: Organization) -> Sequence[Organization]:
    """Return organizations of the same kind and region, or nearly the same name, that may be the same one."""
    stem = organization.name[:4]
    statement = select(Organization).where(
        Organization.kind == organization.kind,
        Organization.id != organization.id,
        Organization.state != OrganizationState.MERGED,
        Organization.name.startswith(stem, autoescape=True),
    )
    return session.scalars(statement.order_by(Organization.name).limit(20)).all()


def memberships(session: Session, organization: Organization) -> Sequence[Membership]:
    """Return who acts for an organization, the longest first."""
    statement = select(Membership).where(Membership.organization_id == organization.id)
    return session.scalars(statement.options(joinedload(Membership.user)).order_by(Membership.id)).all()


def people(session: Session, organization: Organization) -> Sequence[User]:
    """Return the active people who act for an organization."""
    members = select(User).join(Membership, Membership.user_id == User.id)
    statement = members.where(Membership.organization_id == organization.id, User.is_active)
    return session.scalars(statement.order_by(User.id)).all()


def mine(session: Session, user_id: int) -> Sequence[Membership]:
    """Return what a person acts for, suspended organizations too."""
    statement = select(Membership).where(Membership.user_id == user_id)
    return session.scalars(
        statement.options(joinedload(Membership.organization)).order_by(Membership.id)
    ).all()


def claims_of(session: Session, user_id: int) -> Sequence[Claim]:
    """Return a person's claims, the latest first."""
    return session.scalars(select(Claim).where(Claim.user_id == user_id).order_by(Claim.id.desc())).all()


def invitations(session: Session, organization: Organization) -> Sequence[Invitation]:
    """Return the invitations that wait for an answer."""
    statement = select(Invitation).where(
        Invitation.organization_id == organization.id,
        Invitation.accepted_at.is_(None),
        Invitation.expires_at > now(),
    )
    return session.scalars(statement.order_by(Invitation.id)).all()


def published(session: Session, organization: Organization) -> list[Programme | Demand]:
    """Return the postings of an organization that are on the market."""
    found: list[Programme | Demand] = []
    for model in (Programme, Demand):
        statement = select(model).where(
            model.organization_id == organization.id, model.state == PostingState.PUBLISHED
        )
        found.extend(session.scalars(statement.order_by(model.published_at.desc(), model.id.desc())))
    return found


def history(session: Session, organization: Organization, *, limit: int = 50) -> Sequence[Event]:
    """Return what happened to an organization, the latest first."""
    told = Event.subject_type == Organization.__tablename__, Event.subject_id == organization.id
    return session.scalars(select(Event).where(*told).order_by(Event.id.desc()).limit(limit)).all()
