"""The form of a programme: the major brings its level, courses and certificates along."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import Length, ValidationError

from matchmaker.models import Major
from matchmaker.services.postings import programmes
from matchmaker.services.postings.limits import CAPACITY, MOST
from matchmaker.services.postings.programmes import Profile
from matchmaker.services.search import skills as suggestions
from matchmaker.terms import Level
from matchmaker.web.access import db_session
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


class ProgrammeForm(PostingForm):
    """Everything that a school says of a programme; what is empty is 待补充."""

    columns: ClassVar = programmes.FIELDS
    leading: ClassVar = "major_code"
    skills_of: ClassVar = staticmethod(suggestions.of_major)
    skilled: ClassVar = ("skills",)

    filled_code = HiddenField(validators=[Length(max=20)])  # The major whose courses were filled in.
    major_code = EntryField(_("所属专业"), list_=Major)
    title = short(_("名称"), 120)
    level = MemberField(_("层次"), members=Level)
    grade = whole(_("年级（入学年份）"), 2000, 2100)
    places = whole(_("学位数"), 1, CAPACITY)
    start_date = day(_("入学日期"))
    graduation_date = day(_("毕业日期"))
    summary = prose(_("简介"))
    courses = WordsField(_("课程"))
    skills = WordsField(_("技能"))
    certificates = WordsField(_("证书"))
    practice_share = whole(_("实践课时占比"), 0, 100)
    campus = short(_("校区"), 120)
    site_area_m2 = number(_("可用场地面积"), 0, MOST)
    site_power_kw = number(_("可用电力"), 0, MOST)
    site_logistics = AnswerField(_("货运车辆可到达场地"))
    equipment = prose(_("设备"))
    group_majors = whole(_("专业群包含的专业数"), 1, 100)
    dual_teachers = whole(_("双师型教师"), 0, 10_000)
    teachers_owing_practice = whole(_("企业实践未满的教师"), 0, 10_000)

    def validate_graduation_date(self, _field: object) -> None:
        """Refuse an end before the beginning."""
        start, end = self.start_date.data, self.graduation_date.data
        if start and end and end <= start:
            raise ValidationError(_("毕业日期应晚于入学日期。"))

    def fill(self, code: str) -> None:
        """Fill in what the catalogue knows of the major beside its skills.

        What was written already stays, but for the level, which is the major's own.
        """
        before = self.filled_code.data
        self._empty(programmes.profile(db_session(), before) if before and before != code else None)
        self._take(programmes.profile(db_session(), code))
        self.filled_code.data = code
        super().fill(code)

    def _empty(self, profile: Profile | None) -> None:
        """Take back what was filled in for another major."""
        if profile is None:
            return
        self.title.data = "" if self.title.data == profile.name else self.title.data
        self.courses.data = [name for name in self.courses.data or [] if name not in profile.courses]
        self.certificates.data = [
            name for name in self.certificates.data or [] if name not in profile.certificates
        ]

    def _take(self, profile: Profile) -> None:
        self.title.data = self.title.data or profile.name
        self.level.data = profile.level
        self.courses.data = list(dict.fromkeys([*(self.courses.data or []), *profile.courses]))
        self.certificates.data = list(dict.fromkeys([*(self.certificates.data or []), *profile.certificates]))
