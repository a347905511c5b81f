"""What the engine knows of a posting: an Offer (programme) or a Need (demand) in, a Candidate out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from matchmaker.terms import Kind, Level, Promise


@dataclass(frozen=True, slots=True)
class Place:
    """Where a posting stands: a region code (six digits) and a point (degrees); either may be missing."""

    region_code: str | None = None
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme. None means that the school did not say; nothing is assumed from it."""

    id: int
    title: str
    organization_id: int = 0
    summary: str = ""
    abilities: str = ""
    courses: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    major_code: str | None = None  # six digits, may end in a letter
    level: Level | None = None
    place: Place = field(default_factory=Place)
    places: int | None = None  # open student places
    start: date | None = None
    graduation: date | None = None
    site_area_m2: float | None = None
    site_power_kw: float | None = None
    site_logistics: bool | None = None
    equipment: tuple[str, ...] | None = None  # what it trains on
    group_majors: int | None = None  # majors in its group (专业群), itself among them
    dual_teachers: int | None = None  # teachers who also know the trade (双师型)
    teachers_owing_practice: int | None = None  # teachers who still owe months in enterprises
    accepted_kinds: frozenset[Kind] | None = None  # None: any
    track_record: float | None = None  # [0, 1]; None: newcomer


@dataclass(frozen=True, slots=True)
class Need:
    """A demand. None means that the enterprise did not say; nothing is assumed from it."""

    id: int
    title: str
    organization_id: int = 0
    summary: str = ""
    duties: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    must_skills: tuple[str, ...] = ()
    nice_skills: tuple[str, ...] = ()
    occupation_code: str | None = None  # n-nn-nn-nn
    least_level: Level | None = None
    place: Place = field(default_factory=Place)
    posts: int | None = None  # open posts
    start: date | None = None
    promise: Promise | None = None
    mentors: int | None = None
    teaching_room_m2: float | None = None
    workstations: int | None = None
    shifts: int | None = None
    dormitory_beds: int | None = None
    is_safe_site: bool | None = None
    is_registered_site: bool | None = None  # the site may lawfully take in trainees
    equipment: tuple[str, ...] | None = None  # what trainees may use
    opening_hours: float | None = None  # hours a week that it opens to trainees
    brings_line: bool | None = None
    line_area_m2: float | None = None
    line_power_kw: float | None = None
    is_process_allowed: bool | None = None
    sponsor_name: str | None = None
    sponsorship_yuan: float | None = None
    investment_yuan: float | None = None
    cooperation_years: float | None = None  # how long it would bind itself
    hires_on_enrollment: bool | None = None  # 招工即招生
    trains_on_hiring: bool | None = None  # 入厂即入校
    is_digital_post: bool | None = None
    teacher_posts: int | None = None  # teachers that it takes for practice
    teacher_months: float | None = None  # months that it takes a teacher for
    accepted_kinds: frozenset[Kind] | None = None  # None: any
    track_record: float | None = None  # [0, 1]; None: newcomer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that the engine suggests: its score in [0, 100] and the parts that add up to it."""

    need_id: int
    offer_id: int
    score: float
    parts: Mapping[str, float]  # feature -> points; the sum is the score
    missing: tuple[str, ...] = ()  # features that had no data on one side
    hit_terms: tuple[str, ...] = ()
    missed_terms: tuple[str, ...] = ()
    hit_skills: tuple[str, ...] = ()
    missed_must: tuple[str, ...] = ()
    missed_nice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Official facts that join majors and occupations: codes, names, courses and the Ministry's links."""

    majors: Mapping[str, str] = field(default_factory=dict)  # major code -> name
    class_of: Mapping[str, str] = field(default_factory=dict)  # major code -> class code
    courses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # major code -> course names
    occupations: Mapping[str, str] = field(default_factory=dict)  # occupation code -> name
    links: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # major code -> occupation or group codes
