"""Where a person's distances begin."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker.models import Organization
from matchmaker.policy import Identity
from matchmaker.services import gazetteer
from matchmaker.services.gazetteer import Placed, Point
from matchmaker.services.search.filters import Place


def origin(session: Session, identity: Identity, region_code: str) -> Place | None:
    """Return the place of the person's first organization, else the center of the region that is searched."""
    organization = session.get_one(Organization, min(identity.editor_of)) if identity.editor_of else None
    found = None if organization is None else place(session, organization)
    return found or _place(gazetteer.held(session).centers.get(region_code, (None, None)))


def place(session: Session, row: Placed) -> Place | None:
    """Return where a posting or an organization stands, where that is known."""
    return _place(gazetteer.held(session).point(row))


def _place(point: Point) -> Place | None:
    east, north = point
    return None if east is None or north is None else Place(east, north)
