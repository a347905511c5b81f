"""What schools post: written from the catalogue's major, its level, courses and certificates filled in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.models import Major, Programme
from matchmaker.services import catalogue
from matchmaker.services.events import Actor
from matchmaker.services.postings import drafts
from matchmaker.services.postings.drafts import Values
from matchmaker.terms import Level

# What a person writes; the form, the copy and a reviewer's comments use these names.
FIELDS = (
    "title",
    "major_code",
    "level",
    "grade",
    "places",
    "start_date",
    "graduation_date",
    "summary",
    "courses",
    "skills",
    "certificates",
    "practice_share",
    "campus",
    "region_code",
    "longitude",
    "latitude",
    "site_area_m2",
    "site_power_kw",
    "site_logistics",
    "equipment",
    "group_majors",
    "dual_teachers",
    "teachers_owing_practice",
    "accepted_kinds",
    "contact_name",
    "contact_phone",
    "contact_email",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the catalogue knows of a major."""

    name: str
    level: Level
    courses: list[str]
    certificates: list[str]


def profile(session: Session, major_code: str) -> Profile:
    """Return what a form fills in when the major is chosen."""
    major = session.get_one(Major, major_code)
    return Profile(
        name=major.name,
        level=major.level,
        courses=catalogue.courses(session, major_code),
        certificates=catalogue.certificates(session, major_code),
    )


def create(
    session: Session, *, organization_id: int, values: Values, actor: Actor, key: str = ""
) -> Programme:
    """Add a draft, once a key; without a title it is called as its major."""
    return drafts.create(
        session,
        Programme,
        organization_id=organization_id,
        values=_named(session, values),
        actor=actor,
        key=key,
    )


def edit(session: Session, programme: Programme, *, values: Values, version: int, actor: Actor) -> None:
    """Change a programme; see `drafts.edit` for what may be raised."""
    drafts.edit(session, programme, values=_named(session, values), version=version, actor=actor)


def copy(session: Session, programme: Programme, *, actor: Actor) -> Programme:
    """Add a draft with the same content."""
    return drafts.copy(session, programme, fields=FIELDS, actor=actor)


def _named(session: Session, values: Values) -> Values:
    if values.get("title") or not values.get("major_code"):
        return values
    return {**values, "title": session.get_one(Major, values["major_code"]).name}
