"""Which authorities read a proposal, and how far they are: it is approved when all of them agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker import rules
from matchmaker.db import now
from matchmaker.models import Organization, Proposal, Review
from matchmaker.services import reviews
from matchmaker.services.people import regions
from matchmaker.services.reviews import Desk
from matchmaker.terms import OrganizationKind


def request(session: Session, proposal: Proposal) -> list[Review]:
    """Put a proposal on the desk of everyone who has to read it; all that begin together are one round."""
    moment = now()
    round_ = [reviews.request(session, proposal, desk) for desk in desks(session, proposal)]
    for review in round_:
        review.created_at = moment
    return round_


@dataclass(frozen=True, slots=True)
class Reading:
    """A review with the names of the authorities of which any may decide it."""

    review: Review
    authorities: tuple[str, ...]


def of_round(session: Session, proposal: Proposal) -> list[Reading]:
    """Return who reads the proposal in the latest round, whether they decided or not."""
    mine = Review.proposal_id == proposal.id
    latest = select(func.max(Review.created_at)).where(mine).scalar_subquery()
    chosen = select(Review).where(mine, Review.created_at == latest)
    return [
        Reading(review, authorities(session, review))
        for review in session.scalars(chosen.order_by(Review.id)).unique()
    ]


def awaited(round_: Iterable[Reading]) -> list[tuple[str, ...]]:
    """Return whose decisions are still lacking: for each the authorities of which any may decide."""
    open_ = (reading for reading in round_ if reading.review.decided_at is None)
    return [reading.authorities for reading in open_ if reading.authorities]


def authorities(session: Session, review: Review) -> tuple[str, ...]:
    """Name the authorities of which any may decide a review, the nearest first."""
    chosen = select(Organization.name).where(Organization.id.in_(authority_ids(session, review)))
    return tuple(session.scalars(chosen.order_by(Organization.region_code.desc(), Organization.id)))


def authority_ids(session: Session, review: Review) -> list[int]:
    """Return the authorities of which any may decide a review."""
    return regions.authority_ids(session, review.region_code, review.departments)


def desks(session: Session, proposal: Proposal) -> list[Desk]:
    """Return where a proposal has to be read.

    1. Each row of the table of readers asks its departments in the regions of its side's postings.
    2. Where none of them is registered, whoever answers for that region reads, unless they read it anyway.
    3. Nobody reads twice: what the same authorities would read for several postings is one desk.
    4. Where nobody answers for any of the regions, it waits in its own.
    """
    found: dict[frozenset[int], Desk] = {}
    orphaned: list[str] = []
    for reader in rules.readers_of(proposal.kind):
        for region_code in _region_codes(proposal, reader.side):
            ids = frozenset(regions.authority_ids(session, region_code, reader.departments))
            if ids:
                found.setdefault(ids, Desk(region_code, reader.code))
            else:
                orphaned.append(region_code)
    for region_code in orphaned:
        ids = frozenset(regions.authority_ids(session, region_code))
        if ids and not any(ids & others for others in found):
            found[ids] = Desk(region_code)
    return list(found.values()) or [Desk(proposal.region_code)]


def _region_codes(proposal: Proposal, side: OrganizationKind) -> list[str]:
    """Return the regions of a side's postings, each once; a posting without one lies in the proposal's."""
    postings = [party.posting for party in proposal.parties if party.organization.kind is side]
    codes = [posting.region_code or proposal.region_code for posting in postings]
    return list(dict.fromkeys(code for code in codes if code))
