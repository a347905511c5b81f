"""Forms about organizations: what each kind says of itself, claims, invitations, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, EqualTo, Length, NumberRange, Optional

from matchmaker.models import Industry, Region
from matchmaker.services.people.directory import IDENTITY, Filter
from matchmaker.terms import Department, Level, OrganizationKind
from matchmaker.web.forms.accounts import ADDRESS, NAME, NEW, NEW_PASSWORD
from matchmaker.web.forms.base import BaseForm, plain
from matchmaker.web.forms.entries import EntryField, describe
from matchmaker.web.forms.fields import HiddenNumberField, MemberField, shown
from matchmaker.web.forms.listings import ListForm
from matchmaker.web.forms.numbers import HIGHEST
from matchmaker.web.labels import choices
from matchmaker.workflow import OrganizationState

ANYTHING = SelectChoice("", _("不限"))


class OrganizationForm(BaseForm):
    """What every organization says of itself; the subclasses add what their kind says."""

    name = StringField(_("单位全称"), [DataRequired(), Length(min=2, max=120)])
    region_code = EntryField(_("所在地区"), list_=Region, validators=[DataRequired()])
    address = StringField(_("地址"), [Length(max=200)])
    summary = TextAreaField(_("单位简介"), [Length(max=2000)])
    version = HiddenNumberField(default=0)  # That the person saw; 0 for a new one.

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - what WTForms takes.
        super().__init__(*args, **kwargs)
        self.changed_meanwhile: list[tuple[str, str]] = []

    def show_stored(self, stored: OrganizationForm, version: int) -> None:
        """After somebody else's change, say what now stands in the fields in which the two differ."""
        for field in self.organization_fields():
            if stored[field.name].data != field.data:
                self.changed_meanwhile.append((str(field.label.text), shown(stored[field.name])))
        self.version.data, self.version.raw_data = version, None

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, by the names that the service knows."""
        fields = self.organization_fields()
        # A text that was not sent at all is an empty one; the table knows no missing texts.
        return {f.name: "" if f.data is None and _is_text(f) else f.data for f in fields}

    def organization_fields(self) -> list[Field]:
        """Return the fields that tell of the organization, in the order of the page."""
        order = ("name", "code", "region_code", *SPECIAL, "address", "summary")
        return [self[name] for name in order if name in self]

    def fit(self, said: Mapping[str, Any], *, is_fixed: bool) -> None:
        """Fit the form to an organization that is here already.

        What an authority has seen may not be changed where `is_fixed`; a code that an import left out may
        stay out.
        """
        for name in set(IDENTITY) & set(self._fields):
            if is_fixed and said.get(name):
                del self[name]
        for item in self:
            describe(item)
        if "code" in self and not said.get("code"):
            self["code"].validators = [Length(max=30)]
            self["code"].flags.required = False


class SchoolForm(OrganizationForm):
    """A school."""

    code = StringField(_("学校标识码"), [DataRequired(), Length(max=20)])
    school_level = MemberField(_("办学层次"), [DataRequired()], members=Level)
    is_public_school = BooleanField(_("公办学校"), default=True)


class EnterpriseForm(OrganizationForm):
    """An enterprise."""

    code = StringField(_("统一社会信用代码"), [DataRequired(), Length(max=30)])
    industry_code = EntryField(_("所属行业"), list_=Industry)
    staff_total = IntegerField(_("职工人数"), [Optional(), NumberRange(1, 10_000_000)])
    proposals_a_month = IntegerField(_("每30天最多接收的合作方案"), [Optional(), NumberRange(0, 1000)])
    technical_posts = IntegerField(
        _("技术工种及服务、管理岗位总数"), [Optional(), NumberRange(1, 10_000_000)]
    )


class AuthorityForm(OrganizationForm):
    """An authority."""

    department = SelectField(_("部门类别"), coerce=Department, choices=lambda: choices(Department))


def _is_text(item: Field) -> bool:
    return isinstance(item, StringField) and not isinstance(item, EntryField)


SPECIAL = (
    "department",
    "school_level",
    "is_public_school",
    "industry_code",
    "staff_total",
    "technical_posts",
    "proposals_a_month",
)
FORMS: Mapping[OrganizationKind, type[OrganizationForm]] = {
    OrganizationKind.SCHOOL: SchoolForm,
    OrganizationKind.ENTERPRISE: EnterpriseForm,
    OrganizationKind.AUTHORITY: AuthorityForm,
}


class PersonFields:
    """Who signs up, beside the organization."""

    email = EmailField(_("邮箱"), ADDRESS, render_kw={"autocomplete": "username"})
    person = StringField(_("您的姓名"), NAME, render_kw={"autocomplete": "name"})
    password = PasswordField(_("密码"), NEW_PASSWORD, render_kw=NEW)
    again = PasswordField(
        _("再次输入密码"), [DataRequired(), EqualTo("password", _("两次输入的密码不一致。"))], render_kw=NEW
    )


class SchoolSignUpForm(PersonFields, SchoolForm):
    """A person and a school."""


class EnterpriseSignUpForm(PersonFields, EnterpriseForm):
    """A person and an enterprise; how many proposals it takes can be said later."""

    proposals_a_month = None


class AuthoritySignUpForm(PersonFields, AuthorityForm):
    """A person and an authority."""


SIGN_UP_FORMS: Mapping[OrganizationKind, type[OrganizationForm]] = {
    OrganizationKind.SCHOOL: SchoolSignUpForm,
    OrganizationKind.ENTERPRISE: EnterpriseSignUpForm,
    OrganizationKind.AUTHORITY: AuthoritySignUpForm,
}


class ClaimForm(BaseForm):
    """A wish to act for an organization that is here already."""

    kind = SelectField(_("单位类型"), coerce=OrganizationKind, choices=lambda: choices(OrganizationKind))
    named = StringField(_("单位全称或代码"), [DataRequired(), Length(max=120)])
    evidence = TextAreaField(_("身份说明"), [DataRequired(), Length(min=10, max=1000)])


class InvitationForm(BaseForm):
    """Whom to invite."""

    email = EmailField(_("邮箱"), ADDRESS)


class DecisionForm(BaseForm):
    """What an authority decides on an organization or a claim, and why."""

    action = HiddenField(validators=[DataRequired(), AnyOf(("verify", "refuse", "suspend"))])
    reason = TextAreaField(_("理由"), [Length(max=500)])


class ClaimDecisionForm(BaseForm):
    """What an authority decides on a claim, and why."""

    action = HiddenField(validators=[DataRequired(), AnyOf(("accept", "refuse"))])
    reason = TextAreaField(_("理由"), [Length(max=500)])


class MergeForm(BaseForm):
    """Into which organization another one goes; the number travels from the list of likely ones."""

    into_id = IntegerField(_("保留的单位编号"), [DataRequired(), NumberRange(1, HIGHEST)])


class FilterForm(ListForm):
    """What the list of organizations is narrowed to."""

    q = StringField(_("名称或代码"), [Length(max=100)])
    kind = SelectField(_("类型"), default="", choices=lambda: [ANYTHING, *choices(OrganizationKind)])
    state = SelectField(_("状态"), default="", choices=lambda: [ANYTHING, *choices(OrganizationState)])
    people = SelectField(
        _("成员"),
        default="",
        choices=[ANYTHING, SelectChoice("yes", _("已有成员")), SelectChoice("no", _("尚无成员"))],
    )

    def filter(self) -> Filter:
        """Return what is asked for."""
        self.tidy()
        kind, state = self.kind.data, self.state.data
        return Filter(
            words=plain(self.q.data or ""),
            kind=OrganizationKind(kind) if kind else None,
            state=OrganizationState(state) if state else None,
            has_people={"yes": True, "no": False}.get(self.people.data),
        )
