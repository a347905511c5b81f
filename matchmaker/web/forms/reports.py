"""Forms of the class dossier: the report of a term, and why it goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from matchmaker.models import TermReport
from matchmaker.services.running.terms import Figures, Term
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.fields import prose, whole
from matchmaker.web.forms.proposals import HiddenNumberField

PEOPLE, HOURS, YUAN = 10_000, 10_000, 1_000_000


def count(label: object) -> IntegerField:
    """Make a field for a head-count that has to be told."""
    return IntegerField(label, [InputRequired(), NumberRange(0, PEOPLE)], render_kw={"inputmode": "numeric"})


class ReportForm(BaseForm):
    """The figures of a term; what is not known yet stays empty."""

    version = HiddenNumberField(validators=[Optional()])
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

    def fill(self, report: TermReport) -> None:
        """Show a report."""
        self.version.data = report.version
        for field in fields(Figures):
            self[field.name].data = getattr(report, field.name)

    def figures(self) -> Figures:
        """Return what was filled in."""
        told: dict[str, Any] = {field.name: self[field.name].data for field in fields(Figures)}
        words = {name: told[name] or "" for name in ("incident_note", "note")}
        return Figures(**(told | words))


class NewReportForm(ReportForm):
    """The first report of a term."""

    term = SelectField(_("学期"), [InputRequired()])

    def offer(self, terms: Sequence[Term]) -> None:
        """Fill the list of terms."""
        self.term.choices = [SelectChoice(f"{one.school_year}-{one.number}", term_name(one)) for one in terms]

    def chosen(self) -> Term:
        """Return the term."""
        year, number = self.term.data.split("-")
        return Term(int(year), int(number))


class ReturnForm(BaseForm):
    """What the school has to correct."""

    version = HiddenNumberField(validators=[InputRequired()])
    reason = TextAreaField(_("需要修改的内容"), [DataRequired(), Length(max=1000)])


class ConfirmForm(BaseForm):
    """The button with which an enterprise confirms what it saw."""

    version = HiddenNumberField(validators=[InputRequired()])


def term_name(term: Term) -> str:
    """Name a term."""
    years = {"first": term.school_year, "second": term.school_year + 1}
    name: str
    if term.number == 1:
        name = gettext("%(first)s–%(second)s学年第一学期", **years)
    else:
        name = gettext("%(first)s–%(second)s学年第二学期", **years)
    return name
