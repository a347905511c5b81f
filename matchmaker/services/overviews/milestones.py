"""How far postings have come on the way from a match to a running class."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from itertools import accumulate

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from matchmaker.models import Match, Partnership, Programme, Proposal, ProposalParty
from matchmaker.services.overviews.scope import Scope, Side
from matchmaker.workflow import PartnershipState, ProposalState


class Milestone(StrEnum):
    """What a posting has reached, each stage beyond the one before."""

    PUBLISHED = "published"
    MATCHED = "matched"
    PROPOSED = "proposed"
    WANTED = "wanted"
    APPROVED = "approved"
    AGREED = "agreed"
    RUNNING = "running"


MILESTONES = tuple(Milestone)
_WANTED = (ProposalState.IN_REVIEW, ProposalState.RETURNED, ProposalState.REJECTED)
_RAN = (PartnershipState.RUNNING, PartnershipState.EVALUATED, PartnershipState.ARCHIVED)


def reached(session: Session, model: Side, scope: Scope) -> dict[Milestone, int]:
    """Count the postings of one side that were ever published, by what they reached at least.

    A proposal that came to nothing counts as far as its last state still tells.
    """
    own, matched = (
        (ProposalParty.programme_id, Match.programme_id)
        if model is Programme
        else (ProposalParty.demand_id, Match.demand_id)
    )
    far = (
        select(own.label("posting_id"), func.max(_stage()).label("stage"))
        .join(Proposal, Proposal.id == ProposalParty.proposal_id)
        .outerjoin(Partnership, Partnership.proposal_id == Proposal.id)
        .where(Proposal.sent_at.is_not(None), own.is_not(None))
        .group_by(own)
        .subquery()
    )
    unasked = case((exists().where(matched == model.id), MILESTONES.index(Milestone.MATCHED)), else_=0)
    stage = func.coalesce(far.c.stage, unasked)
    statement = (
        select(stage, func.count())
        .select_from(model)
        .outerjoin(far, far.c.posting_id == model.id)
        .where(model.published_at.is_not(None), scope.covers(model))
        .group_by(stage)
    )
    counts: Counter[int] = Counter(dict(session.execute(statement).all()))
    beyond = list(accumulate(counts[number] for number in reversed(range(len(MILESTONES)))))
    return dict(zip(MILESTONES, reversed(beyond), strict=True))


def _stage() -> ColumnElement[int]:
    return case(
        (Partnership.state.in_(_RAN), MILESTONES.index(Milestone.RUNNING)),
        (Proposal.state == ProposalState.AGREED, MILESTONES.index(Milestone.AGREED)),
        (Proposal.state == ProposalState.APPROVED, MILESTONES.index(Milestone.APPROVED)),
        (Proposal.state.in_(_WANTED), MILESTONES.index(Milestone.WANTED)),
        else_=MILESTONES.index(Milestone.PROPOSED),
    )
