"""What the forms of programmes and demands share: place, contact, version, and how they meet the services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    EmailField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    widgets,
)
from wtforms.validators import Email, Length, Optional

from matchmaker.models import Demand, Organization, Programme, Region
from matchmaker.services.postings.drafts import IncompleteError
from matchmaker.services.postings.moves import DoubtfulError
from matchmaker.terms import Kind
from matchmaker.web.access import db_session
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.entries import EntryField, describe
from matchmaker.web.forms.fields import (
    HiddenNumberField,
    MembersField,
    WordsField,
    number,
    prose,
    short,
    shown,
    unmet_reason,
)

R = TypeVar("R")
PHONE = {"type": "tel", "autocomplete": "tel"}


class CloseForm(BaseForm):
    """Why a posting is closed: one of a closed list, and words beside it."""

    why = unmet_reason()
    reason = prose(_("补充说明"), 1000)


class PostingForm(BaseForm):
    """A form whose fields are named as the columns that they fill."""

    columns: ClassVar[tuple[str, ...]] = ()
    leading: ClassVar[str]  # The entry of the catalogue that brings others along.
    skills_of: ClassVar[Any]  # The service that suggests skills for a code of that entry.
    skilled: ClassVar[tuple[str, ...]]  # The fields for skills; suggestions that are ticked join the first.

    suggested_skills = SelectMultipleField(
        _("推荐技能"),
        choices=[],
        validate_choice=False,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    region_code = EntryField(_("所在地区"), list_=Region)
    longitude = number(_("经度"), -180, 180)
    latitude = number(_("纬度"), -90, 90)
    accepted_kinds = MembersField(_("接受的合作模式"), members=Kind)
    contact_name = short(_("联系人"), 60)
    contact_phone = short(_("联系电话"), 40, render_kw=PHONE)
    contact_email = EmailField(_("联系邮箱"), [Optional(), Email(), Length(max=254)])
    version = HiddenNumberField(validators=[Optional()])
    # The same form sent twice makes one posting.
    key = HiddenField(validators=[Length(max=32)], default=lambda: uuid4().hex)
    is_certain = HiddenField()  # Set once doubts were told: whoever submits again means it.
    organization_id = SelectField(_("发布单位"), coerce=int, choices=[], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - what WTForms takes.
        super().__init__(*args, **kwargs)
        self.changed_meanwhile: list[tuple[str, str]] = []
        self.doubts: dict[str, str] = {}
        for field in self:
            describe(field)

    def offer_owners(self, owners: Sequence[Organization]) -> None:
        """Let the person choose for whom, where there is a choice."""
        self.organization_id.choices = [(owner.id, owner.name) for owner in owners]

    def assist(self, button: str) -> bool:
        """Fill in what the leading entry brings along where the button asks for nothing else.

        Tell whether it did. With any other button ticked suggestions stay, should the form be shown again.
        """
        if button != "fill":
            self.suggested_skills.choices = [(skill, skill) for skill in self.suggested_skills.data or []]
            return False
        self.status = 200
        code = self.read_entry(self[self.leading])
        if code is not None:
            self.fill(code)
        return True

    def fill(self, code: str) -> None:
        """Offer the skills of the leading entry that are not in the form yet."""
        there, found = self.wanted(), self.skills_of(db_session(), code)
        self.suggested_skills.choices = [(skill, skill) for skill in found if skill not in there]

    def wanted(self) -> tuple[str, ...]:
        """Return the skills that stand in the form so far."""
        return tuple(dict.fromkeys(skill for name in self.skilled for skill in self[name].data or []))

    def values(self) -> dict[str, Any]:
        """Return what was filled in, by column; a text that was left empty is empty, not unknown.

        Suggestions that were ticked are among the skills.
        """
        values = {name: _value(self[name]) for name in self.columns}
        main, *others = self.skilled
        elsewhere = {skill for name in others for skill in values[name]}
        ticked = [skill for skill in self.suggested_skills.data or [] if skill not in elsewhere]
        return values | {main: list(dict.fromkeys([*values[main], *ticked]))}

    def attempt(self, act: Callable[[], R]) -> R | None:
        """Call a service; tell what is incomplete or doubtful at its fields."""
        told: list[IncompleteError | DoubtfulError] = []

        def act_and_note() -> R:
            try:
                return act()
            except (IncompleteError, DoubtfulError) as error:
                told.append(error)
                raise

        result = super().attempt(act_and_note)
        for error in told:
            self.form_errors.clear()
            self.explain(error)
        return result

    def explain(self, error: IncompleteError | DoubtfulError) -> None:
        """Tell at its fields what is incomplete or doubtful; who submits again in spite of that means it."""
        if isinstance(error, IncompleteError):
            self.say({name: gettext("提交审核前必须填写。") for name in error.fields})
        else:
            self.doubts = {name: gettext(doubt) for name, doubt in error.doubts.items()}
            self.remark(self.doubts)
        self.is_certain.data = "1" if self.doubts else ""

    def read_entry(self, field: EntryField) -> str | None:
        """Return the code that one field holds, checked by itself; say what is lacking."""
        if not field.validate(self):
            self.status = 422
            return None
        if field.data is None:
            self.status = 422
            self.say({field.name: gettext("请先填写这一项。")})
        code: str | None = field.data
        return code

    def remark(self, comments: Mapping[str, str]) -> None:
        """Put a note at fields that are not refused."""
        for name, comment in comments.items():
            if name in self:
                self[name].description = comment

    def say(self, comments: Mapping[str, str]) -> None:
        """Put a message at fields, as if they had been refused."""
        for name, comment in comments.items():
            if name in self:
                self[name].errors = [*self[name].errors, comment]

    def show_stored(self, posting: Programme | Demand) -> None:
        """After somebody else's change, say what now stands in the fields in which the two differ."""
        stored = type(self)(formdata=None, obj=posting)
        for name in self.columns:
            if stored[name].data != self[name].data:
                self.changed_meanwhile.append((str(self[name].label.text), shown(stored[name])))
        self.version.data, self.version.raw_data = posting.version, None


def _value(field: Field) -> Any:  # noqa: ANN401 - whatever the column takes.
    if isinstance(field, StringField) and not isinstance(field, EntryField | WordsField):
        # Browsers send line ends of their own, which would look like a change.
        return (field.data or "").replace("\r\n", "\n")
    return field.data


def names(form: type[PostingForm]) -> Mapping[str, object]:
    """Return the words of the form's columns, for comments and histories."""
    return {name: getattr(form, name).args[0] for name in form.columns}
