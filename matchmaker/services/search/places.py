"""Where a person's distances begin."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matchmaker.models import Organization
from matchmaker.services import gazetteer
from matchmaker.services.gazetteer import Placed, Point
from matchmaker.services.search.filters import Place


def origin(session: Session, organizations: Sequence[Organization], region_code: str) -> Place | None:
    """Return the place of the first organization, else the center of the region that is searched."""
    found = place(session, organizations[0]) if organizations else None
    return found or _place(gazetteer.held(session).centers.get(region_code, (None, None)))


def place(session: Session, row: Placed) -> Place | None:
    """Return where a posting or an organization stands, where that is known."""
    return _place(gazetteer.held(session).point(row))


def _place(point: Point) -> Place | None:
    east, north = point
    return None if east is None or north is None else Place(east, north)
