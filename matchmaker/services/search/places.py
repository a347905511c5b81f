"""Where a person's distances begin."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Demand, Organization, Programme
from matchmaker.services import gazetteer
from matchmaker.services.gazetteer import Point
from matchmaker.services.search.filters import Place


def origin(session: Session, organizations: Sequence[Organization], region_code: str) -> Place | None:
    """Return the place of the first organization, else the center of the region that is searched."""
    regions = gazetteer.held(session)
    found = _place(regions.point(organizations[0])) if organizations else None
    return found or _place(regions.centers.get(region_code, gazetteer.NOWHERE))


def of_posting(session: Session, posting: Programme | Demand) -> Place | None:
    """Return where a posting stands, where that is known."""
    owner = select(Organization.region_code).where(Organization.id == posting.organization_id)
    home = posting.region_code or session.scalar(owner)
    return _place(gazetteer.held(session).point(posting, home))


def _place(point: Point) -> Place | None:
    east, north = point
    return None if east is None or north is None else Place(east, north)
