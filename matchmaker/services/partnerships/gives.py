"""Who gives what in a partnership, read from the postings; what nobody said stays open (待补充)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.errors import translatable
from matchmaker.models import Demand, Programme
from matchmaker.terms import Kind, OrganizationKind, Promise

Row = dict[str, Any]  # {giver: school|enterprise, item, amount or None, unit}
SCHOOL, ENTERPRISE = OrganizationKind.SCHOOL.value, OrganizationKind.ENTERPRISE.value

PERSON, SQUARE_METER, PIECE = translatable("名"), translatable("平方米"), translatable("个")
BED, YUAN, KILOWATT, PERCENT = translatable("张"), translatable("元"), translatable("千瓦"), translatable("%")
# Who employs the best says how many when the parties talk.
PROMISES: Mapping[Promise, tuple[str, float | None, str]] = {
    Promise.FULL: (translatable("录用合格毕业生"), 100, PERCENT),
    Promise.PARTIAL: (translatable("择优录用合格毕业生"), None, PERSON),
}


@dataclass(frozen=True, slots=True)
class FromSchool:
    """One thing that a school may give, and where its amount stands."""

    item: str
    unit: str
    amount: Callable[[Programme], float | None]


@dataclass(frozen=True, slots=True)
class FromEnterprise:
    """One thing that enterprises may give; the amounts of several are added up."""

    item: str
    unit: str
    amount: Callable[[Demand], float | None]


def _nobody_said(_posting: Programme | Demand) -> None:
    return None


PLACES = FromSchool(translatable("学位"), PERSON, lambda programme: programme.places)
TEACHERS = FromSchool(translatable("专业教师"), PERSON, _nobody_said)
DUAL_TEACHERS = FromSchool(translatable("双师型教师"), PERSON, lambda programme: programme.dual_teachers)
OWING = FromSchool(translatable("到企业实践的教师"), PERSON, lambda p: p.teachers_owing_practice)
COURSES = FromSchool(translatable("共同开设的课程"), translatable("门"), lambda p: len(p.courses) or None)
PRACTICE = FromSchool(translatable("实践课时占比"), PERCENT, lambda programme: programme.practice_share)
SITE = FromSchool(translatable("校内场地"), SQUARE_METER, lambda programme: programme.site_area_m2)
POWER = FromSchool(translatable("场地用电"), KILOWATT, lambda programme: programme.site_power_kw)

POSTS = FromEnterprise(translatable("就业岗位"), PIECE, lambda demand: demand.headcount)
MENTORS = FromEnterprise(translatable("企业导师"), PERSON, lambda demand: demand.mentors)
ROOM = FromEnterprise(translatable("教学场地"), SQUARE_METER, lambda demand: demand.teaching_room_m2)
WORKSTATIONS = FromEnterprise(translatable("实训工位"), PIECE, lambda demand: demand.workstations)
BEDS = FromEnterprise(translatable("宿舍床位"), BED, lambda demand: demand.dormitory_beds)
SPONSORSHIP = FromEnterprise(translatable("冠名资助"), YUAN, lambda demand: demand.sponsorship_yuan)
INVESTMENT = FromEnterprise(translatable("投入资金"), YUAN, lambda demand: demand.investment_yuan)
LINE = FromEnterprise(
    translatable("生产线或设备"), translatable("套"), lambda demand: 1 if demand.line else None
)
HOURS = FromEnterprise(
    translatable("每周向学员开放"), translatable("小时"), lambda demand: demand.opening_hours
)
PRACTICE_POSTS = FromEnterprise(translatable("教师实践岗位"), PIECE, lambda demand: demand.teacher_posts)
MONTHS = FromEnterprise(
    translatable("每名教师的实践时间"), translatable("个月"), lambda demand: demand.teacher_months
)

_TAUGHT = (PLACES, TEACHERS, COURSES)
SCHOOL_GIVES: Mapping[Kind, tuple[FromSchool, ...]] = {
    Kind.ORDER_CLASS: _TAUGHT,
    Kind.JOINT_ORDER_CLASS: _TAUGHT,
    Kind.NAMED_CLASS: _TAUGHT,
    Kind.SCHOOL_IN_FACTORY: (PLACES, TEACHERS, PRACTICE),
    Kind.FACTORY_IN_SCHOOL: (PLACES, TEACHERS, SITE, POWER),
    Kind.INDUSTRY_COLLEGE: (*_TAUGHT, SITE),
    Kind.TRAINING_BASE: (PLACES, TEACHERS, PRACTICE),
    Kind.APPRENTICESHIP: (PLACES, DUAL_TEACHERS, COURSES, PRACTICE),
    Kind.FIELD_ENGINEER: (PLACES, DUAL_TEACHERS, COURSES, PRACTICE),
    Kind.TEACHER_PRACTICE: (OWING,),
}
ENTERPRISES_GIVE: Mapping[Kind, tuple[FromEnterprise, ...]] = {
    Kind.ORDER_CLASS: (POSTS, MENTORS, WORKSTATIONS),
    Kind.JOINT_ORDER_CLASS: (POSTS, MENTORS, WORKSTATIONS),
    Kind.NAMED_CLASS: (SPONSORSHIP, MENTORS),
    Kind.SCHOOL_IN_FACTORY: (ROOM, WORKSTATIONS, MENTORS, BEDS),
    Kind.FACTORY_IN_SCHOOL: (LINE, MENTORS),
    Kind.INDUSTRY_COLLEGE: (INVESTMENT, MENTORS, WORKSTATIONS),
    Kind.TRAINING_BASE: (WORKSTATIONS, HOURS, MENTORS),
    Kind.APPRENTICESHIP: (POSTS, MENTORS, WORKSTATIONS, BEDS),
    Kind.FIELD_ENGINEER: (POSTS, MENTORS, WORKSTATIONS, BEDS),
    Kind.TEACHER_PRACTICE: (PRACTICE_POSTS, MONTHS, MENTORS),
}
# Kinds of which a promise of employment is a part, stated or not.
PROMISED = frozenset({Kind.ORDER_CLASS, Kind.JOINT_ORDER_CLASS, Kind.APPRENTICESHIP, Kind.FIELD_ENGINEER})


def default_gives(
    kind: Kind, programme: Programme, demands: Sequence[Demand], *, students: int | None = None
) -> list[Row]:
    """Return the rows of a kind: the school's first, then the enterprises'; amount None is 待补充.

    `students`, where it is known, stands for the places of the class and, where employment is promised,
    caps the posts.
    """
    rows = [
        _row(
            SCHOOL,
            entry.item,
            students if entry is PLACES and students else entry.amount(programme),
            entry.unit,
        )
        for entry in SCHOOL_GIVES[kind]
    ]
    for give in ENTERPRISES_GIVE[kind]:
        amount = _total([give.amount(demand) for demand in demands])
        if give is POSTS and students and amount is not None:
            amount = min(amount, students)
        rows.append(_row(ENTERPRISE, give.item, amount, give.unit))
    promise = _promise(demands)
    if promise is not None and promise in PROMISES:
        rows.append(_row(ENTERPRISE, *PROMISES[promise]))
    elif kind in PROMISED:
        rows.append(_row(ENTERPRISE, translatable("录用承诺"), None, ""))
    return rows


def _row(giver: str, item: str, amount: float | None, unit: str) -> Row:
    return {"giver": giver, "item": item, "amount": amount, "unit": unit}


def _total(amounts: Sequence[float | None]) -> float | None:
    """Add up what is known; None where nobody said anything."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _promise(demands: Sequence[Demand]) -> Promise | None:
    """Return the weakest promise of all; None where one of them did not say."""
    order = list(Promise)
    promises = [demand.promise for demand in demands]
    known = [promise for promise in promises if promise is not None]
    return min(known, key=order.index) if known and len(known) == len(promises) else None
