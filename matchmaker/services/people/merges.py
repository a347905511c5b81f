"""Two records of one organization become one: people, postings and what hangs on them move over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import (
    AgreementScan,
    Claim,
    Demand,
    Evaluation,
    Invitation,
    Membership,
    Organization,
    Programme,
    ProposalParty,
    Report,
    ReportConfirmation,
    Upload,
)
from matchmaker.services import events, reviews
from matchmaker.services.events import Actor
from matchmaker.services.people import regions
from matchmaker.services.people.directory import FIELDS
from matchmaker.workflow import ORGANIZATION, ClaimState, IllegalMoveError, OrganizationState

# What belongs to an organization, beside the people who act for it in it.
BELONGINGS = (
    *(Membership, Invitation, Claim, Programme, Demand, ProposalParty),
    *(Evaluation, Report, ReportConfirmation, AgreementScan, Upload),
)


class NotTheSameError(UserError):
    """The two records cannot be one organization."""

    def __init__(self) -> None:
        super().__init__(translatable("只能合并同一类型的两个不同单位。"))


class CodesDifferError(UserError):
    """Two codes are two organizations."""

    def __init__(self) -> None:
        super().__init__(translatable("两个单位的代码不同，不是同一单位，不能合并。"))


def merge(session: Session, double: Organization, *, into: Organization, actor: Actor) -> Organization:
    """Move everything from the double to `into` and close the double.

    Raises NotTheSameError, CodesDifferError, NotAboveError or IllegalMoveError.
    """
    if double.kind is not into.kind or double is into:
        raise NotTheSameError
    if double.code and into.code and double.code != into.code:
        raise CodesDifferError
    for organization in (double, into):
        regions.require_above(session, organization, actor=actor)
    if into.state in {OrganizationState.MERGED, OrganizationState.SUSPENDED}:
        raise IllegalMoveError(into.state, "merge")
    state = ORGANIZATION.move(double.state, "merge")
    moved = _move_rows(session, double, into)
    gained = _fill(session, double, into)
    closed = events.apply(double, {"state": state, "merged_into_id": into.id})
    reviews.withdraw(session, double)
    events.record(session, double, "merge", actor=actor, changes=closed)
    changes = gained | {name: (0, count) for name, count in moved.items() if count}
    events.record(session, into, "absorb", actor=actor, changes=changes | {"double": (None, double.id)})
    return into


def _move_rows(session: Session, double: Organization, into: Organization) -> dict[str, int]:
    """Point every row of the double to the other organization; return how many moved of each table."""
    theirs = select(Membership.user_id).where(Membership.organization_id == into.id)
    twice = Membership.organization_id == double.id, Membership.user_id.in_(theirs)
    session.execute(delete(Membership).where(*twice))
    moved = {}
    for table in BELONGINGS:
        statement = update(table).where(table.organization_id == double.id)
        result = session.execute(statement.values(organization_id=into.id))
        moved[table.__tablename__] = result.rowcount if isinstance(result, CursorResult) else 0
    _drop_settled_claims(session, into)
    return moved


def _drop_settled_claims(session: Session, into: Organization) -> None:
    """End the claims of people who waited for one of the two and act for the other already."""
    members = select(Membership.user_id).where(Membership.organization_id == into.id)
    waiting = Claim.organization_id == into.id, Claim.state == ClaimState.PENDING, Claim.user_id.in_(members)
    session.execute(update(Claim).where(*waiting).values(state=ClaimState.ACCEPTED))


def _fill(session: Session, double: Organization, into: Organization) -> dict[str, tuple[Any, Any]]:
    """Take over what only the double said."""
    values = {name: getattr(double, name) for name in FIELDS[into.kind] if getattr(into, name) in (None, "")}
    if values.get("code"):
        double.code = None
        session.flush()  # The code is unique: one gives it up before the other takes it.
    return events.apply(into, {name: value for name, value in values.items() if value not in (None, "")})
