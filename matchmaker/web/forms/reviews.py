"""The form of a reviewer's decision: a comment for each field of what is reviewed."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from matchmaker.models import Demand, Organization, Programme, Proposal
from matchmaker.models.review import Subject
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.fields import HiddenNumberField
from matchmaker.web.labels import label
from matchmaker.workflow import Decision

# What a reviewer may comment on, in the order of the subject's own form.
FIELDS: Mapping[type[Subject], Mapping[str, object]] = {
    Organization: {
        "name": _("单位名称"),
        "code": _("代码"),
        "region_code": _("所在地区"),
        "address": _("地址"),
        "summary": _("简介"),
    },
    Programme: {
        "title": _("名称"),
        "major_code": _("所属专业"),
        "level": _("层次"),
        "region_code": _("所在地区"),
        "places": _("学位数"),
        "graduation_date": _("毕业日期"),
        "skills": _("技能"),
        "practice_share": _("实践课时占比"),
        "contact_phone": _("联系方式"),
    },
    Demand: {
        "title": _("岗位名称"),
        "occupation_code": _("职业"),
        "headcount": _("招用人数"),
        "region_code": _("所在地区"),
        "must_skills": _("必备技能"),
        "duties": _("工作内容"),
        "wage_min": _("工资"),
        "promise": _("录用承诺"),
        "contact_phone": _("联系方式"),
    },
    Proposal: {
        "kind": _("合作模式"),
        "students": _("学生人数"),
        "posts": _("岗位数"),
        "term": _("起止日期"),
        "gives": _("谁给什么"),
        "note": _("补充说明"),
    },
}


class BatchForm(BaseForm):
    """Several reviews approved with one button; which ones stands in the check boxes of the list."""


class DecisionForm(BaseForm):
    """What is decided and why; comments on fields are added for each subject."""

    version = HiddenNumberField(validators=[InputRequired()])
    seen = HiddenNumberField(validators=[Optional()])  # The last event of the subject on the page.
    decision = RadioField(
        _("审核决定"),
        [InputRequired()],
        choices=lambda: [SelectChoice(decision.value, label(decision)) for decision in Decision],
    )
    reason = TextAreaField(_("理由"), [Length(max=2000)])

    fields_commented: tuple[str, ...] = ()

    def comments(self) -> dict[str, str]:
        """Return what was said of single fields."""
        said = {name: self[f"comment_{name}"].data or "" for name in self.fields_commented}
        return {name: text for name, text in said.items() if text}


def decision_form(subject: Subject) -> DecisionForm:
    """Build the form for what is reviewed."""
    words = FIELDS[type(subject)]
    facts: dict[str, object] = {
        f"comment_{name}": StringField(word, [Length(max=500)]) for name, word in words.items()
    }
    form: DecisionForm = type("SubjectForm", (DecisionForm,), {**facts, "fields_commented": tuple(words)})()
    return form
