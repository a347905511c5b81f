"""The columns of an imported table: their names, their Chinese headings and what their cells hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.errors import UserError, translatable
from matchmaker.models import Industry, Major, Occupation
from matchmaker.services.imports import cells
from matchmaker.services.imports.cells import CellError, Lists, Parser
from matchmaker.services.postings.limits import CAPACITY, MOST, PROSE, STAFF

REMARKS = ("导入错误", "Import errors")  # What we write beside faulty rows; a mended file may still have it.


class ColumnError(UserError):
    """The headings do not fit the template."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, the headings it may have, how a cell is read, what an empty one is."""

    name: str
    headings: tuple[str, ...]
    parse: Parser
    absent: Any = None
    is_required: bool = False
    is_folded: bool = True  # Whether letters and digits of Chinese width are brought to Latin width first.

    @property
    def english(self) -> str:
        """The heading of an English template: the name, as words."""
        return self.name.replace("_", " ").capitalize()


def _text(name: str, *headings: str, limit: int = PROSE, is_required: bool = False) -> Column:
    return Column(name, headings, cells.text(limit), "", is_required, is_folded=False)


_ANYWHERE = (
    Column("key", ("编号", "id"), cells.text(80)),
    Column("region_code", ("地区", "region", "city", "城市", "所在地区", "所在城市"), cells.region),
    Column("longitude", ("经度",), cells.decimal(-180, 180)),
    Column("latitude", ("纬度",), cells.decimal(-90, 90)),
    _text("summary", "简介", "说明"),
    Column("accepted_kinds", ("合作模式",), cells.kinds, ()),
    _text("contact_name", "联系人", limit=60),
    _text("contact_phone", "联系电话", "电话", limit=40),
    _text("contact_email", "联系邮箱", "邮箱", limit=254),
)

# A programme a row.
OFFERS: tuple[Column, ...] = (
    _text("organization", "学校", "school", "学校名称", limit=120, is_required=True),
    Column("major_code", ("专业代码", "major", "专业", "专业名称"), cells.code_of(Major), is_required=True),
    Column("title", ("名称", "标题"), cells.cut(120), "", is_folded=False),
    Column("level", ("层次", "education"), cells.level),
    Column("grade", ("年级", "入学年份"), cells.whole(2000, 2100)),
    Column("places", ("学位数", "人数", "招生人数"), cells.whole(1, CAPACITY)),
    Column("start_date", ("开始日期", "入学日期"), cells.day),
    Column("graduation_date", ("毕业日期",), cells.day),
    Column("courses", ("课程",), cells.words, ()),
    Column("skills", ("技能",), cells.words, ()),
    Column("certificates", ("证书",), cells.words, ()),
    Column("practice_share", ("实践课时占比",), cells.whole(0, 100)),
    _text("campus", "校区", limit=120),
    Column("site_area_m2", ("场地面积",), cells.decimal(0, MOST)),
    Column("site_power_kw", ("场地电力",), cells.decimal(0, MOST)),
    Column("site_logistics", ("货运可达",), cells.choice(cells.YES_NO_WORDS)),
    _text("equipment", "设备"),
    Column("group_majors", ("专业群专业数",), cells.whole(1, 100)),
    Column("dual_teachers", ("双师型教师",), cells.whole(0, 10_000)),
    Column("teachers_owing_practice", ("待实践教师",), cells.whole(0, 10_000)),
    *_ANYWHERE,
)

# A demand a row.
NEEDS: tuple[Column, ...] = (
    _text("organization", "企业", "employer", "企业名称", "单位名称", limit=120, is_required=True),
    Column("title", ("岗位名称", "岗位", "标题"), cells.cut(120), "", is_required=True, is_folded=False),
    Column("occupation_code", ("职业", "occupation", "职业代码"), cells.code_of(Occupation)),
    Column("industry_code", ("行业", "industry", "行业代码"), cells.code_of(Industry)),
    Column("headcount", ("人数", "招聘人数"), cells.whole(1, CAPACITY)),
    Column("least_level", ("学历", "education", "最低学历"), cells.level),
    Column("must_skills", ("必备技能",), cells.words, ()),
    Column("nice_skills", ("加分技能",), cells.words, ()),
    _text("duties", "岗位职责"),
    Column("wage_min", ("最低月薪",), cells.whole(0, MOST)),
    Column("wage_max", ("最高月薪",), cells.whole(0, MOST)),
    Column("promise", ("录用承诺",), cells.choice(cells.PROMISE_WORDS)),
    Column("start_date", ("到岗日期", "开始日期"), cells.day),
    Column("staff_total", ("职工人数",), cells.whole(1, STAFF)),
    Column("mentors", ("带教师傅",), cells.whole(0, MOST)),
    Column("teaching_room_m2", ("教室面积",), cells.decimal(0, MOST)),
    Column("workstations", ("工位数",), cells.whole(0, MOST)),
    Column("shifts", ("班次",), cells.whole(1, 4)),
    Column("dormitory_beds", ("宿舍床位",), cells.whole(0, MOST)),
    Column("is_safe_site", ("安全条件",), cells.choice(cells.YES_NO_WORDS)),
    Column("is_registered_site", ("实习单位资格",), cells.choice(cells.YES_NO_WORDS)),
    _text("line", "生产线或订单"),
    Column("line_area_m2", ("生产线面积",), cells.decimal(0, MOST)),
    Column("line_power_kw", ("生产线电力",), cells.decimal(0, MOST)),
    Column("is_process_allowed", ("工艺可进校园",), cells.choice(cells.YES_NO_WORDS)),
    _text("sponsor_name", "冠名名称", limit=60),
    Column("sponsorship_yuan", ("资助金额",), cells.decimal(0, 1e10)),
    _text("equipment", "实训设备"),
    Column("opening_hours", ("每周开放小时",), cells.decimal(0, 168)),
    Column("investment_yuan", ("投入金额",), cells.decimal(0, 1e10)),
    Column("cooperation_years", ("合作年限",), cells.decimal(0, 50)),
    Column("hires_on_enrollment", ("招工即招生",), cells.choice(cells.YES_NO_WORDS)),
    Column("trains_on_hiring", ("入厂即入校",), cells.choice(cells.YES_NO_WORDS)),
    Column("is_digital_post", ("数字化岗位",), cells.choice(cells.YES_NO_WORDS)),
    Column("teacher_posts", ("教师实践岗位",), cells.whole(0, 10_000)),
    Column("teacher_months", ("教师实践月数",), cells.decimal(0, 60)),
    _text("address", "地址", limit=200),
    *_ANYWHERE,
)


def assign(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, Column]:
    """Return the column of each heading; raise ColumnError for an unknown, double or lacking one."""
    known = {word: column for column in columns for word in (*column.headings, column.name, column.english)}
    known = {word.lower(): column for word, column in known.items()}
    found: dict[str, Column] = {}
    for heading in headings:
        if heading in REMARKS:
            continue
        column = known.get(heading.strip().rstrip("*＊").lower())
        if column is None:
            raise ColumnError(
                translatable("模板中没有“%(heading)s”这一列，请删除该列或改用模板的表头。"),
                heading=heading[:60],
            )
        if column in found.values():
            raise ColumnError(translatable("“%(heading)s”这一列重复了。"), heading=heading[:60])
        found[heading] = column
    for column in columns:
        if column.is_required and column not in found.values():
            raise ColumnError(translatable("缺少必需的“%(heading)s”这一列。"), heading=column.headings[0])
    return found


def parse(column: Column, cell: str, lists: Lists) -> Any:  # noqa: ANN401 - the field's value.
    """Read one clean cell; raise CellError."""
    if not cell:
        if column.is_required:
            raise CellError(translatable("必填，不能为空。"))
        return list(column.absent) if column.absent == () else column.absent
    return column.parse(cells.folded(cell) if column.is_folded else cell, lists)


def blank(columns: Sequence[Column]) -> Mapping[str, Any]:
    """Return what a row holds that fills in nothing."""
    return {column.name: [] if column.absent == () else column.absent for column in columns}
