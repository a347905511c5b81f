"""Where a person's distances begin."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matchmaker.models import Organization
from matchmaker.policy import Identity
from matchmaker.services import gazetteer
from matchmaker.services.search.filters import Place


def origin(session: Session, identity: Identity, region_code: str) -> Place | None:
    """Return the place of the person's first organization, else the center of the region that is searched."""
    if identity.editor_of:
        organization = session.get_one(Organization, min(identity.editor_of))
        if organization.longitude is not None and organization.latitude is not None:
            return Place(organization.longitude, organization.latitude)
        region_code = organization.region_code or region_code
    east, north = gazetteer.held(session).centers.get(region_code, (None, None))
    return None if east is None or north is None else Place(east, north)
