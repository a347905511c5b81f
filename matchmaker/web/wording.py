"""What the gates of a partnership kind say, in words: met, failed and by how much, or what is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from matchmaker.terms import Kind, Level, Promise
from matchmaker.web.labels import label
from matchmaker.web.languages import gettext
from matchmaker.web.languages import lazy_gettext as _

if TYPE_CHECKING:
    from matchmaker.matching.planning.kinds import Verdict

STATUSES: Mapping[str, tuple[object, str, str]] = {
    "met": (_("满足"), "hit", "circle-check"),
    "failed": (_("不满足"), "missed", "circle-x"),
    "missing": (_("待补充"), "open", "help-circle"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A gate's name, what to say when it fails, and who has to tell what when data is missing."""

    title: object
    failed: object
    missing: object
    unit: object = ""  # Empty: the gate asks yes or no.


GATES: Mapping[str, Words] = {
    "accepted": Words(_("双方接受该模式"), _("有一方未选择接受这种合作模式"), _("双方是否接受该模式")),
    "similarity": Words(_("匹配度"), _("匹配度还差 %(gap)s 分"), _("尚未计算匹配度"), _("分")),
    "level": Words(_("学历层次"), _("专业层次低于需求的最低层次"), _("学校填写层次，企业填写最低层次")),
    "posts": Words(_("岗位数"), _("还差 %(gap)s 个岗位"), _("企业填写招用人数"), _("个")),
    "places": Words(_("学位数"), _("还差 %(gap)s 个学位"), _("学校填写学位数"), _("个")),
    "promise": Words(_("录用承诺"), _("录用承诺不符合该模式的要求"), _("企业说明是否承诺录用")),
    "graduation": Words(
        _("距毕业时间"), _("距毕业还差 %(gap)s 个月才够合作期"), _("学校填写毕业日期"), _("个月")
    ),
    "partners": Words(_("参与企业数"), _("还需要 %(gap)s 家企业加入"), _("参与企业数"), _("家")),
    "area": Words(_("通勤范围"), _("企业之间相距过远，超出 %(gap)s 公里"), _("各方填写所在地区"), _("公里")),
    "commute": Words(
        _("学校与企业的距离"),
        _("学校与企业相距过远，超出 %(gap)s 公里"),
        _("学校和企业填写所在地区"),
        _("公里"),
    ),
    "sponsor": Words(_("冠名单位"), _("没有冠名单位"), _("企业填写冠名单位名称")),
    "support": Words(_("冠名资助"), _("没有冠名资助"), _("企业填写资助金额")),
    "teaching_room": Words(_("教学场地"), _("企业没有教学场地"), _("企业填写教学场地面积")),
    "workstations": Words(
        _("实训工位（工位数×班次）"),
        _("还差 %(gap)s 个工位（按班次折算）"),
        _("企业填写工位数和班次"),
        _("个"),
    ),
    "mentors": Words(_("企业导师"), _("还差 %(gap)s 名导师"), _("企业填写导师人数"), _("名")),
    "safety": Words(_("安全条件"), _("场所不具备安全条件"), _("企业确认场所安全条件")),
    "registration": Words(
        _("场所资质"), _("场所不具备接收学生的资质"), _("企业说明场所是否具备接收学生的资质")
    ),
    "lodging": Words(
        _("能住宿或通勤的学生"),
        _("还差 %(gap)s 张床位"),
        _("双方填写地点，或企业填写宿舍床位"),
        _("名"),
    ),
    "line": Words(
        _("生产线或设备"), _("企业没有可引入校园的生产线或设备"), _("企业填写可引入的生产线或设备")
    ),
    "site_area": Words(
        _("场地面积"), _("还差 %(gap)s 平方米"), _("学校填写场地面积，企业填写所需面积"), _("平方米")
    ),
    "site_power": Words(
        _("场地用电"), _("还差 %(gap)s 千瓦"), _("学校填写场地用电，企业填写所需功率"), _("千瓦")
    ),
    "logistics": Words(_("物流条件"), _("场地不通货运"), _("学校说明场地是否通货运")),
    "process": Words(_("工艺准入"), _("该工艺不能在校园内进行"), _("企业说明工艺能否在校园内进行（环评）")),
    "breadth": Words(
        _("专业或企业数"),
        _("只有单一专业和单一企业，还差 %(gap)s 个"),
        _("学校填写专业群包含的专业数"),
        _("个"),
    ),
    "years": Words(_("合作年限"), _("合作年限还差 %(gap)s 年"), _("企业填写愿意合作的年限"), _("年")),
    "investment": Words(_("投入资金"), _("没有投入资金"), _("企业填写投入金额")),
    "equipment": Words(_("设备对应"), _("双方没有相同的设备"), _("双方填写设备")),
    "opening_hours": Words(_("开放时间"), _("基地不开放"), _("企业填写每周开放小时数")),
    "hired_on_enrollment": Words(_("招工即招生"), _("没有做到招工即招生"), _("企业确认是否招工即招生")),
    "trained_on_hiring": Words(_("入厂即入校"), _("没有做到入厂即入校"), _("企业确认是否入厂即入校")),
    "dual_teachers": Words(_("双师型教师"), _("没有双师型教师"), _("学校填写双师型教师人数"), _("名")),
    "digital_post": Words(_("数字化生产岗位"), _("不是数字化生产岗位"), _("企业标明是否数字化生产岗位")),
    "engineer_level": Words(_("高职以上层次"), _("专业层次低于高职"), _("学校填写层次")),
    "teachers_owing": Words(
        _("需实践的教师"), _("没有需要实践的教师"), _("学校填写需要实践的教师人数"), _("名")
    ),
    "teacher_posts": Words(_("教师实践岗位"), _("企业没有教师实践岗位"), _("企业填写可接收的教师人数")),
    "teacher_months": Words(_("教师实践时长"), _("企业没有提供实践时长"), _("企业填写可接收教师的月数")),
}
RANKED = {"level": Level, "engineer_level": Level, "promise": Promise}


@dataclass(frozen=True, slots=True)
class Told:
    """One gate as a page shows it."""

    title: str
    status: str  # met, failed or missing
    word: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A kind as a list tells of it: in a sentence or two, not gate by gate."""

    kind: Kind
    is_shared: bool  # Several enterprises would share it.
    met: list[str]
    failed: list[str]
    open: int  # Gates that nobody told enough of.


def tell_verdict(verdict: Verdict) -> Suggested:
    """Put a kind's verdict on a pair into words; that both sides accept the kind goes without saying."""
    named = [gate for gate in verdict.gates if gate.name != "accepted"]
    return Suggested(
        kind=verdict.alternative or verdict.kind,
        is_shared=verdict.alternative is not None,
        met=[str(GATES[gate.name].title) for gate in named if gate.status == "met"],
        failed=[tell_gate(asdict(gate)).text for gate in verdict.gates if gate.status == "failed"],
        open=sum(gate.status == "missing" for gate in verdict.gates),
    )


def tell_gate(row: Mapping[str, Any]) -> Told:
    """Put a gate into words: {name, status, have, want, is_limit}."""
    words = GATES[row["name"]]
    word, _tone, icon = STATUSES[row["status"]]
    return Told(str(words.title), row["status"], str(word), icon, _text(row, words))


def _text(row: Mapping[str, Any], words: Words) -> str:
    if row["status"] == "missing":
        missing: str = gettext("请补充：%(what)s", what=words.missing)
        return missing
    figures = _figures(row, words)
    if row["status"] == "met":
        return figures
    gap = abs(row["want"] - row["have"])
    text = str(words.failed) % {"gap": _number(math.ceil(gap * 10) / 10 if gap % 1 else gap)}
    told: str = gettext("%(text)s（%(more)s）", text=text, more=figures) if figures else text
    return told


def _figures(row: Mapping[str, Any], words: Words) -> str:
    """Say what there is and what is wanted; nothing for a gate that asks yes or no."""
    have, want = _value(row["name"], row["have"]), _value(row["name"], row["want"])
    if row["name"] not in RANKED and not words.unit:
        return ""
    unit = f" {words.unit}".rstrip()
    told: str
    if row.get("is_limit"):
        told = gettext("现为 %(have)s%(unit)s，最多 %(want)s%(unit)s", have=have, want=want, unit=unit)
    else:
        told = gettext("现为 %(have)s%(unit)s，至少 %(want)s%(unit)s", have=have, want=want, unit=unit)
    return told


def _value(name: str, value: float) -> str:
    """Write a figure; a level and a promise are told by their words."""
    if name == "promise":
        return label(list(Promise)[int(value)])
    if name in RANKED:
        return label(list(Level)[int(value) - 1])
    return _number(value)


def _number(value: float) -> str:
    return f"{value:,.1f}".rstrip("0").rstrip(".")
