"""Which authorities answer for an organization, and who stands above an authority."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from matchmaker.errors import UserError, translatable
from matchmaker.models import Organization, User
from matchmaker.policy import Identity, covers, reach
from matchmaker.services.events import Actor
from matchmaker.services.people.sessions import identify
from matchmaker.terms import Department, OrganizationKind
from matchmaker.workflow import OrganizationState


class NotAboveError(UserError):
    """An authority is decided on by one above it or by an administrator, never by its equals."""

    status = 403

    def __init__(self) -> None:
        super().__init__(translatable("主管部门须由系统管理员或上级地区的主管部门处理。"))


def within(identity: Identity) -> ColumnElement[bool]:
    """Return the condition for organizations that a reviewer or an administrator looks after."""
    if identity.is_administrator:
        return true()
    prefixes = sorted({reach(code) for code in identity.region_codes})
    return or_(false(), *(Organization.region_code.startswith(prefix) for prefix in prefixes))


def authority_ids(
    session: Session, region_code: str | None, departments: Collection[Department] = ()
) -> list[int]:
    """Return the verified authorities that answer for a region, or those of the departments alone."""
    if region_code is None:
        return []
    codes: Collection[str] = {region_code, f"{region_code[:4]}00", f"{region_code[:2]}0000"}
    statement = select(Organization.id).where(
        Organization.kind == OrganizationKind.AUTHORITY,
        Organization.state == OrganizationState.VERIFIED,
        Organization.region_code.in_(codes),
    )
    if departments:
        statement = statement.where(Organization.department.in_(departments))
    return list(session.scalars(statement))


def stands_above(identity: Identity, organization: Organization) -> bool:
    """Tell whether a person may decide on an organization: an authority must stand below the person's own."""
    if organization.kind is not OrganizationKind.AUTHORITY or identity.is_administrator:
        return True
    region = organization.region_code
    return region is not None and any(
        covers(mine, region) and not covers(region, mine) for mine in identity.region_codes
    )


def require_above(session: Session, organization: Organization, *, actor: Actor) -> None:
    """Raise NotAboveError when the actor may not decide on the organization.

    The system itself, which loads demo data, stands above all.
    """
    if actor.user_id is None:
        return
    if not stands_above(identify(session, session.get_one(User, actor.user_id)), organization):
        raise NotAboveError
