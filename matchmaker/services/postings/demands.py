"""What enterprises post, by themselves or keyed in by an authority and confirmed later."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.errors import UserError, translatable
from matchmaker.models import Demand, Occupation, Organization, Source
from matchmaker.policy import covers
from matchmaker.services import events
from matchmaker.services.events import Actor
from matchmaker.services.postings import drafts, rematching
from matchmaker.services.postings.drafts import Values
from matchmaker.services.postings.telling import tell_owner
from matchmaker.workflow import POSTING, Guard, OrganizationState

# What a person writes; the form, the copy and a reviewer's comments use these names.
FIELDS = (
    "title",
    "occupation_code",
    "industry_code",
    "headcount",
    "least_level",
    "must_skills",
    "nice_skills",
    "duties",
    "summary",
    "wage_min",
    "wage_max",
    "promise",
    "start_date",
    "mentors",
    "teaching_room_m2",
    "workstations",
    "shifts",
    "dormitory_beds",
    "is_safe_site",
    "is_registered_site",
    "line",
    "line_area_m2",
    "line_power_kw",
    "is_process_allowed",
    "sponsor_name",
    "sponsorship_yuan",
    "equipment",
    "opening_hours",
    "investment_yuan",
    "cooperation_years",
    "hires_on_enrollment",
    "trains_on_hiring",
    "is_digital_post",
    "teacher_posts",
    "teacher_months",
    "staff_total",
    "region_code",
    "address",
    "longitude",
    "latitude",
    "accepted_kinds",
    "contact_name",
    "contact_phone",
    "contact_email",
)


class OutsideRegionError(UserError):
    """The place does not lie in the authority's region."""

    def __init__(self) -> None:
        super().__init__(translatable("所在地区不属于您所在主管部门的管辖范围。"))


class NotTrustedError(UserError):
    """The enterprise was refused or suspended."""

    def __init__(self) -> None:
        super().__init__(translatable("该企业未通过核验或已被停用，不能为其代录需求。"))


class AlreadyConfirmedError(UserError):
    """There is nothing left to confirm."""

    status = 409

    def __init__(self) -> None:
        super().__init__(translatable("该需求已由企业确认，无需重复操作。"))


def create(session: Session, *, organization_id: int, values: Values, actor: Actor, key: str = "") -> Demand:
    """Add a draft, once a key; without a title it is called as its occupation."""
    return drafts.create(
        session,
        Demand,
        organization_id=organization_id,
        values=_named(session, values),
        actor=actor,
        key=key,
    )


def edit(session: Session, demand: Demand, *, values: Values, version: int, actor: Actor) -> None:
    """Change a demand; see `drafts.edit` for what may be raised."""
    drafts.edit(session, demand, values=_named(session, values), version=version, actor=actor)


def copy(session: Session, demand: Demand, *, actor: Actor) -> Demand:
    """Add a draft with the same content."""
    return drafts.copy(session, demand, fields=FIELDS, actor=actor)


def key_in(
    session: Session,
    *,
    organization: Organization,
    values: Values,
    reach: Collection[str],
    actor: Actor,
    days: int = Settings.posting_days,
) -> Demand:
    """Publish a demand that an authority writes for an enterprise within its regions (`reach`).

    Raises OutsideRegionError, NotTrustedError or IncompleteError; the enterprise confirms it later.
    """
    if organization.state in {OrganizationState.REFUSED, OrganizationState.SUSPENDED}:
        raise NotTrustedError
    region = values.get("region_code")
    if region and not any(covers(code, region) for code in reach):
        raise OutsideRegionError
    demand = drafts.create(
        session, Demand, organization_id=organization.id, values=_named(session, values), actor=actor
    )
    drafts.require_complete(demand)
    state = POSTING.move(demand.state, "key_in", holds={Guard.COMPLETE})
    published = {
        "state": state,
        "source": Source.KEYED_IN,
        "keyed_in_by_id": actor.user_id,
        "published_at": now(),
        "expires_at": now() + timedelta(days=days),
    }
    changes = events.apply(demand, published)
    tell_owner(session, demand, events.record(session, demand, "key_in", actor=actor, changes=changes))
    rematching.request(session, demand, actor=actor)
    return demand


def confirm(session: Session, demand: Demand, *, actor: Actor) -> None:
    """Let the enterprise stand behind a demand that was keyed in for it."""
    if demand.is_confirmed:
        raise AlreadyConfirmedError
    events.record(
        session, demand, "confirm", actor=actor, changes=events.apply(demand, {"confirmed_at": now()})
    )


def _named(session: Session, values: Values) -> Values:
    if values.get("title") or not values.get("occupation_code"):
        return values
    return {**values, "title": session.get_one(Occupation, values["occupation_code"]).name}
