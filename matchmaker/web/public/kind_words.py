"""The ten kinds of partnership in words: what each is, what it needs, what the documents say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from matchmaker.terms import Kind

LINYI = _("临沂市人社局答复（2024）")
LIAONING = _("辽宁省教育厅答复（2024）")
JIAYUGUAN = _("嘉峪关市深化产教融合实施方案")
ZHENGZHOU = _("郑州市教育局答复（2024）")


@dataclass(frozen=True, slots=True)
class Definition:
    """A kind in our words; `sources` name the documents that use it and what they call it."""

    what: object
    needs: object
    sources: tuple[tuple[object, object], ...] = ()


DEFINITIONS: Mapping[Kind, Definition] = {
    Kind.ORDER_CLASS: Definition(
        _("学校按一家企业的岗位组班，共同定培养方案，毕业后由该企业录用。"),
        _("岗位够一个班（默认 20 人），企业承诺录用，距毕业至少 6 个月，学历层次相符。"),
        (
            (LINYI, _("订单培养；全市技工院校订单班、冠名班共 48 个、2204 人")),
            (LIAONING, _("按企业用工实际开设订单班、定制培养方案")),
            (ZHENGZHOU, _("希尔顿、万达、智选假日酒店管理人才订单班")),
        ),
    ),
    Kind.JOINT_ORDER_CLASS: Definition(
        _("几家企业的岗位都不够一个班，同一专业大类、通勤范围内的合起来组成一个订单班，各占名额。"),
        _("至少两家企业，岗位合计够一个班，同一专业大类，在一个通勤范围内。"),
    ),
    Kind.NAMED_CLASS: Definition(
        _("班级以企业名称冠名，企业给予资助、设备或课程；可以不承诺录用。"),
        _("写明冠名名称和支持内容。"),
        ((LINYI, _("与订单班并列统计")),),
    ),
    Kind.SCHOOL_IN_FACTORY: Definition(
        _("在企业厂区里办学：企业出教室、工位和导师，学生在真实生产环境中上课。"),
        _("教学场地，工位数乘班次不少于班额的一半，每 10 名学生至少 1 名导师，具备安全条件。"),
        (
            (LINYI, _("厂中校、校中厂共 19 家，2025 年底公办技工学校全覆盖")),
            (JIAYUGUAN, _("引校进厂")),
        ),
    ),
    Kind.FACTORY_IN_SCHOOL: Definition(
        _("企业把生产线或订单带进校园：学校出场地、电力和物流条件。"),
        _("学校场地和电力够用，企业有产线或订单，工艺允许进校园（环保等）。"),
        (
            (LINYI, _("引企入校，共建实习工厂和生产性实训基地")),
            (JIAYUGUAN, _("引厂进校")),
        ),
    ),
    Kind.INDUSTRY_COLLEGE: Definition(
        _("学校与一条产业链上的企业、园区共建共管的学院，跨专业、跨年度。"),
        _("至少两个专业或两家企业，合作三年以上，有投入。"),
        (
            (LIAONING, _("兴辽产业学院 50 个；与园区、骨干企业共建共管")),
            (LINYI, _("技师学院产业学院办学模式改革")),
        ),
    ),
    Kind.TRAINING_BASE: Definition(
        _("共用实训场所：企业开放设备和工位，或与学校共建。"),
        _("设备和工位对得上课程，写明每周开放时间。"),
        (
            (LINYI, _("生产性实训基地")),
            (JIAYUGUAN, _("前店后校；校内和校外实训基地")),
        ),
    ),
    Kind.APPRENTICESHIP: Definition(
        _("学生同时是学徒：企业招工与学校招生同步，校企双方导师共同培养。"),
        _("招工即招生、入厂即入校、校企双师三条都满足。"),
        (
            (JIAYUGUAN, _("现代新型学徒制，三条主要内容（十三）")),
            (LIAONING, _("现代学徒制与多层次学徒制")),
        ),
    ),
    Kind.FIELD_ENGINEER: Definition(
        _("面向数字化生产岗位的学徒制，专科层次以上。"),
        _("满足学徒制条件，岗位属于数字化生产，层次为专科及以上。"),
        ((LIAONING, _("现场工程师培养专项计划")),),
    ),
    Kind.TEACHER_PRACTICE: Definition(
        _("教师到企业岗位上实践，企业提供岗位、导师和时间。"),
        _("教师还欠实践月数（每 5 年累计 6 个月），企业写明接收人数和时长。"),
        (
            (JIAYUGUAN, _("支持在职教师定期到企业实践（十四）")),
            (LINYI, _("校企技术人员双向流动")),
        ),
    ),
}
