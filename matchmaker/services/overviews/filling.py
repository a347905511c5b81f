"""How much of what is on the market is taken: places of programmes, posts of demands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from matchmaker.models import LedgerEntry, Programme, Proposal
from matchmaker.services.overviews.scope import Scope, Side
from matchmaker.services.postings.queries import SIZES
from matchmaker.workflow import PostingState, ProposalState

LIVE = (PostingState.PUBLISHED, PostingState.PAUSED)


@dataclass(frozen=True, slots=True)
class Filling:
    """Places or posts in all, those of agreed proposals, and those held until a proposal is decided."""

    total: int
    agreed: int
    reserved: int

    @property
    def open(self) -> int:
        """How many nobody has."""
        return self.total - self.agreed - self.reserved


def filling(session: Session, model: Side, scope: Scope) -> Filling:
    """Add up what the live postings of one side have, and what the ledger holds of it."""
    own = LedgerEntry.programme_id if model is Programme else LedgerEntry.demand_id
    is_agreed = Proposal.state == ProposalState.AGREED
    held = (
        select(
            own.label("posting_id"),
            func.sum(case((is_agreed, LedgerEntry.amount), else_=0)).label("agreed"),
            func.sum(case((is_agreed, 0), else_=LedgerEntry.amount)).label("reserved"),
        )
        .join(Proposal, Proposal.id == LedgerEntry.proposal_id)
        .where(own.is_not(None))
        .group_by(own)
        .subquery()
    )
    statement = (
        select(func.sum(SIZES[model]), func.sum(held.c.agreed), func.sum(held.c.reserved))
        .select_from(model)
        .outerjoin(held, held.c.posting_id == model.id)
        .where(model.state.in_(LIVE), scope.covers(model))
    )
    total, agreed, reserved = session.execute(statement).one()
    return Filling(int(total or 0), int(agreed or 0), int(reserved or 0))
