"""Rows turned into what the engine knows: programmes into offers, demands into needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, lazyload

from matchmaker.db import now
from matchmaker.matching.profile import Catalogue, Need, Offer, Place
from matchmaker.models import (
    Demand,
    Major,
    MajorCourse,
    MajorOccupation,
    Occupation,
    Organization,
    Programme,
)
from matchmaker.models.posting import Posting
from matchmaker.services import gazetteer
from matchmaker.services.experience import track_records
from matchmaker.services.partnerships.ledger import held_of
from matchmaker.terms import Kind
from matchmaker.workflow import PostingState

BATCH = 2000
# What an enterprise gives or asks for, called the same on its demand and in the engine.
GIVEN = (
    "mentors",
    "teaching_room_m2",
    "workstations",
    "shifts",
    "dormitory_beds",
    "is_safe_site",
    "is_registered_site",
    "line_area_m2",
    "line_power_kw",
    "is_process_allowed",
    "sponsorship_yuan",
    "opening_hours",
    "investment_yuan",
    "cooperation_years",
    "hires_on_enrollment",
    "trains_on_hiring",
    "is_digital_post",
    "teacher_posts",
    "teacher_months",
)
LISTED = re.compile(r"[\n、,，;；。和及]+")
# "数控车床12台" and "飞行场地一块" name a lathe and a field.
COUNTED = re.compile(r"(?:[0-9]+|[一二两三四五六七八九十百]+)\s*(?:台套|[台套个间条块架辆组张只座副把件])$")


class Profiles:
    """Reads postings as the engine sees them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._regions = gazetteer.held(session)

    def offers(self, ids: Collection[int] | None = None) -> list[Offer]:
        """Return published programmes, all or those of the ids, in the order of their ids."""
        held, records = held_of(self._session, Programme, ids), self._records(Programme, ids)
        statement = _published(select(Programme), Programme, ids)
        return [
            self.offer(row, held.get(row.id, 0), records.get(row.organization_id))
            for row in self._session.scalars(statement)
        ]

    def needs(self, ids: Collection[int] | None = None) -> list[Need]:
        """Return published demands, all or those of the ids, in the order of their ids."""
        held, records = held_of(self._session, Demand, ids), self._records(Demand, ids)
        statement = _published(select(Demand), Demand, ids)
        return [
            self.need(row, held.get(row.id, 0), records.get(row.organization_id))
            for row in self._session.scalars(statement)
        ]

    def offer(self, row: Programme, held: int = 0, record: float | None = None) -> Offer:
        """Return a programme as an offer of the places that are still open."""
        return Offer(
            id=row.id,
            title=row.title,
            organization_id=row.organization_id,
            summary=row.summary,
            courses=tuple(row.courses),
            skills=tuple(row.skills),
            certificates=tuple(row.certificates),
            major_code=row.major_code,
            level=row.level,
            place=self._place(row),
            places=_open(row.places, held),
            start=row.start_date,
            graduation=row.graduation_date,
            site_area_m2=row.site_area_m2,
            site_power_kw=row.site_power_kw,
            site_logistics=row.site_logistics,
            equipment=_pieces(row.equipment),
            group_majors=row.group_majors,
            dual_teachers=row.dual_teachers,
            teachers_owing_practice=row.teachers_owing_practice,
            accepted_kinds=_kinds(row),
            track_record=record,
        )

    def need(self, row: Demand, held: int = 0, record: float | None = None) -> Need:
        """Return a demand as a need for the posts that are still open."""
        return Need(
            id=row.id,
            title=row.title,
            organization_id=row.organization_id,
            summary=row.summary,
            duties=tuple(line for line in row.duties.splitlines() if line.strip()),
            must_skills=tuple(row.must_skills),
            nice_skills=tuple(row.nice_skills),
            occupation_code=row.occupation_code,
            least_level=row.least_level,
            place=self._place(row),
            posts=_open(row.headcount, held),
            start=row.start_date,
            promise=row.promise,
            brings_line=True if row.line else None,
            sponsor_name=row.sponsor_name or None,
            equipment=_pieces(row.equipment),
            accepted_kinds=_kinds(row),
            track_record=record,
            **{name: getattr(row, name) for name in GIVEN},
        )

    def _place(self, row: Posting) -> Place:
        home = row.region_code or self._homes.get(row.organization_id)
        return Place(home, *self._regions.point(row, home))

    @cached_property
    def _homes(self) -> dict[int, str | None]:
        """The regions of organizations, read when a posting first says none."""
        rows = self._session.execute(select(Organization.id, Organization.region_code))
        return {organization_id: code for organization_id, code in rows}  # noqa: C416

    def _records(self, table: type[Any], ids: Collection[int] | None) -> dict[int, float | None]:
        """Return the track records of the postings' organizations; newcomers have none."""
        owners = None
        if ids is not None:
            owners = set(self._session.scalars(select(table.organization_id).where(table.id.in_(ids))))
        found = track_records.of_organizations(self._session, owners, at=now())
        return {organization_id: record.value for organization_id, record in found.items()}


def catalogue(session: Session) -> Catalogue:
    """Return the official facts that the engine uses."""
    majors = session.execute(select(Major.code, Major.name, Major.class_code)).all()
    courses: defaultdict[str, list[str]] = defaultdict(list)
    statement = select(MajorCourse.major_code, MajorCourse.course).order_by(MajorCourse.id)
    for code, course in session.execute(statement):
        courses[code].append(course)
    links: defaultdict[str, set[str]] = defaultdict(set)
    for code, target in session.execute(select(MajorOccupation.major_code, MajorOccupation.code)):
        links[code].add(target)
    occupations = session.execute(select(Occupation.code, Occupation.name))
    return Catalogue(
        majors={row.code: row.name for row in majors},
        class_of={row.code: row.class_code for row in majors},
        courses={code: tuple(names) for code, names in courses.items()},
        occupations={code: name for code, name in occupations},  # noqa: C416 - rows are not tuples to mypy.
        links={code: frozenset(targets) for code, targets in links.items()},
    )


def _published(statement: Select[Any], table: type[Any], ids: Collection[int] | None) -> Select[Any]:
    statement = statement.where(table.state == PostingState.PUBLISHED).order_by(table.id)
    if ids is not None:
        statement = statement.where(table.id.in_(ids))
    return statement.options(lazyload(table.organization)).execution_options(yield_per=BATCH)


def _open(capacity: int | None, held: int) -> int | None:
    return None if capacity is None else max(0, capacity - held)


def _pieces(text: str) -> tuple[str, ...] | None:
    """Return the pieces of equipment that a text lists, without how many there are; None: none told."""
    parts = (COUNTED.sub("", part).strip() for part in LISTED.split(text))
    return tuple(part for part in parts if part) or None


def _kinds(row: Posting) -> frozenset[Kind] | None:
    return frozenset(Kind(value) for value in row.accepted_kinds) or None
