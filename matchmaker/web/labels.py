"""The words of the interface for every state, kind and code that a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wtforms import SelectChoice

from matchmaker.models import JobStatus, Mark, Source
from matchmaker.models.ledger import LedgerAction
from matchmaker.policy import Role
from matchmaker.rules import Severity, Status
from matchmaker.services.overviews.milestones import Milestone
from matchmaker.services.partnerships.partnerships import Phase
from matchmaker.services.reports import periods
from matchmaker.services.reports.periods import Period, Term
from matchmaker.terms import (
    Criterion,
    Department,
    Frequency,
    Kind,
    Level,
    OrganizationKind,
    Promise,
    Stage,
    UnmetOccasion,
    UnmetReason,
)
from matchmaker.web.languages import gettext
from matchmaker.web.languages import lazy_gettext as _
from matchmaker.workflow import (
    Answer,
    ClaimState,
    Decision,
    OrganizationState,
    PartnershipState,
    PostingState,
    ProposalState,
    ReportState,
)

# Colors are Tabler's; a color never stands without its word.
LABELS: tuple[tuple[StrEnum, object, str], ...] = (
    (OrganizationKind.SCHOOL, _("学校"), "blue"),
    (OrganizationKind.ENTERPRISE, _("企业"), "orange"),
    (OrganizationKind.AUTHORITY, _("主管部门"), "purple"),
    (Department.EDUCATION, _("教育部门"), "purple"),
    (Department.HUMAN_RESOURCES, _("人力资源和社会保障部门"), "purple"),
    (Department.INDUSTRY, _("工业和信息化部门"), "purple"),
    (Department.DEVELOPMENT, _("发展和改革部门"), "purple"),
    (Department.PARK, _("园区管委会"), "purple"),
    (Level.SECONDARY, _("中职/技工"), "secondary"),
    (Level.COLLEGE, _("高职专科/高级技工"), "secondary"),
    (Level.BACHELOR, _("职业本科"), "secondary"),
    (Kind.ORDER_CLASS, _("订单班"), "blue"),
    (Kind.JOINT_ORDER_CLASS, _("联合订单班"), "cyan"),
    (Kind.NAMED_CLASS, _("冠名班"), "indigo"),
    (Kind.SCHOOL_IN_FACTORY, _("厂中校"), "orange"),
    (Kind.FACTORY_IN_SCHOOL, _("校中厂"), "teal"),
    (Kind.INDUSTRY_COLLEGE, _("产业学院"), "purple"),
    (Kind.TRAINING_BASE, _("实训基地"), "lime"),
    (Kind.APPRENTICESHIP, _("现代学徒制"), "pink"),
    (Kind.FIELD_ENGINEER, _("现场工程师"), "red"),
    (Kind.TEACHER_PRACTICE, _("教师企业实践"), "yellow"),
    (Promise.NONE, _("不承诺录用"), "secondary"),
    (Promise.PARTIAL, _("择优录用"), "secondary"),
    (Promise.FULL, _("承诺录用"), "green"),
    (Role.EDITOR, _("编辑"), "secondary"),
    (Role.REVIEWER, _("审核人"), "purple"),
    (Source.ENTERED, _("自行填报"), "secondary"),
    (Source.KEYED_IN, _("主管部门代录"), "purple"),
    (Source.IMPORTED, _("批量导入"), "secondary"),
    (Source.DEMO, _("示例数据"), "yellow"),
    (Mark.PINNED, _("已置顶"), "blue"),
    (Mark.VETOED, _("已否决"), "red"),
    (Mark.DISMISSED, _("不感兴趣"), "secondary"),
    (JobStatus.QUEUED, _("排队中"), "secondary"),
    (JobStatus.RUNNING, _("进行中"), "blue"),
    (JobStatus.DONE, _("已完成"), "green"),
    (JobStatus.FAILED, _("失败"), "red"),
    (LedgerAction.RESERVE, _("预留"), "blue"),
    (LedgerAction.COMMIT, _("确定"), "green"),
    (LedgerAction.RELEASE, _("释放"), "secondary"),
    (OrganizationState.UNVERIFIED, _("待核验"), "yellow"),
    (OrganizationState.VERIFIED, _("已核验"), "green"),
    (OrganizationState.REFUSED, _("未通过核验"), "red"),
    (OrganizationState.SUSPENDED, _("已停用"), "red"),
    (OrganizationState.MERGED, _("已合并"), "secondary"),
    (ClaimState.PENDING, _("待处理"), "yellow"),
    (ClaimState.ACCEPTED, _("已同意"), "green"),
    (ClaimState.REFUSED, _("已拒绝"), "red"),
    (PostingState.DRAFT, _("草稿"), "secondary"),
    (PostingState.SUBMITTED, _("待审核"), "yellow"),
    (PostingState.RETURNED, _("已退回"), "red"),
    (PostingState.PUBLISHED, _("已发布"), "green"),
    (PostingState.PAUSED, _("已暂停"), "secondary"),
    (PostingState.CLOSED, _("已关闭"), "secondary"),
    (PostingState.EXPIRED, _("已到期"), "secondary"),
    (ProposalState.DRAFT, _("草案"), "secondary"),
    (ProposalState.VETOED, _("已否决"), "red"),
    (ProposalState.REPLACED, _("已被新方案替换"), "secondary"),
    (ProposalState.SENT, _("待各方答复"), "blue"),
    (ProposalState.DISCUSSING, _("洽谈中"), "blue"),
    (ProposalState.DECLINED, _("已谢绝"), "secondary"),
    (ProposalState.EXPIRED, _("已到期"), "secondary"),
    (ProposalState.WITHDRAWN, _("已撤回"), "secondary"),
    (ProposalState.IN_REVIEW, _("审核中"), "yellow"),
    (ProposalState.RETURNED, _("已退回"), "red"),
    (ProposalState.REJECTED, _("未通过"), "red"),
    (ProposalState.APPROVED, _("待各方确认"), "blue"),
    (ProposalState.AGREED, _("已达成"), "green"),
    (PartnershipState.AGREED, _("已达成"), "green"),
    (PartnershipState.RUNNING, _("运行中"), "green"),
    (Phase.TAUGHT, _("已结课，待评价"), "blue"),
    (PartnershipState.EVALUATED, _("已评价"), "green"),
    (PartnershipState.ARCHIVED, _("已归档"), "secondary"),
    (PartnershipState.TERMINATED, _("已终止"), "secondary"),
    (ReportState.SUBMITTED, _("待对方核对"), "yellow"),
    (ReportState.RETURNED, _("已退回"), "red"),
    (ReportState.CONFIRMED, _("已核对"), "green"),
    (Answer.PENDING, _("未答复"), "yellow"),
    (Answer.INTERESTED, _("有意向"), "green"),
    (Answer.DISCUSSING, _("洽谈中"), "blue"),
    (Answer.DECLINED, _("已谢绝"), "secondary"),
    (Decision.APPROVE, _("通过"), "green"),
    (Decision.RETURN, _("退回修改"), "yellow"),
    (Decision.REJECT, _("不通过"), "red"),
    (Status.VERIFIED, _("已核对原文"), "green"),
    (Status.SECONDARY, _("二手来源"), "yellow"),
    (Status.UNVERIFIED, _("待核实"), "red"),
    (Frequency.AT_ONCE, _("立即"), "secondary"),
    (Frequency.DAILY, _("每日汇总"), "secondary"),
    (Frequency.WEEKLY, _("每周汇总"), "secondary"),
    (Frequency.OFF, _("不发邮件"), "secondary"),
    (Milestone.PUBLISHED, _("发布过"), "secondary"),
    (Milestone.MATCHED, _("有匹配"), "secondary"),
    (Milestone.PROPOSED, _("发出合作方案"), "secondary"),
    (Milestone.WANTED, _("各方均有意向"), "secondary"),
    (Milestone.APPROVED, _("通过审核"), "secondary"),
    (Milestone.AGREED, _("已达成"), "secondary"),
    (Milestone.RUNNING, _("已开班"), "secondary"),
    (Stage.GRADUATION, _("毕业时"), "secondary"),
    (Stage.SIX_MONTHS, _("结束后6个月"), "secondary"),
    (Stage.TWELVE_MONTHS, _("结束后12个月"), "secondary"),
    (Criterion.PROMISES, _("承诺兑现"), "secondary"),
    (Criterion.MENTORING, _("企业导师与实训条件"), "secondary"),
    (Criterion.WELFARE, _("学生待遇与安全"), "secondary"),
    (Criterion.SKILLS, _("学生技能水平"), "secondary"),
    (Criterion.ATTITUDE, _("学习与工作态度"), "secondary"),
    (Criterion.CURRICULUM, _("课程与岗位的契合"), "secondary"),
    (Criterion.COMMUNICATION, _("沟通与配合"), "secondary"),
    (Criterion.COMPLIANCE, _("合规"), "secondary"),
    (Criterion.EFFECT, _("育人成效"), "secondary"),
    (Criterion.REGION, _("服务当地产业"), "secondary"),
    (UnmetReason.NO_PROGRAMME, _("没有合适的专业或岗位"), "secondary"),
    (UnmetReason.TOO_FAR, _("距离太远"), "secondary"),
    (UnmetReason.LEVEL, _("学历层次不符"), "secondary"),
    (UnmetReason.TIMING, _("时间不合适"), "secondary"),
    (UnmetReason.TERMS, _("合作条件谈不拢"), "secondary"),
    (UnmetReason.OTHER, _("其他原因"), "secondary"),
    (UnmetReason.MET, _("已经满足，不再需要"), "green"),
    (UnmetOccasion.POSTING_CLOSED, _("关闭供需信息"), "secondary"),
    (UnmetOccasion.PROPOSAL_DECLINED, _("谢绝合作方案"), "secondary"),
    (Severity.BLOCK, _("必须满足"), "red"),
    (Severity.WARN, _("提醒"), "yellow"),
)
FEATURES: Mapping[str, object] = {
    "text": _("内容相近"),
    "must": _("必备技能"),
    "nice": _("加分技能"),
    "bridge": _("专业与职业对应"),
    "level": _("学历层次"),
    "dates": _("时间衔接"),
    "distance": _("距离"),
    "capacity": _("人数规模"),
    "track_record": _("以往成效"),
}

# Members of different enumerations may be equal as strings, so the type is part of the key.
_BY_TYPE = {(type(member), member.value): (word, shade) for member, word, shade in LABELS}


def label(member: StrEnum) -> str:
    """Return the word for a member, in the user's language."""
    return str(_BY_TYPE[type(member), member.value][0])


def color(member: StrEnum) -> str:
    """Return the name of the color that goes with the word."""
    return _BY_TYPE[type(member), member.value][1]


def feature(name: str) -> str:
    """Return the word for a part of the score."""
    return str(FEATURES[name])


def period_name(period: Period | str) -> str:
    """Name the term or the stage that a report is about."""
    found = periods.read(period) if isinstance(period, str) and not isinstance(period, Stage) else period
    if not isinstance(found, Term):
        return label(found)
    years = {"first": found.school_year, "second": found.school_year + 1}
    name: str
    if found.number == 1:
        name = gettext("%(first)s–%(second)s学年第一学期", **years)
    else:
        name = gettext("%(first)s–%(second)s学年第二学期", **years)
    return name


def report_name(period: str) -> str:
    """Name a report by its period as the record keeps it."""
    is_term = isinstance(periods.read(period), Term)
    name = period_name(period)
    told: str = gettext("%(term)s报告", term=name) if is_term else gettext("%(stage)s成效", stage=name)
    return told


def choices(members: type[StrEnum]) -> list[SelectChoice]:
    """Return the options of a select field; call it when the form is made, in the user's language."""
    return [SelectChoice(member.value, label(member)) for member in members]
