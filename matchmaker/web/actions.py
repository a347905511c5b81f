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
    "extend": _("续期"),
    "renew": _("重新发布"),
    "close": _("关闭"),
    "verify": _("核验通过"),
    "refuse": _("核验不通过"),
    "apply": _("重新申请核验"),
    "suspend": _("停用"),
    "merge": _("合并"),
    "replace": _("由新方案替换"),
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
    "found": _("合作项目成立"),
    "upload_scan": _("上传签署扫描件"),
    "file_report": _("提交学期报告"),
    "edit_report": _("修改学期报告"),
    "confirm_report": _("确认学期报告"),
    "settle_report": _("学期报告各方核对一致"),
    "return_report": _("退回学期报告"),
    "settle": _("核对一致"),
    "take": _("领取"),
    "release": _("放回"),
    "pin": _("置顶配对"),
    "veto_pair": _("否决配对"),
    "dismiss": _("表示不感兴趣"),
    "unmark": _("取消标记"),
    "override_rules": _("说明理由后通过"),
    "claim": _("申请认领"),
    "accept_claim": _("同意认领"),
    "refuse_claim": _("拒绝认领"),
    "absorb": _("并入重复记录"),
    "add_member": _("加入成员"),
    "remove_member": _("移除成员"),
    "invite": _("邀请成员"),
    "withdraw_invitation": _("撤回邀请"),
    "change_password": _("修改密码"),
    "reset_password": _("重设密码"),
    "deactivate": _("停用账号"),
    "activate": _("启用账号"),
    "promote": _("设为系统管理员"),
    "demote": _("取消系统管理员"),
    "end_sessions": _("退出所有登录"),
}


def action_word(name: str) -> str:
    """Return the word for an action; one that has none is told by its own name."""
    return str(ACTIONS.get(name, name))
