"""The forms above lists, which live in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, Form, SearchField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from matchmaker.services import reviews, trail
from matchmaker.services.paging import EVERYTHING, Window
from matchmaker.services.partnerships import listings
from matchmaker.terms import Kind
from matchmaker.web.access import identity
from matchmaker.web.actions import ACTIONS
from matchmaker.web.forms.numbers import whole
from matchmaker.web.labels import label
from matchmaker.workflow import HIDDEN_FROM_PARTIES, PartnershipState, ProposalState

M = TypeVar("M", bound=StrEnum)
SUBJECTS = {
    "organization": lazy_pgettext("one", "单位"),
    "programme": _("专业供给"),
    "demand": _("用人需求"),
    "proposal": lazy_pgettext("one", "合作方案"),
}
# What else the audit trail tells of.
RECORDS = {
    **SUBJECTS,
    "partnership": lazy_pgettext("one", "合作项目"),
    "review": _("审核"),
    "match_mark": _("匹配标记"),
}


def is_file_wanted() -> bool:
    """Tell whether the address asks for the list as a workbook, and for whom: whoever is signed in."""
    return request.args.get("format") == "xlsx" and identity().user_id is not None


def exported() -> Window:
    """Return the window of a list that can be taken away: a workbook holds all of its pages."""
    return Window(1, request.args.get("sort", ""), EVERYTHING) if is_file_wanted() else window()


def window() -> Window:
    """Return which page of the list the address asks for, and how it is sorted."""
    return Window(request.args.get("page", 1, type=whole), request.args.get("sort", ""))


class ListForm(Form):  # type: ignore[misc]
    """Filters; what cannot be read does not narrow the list."""

    def tidy(self) -> None:
        """Forget what cannot be read."""
        self.validate()
        for field in self:
            if field.errors:
                field.data, field.errors = field.default, ()

    def said(self) -> dict[str, str]:
        """Return what is asked for, by the names of the address."""
        self.tidy()
        return {field.name: str(field.data or "").strip() for field in self}

    @property
    def is_used(self) -> bool:
        """Whether a filter beside the words narrows the list."""
        return any((field.data or "") != (field.default or "") for field in self if field.name != "q")


class PostingListForm(ListForm):
    """The words above one's own postings."""

    q = SearchField(_("关键词"), [Length(max=100)])


class ProposalListForm(ListForm):
    """Filters of the list of proposals."""

    q = StringField(_("参与方名称"), [Length(max=60)], default="")
    state = SelectField(_("状态"), default="")
    kind = SelectField(_("合作模式"), default="", choices=lambda: anything(Kind))
    show = SelectField(
        _("范围"),
        default="",
        choices=lambda: choices(("", gettext("全部")), ("waiting", gettext("待我处理"))),
    )

    def offer(self, *, with_drafts: bool) -> None:
        """Fill the list of states: parties do not see drafts."""
        hidden = frozenset() if with_drafts else HIDDEN_FROM_PARTIES
        self.state.choices = anything(state for state in ProposalState if state not in hidden)

    def filters(self) -> listings.Filters:
        """Return what is asked for."""
        self.tidy()
        return listings.Filters(
            state=member(ProposalState, self.state.data),
            kind=member(Kind, self.kind.data),
            text=(self.q.data or "").strip(),
            is_waiting_only=self.show.data == "waiting",
        )


class PartnershipListForm(ListForm):
    """The filters of the list of partnerships."""

    show = SelectField(
        _("范围"),
        default="",
        choices=lambda: choices(("", gettext("全部")), ("waiting", gettext("待我处理"))),
    )
    state = SelectField(_("状态"), default="", choices=lambda: anything(PartnershipState))

    def chosen(self) -> PartnershipState | None:
        """Return the state asked for."""
        self.tidy()
        return member(PartnershipState, self.state.data)


class QueueForm(ListForm):
    """Filters of the review queue."""

    subject = SelectField(
        _("审核对象"),
        default="",
        choices=lambda: _all_or(SUBJECTS),
    )
    show = SelectField(
        _("范围"),
        default="",
        choices=lambda: choices(
            ("", gettext("待审核")),
            ("mine", gettext("我领取的")),
            ("overdue", gettext("已逾期")),
            ("decided", gettext("已审结")),
        ),
    )

    def filters(self) -> reviews.Filters:
        """Return what is asked for."""
        self.tidy()
        show = self.show.data
        return reviews.Filters(
            subject=self.subject.data or "",
            is_mine=show == "mine",
            is_overdue=show == "overdue",
            is_decided=show == "decided",
        )


def _is_whole(_form: Form, field: Field) -> None:
    try:
        whole(field.data or "0")
    except ValueError as error:
        raise ValidationError from error


def _is_near(_form: Form, field: DateField) -> None:
    """Refuse a day whose neighbor no calendar has."""
    if field.data and not date.min < field.data < date.max:
        raise ValidationError


class EventListForm(ListForm):
    """Filters of the audit trail."""

    subject = SelectField(
        _("对象"),
        default="",
        choices=lambda: _all_or(RECORDS),
    )
    id = StringField(_("编号"), [Length(max=12), _is_whole], default="")
    action = SelectField(
        _("操作"),
        default="",
        choices=lambda: _all_or(ACTIONS),
    )
    actor = StringField(_("操作人"), [Length(max=60)], default="")
    since = DateField(_("从"), [Optional(), _is_near])
    until = DateField(_("到"), [Optional(), _is_near])

    def filters(self) -> trail.Filters:
        """Return what is asked for."""
        self.tidy()
        return trail.Filters(
            subject_type=self.subject.data or "",
            subject_id=whole(self.id.data) if self.id.data else None,
            action=self.action.data or "",
            actor=(self.actor.data or "").strip(),
            since=self.since.data,
            until=self.until.data,
        )


def anything(members: Iterable[StrEnum]) -> list[SelectChoice]:
    """Return the choices of a filter, "no matter" first."""
    return choices(("", gettext("不限")), *((member.value, label(member)) for member in members))


def member(members: type[M], value: str | None) -> M | None:
    """Return the member of a value; None where there is none."""
    return members(value) if value else None


def _all_or(words: Mapping[str, object]) -> list[SelectChoice]:
    return choices(("", gettext("全部")), *((name, str(word)) for name, word in words.items()))


def choices(*pairs: tuple[str, str]) -> list[SelectChoice]:
    """Return the choices of a filter, told as values and words."""
    return [SelectChoice(value, word) for value, word in pairs]
