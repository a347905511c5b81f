"""What each role may use at any time, beside the steps of its guide."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from matchmaker.web.public.guide_steps import Step

_ABSENT = Step(
    _("查“为什么没有匹配”"),
    _(
        "没有看到想合作的单位时，打开一条供需的匹配名单，在名单下面写它的名称、专业或岗位，"
        "就能看到差在层次、合作模式、分数还是名次，以及补充什么有用。"
    ),
    "matches.index",
)
_COMPARE = Step(
    _("对比和打印匹配"),
    _(
        "打开一条供需的匹配名单，勾选 2 至 4 条的“加入对比”，再点“对比所选”，各项并排显示。"
        "用浏览器打印，正好是一页。"
    ),
    "matches.index",
)
_SAVED = Step(
    _("保存条件，有新结果就提醒"),
    _(
        "在查找或匹配页面设好条件，点“保存这组条件”，选择每天、每周一提醒或不提醒。"
        "同一结果只提醒一次；点提醒就能看到结果。"
    ),
    "saved.index",
)
_OWN_OVERVIEW = Step(
    _("看供需概览"),
    _("图表显示本单位的供需走到了哪一步，以及所在城市各专业类的学位和岗位。每张图旁边都有同样数字的表。"),
    "overviews.index",
)
_OVERVIEW = Step(
    _("看供需概览"),
    _("图表显示本地区各专业类的学位和岗位。点击地名，可以一级一级看到区县。每张图旁边都有同样数字的表。"),
    "overviews.index",
)
_EXPORT = _("在名单的末尾点“导出 Excel”，当前条件下的各页都在表中，顺序与页面相同。")
_EXPORT_TITLE = _("导出 Excel")
_FIGURES = Step(
    _EXPORT_TITLE,
    _("在合作项目名单的末尾点“导出 Excel”，表中另有按合作模式和按专业的汇总。其他名单也能这样导出。"),
    "partnerships.index",
)
_UNMET = Step(
    _("查未满足的供需"),
    _("汇总一年来谢绝方案和关闭供需的原因，按专业类和职业分组，不含单位名称。"),
    "unmet.index",
)
_MEMBERS = Step(
    _("邀请和移除成员"),
    _(
        "打开本单位，点“管理成员”。填写同事的邮箱后，对方会收到链接，7 天内有效；"
        "离开单位的人可以移除。唯一的成员要先邀请他人，才能退出。"
    ),
    "organizations.show_mine",
)
_SETTINGS = Step(
    _("账号设置"),
    _("修改姓名、语言和密码，选择哪些邮件即时发送、每天或每周汇总，让不认识的设备退出登录。"),
    "accounts.settings",
)
TOOLS: Mapping[str, tuple[Step, ...]] = {
    "school": (
        _COMPARE,
        _ABSENT,
        _SAVED,
        _OWN_OVERVIEW,
        Step(_EXPORT_TITLE, _EXPORT, "programmes.mine"),
        _MEMBERS,
        _SETTINGS,
    ),
    "enterprise": (
        _COMPARE,
        _ABSENT,
        _SAVED,
        _OWN_OVERVIEW,
        Step(_EXPORT_TITLE, _EXPORT, "demands.mine"),
        _MEMBERS,
        _SETTINGS,
    ),
    "authority": (_OVERVIEW, _UNMET, _SAVED, _FIGURES, _MEMBERS, _SETTINGS),
}
