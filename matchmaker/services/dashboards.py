"""What waits on a desk: counts that equal the lists they lead to, and how far the first steps are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.models import Demand, Match, Organization, Partnership, Programme, Proposal
from matchmaker.policy import Identity
from matchmaker.services import reviews
from matchmaker.services.matches.cards import BEST_FIRST, Posting, open_pairs
from matchmaker.services.outcomes import owed
from matchmaker.services.partnerships import listings
from matchmaker.services.people import directory, regions
from matchmaker.services.postings import queries
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState, PartnershipState, PostingState

TOP_MATCHES = 5
SIDES: Mapping[str, type[Programme] | type[Demand]] = {"programmes": Programme, "demands": Demand}
PAIRED: Mapping[type[Posting], InstrumentedAttribute[int]] = {
    Programme: Match.programme_id,
    Demand: Match.demand_id,
}
LIVE = (PartnershipState.AGREED, PartnershipState.RUNNING)
# States in which a posting waits for its owner.
WAITING = (PostingState.RETURNED, PostingState.DRAFT, PostingState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an organization is with its first steps; None for somebody without one."""

    organization: Organization | None
    is_complete: bool = False
    is_verified: bool = False
    has_posted: bool = False
    has_published: bool = False
    authorities: tuple[str, ...] = ()  # Who verifies it, where it waits for that.
    due_at: datetime | None = None  # Until when they should.

    @property
    def steps(self) -> tuple[bool, ...]:
        """Which of the steps are done, in their order; the account itself is the first."""
        has_one = self.organization is not None
        return True, has_one, self.is_complete, self.is_verified, self.has_posted, self.has_published

    @property
    def percent(self) -> int:
        """How much is done."""
        return round(100 * sum(self.steps) / len(self.steps))


def of_party(session: Session, identity: Identity, sides: Iterable[str] = tuple(SIDES)) -> dict[str, int]:
    """Count what waits for somebody who posts on some sides, by the name of the list."""
    counts = {
        "proposals_waiting": listings.count_waiting(session, identity),
        "partnerships_waiting": len(owed.waiting(session, identity)),
    }
    for name in sides:
        states = queries.counts(session, SIDES[name], organization_ids=identity.editor_of)
        counts |= {f"{name}_{state.value}": states[state] for state in (*WAITING, PostingState.PUBLISHED)}
        if name == "demands":
            counts["demands_unconfirmed"] = queries.count_unconfirmed(session, identity.editor_of)
    return counts


def of_official(session: Session, identity: Identity) -> dict[str, int]:
    """Count what waits for a reviewer or an administrator, by the name of the list."""
    unverified = directory.Filter(state=OrganizationState.UNVERIFIED)
    narrowed = (reviews.Filters(is_overdue=True), reviews.Filters(is_mine=True), reviews.Filters())
    overdue, mine, waiting = reviews.count_waiting(session, identity, *narrowed)
    return {
        "reviews_overdue": overdue,
        "reviews_mine": mine,
        "reviews_waiting": waiting,
        "drafts_waiting": listings.count_waiting(session, identity) if identity.reviewer_of else 0,
        "partnerships_waiting": len(owed.waiting(session, identity)) if identity.reviewer_of else 0,
        "organizations_unverified": directory.count(session, identity, unverified),
        "claims_waiting": directory.count_claims(session, identity),
    }


def progress(session: Session, organizations: Iterable[Organization]) -> Progress:
    """Return how far the first school or enterprise of a person is."""
    kinds = (OrganizationKind.SCHOOL, OrganizationKind.ENTERPRISE)
    organization = next((row for row in organizations if row.kind in kinds), None)
    if organization is None:
        return Progress(None)
    model = Programme if organization.kind is OrganizationKind.SCHOOL else Demand
    states = queries.counts(session, model, organization_ids=[organization.id])
    is_verified = organization.state is OrganizationState.VERIFIED
    review = None if is_verified else next(iter(reviews.open_of(session, organization)), None)
    facts = (organization.code, organization.region_code, organization.address, organization.summary)
    return Progress(
        organization,
        is_complete=all(facts),
        is_verified=is_verified,
        has_posted=any(states.values()),
        has_published=states[PostingState.PUBLISHED] > 0,
        authorities=_authorities(session, organization) if review else (),
        due_at=review.due_at if review else None,
    )


def _authorities(session: Session, organization: Organization) -> tuple[str, ...]:
    """Return the names of who answers for an organization's region, the nearest first."""
    ids = regions.authority_ids(session, organization.region_code)
    named = select(Organization.name).where(Organization.id.in_(ids))
    return tuple(session.scalars(named.order_by(Organization.region_code.desc(), Organization.id)))


def best_matches(session: Session, identity: Identity, sides: Iterable[str]) -> list[Match]:
    """Return the best pair of each of the person's published postings on some sides, the best first."""
    found = [match for side in sides for match in _best(session, identity, SIDES[side])]
    return sorted(found, key=lambda match: -match.score)[:TOP_MATCHES]


def _best(session: Session, identity: Identity, mine: type[Posting]) -> Sequence[Match]:
    """Return the best pair of each posting of one side, of equals the newest, as an index holds them."""
    theirs: type[Posting] = Demand if mine is Programme else Programme
    own, other = PAIRED[mine], PAIRED[theirs]
    best = (
        select(other)
        .join(theirs, theirs.id == other)
        .where(own == mine.id, theirs.state == PostingState.PUBLISHED)
        .order_by(Match.score.desc(), other.desc())
        .limit(1)
        .correlate(mine)
        .scalar_subquery()
    )
    pairs = open_pairs().where(mine.organization_id.in_(identity.editor_of), other == best)
    return session.scalars(pairs.order_by(*BEST_FIRST).limit(TOP_MATCHES)).all()


def live_partnerships(session: Session, identity: Identity) -> int:
    """Count the person's partnerships that are agreed or run."""
    statement = (
        select(func.count(Partnership.id))
        .join(Proposal, Partnership.proposal_id == Proposal.id)
        .where(listings.visible(identity), Partnership.state.in_(LIVE))
    )
    return session.scalar(statement) or 0
