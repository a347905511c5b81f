"""What a report is about: a term while the class runs, or a stage after its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from matchmaker.terms import Stage

AUTUMN, SPRING = 8, 2  # Months in which the terms begin.
WRITTEN = re.compile(r"([12][0-9]{3})-([12])")


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One term of a school year: 1 begins in autumn, 2 in the spring after it."""

    school_year: int
    number: int

    def __str__(self) -> str:
        """Write it as the reports keep it."""
        return f"{self.school_year}-{self.number}"

    @property
    def begins(self) -> date:
        """Its first day."""
        if self.number == 1:
            return date(self.school_year, AUTUMN, 1)
        return date(self.school_year + 1, SPRING, 1)

    @property
    def following(self) -> Term:
        """The term after this one."""
        return Term(self.school_year, 2) if self.number == 1 else Term(self.school_year + 1, 1)


Period = Term | Stage


def read(text: str) -> Period:
    """Return the period that is written so; raise ValueError for anything else."""
    if text in set(Stage):
        return Stage(text)
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"no period: {text!r}")
    return Term(int(found[1]), int(found[2]))


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
