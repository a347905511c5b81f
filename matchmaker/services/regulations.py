"""What the regulations say of a record, filled in with what the record tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from matchmaker import rules
from matchmaker.models import Demand, Organization, Programme, Proposal
from matchmaker.models.review import Subject
from matchmaker.rules import RULES, Facts, Finding, Rule
from matchmaker.workflow import OrganizationState

# What a record can tell at all, filled in with anything: a rule that does not answer then is not about it.
_TELLING: Mapping[type[Subject], Facts] = {
    Programme: Facts(practice_share=1),
    Demand: Facts(staff_total=1, mentors=1, offered_posts=1, technical_posts=1, industries=frozenset()),
    Proposal: Facts(
        students=1,
        practice_share=1,
        grade_year=1,
        staff_total=1,
        mentors=1,
        offered_posts=1,
        technical_posts=1,
        industries=frozenset(),
    ),
}


def examine(subject: Subject, *, on: date) -> list[Finding]:
    """Apply those rules of the day that a posting or a proposal can answer; an organization answers none."""
    if isinstance(subject, Organization):
        return []
    findings = rules.examine(facts_of(subject, on=on), on=on, regions=subject.region_codes)
    return [finding for finding in findings if _is_about(finding.rule, subject)]


def later(subject: Subject, *, on: date) -> list[Rule]:
    """Return the rules of the day that only a proposal, or the reports of a running class, can answer."""
    if isinstance(subject, Organization):
        return []
    return [rule for rule in RULES if rule.test and rule.is_valid(on) and not _is_about(rule, subject)]


def _is_about(rule: Rule, subject: Subject) -> bool:
    return rule.test is not None and rule.test(_TELLING[type(subject)]) is not None


def is_clean(subject: Subject, *, on: date) -> bool:
    """Tell whether nothing asks for a closer look: a broken rule, a failed gate, an organization to verify.

    Open questions do not count.
    """
    if isinstance(subject, Organization) or not _are_verified(subject):
        return False
    gates = subject.gates if isinstance(subject, Proposal) else []
    is_broken = any(finding.holds is False for finding in examine(subject, on=on))
    return not is_broken and all(gate["status"] != "failed" for gate in gates)


def _are_verified(subject: Programme | Demand | Proposal) -> bool:
    records = subject.parties if isinstance(subject, Proposal) else [subject]
    return all(record.organization.state is OrganizationState.VERIFIED for record in records)


def facts_of(subject: Programme | Demand | Proposal, *, on: date) -> Facts:
    """Return what a record tells; what nobody said stays None and breaks no rule."""
    if isinstance(subject, Proposal):
        start, end = subject.term_start or on, subject.term_end
        years = [_year_of_internship(programme, start, end) for programme in subject.programmes]
        students, grade_year = subject.students, _least(years)
        return _facts(subject.programmes, subject.demands, students=students, grade_year=grade_year)
    # Nobody says of a single posting when an internship would begin.
    if isinstance(subject, Programme):
        return _facts([subject], [], students=None, grade_year=None)
    return _facts([], [subject], students=None, grade_year=None)


def _facts(
    programmes: Sequence[Programme],
    demands: Sequence[Demand],
    *,
    students: int | None,
    grade_year: int | None,
) -> Facts:
    return Facts(
        students=students,
        practice_share=_least([programme.practice_share for programme in programmes]),
        grade_year=grade_year,
        staff_total=_total([_staff(demand) for demand in demands]),
        mentors=_total([demand.mentors for demand in demands]),
        offered_posts=_total([demand.headcount for demand in demands]),
        technical_posts=_total([one.technical_posts for one in _enterprises(demands)]),
        industries=_industries(demands),
    )


def _year_of_internship(programme: Programme, start: date, end: date | None) -> int | None:
    """Return in which year of study an internship of the class would certainly begin.

    A class may begin in the first year with its internship in a later one: then nothing is known yet, unless
    the whole cooperation ends before the second year.
    """
    if programme.grade is None:
        return None
    first = _year_of_study(programme.grade, start)
    if first > 1:
        return first
    return first if end is not None and _year_of_study(programme.grade, end) <= 1 else None


def _year_of_study(grade: int, day: date) -> int:
    """Return the year of study, from 1, that a day lies in; a year begins in September."""
    return day.year - grade + (1 if day.month >= 9 else 0)


def _staff(demand: Demand) -> int | None:
    """Return how many the site employs; where it is not told, how many the whole enterprise does."""
    return demand.staff_total if demand.staff_total is not None else demand.organization.staff_total


def _enterprises(demands: Sequence[Demand]) -> list[Organization]:
    """Return each enterprise once, however many demands it has."""
    return list({demand.organization_id: demand.organization for demand in demands}.values())


def _industries(demands: Sequence[Demand]) -> frozenset[str] | None:
    """Return the trades of the enterprises, as far as they told them."""
    codes = {demand.organization.industry_code for demand in demands} - {None}
    return frozenset(code for code in codes if code) or None


def _least(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return min(known, default=None)


def _total(values: Sequence[int | None]) -> int | None:
    """Add up; one unknown makes the whole unknown."""
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
