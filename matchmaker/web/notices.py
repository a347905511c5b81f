"""The sentences of the notifications, and the pages they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.models import Notification
from matchmaker.terms import Kind, Stage
from matchmaker.web.labels import label, report_name

SENTENCES: Mapping[str, object] = {
    "proposal_sent": _("%(kind)s方案 #%(number)s 等待您答复。"),
    "proposal_changed": _("%(kind)s方案 #%(number)s 有了新版本，请重新答复。"),
    "proposal_answered": _("%(kind)s方案 #%(number)s 有参与方作了答复。"),
    "proposal_asked": _("%(kind)s方案 #%(number)s 有新的提问。"),
    "proposal_replied": _("%(kind)s方案 #%(number)s 的提问有了回答。"),
    "proposal_declined": _("%(kind)s方案 #%(number)s 被参与方谢绝。"),
    "proposal_in_review": _("%(kind)s方案 #%(number)s 各方均有意向，已转主管部门审核。"),
    "proposal_approved": _("%(kind)s方案 #%(number)s 通过审核，请确认当前版本。"),
    "proposal_returned": _("%(kind)s方案 #%(number)s 被退回，请按意见修改。"),
    "proposal_rejected": _("%(kind)s方案 #%(number)s 未通过审核。"),
    "proposal_agreed": _("%(kind)s方案 #%(number)s 各方均已确认，合作达成。"),
    "proposal_withdrawn": _("%(kind)s方案 #%(number)s 已被撤回。"),
    "proposal_expired": _("%(kind)s方案 #%(number)s 超过期限，已失效。"),
    "proposal_called_off": _("%(kind)s方案 #%(number)s 因参与单位被停用而终止。"),
    "partner_suspended": _(
        "%(kind)s项目 #%(number)s 的参与单位“%(organization)s”已被停用，请与主管部门商定后续安排。"
    ),
    "scan_uploaded": _("%(kind)s项目 #%(number)s 有参与方上传了签署扫描件。"),
    "proposal_answer_reminder": _("%(kind)s方案 #%(number)s 已发出 %(days)s 个工作日，仍在等待您答复。"),
    "proposal_confirm_reminder": _("%(kind)s方案 #%(number)s 通过审核已 %(days)s 个工作日，仍在等待您确认。"),
    "posting_expiring": _("“%(title)s”将于 %(day)s 到期，打开后点“续期”即可。"),
    "teachers_owing": _("“%(title)s”有 %(count)s 名教师尚未完成企业实践，请安排到企业实践。"),
    "queue_filled": _("审核队列有新的内容，现有 %(count)s 项待审核。"),
    "review_due": _("审核任务 #%(number)s 应于 %(day)s 前完成。"),
    "review_late": _("审核任务 #%(number)s 已超过 %(day)s 的期限。"),
    "file_report": _("%(kind)s项目 #%(number)s：%(report)s已提交，请对方核对。"),
    "edit_report": _("%(kind)s项目 #%(number)s：%(report)s已修改，请对方重新核对。"),
    "confirm_report": _("%(kind)s项目 #%(number)s：%(report)s有参与方核对无误。"),
    "settle_report": _("%(kind)s项目 #%(number)s：%(report)s各方核对一致。"),
    "return_report": _("%(kind)s项目 #%(number)s：%(report)s被退回，请修改。"),
    "close_evaluation": _("%(kind)s项目 #%(number)s 各方评价完成，可以互相查看。"),
    "evaluation_reminder": _("%(kind)s项目 #%(number)s 已结束 %(days)s 个工作日，请评价。"),
    "report_reminder": _("%(kind)s项目 #%(number)s：%(report)s已到填报时间 %(days)s 个工作日，请填报。"),
    "posting_pause_silent": _("“%(title)s”在60天内有5份合作方案到期未答复，已自动暂停，可随时恢复发布。"),
    "posting_approve": _("“%(title)s”已通过审核并发布，正在匹配。"),
    "posting_return": _("“%(title)s”被退回，请按意见修改后重新提交。"),
    "posting_reject": _("“%(title)s”未通过审核。"),
    "posting_take_down": _("“%(title)s”已被主管部门撤下，请按意见修改。"),
    "posting_expire": _("“%(title)s”已到期，不再参与匹配，需要时可重新发布。"),
    "posting_key_in": _("主管部门为您的单位代录了需求“%(title)s”，请确认。"),
    "organization_waiting": _("“%(organization)s”等待核验。"),
    "organization_verified": _("“%(organization)s”已通过核验，可以发布供需信息。"),
    "organization_refused": _("“%(organization)s”未通过核验：%(reason)s"),
    "organization_suspended": _("“%(organization)s”已被停用：%(reason)s"),
    "organization_unverified": _("“%(organization)s”重新进入核验。"),
    "saved_hits": _("“%(name)s”有 %(count)s 条新结果。"),
    "claim_waiting": _("有人申请代表“%(organization)s”，等待核实。"),
}
# Where a notification leads: the table of its subject -> the page and the name of its number.
PAGES: Mapping[str, tuple[str, str]] = {
    "organization": ("organizations.show", "organization_id"),
    "programme": ("programmes.show", "programme_id"),
    "demand": ("demands.show", "demand_id"),
    "proposal": ("proposals.show", "proposal_id"),
    "partnership": ("partnerships.show", "partnership_id"),
    "review": ("reviews.show", "review_id"),
    "saved_filter": ("saved.results", "saved_id"),
}
# What leads to another page than that of its subject.
ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "evaluation_reminder": ("evaluations.show", "partnership_id"),
    "queue_filled": ("reviews.queue", ""),
}


def sentence(notification: Notification) -> str:
    """Tell a notification in the user's language."""
    values = {**notification.values, "number": notification.subject_id}
    if "kind" in values:
        values["kind"] = label(Kind(values["kind"]))
    if "period" in values:
        values["report"] = report_name(values["period"])
    text = str(SENTENCES.get(notification.name) or gettext("与您有关的记录有了新的进展。"))
    return text % values


def target(notification: Notification, *, is_external: bool = False) -> str:
    """Return the address of what a notification is about."""
    endpoint, name = PAGES[notification.subject_type]
    if "period" in notification.values:
        endpoint = "evaluations.show" if notification.values["period"] in set(Stage) else "dossiers.show"
    elif notification.name in ELSEWHERE:
        endpoint, name = ELSEWHERE[notification.name]
    values: dict[str, Any] = {name: notification.subject_id} if name else {}
    return url_for(endpoint, _external=is_external, **values)
