"""Forms of the user administration."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from matchmaker.web.forms.accounts import ADDRESS, NAME
from matchmaker.web.forms.base import BaseForm, plain
from matchmaker.web.forms.listings import ListForm

ANYBODY = SelectChoice("", _("不限"))


class UserForm(BaseForm):
    """A new account; its owner sets the password."""

    name = StringField(_("姓名"), NAME)
    email = EmailField(_("邮箱"), ADDRESS)
    is_administrator = BooleanField(_("系统管理员"))


class UserFilterForm(ListForm):
    """What the list of accounts is narrowed to."""

    q = StringField(_("姓名或邮箱"), [Length(max=100)])
    state = SelectField(
        _("状态"),
        default="",
        choices=[ANYBODY, SelectChoice("active", _("可登录")), SelectChoice("closed", _("已停用"))],
    )
    role = SelectField(
        _("身份"), default="", choices=[ANYBODY, SelectChoice("administrator", _("系统管理员"))]
    )

    def criteria(self) -> dict[str, Any]:
        """Return what is asked for, by the names that the service knows."""
        self.tidy()
        return {
            "words": plain(self.q.data or ""),
            "is_active": {"active": True, "closed": False}.get(self.state.data),
            "is_administrator": True if self.role.data == "administrator" else None,
        }
