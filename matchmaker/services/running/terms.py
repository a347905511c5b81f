"""School terms: which there are, and what a report of one may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matchmaker.errors import UserError, translatable

AUTUMN, SPRING = 8, 2  # Months in which the terms begin.


class FiguresError(UserError):
    """The figures of a report contradict each other."""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One term of a school year: 1 begins in autumn, 2 in the spring after it."""

    school_year: int
    number: int

    @property
    def following(self) -> Term:
        """The term after this one."""
        return Term(self.school_year, 2) if self.number == 1 else Term(self.school_year + 1, 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report says; None is not known yet (待补充). Head-counts only: no names of students."""

    students: int
    left_students: int = 0
    interns: int = 0
    school_teachers: int | None = None
    mentors: int | None = None
    class_hours: int | None = None
    practice_hours: int | None = None
    wage_yuan: int | None = None
    post_wage_yuan: int | None = None
    insured: int | None = None
    incidents: int = 0
    incident_note: str = ""
    note: str = ""


def term_of(day: date) -> Term:
    """Return the term that a day lies in; a year of school begins in August."""
    if day.month >= AUTUMN:
        return Term(day.year, 1)
    return Term(day.year - 1, 2 if day.month >= SPRING else 1)


def between(first: date, last: date) -> list[Term]:
    """Return the terms from one day to another, the oldest first."""
    term, end = term_of(first), term_of(last)
    found = []
    while term <= end:
        found.append(term)
        term = term.following
    return found


def check(figures: Figures) -> None:
    """Raise FiguresError unless the figures hold together."""
    students = figures.students
    if figures.interns > students:
        raise FiguresError(translatable("实习人数不能多于班级人数。"))
    if figures.insured is not None and figures.insured > students:
        raise FiguresError(translatable("投保人数不能多于班级人数。"))
    if figures.practice_hours is not None and figures.class_hours is None:
        raise FiguresError(translatable("填写实践课时的，也要填写总课时。"))
    if (figures.practice_hours or 0) > (figures.class_hours or 0):
        raise FiguresError(translatable("实践课时不能多于总课时。"))
    if figures.incidents and not figures.incident_note.strip():
        raise FiguresError(translatable("有安全事故或投诉的，请说明经过和处理结果（不写学生姓名）。"))
