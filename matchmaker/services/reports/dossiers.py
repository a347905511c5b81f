"""The class dossier: what the reports of a partnership say together, held against plan and regulations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from matchmaker import rules
from matchmaker.models import Organization, Partnership, TermReport
from matchmaker.rules import Facts, Finding
from matchmaker.services import regulations
from matchmaker.services.reports import periods, timetable
from matchmaker.services.reports.kinds import waiting
from matchmaker.services.reports.periods import Term


@dataclass(frozen=True, slots=True)
class Chapter:
    """One term: its report, what the regulations say of it, and whose word is missing."""

    report: TermReport
    practice_share: float | None  # Percent of the class hours.
    findings: tuple[Finding, ...]
    waiting: tuple[Organization, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole of a class, the latest term first; shares and sums count what was told."""

    chapters: tuple[Chapter, ...]
    planned: int  # Students of the agreed proposal.
    students: int | None  # At the end of the latest term.
    left_students: int
    class_hours: int
    practice_hours: int
    incidents: int
    open_terms: tuple[Term, ...]  # Begun, and not reported yet; the oldest first.

    @property
    def practice_share(self) -> float | None:
        """Percent of all class hours that were practice."""
        return share(self.practice_hours, self.class_hours)


def of_partnership(session: Session, partnership: Partnership, *, on: date) -> Dossier:
    """Put the reports of a partnership together."""
    filed = timetable.of_partnership(session, TermReport, partnership)
    found = sorted(filed, key=lambda report: report.period, reverse=True)
    owed = timetable.missing(timetable.duties(partnership, on=on), filed)
    told = [
        report for report in found if report.class_hours is not None and report.practice_hours is not None
    ]
    return Dossier(
        chapters=tuple(_chapter(report, on=on) for report in found),
        planned=partnership.proposal.students,
        students=found[0].students if found else None,
        left_students=sum(report.left_students for report in found),
        class_hours=sum(report.class_hours or 0 for report in told),
        practice_hours=sum(report.practice_hours or 0 for report in told),
        incidents=sum(report.incidents for report in found),
        open_terms=tuple(duty.period for duty in owed if isinstance(duty.period, Term)),
    )


def share(practice_hours: int | None, class_hours: int | None) -> float | None:
    """Return the percentage of practice; None where it is not known."""
    if practice_hours is None or not class_hours:
        return None
    return 100 * practice_hours / class_hours


def facts_of(report: TermReport, *, on: date) -> Facts:
    """Return what the rules look at: the report's figures, and what the postings say of the enterprises."""
    known = regulations.facts_of(report.partnership.proposal, on=on)
    return Facts(
        students=report.interns or None,
        practice_share=share(report.practice_hours, report.class_hours),
        grade_year=_grade_year(report) if report.interns else None,
        staff_total=known.staff_total,
        mentors=report.mentors,
        wage_yuan=report.wage_yuan,
        post_wage_yuan=report.post_wage_yuan,
        insured=report.insured,
        industries=known.industries,
    )


def _grade_year(report: TermReport) -> int | None:
    """Return the year of study of the youngest class in the term."""
    programmes = [party.programme for party in report.partnership.proposal.parties]
    grades = [programme.grade for programme in programmes if programme is not None]
    known = [grade for grade in grades if grade is not None]
    term = periods.read(report.period)
    return term.school_year - max(known) + 1 if known and isinstance(term, Term) else None


def _chapter(report: TermReport, *, on: date) -> Chapter:
    regions = report.partnership.region_codes
    return Chapter(
        report=report,
        practice_share=share(report.practice_hours, report.class_hours),
        findings=tuple(rules.examine(facts_of(report, on=on), on=on, regions=regions)),
        waiting=waiting(report),
    )
