"""The words of the history: what was done to a record."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

ACTIONS: Mapping[str, object] = {
    "create": _("新建"),
    "edit": _("修改"),
    "submit": _("提交审核"),
    "withdraw": _("撤回"),
    "approve": _("审核通过"),
    "return": _("退回修改"),
    "reject": _("审核不通过"),
    "key_in": _("代录发布"),
    "import": _("批量导入"),
    "pause": _("暂停"),
    "resume": _("恢复发布"),
    "take_down": _("撤下"),
    "expire": _("到期"),
    "renew": _("重新发布"),
    "close": _("关闭"),
    "verify": _("核验通过"),
    "refuse": _("核验不通过"),
    "apply": _("重新申请核验"),
    "suspend": _("停用"),
    "merge": _("合并"),
    "veto": _("否决"),
    "send": _("发送各方"),
    "resend": _("重新发送各方"),
    "show_interest": _("表示有意向"),
    "discuss": _("希望洽谈"),
    "decline": _("谢绝"),
    "begin_review": _("转入审核"),
    "confirm": _("确认"),
    "agree": _("达成合作"),
    "start": _("开始运行"),
    "terminate": _("终止"),
}


def action_word(name: str) -> str:
    """Return the word for an action; one that has none is told by its own name."""
    return str(ACTIONS.get(name, name))
