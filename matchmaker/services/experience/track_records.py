"""The track record of an organization: what it answered, what came of its classes, how others rate it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.models import (
    Evaluation,
    Organization,
    OutcomeReport,
    Partnership,
    Proposal,
    ProposalParty,
)
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import Answer, PartnershipState, ProposalState, ReportState

# Every observation x in [0, 1] has a weight w; an organization starts with PRIOR_WEIGHT at PRIOR, so that few
# observations say little (the mean of a Beta distribution that begins at Beta(1, 1), Laplace's rule):
#
# (PRIOR_WEIGHT × PRIOR + Σ w·x) / (PRIOR_WEIGHT + Σ w) is the value.
#
# Without any observation there is no value: a newcomer is neither praised nor blamed.

PRIOR, PRIOR_WEIGHT = 0.5, 2.0
ANSWER_WEIGHT = 1.0  # A proposal that was put to it: 1 answered in time, whatever the answer; 0 not.
OUTCOME_WEIGHT = 2.0  # A confirmed outcome report: employed of the graduates, or kept of the hired.
RATING_WEIGHT = 1.0  # An evaluation by another side: the mean rating, 1 as 0 and 5 as 1.
LOOKBACK = timedelta(days=3 * 365)  # What is older no longer counts.
READABLE = (PartnershipState.EVALUATED, PartnershipState.ARCHIVED)


@dataclass(slots=True)
class TrackRecord:
    """What is known of an organization; an empty one is a newcomer's."""

    answered: int = 0
    silent: int = 0
    outcomes: int = 0
    outcome_sum: float = 0.0
    ratings: int = 0
    rating_sum: float = 0.0  # Of ratings in [0, 1].

    @property
    def asked(self) -> int:
        """Proposals that it answered or let expire."""
        return self.answered + self.silent

    @property
    def value(self) -> float | None:
        """The smoothed record in [0, 1]; None for a newcomer."""
        weights = ANSWER_WEIGHT * self.asked + OUTCOME_WEIGHT * self.outcomes + RATING_WEIGHT * self.ratings
        reached = (
            ANSWER_WEIGHT * self.answered
            + OUTCOME_WEIGHT * self.outcome_sum
            + RATING_WEIGHT * self.rating_sum
        )
        return (PRIOR_WEIGHT * PRIOR + reached) / (PRIOR_WEIGHT + weights) if weights else None

    @property
    def points(self) -> float | None:
        """The smoothed record of 100 points; None for a newcomer."""
        return None if self.value is None else 100 * self.value

    @property
    def outcome_percent(self) -> float | None:
        """Mean of the outcomes in percent."""
        return 100 * self.outcome_sum / self.outcomes if self.outcomes else None

    @property
    def mean_rating(self) -> float | None:
        """Mean rating by the others, 1 to 5."""
        return 1 + 4 * self.rating_sum / self.ratings if self.ratings else None


def of_organizations(
    session: Session, ids: Collection[int] | None = None, *, at: datetime
) -> dict[int, TrackRecord]:
    """Return the records of the organizations of the ids, or of all; newcomers are left out."""
    records: defaultdict[int, TrackRecord] = defaultdict(TrackRecord)
    since = at - LOOKBACK
    for organization_id, answered, silent in _answers(session, ids, since):
        if answered or silent:
            records[organization_id].answered, records[organization_id].silent = int(answered), int(silent)
    for organization_id, share in _outcomes(session, ids, since):
        records[organization_id].outcomes += 1
        records[organization_id].outcome_sum += share
    for organization_id, rating in _ratings(session, ids, since):
        records[organization_id].ratings += 1
        records[organization_id].rating_sum += rating
    return dict(records)


def of_organization(session: Session, organization: Organization, *, at: datetime) -> TrackRecord:
    """Return the record of one organization."""
    return of_organizations(session, [organization.id], at=at).get(organization.id, TrackRecord())


def _answers(session: Session, ids: Collection[int] | None, since: datetime) -> Iterator[Any]:
    """Yield organization, proposals answered, proposals expired without its answer; its own do not count."""
    is_own = or_(
        and_(Proposal.author == OrganizationKind.SCHOOL.value, ProposalParty.programme_id.is_not(None)),
        and_(Proposal.author == OrganizationKind.ENTERPRISE.value, ProposalParty.demand_id.is_not(None)),
    )
    is_silent = ProposalParty.answer == Answer.PENDING
    statement = (
        select(
            ProposalParty.organization_id,
            func.count().filter(not_(is_silent)),
            func.count().filter(is_silent & (Proposal.state == ProposalState.EXPIRED)),
        )
        .join(Proposal, ProposalParty.proposal_id == Proposal.id)
        .where(Proposal.sent_at >= since, not_(is_own), _among(ProposalParty.organization_id, ids))
        .group_by(ProposalParty.organization_id)
    )
    yield from session.execute(statement)


def _outcomes(session: Session, ids: Collection[int] | None, since: datetime) -> Iterator[tuple[int, float]]:
    columns = OutcomeReport.graduates, OutcomeReport.employed, OutcomeReport.hired, OutcomeReport.kept
    statement = select(OutcomeReport.organization_id, *columns).where(
        OutcomeReport.state == ReportState.CONFIRMED,
        OutcomeReport.filed_at >= since,
        _among(OutcomeReport.organization_id, ids),
    )
    for organization_id, graduates, employed, hired, kept in session.execute(statement):
        part, whole = (employed, graduates) if graduates is not None else (kept, hired)
        if whole:
            yield organization_id, (part or 0) / whole


def _ratings(session: Session, ids: Collection[int] | None, since: datetime) -> Iterator[tuple[int, float]]:
    """Yield whom an evaluation rates: a school's the enterprises, theirs the school, an authority's all."""
    statement = (
        select(
            ProposalParty.organization_id, ProposalParty.programme_id, Organization.kind, Evaluation.ratings
        )
        .join(Partnership, Partnership.proposal_id == ProposalParty.proposal_id)
        .join(Evaluation, Evaluation.partnership_id == Partnership.id)
        .join(Organization, Evaluation.organization_id == Organization.id)
        .where(
            Partnership.state.in_(READABLE),
            Evaluation.at >= since,
            _among(ProposalParty.organization_id, ids),
        )
    )
    for organization_id, programme_id, rater, ratings in session.execute(statement):
        side = OrganizationKind.ENTERPRISE if programme_id is None else OrganizationKind.SCHOOL
        if rater is not side and ratings:
            yield organization_id, (sum(ratings.values()) / len(ratings) - 1) / 4


def _among(column: InstrumentedAttribute[int], ids: Collection[int] | None) -> ColumnElement[bool]:
    return column.is_not(None) if ids is None else column.in_(ids)
