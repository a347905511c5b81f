"""What is listed of a row: its words, its place, and what the search narrows by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from matchmaker.models import Demand, Industry, Major, Occupation, Organization, Programme
from matchmaker.services import gazetteer
from matchmaker.services.gazetteer import Gazetteer
from matchmaker.services.search import facets
from matchmaker.services.search.facets import bit
from matchmaker.services.search.words import KIND_NAMES, listed
from matchmaker.terms import Kind, Level, OrganizationKind, Side
from matchmaker.workflow import OrganizationState, PostingState

Values = dict[str, Any]

_OWNER = Organization.name, Organization.region_code.label("home")


def of(session: Session, side: Side, ids: Sequence[int]) -> Iterator[Values]:
    """Return the listings that some rows should have; what the public may not see has none."""
    rows = session.execute(READ[side](ids)).all()
    places = gazetteer.held(session)
    return (_counted(DESCRIBE[side](row, places), places) for row in rows)


def _counted(values: Values, places: Gazetteer) -> Values:
    """Add what is counted of a row to its other values."""
    place = places.place_of(values["region_code"]) if values["region_code"] else None
    named = {name: values[name] for name in ("section", "levels", "kinds", "size")}
    return {**values, "facets": facets.write(place=place, group=values["group_code"], **named)}


def _sum(members: Iterable[Level | Kind]) -> int:
    return sum(map(bit, set(members)))


def _published(model: type[Programme | Demand], ids: Sequence[int]) -> tuple[Any, ...]:
    return model.id.in_(ids), model.state == PostingState.PUBLISHED


def _read_programmes(ids: Sequence[int]) -> Any:  # noqa: ANN401 - the type of a selection is its columns'.
    table = Programme.__table__
    return (
        select(table, *_OWNER, Major.name.label("major"), Major.class_code, Major.class_name)
        .join(Organization, Organization.id == table.c.organization_id)
        .outerjoin(Major, Major.code == table.c.major_code)
        .where(*_published(Programme, ids))
    )


def _read_demands(ids: Sequence[int]) -> Any:  # noqa: ANN401 - as above.
    table = Demand.__table__
    names = Occupation.name.label("occupation"), Occupation.sub_major_group, Occupation.sub_major_group_name
    return (
        select(table, *_OWNER, *names, Industry.section, Industry.name.label("industry"))
        .join(Organization, Organization.id == table.c.organization_id)
        .outerjoin(Occupation, Occupation.code == table.c.occupation_code)
        .outerjoin(Industry, Industry.code == table.c.industry_code)
        .where(*_published(Demand, ids))
    )


def _read_organizations(ids: Sequence[int]) -> Any:  # noqa: ANN401 - as above.
    table = Organization.__table__
    return (
        select(table, Industry.section, Industry.name.label("industry"))
        .outerjoin(Industry, Industry.code == table.c.industry_code)
        .where(
            table.c.id.in_(ids),
            table.c.state == OrganizationState.VERIFIED,
            table.c.kind != OrganizationKind.AUTHORITY,
        )
    )


def _describe_programme(row: Row[Any], places: Gazetteer) -> Values:
    lists = (*row.skills, *row.courses, *row.certificates)
    texts = (row.title, row.major, row.class_name, *lists, *_kind_names(row))
    return {
        **_common(row, places, texts, row.home),
        **_of_posting(row),
        "side": Side.PROGRAMMES,
        "programme_id": row.id,
        "group_code": row.class_code,
        "section": None,
        "levels": _sum([row.level] if row.level else ()),
        "size": row.places,
    }


def _describe_demand(row: Row[Any], places: Gazetteer) -> Values:
    lists = (*row.must_skills, *row.nice_skills, row.duties)
    names = (row.occupation, row.sub_major_group_name, row.industry)
    texts = (row.title, *names, *lists, *_kind_names(row))
    least = row.least_level.rank if row.least_level else 0
    return {
        **_common(row, places, texts, row.home),
        **_of_posting(row),
        "side": Side.DEMANDS,
        "demand_id": row.id,
        "group_code": row.sub_major_group,
        "section": row.section,
        "levels": _sum(level for level in Level if level.rank >= least),
        "size": row.headcount,
    }


def _describe_organization(row: Row[Any], places: Gazetteer) -> Values:
    return {
        **_common(row, places, (row.industry,)),
        "side": Side.ORGANIZATIONS,
        "organization_id": row.id,
        "group_code": row.kind.value,
        "section": row.section,
        "levels": _sum([row.school_level] if row.school_level else ()),
        "kinds": 0,
        "size": None,
    }


def _common(row: Row[Any], places: Gazetteer, texts: Iterable[str | None], home: str | None = None) -> Values:
    east, north = places.point(row, home)
    region = places.whole_names.get(row.region_code)
    return {
        "programme_id": None,
        "demand_id": None,
        "words": listed((*texts, row.name, row.summary, region)),
        "region_code": row.region_code,
        "longitude": east,
        "latitude": north,
    }


def _kind_names(row: Row[Any]) -> list[str]:
    return [KIND_NAMES[Kind(value)][0] for value in row.accepted_kinds]


def _of_posting(row: Row[Any]) -> Values:
    named = [Kind(value) for value in row.accepted_kinds]
    # Who names no kind is open to all.
    return {"organization_id": row.organization_id, "kinds": _sum(named or Kind)}


READ: Mapping[Side, Callable[[Sequence[int]], Any]] = {
    Side.PROGRAMMES: _read_programmes,
    Side.DEMANDS: _read_demands,
    Side.ORGANIZATIONS: _read_organizations,
}
DESCRIBE: Mapping[Side, Callable[[Row[Any], Gazetteer], Values]] = {
    Side.PROGRAMMES: _describe_programme,
    Side.DEMANDS: _describe_demand,
    Side.ORGANIZATIONS: _describe_organization,
}
