"""What the front door shows: the live figures, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.models import Demand, Organization, Partnership, Programme, Proposal
from matchmaker.policy import reach
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState, PartnershipState, PostingState

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

    def tally(
        model: type[Programme] | type[Demand], size: InstrumentedAttribute[int | None]
    ) -> tuple[int, int]:
        published = (model.state == PostingState.PUBLISHED, here(model.region_code))
        rows, total = session.execute(select(func.count(model.id), func.sum(size)).where(*published)).one()
        return rows, total or 0

    live = Partnership.state != PartnershipState.TERMINATED
    partnerships = (
        select(func.count(Partnership.id)).join(Partnership.proposal).where(live, here(Proposal.region_code))
    )
    verified = (Organization.state == OrganizationState.VERIFIED, here(Organization.region_code))
    kinds = select(Organization.kind, func.count()).where(*verified).group_by(Organization.kind)
    organizations = dict(session.execute(kinds).all())
    programmes, places = tally(Programme, Programme.places)
    demands, posts = tally(Demand, Demand.headcount)
    return Figures(
        schools=organizations.get(OrganizationKind.SCHOOL, 0),
        enterprises=organizations.get(OrganizationKind.ENTERPRISE, 0),
        programmes=programmes,
        places=places,
        demands=demands,
        posts=posts,
        partnerships=session.scalar(partnerships) or 0,
    )


def _in_reach(column: InstrumentedAttribute[str | None], codes: Collection[str]) -> ColumnElement[bool]:
    return or_(*(column.startswith(reach(code)) for code in sorted(codes)))


def has_examples(session: Session) -> bool:
    """Tell whether invented records stand here; asked of the schools, who are few and have an index."""
    is_example = (Organization.kind == OrganizationKind.SCHOOL) & Organization.is_example
    return bool(session.scalar(select(exists().where(is_example))))
