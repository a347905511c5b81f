"""Rules from regulations as data: the text, its source, whether it was checked, and its test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matchmaker.errors import translatable


class Status(StrEnum):
    """How well the wording is known; only a verified rule may block."""

    VERIFIED = "verified"  # Read in the document itself.
    SECONDARY = "secondary"  # Read in a secondary source.
    UNVERIFIED = "unverified"


class Severity(StrEnum):
    """What a violation does."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at; None is unknown and no rule is broken by it."""

    students: int | None = None  # In the partnership.
    practice_share: float | None = None  # Percent of class hours.
    grade_year: int | None = None  # Year of study at the start of the internship, from 1.
    staff_total: int | None = None  # People that the enterprise employs.
    mentors: int | None = None
    offered_posts: int | None = None
    technical_posts: int | None = None
    wage_yuan: float | None = None  # Pay of the interns a month.
    post_wage_yuan: float | None = None  # Wage of the same post a month.


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `holds` answers True, False or None where the facts do not suffice."""

    code: str
    text: str
    source: str
    article: str
    valid_from: date
    status: Status
    severity: Severity
    holds: Callable[[Facts], bool | None]


def _practice_share(facts: Facts) -> bool | None:
    return None if facts.practice_share is None else facts.practice_share >= 50


def _not_first_year(facts: Facts) -> bool | None:
    return None if facts.grade_year is None else facts.grade_year > 1


def _pay(facts: Facts) -> bool | None:
    if facts.wage_yuan is None or facts.post_wage_yuan is None:
        return None
    return facts.wage_yuan >= 0.8 * facts.post_wage_yuan


def _offered_floor(facts: Facts) -> bool | None:
    if facts.offered_posts is None or not facts.technical_posts:
        return None
    return facts.offered_posts >= 0.1 * facts.technical_posts


def _interns_ceiling(facts: Facts) -> bool | None:
    if facts.students is None or not facts.staff_total:
        return None
    return facts.students <= 0.1 * facts.staff_total


_JIAYUGUAN = translatable("嘉峪关市关于深化产教融合的实施方案")
_INTERNSHIP = translatable("职业学校学生实习管理规定（教职成〔2021〕4号）")

RULES: tuple[Rule, ...] = (
    Rule(
        "practice_share",
        translatable("实践性教学课时不少于总课时的50%"),
        _JIAYUGUAN,
        translatable("（十三）"),
        date(2020, 1, 22),
        Status.VERIFIED,
        Severity.WARN,
        _practice_share,
    ),
    Rule(
        "offered_posts_floor",
        translatable("规模以上企业提供的实习实训岗位不少于技术工种等岗位总数的10%（下限，分母为同类岗位）"),
        _JIAYUGUAN,
        translatable("（十三）"),
        date(2020, 1, 22),
        Status.VERIFIED,
        Severity.WARN,
        _offered_floor,
    ),
    Rule(
        "not_first_year",
        translatable("一年级在校学生不得安排岗位实习"),
        _INTERNSHIP,
        translatable("第十六条"),
        date(2022, 1, 21),
        Status.SECONDARY,
        Severity.WARN,
        _not_first_year,
    ),
    Rule(
        "intern_pay",
        translatable("岗位实习报酬原则上不低于本单位相同岗位工资标准的80%或最低档工资标准"),
        _INTERNSHIP,
        translatable("第十八条"),
        date(2022, 1, 21),
        Status.SECONDARY,
        Severity.WARN,
        _pay,
    ),
    Rule(
        "interns_ceiling",
        translatable(
            "实习学生一般不超过实习单位在岗职工总数的10%（上限，分母为在岗职工；2016年文本，2021年修订是否沿用待核实）"
        ),
        _INTERNSHIP,
        translatable("条款待核实"),
        date(2022, 1, 21),
        Status.UNVERIFIED,
        Severity.WARN,
        _interns_ceiling,
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of some facts."""

    rule: Rule
    holds: bool | None

    @property
    def blocks(self) -> bool:
        """Whether it stops the approval: broken, severe, and its wording verified."""
        return (
            self.holds is False
            and self.rule.severity is Severity.BLOCK
            and self.rule.status is Status.VERIFIED
        )


def examine(facts: Facts, *, on: date) -> list[Finding]:
    """Apply every rule that is in force on the day, in the table's order."""
    return [Finding(rule, rule.holds(facts)) for rule in RULES if rule.valid_from <= on]
