"""What a partnership must meet, as data: each gate compares what a pair has with what its kind wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.eligibility import kind_bit
from matchmaker.matching.planning.facts import LEVELS, PROMISES, Array, Cases
from matchmaker.terms import Kind, Promise

DAYS_A_MONTH = 365.2425 / 12

Measure = Callable[[Cases, Array], Array]  # of the cases and the number of students in each


class Status(StrEnum):
    """What a gate says; missing means that a side has not said enough (待补充)."""

    FAILED = "failed"
    MISSING = "missing"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of one pair in numbers (yes is 1, a level its rank, a promise 0 to 2); the pages word it."""

    name: str
    status: Status
    have: float | None
    want: float | None
    is_limit: bool = False  # `want` is the most that is allowed instead of the least

    @property
    def gap(self) -> float | None:
        """Return by how much a failed gate falls short of its want or exceeds its limit; None for others."""
        if self.status is not Status.FAILED or self.have is None or self.want is None:
            return None
        return abs(self.want - self.have)


@dataclass(frozen=True, slots=True)
class GateRule:
    """A gate as an entry of a kind: its name, the fields that it reads and its two measures."""

    name: str
    fields: tuple[str, ...]
    have: Measure
    want: Measure
    is_limit: bool = False

    def is_met(self, cases: Cases, students: Array) -> NDArray[np.bool_]:
        """Return where both sides told enough to meet it."""
        have, want = self.have(cases, students), self.want(cases, students)
        is_met: NDArray[np.bool_] = have <= want if self.is_limit else have >= want
        return is_met


def need(name: str) -> Measure:
    """Measure a fact of the need."""
    return lambda cases, _: cases.need(name)


def offer(name: str) -> Measure:
    """Measure a fact of the offer."""
    return lambda cases, _: cases.offer(name)


def setting(name: str) -> Measure:
    """Measure a threshold."""
    return lambda cases, _: cases.constant(getattr(cases.thresholds, name))


def number(value: float) -> Measure:
    """Measure a constant; 1 is how a yes, or any amount at all, is asked for."""
    return lambda cases, _: cases.constant(value)


def stations(cases: Cases) -> Array:
    """Return workstations times shifts; a site of which only the workstations are known runs one shift."""
    return cases.need("workstations") * np.nan_to_num(cases.need("shifts"), nan=1.0)


def stations_wanted(cases: Cases, students: Array) -> Array:
    """Return the workstations that so many students need."""
    return np.ceil(students / cases.thresholds.students_per_workstation)


def mentors_wanted(cases: Cases, students: Array) -> Array:
    """Return the mentors that so many students need."""
    return np.ceil(students / cases.thresholds.students_per_mentor)


def seats_per_post(cases: Cases) -> Array:
    """Return how many students may learn for each post: one where everybody is to be hired."""
    is_full = cases.need("promise") == PROMISES[Promise.FULL]
    return np.where(is_full, 1, cases.thresholds.students_per_post)


def posts_wanted(cases: Cases, students: Array) -> Array:
    """Return the posts beside which so many students may learn."""
    return np.ceil(students / seats_per_post(cases))


def months_left(cases: Cases, _: Array) -> Array:
    """Return the months from today to graduation."""
    months: Array = (cases.offer("graduation") - cases.today.toordinal()) / DAYS_A_MONTH
    return months


def _stations_known(cases: Cases, students: Array) -> Array:
    # More shifts may exist than were told, so too few workstations fail only when the shifts are known.
    lowest = stations(cases)
    is_open_question = np.isnan(cases.need("shifts")) & (lowest < stations_wanted(cases, students))
    return np.where(is_open_question, np.nan, lowest)


def _lodged(cases: Cases, students: Array) -> Array:
    # Who lives near needs no bed; of an unknown distance only enough beds are an answer.
    apart, beds = cases.apart_km(), cases.need("dormitory_beds")
    near = apart <= cases.thresholds.radius_km
    is_open_question = np.isnan(apart) & (beds < students)
    return np.where(near, students, np.where(is_open_question, np.nan, beds))


def _breadth(cases: Cases, _: Array) -> Array:
    # Partners alone can be broad enough, and then the school's group of majors need not be known.
    partners, majors = cases.need("partners"), cases.offer("group_majors")
    is_broad = partners >= cases.thresholds.college_breadth
    return np.where(is_broad, np.fmax(partners, majors), np.maximum(partners, majors))


def _least_promise(cases: Cases, _: Array) -> Array:
    return cases.constant(PROMISES[cases.thresholds.least_promise])


def _engineer_level(cases: Cases, _: Array) -> Array:
    return cases.constant(LEVELS[cases.thresholds.engineer_level])


def accepted(kind: Kind) -> GateRule:
    """Return the gate that both sides accept the kind; who names no kinds accepts any."""
    bit = kind_bit(kind)

    def have(cases: Cases, _: Array) -> Array:
        both = cases.need("accepted_kinds").astype(np.int64) & cases.offer("accepted_kinds").astype(np.int64)
        is_accepted: Array = ((both & bit) != 0).astype(np.float64)
        return is_accepted

    return GateRule("accepted", ("need.accepted_kinds", "offer.accepted_kinds"), have, number(1))


def _says(name: str, field: str) -> GateRule:
    return GateRule(name, (f"need.{field}",), need(field), number(1))


SIMILARITY = GateRule("similarity", (), lambda cases, _: cases.scores, setting("similarity"))
LEVEL = GateRule("level", ("offer.level", "need.least_level"), offer("level"), need("least_level"))
POSTS = GateRule("posts", ("need.posts",), need("posts"), setting("class_minimum"))
POSTS_BESIDE = GateRule("posts", ("need.posts", "need.promise"), need("posts"), posts_wanted)
PLACES = GateRule("places", ("offer.places",), offer("places"), setting("class_minimum"))
PROMISE = GateRule("promise", ("need.promise",), need("promise"), _least_promise)
NO_FULL_PROMISE = GateRule(
    "promise", ("need.promise",), need("promise"), number(PROMISES[Promise.PARTIAL]), is_limit=True
)
GRADUATION = GateRule("graduation", ("offer.graduation",), months_left, setting("months_to_graduation"))
PARTNERS = GateRule("partners", ("need.organization_id",), need("partners"), setting("partners_minimum"))
AREA = GateRule("area", ("need.place",), need("spread_km"), setting("radius_km"), is_limit=True)
COMMUTE = GateRule(
    "commute",
    ("need.place", "offer.place"),
    lambda cases, _: cases.farthest_km(),
    setting("radius_km"),
    is_limit=True,
)
SPONSOR = _says("sponsor", "sponsor_name")
SUPPORT = _says("support", "sponsorship_yuan")
TEACHING_ROOM = _says("teaching_room", "teaching_room_m2")
WORKSTATIONS = GateRule(
    "workstations", ("need.workstations", "need.shifts"), _stations_known, stations_wanted
)
MENTORS = GateRule("mentors", ("need.mentors",), need("mentors"), mentors_wanted)
SAFETY = _says("safety", "is_safe_site")
REGISTRATION = _says("registration", "is_registered_site")
LODGING = GateRule(
    "lodging",
    ("need.place", "offer.place", "need.dormitory_beds"),
    _lodged,
    lambda _, students: students,
)
LINE = _says("line", "brings_line")
SITE_AREA = GateRule(
    "site_area", ("offer.site_area_m2", "need.line_area_m2"), offer("site_area_m2"), need("line_area_m2")
)
SITE_POWER = GateRule(
    "site_power", ("offer.site_power_kw", "need.line_power_kw"), offer("site_power_kw"), need("line_power_kw")
)
LOGISTICS = GateRule("logistics", ("offer.site_logistics",), offer("site_logistics"), number(1))
PROCESS = _says("process", "is_process_allowed")
BREADTH = GateRule(
    "breadth", ("offer.group_majors", "need.organization_id"), _breadth, setting("college_breadth")
)
YEARS = GateRule(
    "years", ("need.cooperation_years",), need("cooperation_years"), setting("cooperation_years")
)
INVESTMENT = _says("investment", "investment_yuan")
EQUIPMENT = GateRule(
    "equipment", ("need.equipment", "offer.equipment"), lambda cases, _: cases.common_equipment(), number(1)
)
OPENING_HOURS = _says("opening_hours", "opening_hours")
HIRED = _says("hired_on_enrollment", "hires_on_enrollment")
TRAINED = _says("trained_on_hiring", "trains_on_hiring")
DUAL_TEACHERS = GateRule("dual_teachers", ("offer.dual_teachers",), offer("dual_teachers"), number(1))
DIGITAL_POST = _says("digital_post", "is_digital_post")
ENGINEER_LEVEL = GateRule("engineer_level", ("offer.level",), offer("level"), _engineer_level)
TEACHERS_OWING = GateRule(
    "teachers_owing", ("offer.teachers_owing_practice",), offer("teachers_owing_practice"), number(1)
)
TEACHER_POSTS = _says("teacher_posts", "teacher_posts")
TEACHER_MONTHS = _says("teacher_months", "teacher_months")
MENTOR = GateRule("mentors", ("need.mentors",), need("mentors"), number(1))
