"""What the rules look at, and the tests that they put to it."""

from __future__ import annotations

from dataclasses import dataclass

# Of GB/T 4754: 职业中介服务 and 劳务派遣服务, who may not arrange internships.
INTERMEDIARIES = frozenset({"7262", "7263"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a record; None is unknown and no rule is broken by it."""

    students: int | None = None  # In the partnership.
    practice_share: float | None = None  # Percent of class hours.
    grade_year: int | None = None  # Year of study at the start of the internship, from 1.
    staff_total: int | None = None  # People that the enterprise employs.
    like_staff: int | None = None  # People that it employs at posts like the interns'.
    mentors: int | None = None
    offered_posts: int | None = None
    technical_posts: int | None = None
    wage_yuan: float | None = None  # Pay of the interns a month.
    post_wage_yuan: float | None = None  # Wage of the same post a month.
    insured: int | None = None  # Students with an internship insurance.
    industries: frozenset[str] | None = None  # Codes of the enterprises.


def practice_share(facts: Facts) -> bool | None:
    """At least half of the class hours are practice."""
    return None if facts.practice_share is None else facts.practice_share >= 50


def not_first_year(facts: Facts) -> bool | None:
    """Nobody is in the first year."""
    return None if facts.grade_year is None else facts.grade_year > 1


def pay(facts: Facts) -> bool | None:
    """Interns earn at least 80 % of what the same post pays."""
    if facts.wage_yuan is None or facts.post_wage_yuan is None:
        return None
    return facts.wage_yuan >= 0.8 * facts.post_wage_yuan


def offered_floor(facts: Facts) -> bool | None:
    """At least 10 % of the technical posts are offered: a floor, over posts."""
    if facts.offered_posts is None or not facts.technical_posts:
        return None
    return facts.offered_posts >= 0.1 * facts.technical_posts


def staff_ceiling(facts: Facts) -> bool | None:
    """Interns are at most 10 % of the staff: a ceiling, over people."""
    if facts.students is None or not facts.staff_total:
        return None
    return facts.students <= 0.1 * facts.staff_total


def like_staff_ceiling(facts: Facts) -> bool | None:
    """Interns are at most 20 % of those who work at like posts."""
    if facts.students is None or not facts.like_staff:
        return None
    return facts.students <= 0.2 * facts.like_staff


def no_intermediary(facts: Facts) -> bool | None:
    """No party places or lends out workers as its trade."""
    return None if facts.industries is None else not facts.industries & INTERMEDIARIES


def all_insured(facts: Facts) -> bool | None:
    """Every student is insured."""
    if facts.students is None or facts.insured is None:
        return None
    return facts.insured >= facts.students
