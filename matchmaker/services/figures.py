"""What the front door shows: the live figures, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.models import Demand, Listing, Organization, Partnership, Programme, Proposal
from matchmaker.policy import reach
from matchmaker.terms import OrganizationKind, Side
from matchmaker.workflow import PartnershipState, PostingState

P = TypeVar("P", Programme, Demand)


@dataclass(frozen=True, slots=True)
class Figures:
    """How much stands on the platform: what anybody may see, in numbers."""

    schools: int
    enterprises: int
    programmes: int
    places: int
    demands: int
    posts: int
    partnerships: int


def newest(session: Session, model: type[P], limit: int = 5) -> Sequence[P]:
    """Return what was published last, one posting an organization."""
    is_published = model.state == PostingState.PUBLISHED
    last = select(func.max(model.id)).where(is_published).group_by(model.organization_id)
    latest = (model.published_at.desc(), model.id.desc())
    return session.scalars(select(model).where(model.id.in_(last)).order_by(*latest).limit(limit)).all()


def count(session: Session, *, region_codes: Collection[str] = ()) -> Figures:
    """Count verified organizations, published postings with their places and posts, and live partnerships.

    With regions, only what lies in them or below them.
    """

    def here(column: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
        return _in_reach(column, region_codes) if region_codes else true()

    of_schools = func.count().filter(Listing.group_code == OrganizationKind.SCHOOL)
    listed = select(Listing.side, func.count(), func.sum(Listing.size), of_schools)
    rows = session.execute(listed.where(here(Listing.region_code)).group_by(Listing.side))
    found = {side: (number, size or 0, schools) for side, number, size, schools in rows}
    programmes, demands, organizations = (found.get(side, (0, 0, 0)) for side in Side)
    live = Partnership.state != PartnershipState.TERMINATED
    partnerships = (
        select(func.count(Partnership.id)).join(Partnership.proposal).where(live, here(Proposal.region_code))
    )
    return Figures(
        schools=organizations[2],
        enterprises=organizations[0] - organizations[2],
        programmes=programmes[0],
        places=programmes[1],
        demands=demands[0],
        posts=demands[1],
        partnerships=session.scalar(partnerships) or 0,
    )


def _in_reach(column: InstrumentedAttribute[str | None], codes: Collection[str]) -> ColumnElement[bool]:
    return or_(*(column.startswith(reach(code)) for code in sorted(codes)))


def has_examples(session: Session) -> bool:
    """Tell whether invented records stand here; asked of the schools, who are few and have an index."""
    is_example = (Organization.kind == OrganizationKind.SCHOOL) & Organization.is_example
    return bool(session.scalar(select(exists().where(is_example))))
