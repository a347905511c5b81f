"""What an event changed, in words: the name of each field, and what it held before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields.core import UnboundField

from matchmaker.models import Mark, Source
from matchmaker.policy import Role
from matchmaker.rules import BY_CODE
from matchmaker.services.partnerships.versions import FIELDS as TERMS
from matchmaker.services.partnerships.versions import Change
from matchmaker.terms import Department, Kind, Level, Promise, UnmetReason
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.demands import DemandForm
from matchmaker.web.forms.organizations import FORMS
from matchmaker.web.forms.partnerships.reports import GraduationForm, StayForm, TermForm
from matchmaker.web.forms.programmes import ProgrammeForm
from matchmaker.web.labels import label, report_name
from matchmaker.web.members import differences
from matchmaker.web.members.differences import Difference
from matchmaker.web.templating import day, listed, moment, number
from matchmaker.workflow import Answer, OrganizationState, PartnershipState, PostingState, ProposalState

STATES: Mapping[str, type[StrEnum]] = {
    "organization": OrganizationState,
    "programme": PostingState,
    "demand": PostingState,
    "proposal": ProposalState,
    "partnership": PartnershipState,
}
# Fields that no form has; a form's fields are called as the form calls them.
TITLES: Mapping[str, object] = {
    "state": _("状态"),
    "source": _("来源"),
    "published_at": _("发布时间"),
    "expires_at": _("有效期至"),
    "confirmed_at": _("确认时间"),
    "started_at": _("开始时间"),
    "ended_at": _("结束时间"),
    "end_reason": _("终止理由"),
    "keyed_in_by_id": _("代录人"),
    "copied_from": _("复制自"),
    "is_places_assumed": _("学位数为推定"),
    "is_headcount_assumed": _("人数为推定"),
    "merged_into_id": _("并入单位"),
    "double": _("重复单位"),
    "membership": _("成员"),
    "invitation": _("邀请"),
    "claim": _("认领申请"),
    "programme": _("专业供给"),
    "demand": _("用人需求"),
    "proposal_party": _("参与的合作方案"),
    "user_id": _("用户"),
    "role": _("角色"),
    "is_active": _("可登录"),
    "is_administrator": _("系统管理员"),
    "organization": _("参与方"),
    "answer": _("答复"),
    "confirmed_number": _("确认的版本"),
    "mark": _("标记"),
    "rules": _("不符合的规定"),
    "code": _("单位代码"),
    "period": _("报告"),
    "evaluation": _("评价"),
    "report": _("报告"),
    "report_confirmation": _("核对记录"),
    "agreement_scan": _("签署扫描件"),
    "why": _("原因类别"),
    "remark": _("所看的版本"),
    "scan": _("扫描件的 SHA-256"),
    "scan_size": _("扫描件的字节数"),
}
MEMBERS: Mapping[str, type[StrEnum]] = {
    "level": Level,
    "least_level": Level,
    "school_level": Level,
    "promise": Promise,
    "department": Department,
    "kind": Kind,
    "accepted_kinds": Kind,
    "source": Source,
    "role": Role,
    "answer": Answer,
    "mark": Mark,
    "why": UnmetReason,
}
FORMS_OF: Mapping[str, Sequence[type[BaseForm]]] = {
    "programme": (ProgrammeForm,),
    "demand": (DemandForm,),
    "organization": tuple(FORMS.values()),
    "partnership": (TermForm, GraduationForm, StayForm),
}
# What keeps no name but a number is told as one.
NUMBERED = frozenset({"merged_into_id", "double", "user_id", "keyed_in_by_id", "copied_from"})
COMMENT = "comment_"
# What is kept as text and told in words, by the end of its name.
WRITTEN: Sequence[tuple[str, Callable[[str], str]]] = (
    ("_at", lambda text: moment(datetime.fromisoformat(text))),
    ("_date", lambda text: day(date.fromisoformat(text))),
    ("period", report_name),
)


class Told(Protocol):
    """An event, or an entry of a history."""

    @property
    def subject_type(self) -> str: ...
    @property
    def before(self) -> Mapping[str, Any]: ...
    @property
    def after(self) -> Mapping[str, Any]: ...


def tell(event: Told) -> list[Difference]:
    """Return what changed, one entry a field; what a field did not hold before has no lines before."""
    titles = _titles(event.subject_type)
    return [
        _difference(Change(name, event.before.get(name), after), event.subject_type, titles)
        for name, after in event.after.items()
        if event.before.get(name) != after
    ]


def _difference(change: Change, subject_type: str, titles: Mapping[str, object]) -> Difference:
    if subject_type == "proposal" and change.field in TERMS:
        return differences.tell([change], {})[0]
    title = titles.get(change.field, change.field)
    if change.field.startswith(COMMENT):
        name = change.field.removeprefix(COMMENT)
        title = gettext("对“%(field)s”的意见", field=titles.get(name) or differences.FIELDS.get(name, name))
    before, after = (_lines(change.field, value, subject_type) for value in (change.before, change.after))
    return Difference(str(title), before, after or ["—"])


@cache
def _titles(subject_type: str) -> Mapping[str, object]:
    """Return the words of a record's fields: those of its forms, and those that no form has."""
    found: dict[str, object] = {}
    for form in FORMS_OF.get(subject_type, ()):
        unbound = {name: getattr(form, name) for name in dir(form)}
        found |= {name: one.args[0] for name, one in unbound.items() if _has_label(one)}
    return {**found, **TITLES}


def _has_label(candidate: object) -> bool:
    return isinstance(candidate, UnboundField) and bool(candidate.args)


def _lines(name: str, value: Any, subject_type: str) -> list[str]:  # noqa: ANN401 - any field's value.
    if value in (None, "", []):
        return []
    if isinstance(value, list):
        return [listed([_word(name, one, subject_type) for one in value])]
    return [_word(name, value, subject_type)]


def _word(name: str, value: Any, subject_type: str) -> str:  # noqa: ANN401 - any field's value.
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, int | float):
        return f"#{value}" if name in NUMBERED else number(value)
    members = STATES.get(subject_type) if name == "state" else MEMBERS.get(name)
    if members is not None and value in {member.value for member in members}:
        return label(members(value))
    for ending, told in WRITTEN:
        if name.endswith(ending):
            return told(value)
    return str(gettext(BY_CODE[value].text)) if name == "rules" and value in BY_CODE else str(value)
