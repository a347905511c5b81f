"""What a search is narrowed by: each filter as a condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, case

from matchmaker.models import Listing
from matchmaker.policy import reach
from matchmaker.services.search.facets import ONE_CLASS, Size, bit
from matchmaker.terms import Kind, Level, Side

LISTED = Listing.__table__.c
DEGREE_KM = 111.2  # Of a degree of latitude.


class Sort(StrEnum):
    """The order of what is found."""

    NEWEST = "newest"
    LARGEST = "largest"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Place:
    """Where distances begin, in degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is searched for; an empty field does not narrow the search."""

    side: Side
    words: str = ""
    any_of: tuple[str, ...] = ()  # Texts of which one must be found.
    region: str = ""
    group: str = ""  # Class of a major, group of an occupation, kind of an organization.
    level: Level | None = None
    section: str = ""
    kind: Kind | None = None
    size: Size | None = None
    within: int | None = None  # Kilometers from `near`.
    near: Place | None = None
    sort: Sort = Sort.NEWEST


def read(side: Side, said: Mapping[str, str], *, near: Place | None) -> Criteria:
    """Return what is searched for, told as the names and values of an address that were checked."""
    return Criteria(
        side=side,
        words=said.get("q", ""),
        region=said.get("region", ""),
        group=said.get("group", ""),
        section=said.get("section", ""),
        level=Level(said["level"]) if said.get("level") else None,
        kind=Kind(said["kind"]) if said.get("kind") else None,
        size=Size(said["size"]) if said.get("size") else None,
        within=int(said["within"]) if said.get("within") else None,
        near=near,
        sort=Sort(said.get("sort") or Sort.NEWEST),
    )


SIZE = case(
    (LISTED.size < ONE_CLASS.class_minimum, Size.SMALL.value),
    (LISTED.size <= ONE_CLASS.class_maximum, Size.CLASS.value),
    (LISTED.size > ONE_CLASS.class_maximum, Size.LARGE.value),
)


def distance(place: Place) -> ColumnElement[float]:
    """Return the square of the distance in degrees of latitude; good to a percent within a province."""
    east = (LISTED.longitude - place.longitude) * cos(radians(place.latitude))
    north = LISTED.latitude - place.latitude
    return east * east + north * north


def _within(criteria: Criteria) -> ColumnElement[bool] | None:
    if criteria.within is None or criteria.near is None:
        return None
    return distance(criteria.near) <= (criteria.within / DEGREE_KM) ** 2


def _equal(column: ColumnElement[Any], value: object) -> ColumnElement[bool] | None:
    return column == value if value else None


CONDITIONS: Mapping[str, Callable[[Criteria], ColumnElement[bool] | None]] = {
    "region": lambda asked: (
        LISTED.region_code.startswith(reach(asked.region), autoescape=True) if asked.region else None
    ),
    "group": lambda asked: _equal(LISTED.group_code, asked.group),
    "level": lambda asked: None if asked.level is None else LISTED.levels.op("&")(bit(asked.level)) != 0,
    "section": lambda asked: _equal(LISTED.section, asked.section),
    "kind": lambda asked: None if asked.kind is None else LISTED.kinds.op("&")(bit(asked.kind)) != 0,
    "size": lambda asked: _equal(SIZE, asked.size),
    "within": _within,
}


def conditions(criteria: Criteria) -> dict[str, ColumnElement[bool]]:
    """Return the conditions that the criteria set, by the filter's name."""
    made = {name: make(criteria) for name, make in CONDITIONS.items()}
    return {name: condition for name, condition in made.items() if condition is not None}
