"""The forms of a demand, written by its enterprise or keyed in by an authority."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from matchmaker.models import Industry, Occupation
from matchmaker.services.postings import demands
from matchmaker.services.postings.limits import CAPACITY, MOST, STAFF
from matchmaker.services.search import skills
from matchmaker.terms import Level, Promise
from matchmaker.web.forms.entries import EntryField
from matchmaker.web.forms.fields import (
    AnswerField,
    MemberField,
    WordsField,
    day,
    number,
    prose,
    short,
    whole,
)
from matchmaker.web.forms.postings import PostingForm


class DemandForm(PostingForm):
    """Everything that an enterprise says of a demand; what is empty is 待补充."""

    columns: ClassVar = demands.FIELDS
    leading: ClassVar = "occupation_code"
    skills_of: ClassVar = staticmethod(skills.of_occupation)
    skilled: ClassVar = ("must_skills", "nice_skills")

    occupation_code = EntryField(_("职业"), list_=Occupation)
    title = short(_("岗位名称"), 120)
    industry_code = EntryField(_("所属行业"), list_=Industry)
    headcount = whole(_("人数"), 1, CAPACITY)
    least_level = MemberField(_("最低层次"), members=Level)
    must_skills = WordsField(_("必备技能"))
    nice_skills = WordsField(_("加分技能"))
    duties = prose(_("岗位职责"))
    summary = prose(_("补充说明"))
    wage_min = whole(_("最低月薪"), 0, MOST)
    wage_max = whole(_("最高月薪"), 0, MOST)
    promise = MemberField(_("录用承诺"), members=Promise)
    start_date = day(_("到岗日期"))
    mentors = whole(_("带教师傅"), 0, MOST)
    teaching_room_m2 = number(_("教学场地面积"), 0, MOST)
    workstations = whole(_("实训工位"), 0, MOST)
    shifts = whole(_("每日班次"), 1, 4)
    dormitory_beds = whole(_("宿舍床位"), 0, MOST)
    is_safe_site = AnswerField(_("具备学员安全生产条件"))
    is_registered_site = AnswerField(_("已登记为法人或非法人组织，可作实习单位"))
    line = prose(_("可引入校园的生产线、设备或订单"))
    line_area_m2 = number(_("生产线所需面积"), 0, MOST)
    line_power_kw = number(_("生产线所需电力"), 0, MOST)
    is_process_allowed = AnswerField(_("工艺允许进入校园（环保等）"))
    sponsor_name = short(_("冠名名称"), 60)
    sponsorship_yuan = number(_("资助金额"), 0, 1e10)
    equipment = prose(_("可供学员使用的设备"))
    opening_hours = number(_("每周向学员开放"), 0, 168)
    investment_yuan = number(_("投入金额"), 0, 1e10)
    cooperation_years = number(_("愿意合作的年限"), 0, 50)
    hires_on_enrollment = AnswerField(_("招工即招生"))
    trains_on_hiring = AnswerField(_("入厂即入校"))
    is_digital_post = AnswerField(_("数字化生产岗位"))
    teacher_posts = whole(_("可接收的实践教师"), 0, 10_000)
    teacher_months = number(_("每名教师的实践时间"), 0, 60)
    staff_total = whole(_("本地职工人数"), 1, STAFF)
    address = short(_("工作地址"), 200)

    def validate_wage_max(self, _field: object) -> None:
        """Refuse a highest wage below the lowest."""
        lowest, highest = self.wage_min.data, self.wage_max.data
        if lowest is not None and highest is not None and highest < lowest:
            raise ValidationError(gettext("最高月薪不能低于最低月薪。"))

    def city(self) -> str:
        """Return the code of the city of the place that stands in the form, empty where none can be read."""
        code: str | None = self.region_code.data if self.region_code.validate(self) else None
        return f"{code[:4]}00" if code else ""


class KeyInForm(DemandForm):
    """A demand that an authority writes for an enterprise, and the enterprise itself."""

    enterprise = StringField(_("企业全称或统一社会信用代码"), [DataRequired(), Length(max=120)])
    enterprise_code = short(_("新企业的统一社会信用代码"), 30)
