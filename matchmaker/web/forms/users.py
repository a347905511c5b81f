"""Forms of the user administration."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, Form, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from matchmaker.web.forms.accounts import ADDRESS, NAME
from matchmaker.web.forms.base import BaseForm, plain

ANYBODY = SelectChoice("", _("不限"))


class UserForm(BaseForm):
    """A new account; its owner sets the password."""

    name = StringField(_("姓名"), NAME)
    email = EmailField(_("邮箱"), ADDRESS)
    is_administrator = BooleanField(_("系统管理员"))


class UserFilterForm(Form):  # type: ignore[misc]
    """What the list of accounts is narrowed to; what cannot be read does not narrow it."""

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
        self.validate()
        asked = {field.name: "" if field.errors else plain(field.data or "") for field in self}
        return {
            "words": asked["q"],
            "is_active": {"active": True, "closed": False}.get(asked["state"]),
            "is_administrator": True if asked["role"] == "administrator" else None,
        }
