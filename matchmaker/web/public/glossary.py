"""The words of the pages that newcomers ask about, each in a sentence or two."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its meaning; `name` is the anchor to link to, `endpoint` the page that tells more."""

    name: str
    word: object
    meaning: object
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Words that belong together."""

    title: object
    words: tuple[Word, ...]


GLOSSARY = (
    Chapter(
        _("供需"),
        (
            Word("places", _("学位"), _("学校的一个专业能拿出来合作的学生名额。已落实和已预留的从中扣除。")),
            Word("posts", _("岗位"), _("企业的一条需求要招用的人数。已落实和已预留的从中扣除。")),
            Word(
                "missing",
                _("待补充"),
                _("还没有填写的内容。匹配时不按不符合扣分，由其余内容决定得分；填得越细，排得越准。"),
            ),
            Word(
                "keyed-in",
                _("代录"),
                _("主管部门替没有时间填报的企业录入需求，发布后立即参与匹配；签订合作前须由企业确认。"),
            ),
            Word(
                "examples",
                _("示例数据"),
                _("演示用的单位、专业、需求和人数，均为虚构，页面和表格上都有标记。"),
            ),
        ),
    ),
    Chapter(
        _("匹配"),
        (
            Word(
                "score",
                _("匹配度"),
                _(
                    "满分 100 分，由内容、技能、专业与职业的对应、层次、时间、距离、人数和以往成效"
                    "各部分相加得到；同一对从学校和企业两边看，分数相同。"
                ),
                "quality.show",
            ),
            Word(
                "skills",
                _("符合和欠缺的技能"),
                _(
                    "企业要求的技能中，专业的课程、技能或证书覆盖到的为符合，其余为欠缺；必备技能比加分技能分量重。"
                ),
            ),
            Word(
                "record",
                _("以往成效"),
                _("单位以往合作的评价和毕业生去向折算的分数。没有记录的新单位不因此扣分。"),
            ),
            Word(
                "kind",
                _("建议模式"),
                _("一对供需中条件齐备、最适合先谈的合作模式；缺什么条件，点开匹配可以看到。"),
                "guides.kinds",
            ),
            Word(
                "joint",
                _("合办"),
                _("一家企业的岗位不够一个班时，同一专业大类、同一通勤范围内的几家企业合起来组班，各占名额。"),
                "guides.kinds",
            ),
        ),
    ),
    Chapter(
        _("合作"),
        (
            Word(
                "proposal",
                _("合作方案"),
                _("写明模式、人数、起止日期和谁给什么。参与方可以修改，改后成为新的一版，各方重新答复。"),
            ),
            Word(
                "answers",
                _("有意向和确认"),
                _("各方先表示有意向，方案转主管部门审核；审核通过后各方确认这一版，合作即达成。"),
            ),
            Word(
                "reserved",
                _("预留和落实"),
                _("各方都有意向时，方案所用的学位和岗位先预留；各方都确认后为已落实。没有谈成的立即释放。"),
            ),
            Word(
                "dossier",
                _("班级档案"),
                _("合作项目运行中，学校每学期填报人数、课时等情况，由企业核对，并与方案和有关规定对照。"),
            ),
            Word(
                "outcome",
                _("评价与成效"),
                _(
                    "结课后各方和主管部门评价；毕业、6 个月和 12 个月时填报人数。"
                    "结果计入双方的以往成效，影响下次匹配。"
                ),
            ),
        ),
    ),
    Chapter(
        _("办理"),
        (
            Word(
                "verified",
                _("核验"),
                _("主管部门核对单位的名称、代码和地区。核验通过后，单位才能发布供需。"),
            ),
            Word(
                "taking",
                _("领取审核"),
                _("审核人领取一项后由本人办理，同事看得到是谁在办，不会重复；不能办的可以退回队列。"),
            ),
            Word(
                "working-days",
                _("工作日期限"),
                _("审核、答复和填报的期限按工作日计算，周末和公布的节假日不算在内。"),
            ),
        ),
    ),
)
