"""The live figures of the front door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.models import Demand, Organization, Partnership, Programme
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import OrganizationState, PartnershipState, PostingState


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


def count(session: Session) -> Figures:
    """Count verified organizations, published postings with their places and posts, and live partnerships."""

    def of(column: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count(column)).where(*conditions)) or 0

    is_verified = Organization.state == OrganizationState.VERIFIED
    programmes = Programme.state == PostingState.PUBLISHED
    demands = Demand.state == PostingState.PUBLISHED
    return Figures(
        schools=of(Organization.id, Organization.kind == OrganizationKind.SCHOOL, is_verified),
        enterprises=of(Organization.id, Organization.kind == OrganizationKind.ENTERPRISE, is_verified),
        programmes=of(Programme.id, programmes),
        places=session.scalar(select(func.sum(Programme.places)).where(programmes)) or 0,
        demands=of(Demand.id, demands),
        posts=session.scalar(select(func.sum(Demand.headcount)).where(demands)) or 0,
        partnerships=of(Partnership.id, Partnership.state != PartnershipState.TERMINATED),
    )


def has_examples(session: Session) -> bool:
    """Tell whether invented records stand here; asked of the schools, who are few and have an index."""
    is_example = (Organization.kind == OrganizationKind.SCHOOL) & Organization.is_example
    return bool(session.scalar(select(exists().where(is_example))))
