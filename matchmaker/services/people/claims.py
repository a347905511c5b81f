"""Claims: a person says to act for an organization that is here already, and its authority decides."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import Claim, Membership, Organization, User
from matchmaker.services import events, reviews
from matchmaker.services.events import Actor
from matchmaker.services.messages import notifications, outbox
from matchmaker.services.people import directory, letters, memberships, regions
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import (
    ClaimState,
    Guard,
    GuardError,
    IllegalMoveError,
    OrganizationState,
)


class UnknownOrganizationError(UserError):
    """There is no such organization; whoever acts for it may enter it."""

    def __init__(self) -> None:
        super().__init__(translatable("平台上没有该名称或代码的单位，请核对；如尚未登记，请新登记单位。"))


class PendingClaimError(UserError):
    """One claim at a time."""

    def __init__(self) -> None:
        super().__init__(translatable("您对该单位的认领申请正在处理中，请耐心等待。"))


class MemberError(UserError):
    """There is nothing to claim."""

    def __init__(self) -> None:
        super().__init__(translatable("您已是该单位的成员。"))


def file(
    session: Session,
    *,
    user: User,
    kind: OrganizationKind,
    named: str,
    evidence: str,
    actor: Actor,
) -> Claim:
    """Ask to act for the organization that a full name or a code names; nothing is told of its members."""
    organization = directory.find_named(session, kind=kind, text=named)
    if organization is None:
        raise UnknownOrganizationError
    mine = Membership.user_id == user.id, Membership.organization_id == organization.id
    if session.scalar(select(Membership.id).where(*mine)) is not None:
        raise MemberError
    theirs = Claim.user_id == user.id, Claim.organization_id == organization.id
    if session.scalar(select(Claim.id).where(*theirs, Claim.state == ClaimState.PENDING)) is not None:
        raise PendingClaimError
    claim = Claim(organization=organization, user=user, evidence=evidence)
    session.add(claim)
    event = events.record(session, organization, "claim", actor=actor)
    notifications.tell(
        session,
        event,
        organization_ids=regions.authority_ids(session, organization.region_code),
        name="claim_waiting",
        values={"organization": organization.name},
    )
    return claim


def decide(session: Session, claim: Claim, *, is_accepted: bool, reason: str, actor: Actor) -> Claim:
    """Accept or refuse a claim and tell its author; a refusal needs a reason.

    Raises NotAboveError, IllegalMoveError or GuardError.
    """
    action, reason = "accept_claim" if is_accepted else "refuse_claim", reason.strip()
    regions.require_above(session, claim.organization, actor=actor)
    session.refresh(claim, ["state"], with_for_update=True)  # Of two decisions one waits for the other.
    if claim.state is not ClaimState.PENDING:
        raise IllegalMoveError(claim.state, action)
    if not is_accepted and not reason:
        raise GuardError(action, Guard.REASON_GIVEN)
    claim.state = ClaimState.ACCEPTED if is_accepted else ClaimState.REFUSED
    claim.reason, claim.decided_at, claim.decided_by_id = reason, now(), actor.user_id
    changes = {"user_id": (None, claim.user_id)} if is_accepted else {}
    event = events.record(session, claim.organization, action, actor=actor, changes=changes, reason=reason)
    if is_accepted:
        _let_in(session, claim, actor=actor)
    session.flush()  # The event's id keeps the same event from being told twice.
    letter = letters.claim_decided(claim.organization.name, is_accepted=is_accepted, reason=reason)
    outbox.mail(
        session,
        recipient=claim.user.email,
        subject=letter.subject,
        body=letter.body,
        key=f"event:{event.id}",
    )
    return claim


def _let_in(session: Session, claim: Claim, *, actor: Actor) -> None:
    organization: Organization = claim.organization
    memberships.add(session, organization, claim.user, actor=actor)
    if organization.state is OrganizationState.UNVERIFIED:
        reviews.request(session, organization)
