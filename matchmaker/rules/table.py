"""The rules with their sources; to complete or correct one, change its entry here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matchmaker.errors import translatable
from matchmaker.rules import facts
from matchmaker.rules.facts import Facts, Gauge


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
class Source:
    """A document: its name and number, when it holds, and where; no region is the whole country."""

    name: str
    valid_from: date
    valid_to: date | None = None
    region: str = ""  # How the codes of its regions begin.


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `test` answers True, False, a gauge, or None where the facts do not suffice.

    A rule without a test is one that the platform cannot test: it stands in the checklists of agreements.
    """

    code: str
    text: str
    document: Source
    article: str
    status: Status
    severity: Severity
    test: Callable[[Facts], bool | Gauge | None] | None = None

    @property
    def source(self) -> str:
        """The name and number of the document."""
        return self.document.name

    def is_valid(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        ends = self.document.valid_to
        return self.document.valid_from <= on and (ends is None or on <= ends)

    def is_local(self, regions: Collection[str]) -> bool:
        """Tell whether it holds in one of the regions."""
        return not self.document.region or any(code.startswith(self.document.region) for code in regions)


_JIAYUGUAN = Source(
    translatable("嘉峪关市关于深化产教融合的实施方案（嘉政办发〔2020〕9号）"),
    date(2020, 1, 22),
    region="6202",
)
_INTERNSHIP = Source(translatable("职业学校学生实习管理规定（教职成〔2021〕4号）"), date(2022, 1, 21))
_TEACHERS = Source(translatable("职业学校教师企业实践规定（教师〔2016〕3号）"), date(2016, 5, 11))
_SURCHARGE = Source(
    translatable("关于调整部分政府性基金有关政策的通知（财税〔2019〕46号）"), date(2019, 1, 1)
)
_D13, _D14 = translatable("（十三）"), translatable("（十四）")
_T16, _T18 = translatable("第十六条"), translatable("第十八条")
_OPEN = translatable("条款待核实")
_VERIFIED, _SECONDARY, _UNVERIFIED = Status.VERIFIED, Status.SECONDARY, Status.UNVERIFIED
_BLOCK, _WARN = Severity.BLOCK, Severity.WARN

PRACTICE_SHARE = translatable("实践性教学课时不少于总课时的50%")
OFFERED = translatable("规模以上企业提供的实习实训岗位不少于技术工种等岗位总数的10%（下限，分母为同类岗位）")
FIRST_YEAR = translatable("一年级在校学生不得安排岗位实习")
INTERMEDIARY = translatable("不得通过中介机构或有偿代理组织、安排和管理学生实习")
PAY = translatable("岗位实习报酬原则上不低于本单位相同岗位工资标准的80%或最低档工资标准")
STAFF = translatable(
    "实习学生一般不超过实习单位在岗职工总数的10%（上限，分母为在岗职工；2016年文本，2021年修订是否沿用待核实）"
)
LIKE_STAFF = translatable(
    "在具体岗位实习的学生一般不超过同类岗位职工总数的20%（2016年文本，2021年修订是否沿用待核实）"
)
PAY_CYCLE = translatable("实习报酬以货币形式按时足额直接支付给学生，周期不超过1个月，不得由第三方转发")
AGE = translatable("不得安排未满16周岁的学生进行岗位实习")
CONSENT = translatable("学生及其监护人签署知情同意书")
AGREEMENT = translatable("实习开始前，学校、实习单位、学生三方签订实习协议")
HOURS = translatable("不安排超时实习和夜班")
INSURED = translatable("为实习学生投保实习责任保险")
PLAN = translatable("校企共同制定实习实训计划")
INSURANCES = translatable("加快发展学生实习责任保险、人身意外伤害保险、现代学徒制保险、企业新型学徒制保险")
APPRENTICES = translatable("现代新型学徒制以招工即招生、入厂即入校、校企双师联合培养为主要内容")
TEACHERS = translatable("专业课教师每5年累计不少于6个月到企业或生产服务一线实践")
LOCAL_TEACHERS = translatable("职业院校教师5年一轮轮训，专业教师每5年到企业实践时间累计不少于6个月")
OFFSET = translatable(
    "试点企业兴办职业教育投资符合规定的，可按投资额的30%抵免当年应缴教育费附加和地方教育附加"
)

RULES: tuple[Rule, ...] = (
    Rule("practice_share", PRACTICE_SHARE, _JIAYUGUAN, _D13, _VERIFIED, _BLOCK, facts.practice_share),
    Rule("offered_posts_floor", OFFERED, _JIAYUGUAN, _D13, _VERIFIED, _WARN, facts.offered_floor),
    Rule("not_first_year", FIRST_YEAR, _INTERNSHIP, _T16, _SECONDARY, _BLOCK, facts.not_first_year),
    Rule("no_intermediary", INTERMEDIARY, _INTERNSHIP, _T16, _SECONDARY, _BLOCK, facts.no_intermediary),
    Rule("intern_pay", PAY, _INTERNSHIP, _T18, _SECONDARY, _WARN, facts.pay),
    Rule("interns_ceiling", STAFF, _INTERNSHIP, _OPEN, _UNVERIFIED, _WARN, facts.staff_ceiling),
    Rule("like_posts_ceiling", LIKE_STAFF, _INTERNSHIP, _OPEN, _UNVERIFIED, _WARN, facts.like_staff_ceiling),
    Rule("interns_insured", INSURED, _INTERNSHIP, _OPEN, _UNVERIFIED, _WARN, facts.all_insured),
    Rule("least_age", AGE, _INTERNSHIP, _T16, _SECONDARY, _BLOCK),
    Rule("pay_cycle", PAY_CYCLE, _INTERNSHIP, _T18, _SECONDARY, _BLOCK),
    Rule("consent", CONSENT, _INTERNSHIP, _OPEN, _SECONDARY, _WARN),
    Rule("three_parties", AGREEMENT, _INTERNSHIP, _OPEN, _SECONDARY, _WARN),
    Rule("working_hours", HOURS, _INTERNSHIP, _OPEN, _UNVERIFIED, _WARN),
    Rule("internship_plan", PLAN, _JIAYUGUAN, translatable("（九）"), _VERIFIED, _WARN),
    Rule("insurances", INSURANCES, _JIAYUGUAN, translatable("（二十四）"), _VERIFIED, _WARN),
    Rule("apprenticeship", APPRENTICES, _JIAYUGUAN, _D13, _VERIFIED, _WARN),
    Rule("teacher_months", TEACHERS, _TEACHERS, translatable("第四条"), _SECONDARY, _WARN),
    Rule("local_teacher_months", LOCAL_TEACHERS, _JIAYUGUAN, _D14, _VERIFIED, _WARN),
    Rule("surcharge_offset", OFFSET, _SURCHARGE, _OPEN, _SECONDARY, _WARN),
)  # fmt: skip
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
