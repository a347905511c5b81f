"""The partnership kinds (合作模式) as a table: a kind is one entry of gates, size and fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from matchmaker.matching.planning import gates as g
from matchmaker.matching.planning.facts import PROMISES, Array, Cases
from matchmaker.matching.planning.gates import GateRule, Measure
from matchmaker.terms import Kind, Promise

Size = Callable[[Cases], Array]


class Seats(StrEnum):
    """What a student of the kind takes, beside a place of the programme."""

    POST = "post"  # a post each, and a whole class of them
    SINGLE_POST = "single_post"  # a post each, from one student upwards
    CLASS = "class"  # none of its own: a whole class learns there, and some are hired
    NONE = "none"  # not even a place: what is shared is a workshop or a teacher's time


@dataclass(frozen=True, slots=True)
class KindRule:
    """A partnership kind: its gates, how many people it takes and how well it fits."""

    gates: tuple[GateRule, ...]
    grounds: tuple[GateRule, ...]  # gates that must be met before anybody proposes the kind unasked
    size: Size  # of students; in teacher practice, of teachers
    seats: Seats
    comforts: tuple[Measure, ...]  # in [0, 1], beyond what the gates ask
    depth: float  # in [0, 1]: how deep the partnership goes (意向, 实习, 订单, 厂中校, 产业学院)
    takes_several: bool = False  # several demands may share it
    rooms: tuple[Size, Size] | None = None  # without seats: what the need and the offer have to share

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields of Need and Offer that the gates read, each once."""
        return tuple(dict.fromkeys(name for gate in self.gates for name in gate.fields))


def _smallest_class(cases: Cases, counts: Array) -> Array:
    # A side that did not say how many is taken for one smallest class, which the parties can correct.
    return np.nan_to_num(counts, nan=cases.thresholds.class_minimum)


def _by_places(cases: Cases) -> Array:
    return np.minimum(cases.thresholds.class_maximum, _smallest_class(cases, cases.offer("places")))


def _by_posts(cases: Cases) -> Array:
    return np.maximum(1, np.minimum(_by_places(cases), _smallest_class(cases, cases.need("posts"))))


def _by_mentors(cases: Cases) -> Array:
    most = cases.thresholds.students_per_mentor * cases.need("mentors")
    return np.maximum(1, np.fmin(_by_posts(cases), most))


def _by_site(cases: Cases) -> Array:
    # The class shrinks to what the site carries, but not below a class: the gates then say what is short.
    limits = cases.thresholds
    carried = np.fmin(
        limits.students_per_workstation * g.stations(cases),
        limits.students_per_mentor * cases.need("mentors"),
    )
    return np.maximum(limits.class_minimum, np.fmin(_by_places(cases), carried))


def _by_site_and_posts(cases: Cases) -> Array:
    # A class learns where it is to work, so it may not stand beside a mere handful of posts.
    beside = g.seats_per_post(cases) * cases.need("posts")
    return np.maximum(cases.thresholds.class_minimum, np.fmin(_by_site(cases), beside))


def _by_class(cases: Cases) -> Array:
    return np.maximum(cases.thresholds.class_minimum, _by_places(cases))


def _by_teachers(cases: Cases) -> Array:
    both = np.fmin(cases.offer("teachers_owing_practice"), cases.need("teacher_posts"))
    teachers: Array = np.maximum(1, np.nan_to_num(both))
    return teachers


def _fullness(cases: Cases, students: Array) -> Array:
    return students / cases.thresholds.class_maximum


def _promise(cases: Cases, _: Array) -> Array:
    return cases.need("promise") / PROMISES[Promise.FULL]


def _nearness(cases: Cases, _: Array) -> Array:
    return 1 - cases.need("spread_km") / cases.thresholds.radius_km


def _ample(have: Measure, want: Measure, times: float) -> Measure:
    """Return a comfort that is full when the pair has so many times what is wanted."""

    def comfort(cases: Cases, students: Array) -> Array:
        share: Array = have(cases, students) / np.maximum(times * want(cases, students), 1e-9)
        return share

    return comfort


_STATIONS = _ample(lambda cases, _: g.stations(cases), g.stations_wanted, 2)
_MENTORS = _ample(g.need("mentors"), g.mentors_wanted, 2)
_PAIR = (g.SIMILARITY, g.LEVEL)
_APPRENTICE = (*_PAIR, g.HIRED, g.TRAINED, g.MENTORS, g.DUAL_TEACHERS)

_ENTRIES: Mapping[Kind, KindRule] = {
    Kind.ORDER_CLASS: KindRule(
        gates=(*_PAIR, g.POSTS, g.PLACES, g.PROMISE, g.GRADUATION),
        grounds=(g.SIMILARITY, g.POSTS),
        size=_by_posts,
        seats=Seats.POST,
        comforts=(_fullness, _promise),
        depth=0.6,
    ),
    Kind.JOINT_ORDER_CLASS: KindRule(
        gates=(*_PAIR, g.PARTNERS, g.AREA, g.COMMUTE, g.POSTS, g.PLACES, g.PROMISE, g.GRADUATION),
        grounds=(g.SIMILARITY, g.PARTNERS, g.AREA, g.POSTS),
        size=_by_posts,
        seats=Seats.POST,
        comforts=(_fullness, _promise, _nearness),
        depth=0.5,
        takes_several=True,
    ),
    Kind.NAMED_CLASS: KindRule(
        gates=(*_PAIR, g.SPONSOR, g.SUPPORT, g.NO_FULL_PROMISE, g.PLACES),
        grounds=(g.SIMILARITY, g.SPONSOR, g.SUPPORT),
        size=_by_class,
        seats=Seats.CLASS,
        comforts=(_promise,),
        depth=0.4,
    ),
    Kind.SCHOOL_IN_FACTORY: KindRule(
        gates=(
            *(*_PAIR, g.PLACES, g.POSTS_BESIDE, g.TEACHING_ROOM, g.WORKSTATIONS, g.MENTORS),
            *(g.SAFETY, g.REGISTRATION, g.LODGING),
        ),
        grounds=(g.SIMILARITY, g.TEACHING_ROOM, g.WORKSTATIONS),
        size=_by_site_and_posts,
        seats=Seats.CLASS,
        comforts=(_STATIONS, _MENTORS),
        depth=0.8,
    ),
    Kind.FACTORY_IN_SCHOOL: KindRule(
        gates=(*_PAIR, g.PLACES, g.LINE, g.SITE_AREA, g.SITE_POWER, g.LOGISTICS, g.PROCESS),
        grounds=(g.SIMILARITY, g.LINE),
        size=_by_class,
        seats=Seats.CLASS,
        comforts=(
            _ample(g.offer("site_area_m2"), g.need("line_area_m2"), 2),
            _ample(g.offer("site_power_kw"), g.need("line_power_kw"), 2),
        ),
        depth=0.8,
    ),
    Kind.INDUSTRY_COLLEGE: KindRule(
        gates=(g.SIMILARITY, g.BREADTH, g.YEARS, g.INVESTMENT),
        grounds=(g.SIMILARITY, g.BREADTH, g.YEARS, g.INVESTMENT),
        size=_by_class,
        seats=Seats.CLASS,
        comforts=(_ample(g.need("cooperation_years"), g.setting("cooperation_years"), 2),),
        depth=1.0,
        takes_several=True,
    ),
    Kind.TRAINING_BASE: KindRule(
        gates=(g.SIMILARITY, g.WORKSTATIONS, g.EQUIPMENT, g.OPENING_HOURS),
        grounds=(g.SIMILARITY, g.WORKSTATIONS, g.EQUIPMENT),
        size=_by_site,
        seats=Seats.NONE,
        comforts=(_STATIONS, _ample(g.need("opening_hours"), g.number(40), 1)),
        depth=0.2,
        rooms=(lambda cases: cases.thresholds.students_per_workstation * g.stations(cases), _by_places),
    ),
    Kind.APPRENTICESHIP: KindRule(
        gates=_APPRENTICE,
        grounds=(g.SIMILARITY, g.HIRED, g.TRAINED),
        size=_by_mentors,
        seats=Seats.SINGLE_POST,
        comforts=(_promise, _MENTORS),
        depth=0.7,
    ),
    Kind.FIELD_ENGINEER: KindRule(
        gates=(*_APPRENTICE, g.DIGITAL_POST, g.ENGINEER_LEVEL),
        grounds=(g.SIMILARITY, g.HIRED, g.TRAINED, g.DIGITAL_POST, g.ENGINEER_LEVEL),
        size=_by_mentors,
        seats=Seats.SINGLE_POST,
        comforts=(_promise, _MENTORS),
        depth=0.9,
    ),
    Kind.TEACHER_PRACTICE: KindRule(
        gates=(g.SIMILARITY, g.TEACHERS_OWING, g.TEACHER_POSTS, g.TEACHER_MONTHS, g.MENTOR),
        grounds=(g.SIMILARITY, g.TEACHERS_OWING, g.TEACHER_POSTS),
        size=_by_teachers,
        seats=Seats.NONE,
        comforts=(_ample(g.need("teacher_months"), g.number(6), 1),),
        depth=0.1,
        rooms=(
            lambda cases: cases.need("teacher_posts"),
            lambda cases: cases.offer("teachers_owing_practice"),
        ),
    ),
}

# Every kind has one gate more, that both sides accept it.
KINDS: Mapping[Kind, KindRule] = MappingProxyType(
    {kind: replace(rule, gates=(g.accepted(kind), *rule.gates)) for kind, rule in _ENTRIES.items()}
)
