"""Forms of reports: the figures of a term or of a stage after the end, and why a report goes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from matchmaker.models import Report
from matchmaker.services.reports.figures import (
    Figures,
    GraduationFigures,
    StayFigures,
    TermFigures,
    names,
)
from matchmaker.services.reports.kinds import kind_of
from matchmaker.services.reports.periods import Period
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.fields import HiddenNumberField, prose, whole

PEOPLE, HOURS, YUAN = 10_000, 10_000, 1_000_000
COUNT_WORDS: Mapping[str, object] = {
    "graduates": _("毕业人数"),
    "employed": _("就业人数"),
    "matched": _("对口就业人数"),
    "local": _("本地就业人数"),
    "hired": _("本企业录用人数"),
    "kept": _("仍在岗人数"),
}


def count(label: object) -> IntegerField:
    """Make a field for a head-count that has to be told."""
    return IntegerField(label, [InputRequired(), NumberRange(0, PEOPLE)], render_kw={"inputmode": "numeric"})


class ReportForm(BaseForm):
    """What every report's form shares; the fields are called as the figures are."""

    version = HiddenNumberField(validators=[Optional()])

    says: type[Figures]

    def told(self) -> list[Any]:
        """Return the fields of the figures."""
        return [self[name] for name in names(self.says)]

    def fill(self, report: Report) -> None:
        """Show a report."""
        self.version.data = report.version
        for field in self.told():
            field.data = getattr(report, field.name)

    def face(self, report: Report) -> None:
        """Keep what was typed, to be sent once more against the report as it is now."""
        self.version.data, self.version.raw_data = report.version, None

    def figures(self) -> Figures:
        """Return what was filled in."""
        return self.says(**{field.name: field.data for field in self.told()})


class TermForm(ReportForm):
    """The figures of a term; what is not known yet stays empty."""

    says = TermFigures
    students = count(_("期末班级人数"))
    left_students = count(_("本学期退出人数"))
    interns = count(_("本学期实习人数"))
    school_teachers = whole(_("任课教师人数"), 0, PEOPLE)
    mentors = whole(_("企业导师人数"), 0, PEOPLE)
    class_hours = whole(_("总课时"), 0, HOURS)
    practice_hours = whole(_("其中实践课时"), 0, HOURS)
    wage_yuan = whole(_("实习月报酬（最低）"), 0, YUAN)
    post_wage_yuan = whole(_("相同岗位月工资"), 0, YUAN)
    insured = whole(_("已投保实习保险人数"), 0, PEOPLE)
    incidents = count(_("安全事故和投诉次数"))
    incident_note = prose(_("经过和处理结果"), 2000)
    note = prose(_("其他情况"), 2000)


class GraduationForm(ReportForm):
    """What became of the graduates."""

    says = GraduationFigures
    graduates = count(COUNT_WORDS["graduates"])
    employed = count(COUNT_WORDS["employed"])
    matched = count(COUNT_WORDS["matched"])
    local = count(COUNT_WORDS["local"])


class StayForm(ReportForm):
    """Whom the enterprise took on and kept."""

    says = StayFigures
    hired = count(COUNT_WORDS["hired"])
    kept = count(COUNT_WORDS["kept"])


FORMS: Mapping[type[Figures], type[ReportForm]] = {
    form.says: form for form in (TermForm, GraduationForm, StayForm)
}


def report_form(period: Period) -> ReportForm:
    """Make the form of a period's report."""
    return FORMS[kind_of(period).figures]()


class ConfirmForm(BaseForm):
    """The button with which an organization confirms what it saw."""

    version = HiddenNumberField(validators=[InputRequired()])


class ReturnForm(ConfirmForm):
    """What has to be corrected."""

    reason = TextAreaField(_("需要修改的内容"), [DataRequired(), Length(max=1000)])
