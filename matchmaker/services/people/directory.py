"""Finding organizations and the people who act for them: lists, members, history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.db import now
from matchmaker.models import (
    Claim,
    Demand,
    Event,
    Industry,
    Invitation,
    Membership,
    Organization,
    Programme,
    ProposalParty,
    Region,
    User,
)
from matchmaker.policy import Identity
from matchmaker.services import catalogue, paging
from matchmaker.services.paging import TOP, Columns, Page, Window, paginate
from matchmaker.services.people import codes
from matchmaker.services.people.regions import within
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import ClaimState, OrganizationState, PostingState

# What an authority looked at when it verified the organization.
IDENTITY = ("name", "code", "region_code")
SHARED = (*IDENTITY, "address", "summary")
FIELDS: Mapping[OrganizationKind, tuple[str, ...]] = {
    OrganizationKind.SCHOOL: (*SHARED, "school_level", "is_public_school"),
    OrganizationKind.ENTERPRISE: (
        *SHARED,
        "industry_code",
        "staff_total",
        "technical_posts",
        "proposals_a_month",
    ),
    OrganizationKind.AUTHORITY: (*SHARED, "department"),
}
SORTERS: Columns = {
    "name": Organization.name,
    "kind": Organization.kind,
    "region": Organization.region_code,
    "state": Organization.state,
}
CHECKS = {OrganizationKind.SCHOOL: codes.school_code, OrganizationKind.ENTERPRISE: codes.credit_code}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list of organizations is narrowed to."""

    words: str = ""
    kind: OrganizationKind | None = None
    state: OrganizationState | None = None
    has_people: bool | None = None


def find(session: Session, *, kind: OrganizationKind, code: str | None, name: str) -> Organization | None:
    """Return the organization of a code, or else of a name; one that was merged leads to what it became."""
    ours = select(Organization).where(Organization.kind == kind)
    found = session.scalar(ours.where(Organization.code == code)) if code else None
    if found is None:
        named = ours.where(Organization.name.in_(_writings(name)))
        is_gone = Organization.merged_into_id.is_not(None)
        found = session.scalar(named.order_by(is_gone, Organization.id).limit(1))
    while found is not None and found.merged_into_id is not None:
        found = session.get_one(Organization, found.merged_into_id)
    return found


def find_named(session: Session, *, kind: OrganizationKind, text: str) -> Organization | None:
    """Return the organization that a code or a full name stands for."""
    code = None if kind is OrganizationKind.AUTHORITY else CHECKS[kind](text)
    return find(session, kind=kind, code=code, name=text)


def _writings(name: str) -> set[str]:
    """Return how the same name is written: with brackets of Chinese or of Latin width."""
    name = tidy(name)
    return {name, name.replace("(", "（").replace(")", "）"), name.replace("（", "(").replace("）", ")")}


def tidy(name: str) -> str:
    """Return a name without the blanks that copying leaves around and inside it."""
    return re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", name)


def listing(
    session: Session, identity: Identity, *, filter_: Filter, window: Window = TOP
) -> Page[Organization]:
    """Return one page of the organizations that a reviewer or an administrator looks after."""
    # What waits for a decision stands first.
    is_decided = Organization.state != OrganizationState.UNVERIFIED
    usual = _looked_after(identity, filter_).order_by(is_decided, Organization.name, Organization.id)
    return paginate(session, usual, window, columns=SORTERS)


def count(session: Session, identity: Identity, filter_: Filter) -> int:
    """Count what the list shows."""
    return paging.count(session, _looked_after(identity, filter_))


def _looked_after(identity: Identity, filter_: Filter) -> Select[Organization]:
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
    return statement


def claims(session: Session, identity: Identity, *, window: Window = TOP) -> Page[Claim]:
    """Return one page of the claims that wait for a reviewer or an administrator, the oldest first."""
    return paginate(session, _pending(identity).order_by(Claim.id), window)


def count_claims(session: Session, identity: Identity) -> int:
    """Count the claims that wait for the person."""
    return paging.count(session, _pending(identity))


def _pending(identity: Identity) -> Select[Claim]:
    return select(Claim).join(Claim.organization).where(Claim.state == ClaimState.PENDING, within(identity))


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


def said(session: Session, organization: Organization) -> dict[str, Any]:
    """Return what an organization says of itself, and the names of its region and its industry."""
    facts = {name: getattr(organization, name) for name in FIELDS[organization.kind]}
    lists = (("region", Region, organization.region_code), ("industry", Industry, organization.industry_code))
    names = {name: catalogue.wording(session, list_, code) if code else "" for name, list_, code in lists}
    return facts | names


def memberships(session: Session, organization: Organization) -> Sequence[Membership]:
    """Return who acts for an organization, the longest first."""
    statement = select(Membership).where(Membership.organization_id == organization.id)
    return session.scalars(statement.options(joinedload(Membership.user)).order_by(Membership.id)).all()


def people(session: Session, organization: Organization) -> Sequence[User]:
    """Return the active people who act for an organization."""
    members = select(User).join(Membership, Membership.user_id == User.id)
    statement = members.where(Membership.organization_id == organization.id, User.is_active)
    return session.scalars(statement.order_by(User.id)).all()


def member_counts(session: Session, organizations: Sequence[Organization]) -> dict[int, int]:
    """Count the people who act for each organization."""
    ids = [organization.id for organization in organizations]
    statement = select(Membership.organization_id, func.count()).where(Membership.organization_id.in_(ids))
    found = dict(session.execute(statement.group_by(Membership.organization_id)).all())
    return {id_: found.get(id_, 0) for id_ in ids}


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


def verdict(session: Session, organization: Organization) -> str:
    """Return why an organization was refused or suspended; empty for one that was not."""
    if organization.state not in {OrganizationState.REFUSED, OrganizationState.SUSPENDED}:
        return ""
    told = Event.subject_type == Organization.__tablename__, Event.subject_id == organization.id
    latest = select(Event.reason).where(*told, Event.action.in_(("refuse", "suspend")))
    return session.scalar(latest.order_by(Event.id.desc()).limit(1)) or ""


def weight(session: Session, organization: Organization) -> dict[str, int]:
    """Count what hangs on an organization, by table: what a merge would move."""
    tables = (Membership, Programme, Demand, ProposalParty)
    return {
        table.__tablename__: session.scalar(
            select(func.count()).select_from(table).where(table.organization_id == organization.id)
        )
        or 0
        for table in tables
    }


def history(session: Session, organization: Organization, *, limit: int = 50) -> Sequence[Event]:
    """Return what happened to an organization, the latest first."""
    told = Event.subject_type == Organization.__tablename__, Event.subject_id == organization.id
    return session.scalars(select(Event).where(*told).order_by(Event.id.desc()).limit(limit)).all()
