"""A posting whose organization lets one proposal after the other expire is paused, and told so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Demand, Event, Programme, Proposal, ProposalParty
from matchmaker.services.postings import moves
from matchmaker.workflow import Answer, PostingState, ProposalState

MOST = 5  # Unanswered proposals, at which a posting is paused.
WINDOW = timedelta(days=60)


def pause(session: Session) -> int:
    """Pause the published postings with MOST unanswered proposals in WINDOW; return how many."""
    paused = 0
    for posting in [*_silent(session, Programme), *_silent(session, Demand)]:
        since = max(now() - WINDOW, _last_pause(session, posting))
        if _unanswered(session, posting, since) >= MOST:
            moves.pause_silent(session, posting)
            paused += 1
    return paused


def _silent(session: Session, table: type[Any]) -> Iterator[Programme | Demand]:
    """Return postings that may have to be paused, whatever was forgiven already."""
    column = ProposalParty.programme_id if table is Programme else ProposalParty.demand_id
    silent = (
        select(column)
        .join(Proposal, ProposalParty.proposal_id == Proposal.id)
        .where(*_is_unanswered(now() - WINDOW), column.is_not(None))
        .group_by(column)
        .having(func.count() >= MOST)
    )
    is_silent = (table.state == PostingState.PUBLISHED) & table.id.in_(silent)
    yield from session.scalars(select(table).where(is_silent).order_by(table.id)).all()


def _unanswered(session: Session, posting: Programme | Demand, since: datetime) -> int:
    column = ProposalParty.programme_id if isinstance(posting, Programme) else ProposalParty.demand_id
    statement = (
        select(func.count())
        .select_from(ProposalParty)
        .join(Proposal, ProposalParty.proposal_id == Proposal.id)
        .where(column == posting.id, *_is_unanswered(since))
    )
    return session.scalar(statement) or 0


def _is_unanswered(since: datetime) -> tuple[Any, ...]:
    return (
        Proposal.state == ProposalState.EXPIRED,
        Proposal.expires_at > since,
        ProposalParty.answer == Answer.PENDING,
    )


def _last_pause(session: Session, posting: Programme | Demand) -> datetime:
    """Return when it was last paused for this; who resumes it begins anew."""
    mine = (Event.subject_type == posting.__tablename__) & (Event.subject_id == posting.id)
    statement = select(func.max(Event.at)).where(mine, Event.action == "pause_silent")
    return session.scalar(statement) or now() - WINDOW
