"""What an agreement of each kind has to be checked for, with the regulations behind each item."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from matchmaker.rules import BY_CODE, Status
from matchmaker.terms import Kind

# How far a text may be relied on, as a document says it.
STATUS_WORDS: Mapping[Status, str] = {
    Status.VERIFIED: "已核对原文",
    Status.SECONDARY: "二手来源，使用前请核对原文",
    Status.UNVERIFIED: "待核实，不作为依据",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """A regulation behind an item: its text, its document, its article, and how well it is known."""

    text: str
    source: str
    article: str
    status: Status
    reliance: str  # The status as a document says it.


@dataclass(frozen=True, slots=True)
class Check:
    """An item to be checked before signing."""

    title: str
    content: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the table; `rules` are the codes of the rules behind it."""

    title: str
    content: str
    rules: tuple[str, ...] = ()


PLAN = Item(
    "实习实训计划", "各方共同制定并作为附件，写明内容、岗位、时间、考核和指导人员。", ("internship_plan",)
)
PAPERS = Item(
    "协议与知情同意",
    "学生到岗前签订学校、企业、学生三方协议，学生及其监护人签署知情同意书；核对年级和年龄。",
    ("three_parties", "consent", "not_first_year", "least_age"),
)
INSURANCE = Item(
    "保险", "写明投保人、险种、保额和期限，保单复印件作为附件。", ("interns_insured", "insurances")
)
PAY = Item("实习报酬", "写明标准、支付日期和方式。", ("intern_pay", "pay_cycle"))
HOURS = Item("工作时间", "写明每日时间、休息和轮班安排。", ("working_hours",))
MENTORS = Item("指导人员", "列出教师和企业导师的人数、职责和津贴。")
SHARES = Item(
    "接收比例", "按两个不同的分母分别核对。", ("offered_posts_floor", "interns_ceiling", "like_posts_ceiling")
)
PRACTICE = Item("实践课时", "写明总课时和实践课时。", ("practice_share",))
DIRECT = Item("不经中介", "确认没有中介机构或有偿代理参与。", ("no_intermediary",))
HIRING = Item("录用", "写明岗位、人数、条件、工资和录用时间。")
FUNDS = Item("资金与投入", "写明数额、拨付时间、用途和权属。", ("surcharge_offset",))
SITE = Item("场地与设备", "写明面积、工位、设备清单、可用时间和维护责任。")
PERMITS = Item("安全与环保手续", "消防、环境保护和安全生产手续齐全，复印件作为附件。")
APPRENTICES = Item("学徒身份", "核对招工即招生、入厂即入校和校企双师的落实方式。", ("apprenticeship",))
TEACHER_INSURANCE = Item("教师保险", "写明意外伤害保险的投保人、保额和期限。")
TEACHERS = Item(
    "实践时长", "写明教师人数、起止时间和累计时长的认定。", ("teacher_months", "local_teacher_months")
)

_INTERNSHIP = (PLAN, PAPERS, INSURANCE, PAY, HOURS, MENTORS, PRACTICE, SHARES, DIRECT)
CHECKLISTS: Mapping[Kind, tuple[Item, ...]] = {
    Kind.ORDER_CLASS: (HIRING, *_INTERNSHIP),
    Kind.JOINT_ORDER_CLASS: (HIRING, *_INTERNSHIP),
    Kind.NAMED_CLASS: (FUNDS, MENTORS, PLAN, PAPERS, INSURANCE, PAY, DIRECT),
    Kind.SCHOOL_IN_FACTORY: (SITE, PERMITS, *_INTERNSHIP),
    Kind.FACTORY_IN_SCHOOL: (SITE, PERMITS, *_INTERNSHIP),
    Kind.INDUSTRY_COLLEGE: (FUNDS, SITE, *_INTERNSHIP),
    Kind.TRAINING_BASE: (SITE, PERMITS, PLAN, INSURANCE, MENTORS, PRACTICE),
    Kind.APPRENTICESHIP: (APPRENTICES, HIRING, *_INTERNSHIP),
    Kind.FIELD_ENGINEER: (APPRENTICES, HIRING, *_INTERNSHIP),
    Kind.TEACHER_PRACTICE: (TEACHERS, MENTORS, PERMITS, TEACHER_INSURANCE),
}


def of(kind: Kind, *, on: date, regions: Collection[str]) -> tuple[Check, ...]:
    """Return the checklist of a kind with the regulations that hold on the day in the regions."""
    return tuple(
        Check(item.title, item.content, _grounds(item, on=on, regions=regions)) for item in CHECKLISTS[kind]
    )


def _grounds(item: Item, *, on: date, regions: Collection[str]) -> tuple[Ground, ...]:
    rules = [BY_CODE[code] for code in item.rules]
    return tuple(
        Ground(rule.text, rule.source, rule.article, rule.status, STATUS_WORDS[rule.status])
        for rule in rules
        if rule.is_valid(on) and rule.is_local(regions)
    )
