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


@dataclass(frozen=True, slots=True)
class Gauge:
    """A part of a whole against a limit in percent: a floor, or a ceiling."""

    part: float
    whole: float
    limit: int
    is_floor: bool = True

    @property
    def holds(self) -> bool:
        """Whether the part keeps to the limit."""
        part, bound = 100 * self.part, self.limit * self.whole
        return part >= bound if self.is_floor else part <= bound

    @property
    def percent(self) -> float:
        """The part in percent of the whole."""
        return 100 * self.part / self.whole


def _gauge(part: float | None, whole: float | None, limit: int, *, is_floor: bool = True) -> Gauge | None:
    return None if part is None or not whole else Gauge(part, whole, limit, is_floor)


def practice_share(facts: Facts) -> bool | None:
    """At least half of the class hours are practice."""
    return None if facts.practice_share is None else facts.practice_share >= 50


def not_first_year(facts: Facts) -> bool | None:
    """Nobody is in the first year."""
    return None if facts.grade_year is None else facts.grade_year > 1


def no_intermediary(facts: Facts) -> bool | None:
    """No party places or lends out workers as its trade."""
    return None if facts.industries is None else not facts.industries & INTERMEDIARIES


def pay(facts: Facts) -> Gauge | None:
    """Interns earn at least 80 % of what the same post pays."""
    return _gauge(facts.wage_yuan, facts.post_wage_yuan, 80)


def offered_floor(facts: Facts) -> Gauge | None:
    """At least 10 % of the technical posts are offered: a floor, over posts."""
    return _gauge(facts.offered_posts, facts.technical_posts, 10)


def staff_ceiling(facts: Facts) -> Gauge | None:
    """Interns are at most 10 % of the staff: a ceiling, over people."""
    return _gauge(facts.students, facts.staff_total, 10, is_floor=False)


def like_staff_ceiling(facts: Facts) -> Gauge | None:
    """Interns are at most 20 % of those who work at like posts."""
    return _gauge(facts.students, facts.like_staff, 20, is_floor=False)


def all_insured(facts: Facts) -> Gauge | None:
    """Every intern is insured."""
    return _gauge(facts.insured, facts.students, 100)
