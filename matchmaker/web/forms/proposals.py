"""Forms about matches, proposals and partnerships."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from matchmaker.services.partnerships.gives import ENTERPRISE, SCHOOL
from matchmaker.services.partnerships.terms import Terms
from matchmaker.terms import Kind, OrganizationKind, UnmetReason
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.fields import HiddenNumberField, number, unmet_reason
from matchmaker.web.labels import label

MANY = 100_000
SPARE_ROWS = 3  # Empty rows below what is given already.
ROWS_LIMIT = 40
REASONS = (
    _("距离太远"),
    _("学历层次不符"),
    _("技能要求不符"),
    _("人数不符"),
    _("时间不符"),
    _("已有合作伙伴"),
    _("其他原因"),
)


class StepForm(BaseForm):
    """A button on a proposal: which version the person saw, and for whom it is pressed."""

    number = HiddenNumberField(validators=[InputRequired()])
    organization_id = HiddenNumberField(validators=[Optional()])


class ReasonForm(StepForm):
    """A step that has to be explained."""

    reason = TextAreaField(_("理由"), [DataRequired(), Length(max=1000)])


class DeclineForm(ReasonForm):
    """Why a party declines: one of a closed list, and words beside it."""

    why = unmet_reason(UnmetReason.MET)


class RemarkForm(BaseForm):
    """A question about the version that the person saw, or an answer to one."""

    number = HiddenNumberField(validators=[InputRequired()])
    question_id = HiddenNumberField(validators=[Optional()])
    text = TextAreaField(_("内容"), [DataRequired(), Length(max=1000)])


class DismissForm(BaseForm):
    """Why a match does not interest."""

    reason = SelectField(_("理由"), choices=lambda: [SelectChoice(str(word), str(word)) for word in REASONS])


class MarkForm(BaseForm):
    """What an authority says of a pair."""

    reason = StringField(_("理由"), [Length(max=500)])


class EndForm(BaseForm):
    """Why a partnership ends before its time."""

    reason = TextAreaField(_("理由"), [DataRequired(), Length(max=1000)])


class TermsForm(BaseForm):
    """The terms of a proposal; posts and rows of who gives what are added for each proposal."""

    number = HiddenNumberField(validators=[Optional()])
    kind = SelectField(_("合作模式"), [InputRequired()])
    students = IntegerField(_("学生人数"), [InputRequired(), NumberRange(1, MANY)])
    term_start = DateField(_("开始日期"), [Optional()])
    term_end = DateField(_("结束日期"), [Optional()])
    note = TextAreaField(_("补充说明"), [Length(max=4000)])

    demand_ids: tuple[int, ...] = ()
    rows: int = 0

    def offer(self, kinds: tuple[Kind, ...]) -> None:
        """Fill the list of kinds."""
        self.kind.choices = [SelectChoice(kind.value, label(kind)) for kind in kinds]

    def fill(self, terms: Terms) -> None:
        """Show terms."""
        self.kind.data, self.students.data = terms.kind.value, terms.students
        self.term_start.data, self.term_end.data = terms.term_start, terms.term_end
        self.note.data = terms.note
        for demand_id in self.demand_ids:
            self[f"posts_{demand_id}"].data = terms.posts.get(demand_id)
        self.fill_gives(terms.gives)

    def fill_gives(self, gives: Sequence[Mapping[str, Any]]) -> None:
        """Show who gives what; the rows that are left stay empty."""
        empty = {"giver": SCHOOL, "item": "", "amount": None, "unit": ""}
        for index in range(self.rows):
            row = gives[index] if index < len(gives) else empty
            for name in ("giver", "item", "amount", "unit"):
                field = self[f"give_{index}_{name}"]
                field.data, field.raw_data = row[name], None

    def terms(self) -> Terms:
        """Return what was filled in; a row without an item is dropped."""
        gives = [
            {name: self[f"give_{index}_{name}"].data for name in ("giver", "item", "amount", "unit")}
            for index in range(self.rows)
        ]
        return Terms(
            kind=Kind(self.kind.data),
            students=self.students.data,
            posts={demand_id: self[f"posts_{demand_id}"].data for demand_id in self.demand_ids},
            term_start=self.term_start.data,
            term_end=self.term_end.data,
            gives=tuple(row for row in gives if row["item"]),
            note=self.note.data or "",
        )


def terms_form(titles: Mapping[int, str], *, rows: int, kinds: tuple[Kind, ...]) -> TermsForm:
    """Build the form for a proposal: a number of posts a demand, and rows of who gives what."""
    rows = min(ROWS_LIMIT, max(rows + SPARE_ROWS, _sent_rows()))
    fields: dict[str, object] = {"demand_ids": tuple(titles), "rows": rows}
    for demand_id, title in titles.items():
        name = gettext("岗位数：%(title)s", title=title)
        fields[f"posts_{demand_id}"] = IntegerField(name, [InputRequired(), NumberRange(1, MANY)])
    for index in range(rows):
        fields |= _give_fields(index)
    form: TermsForm = type("ProposalTermsForm", (TermsForm,), fields)()
    form.offer(kinds)
    return form


def _give_fields(index: int) -> dict[str, object]:
    row = gettext("第%(number)s行", number=index + 1)
    sides = [
        SelectChoice(SCHOOL, label(OrganizationKind.SCHOOL)),
        SelectChoice(ENTERPRISE, label(OrganizationKind.ENTERPRISE)),
    ]
    return {
        f"give_{index}_giver": SelectField(f"{row} {gettext('提供方')}", choices=sides, default=SCHOOL),
        f"give_{index}_item": StringField(f"{row} {gettext('内容')}", [Length(max=100)], default=""),
        f"give_{index}_amount": number(f"{row} {gettext('数量')}", 0, 1e9),
        f"give_{index}_unit": StringField(f"{row} {gettext('计量单位')}", [Length(max=20)], default=""),
    }


def _sent_rows() -> int:
    """Count the rows that the browser sent, so that none of them is lost."""
    found = [re.fullmatch(r"give_(\d{1,3})_item", name) for name in request.form]
    return max((int(match[1]) + 1 for match in found if match), default=0)
