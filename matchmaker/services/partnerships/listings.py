"""Lists of proposals: what a person may see, as the policy says, and what waits for that person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.models import Demand, Organization, Programme, Proposal, ProposalParty
from matchmaker.policy import Identity, reach
from matchmaker.services.paging import TOP, Columns, Page, Window, paginate
from matchmaker.terms import Kind
from matchmaker.workflow import HIDDEN_FROM_PARTIES, Answer, ProposalState

SORTERS: Columns = {
    "proposal": Proposal.id,
    "students": Proposal.students,
    "score": Proposal.score,
    "expiry": Proposal.answer_by,
}
ASKED = (ProposalState.SENT, ProposalState.DISCUSSING)


@dataclass(frozen=True, slots=True)
class Filters:
    """How a list of proposals is narrowed; the defaults leave out only what a newer plan replaced."""

    state: ProposalState | None = None
    kind: Kind | None = None
    text: str = ""  # Part of the name of a party.
    is_waiting_only: bool = False


def in_reach(identity: Identity, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Match rows whose region the person reviews."""
    return or_(False, *(column.startswith(reach(code)) for code in sorted(identity.region_codes)))


def visible(identity: Identity) -> ColumnElement[bool]:
    """Match the proposals that the person may read: as a party once sent, as their authority, or all."""
    if identity.is_administrator:
        return true()
    is_party = Proposal.parties.any(ProposalParty.organization_id.in_(identity.editor_of))
    is_mine = Proposal.state.not_in(HIDDEN_FROM_PARTIES) & is_party
    if not identity.region_codes:
        return is_mine
    is_answered_for = or_(
        in_reach(identity, Proposal.region_code),
        Proposal.parties.any(ProposalParty.programme.has(in_reach(identity, Programme.region_code))),
        Proposal.parties.any(ProposalParty.demand.has(in_reach(identity, Demand.region_code))),
    )
    return or_(is_mine, is_answered_for)


def search(session: Session, identity: Identity, filters: Filters, *, window: Window = TOP) -> Page[Proposal]:
    """Return the proposals that the person may see, the newest first."""
    statement = select(Proposal).where(visible(identity), *_conditions(identity, filters))
    return paginate(session, statement.order_by(Proposal.id.desc()), window, columns=SORTERS)


def count_waiting(session: Session, identity: Identity) -> int:
    """Count the proposals whose next step is this person's."""
    return session.scalar(select(func.count(Proposal.id)).where(visible(identity), waits_for(identity))) or 0


def waits_for(identity: Identity) -> ColumnElement[bool]:
    """Match proposals that wait for the person: an answer or a confirmation is due, one was returned.

    For a reviewer these are the drafts that nobody has sent yet.
    """
    mine = ProposalParty.organization_id.in_(identity.editor_of)
    unanswered = Proposal.parties.any(mine & (ProposalParty.answer != Answer.INTERESTED))
    unconfirmed = Proposal.parties.any(
        mine & (func.coalesce(ProposalParty.confirmed_number, 0) != Proposal.number)
    )
    return or_(
        Proposal.state.in_(ASKED) & unanswered,
        (Proposal.state == ProposalState.APPROVED) & unconfirmed,
        (Proposal.state == ProposalState.RETURNED) & Proposal.parties.any(mine),
        (Proposal.state == ProposalState.DRAFT) & in_reach(identity, Proposal.region_code),
    )


def _conditions(identity: Identity, filters: Filters) -> list[ColumnElement[bool]]:
    state = filters.state
    conditions = [Proposal.state == state if state else Proposal.state != ProposalState.REPLACED]
    if filters.kind is not None:
        conditions.append(Proposal.kind == filters.kind)
    if filters.text:
        named = Organization.name.contains(filters.text, autoescape=True)
        conditions.append(Proposal.parties.any(ProposalParty.organization.has(named)))
    if filters.is_waiting_only:
        conditions.append(waits_for(identity))
    return conditions
