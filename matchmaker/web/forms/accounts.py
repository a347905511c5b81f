"""Forms about one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, Email, EqualTo, Length

from matchmaker.services.people.credentials import LONGEST, SHORTEST
from matchmaker.terms import Frequency, Topic
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.labels import label
from matchmaker.web.languages import LANGUAGES

ADDRESS = [DataRequired(), Length(max=254), Email(_("邮箱格式不正确。"))]
NAME = [DataRequired(), Length(max=60)]
NEW_PASSWORD = [DataRequired(), Length(min=SHORTEST, max=LONGEST)]
NEW = {"autocomplete": "new-password", "minlength": SHORTEST}


class LogInForm(BaseForm):
    """Address and password; `next` is where the visitor wanted to go."""

    email = EmailField(_("邮箱"), [DataRequired(), Length(max=254)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        _("密码"), [DataRequired(), Length(max=LONGEST)], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class ForgottenPasswordForm(BaseForm):
    """The address to which a link is sent."""

    email = EmailField(_("邮箱"), ADDRESS, render_kw={"autocomplete": "email"})


class NewPasswordForm(BaseForm):
    """A new password, typed twice; the link's token travels along."""

    token = HiddenField()
    password = PasswordField(_("新密码"), NEW_PASSWORD, render_kw=NEW)
    again = PasswordField(
        _("再次输入新密码"), [DataRequired(), EqualTo("password", _("两次输入的密码不一致。"))], render_kw=NEW
    )


class JoinForm(NewPasswordForm):
    """What an invited person without an account fills in; the address is the invitation's."""

    name = StringField(_("姓名"), NAME, render_kw={"autocomplete": "name"})


class TokenForm(BaseForm):
    """An answer to a link, with its token."""

    token = HiddenField()


class SettingsForm(BaseForm):
    """One's own name and language."""

    name = StringField(_("姓名"), NAME, render_kw={"autocomplete": "name"})
    language = RadioField(
        _("界面语言"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )


def _how_often(topic: object) -> RadioField:
    return RadioField(topic, choices=lambda: [SelectChoice(one.value, label(one)) for one in Frequency])


class PreferencesForm(BaseForm):
    """How often one wants mail about each topic; the fields are called as the topics."""

    proposal = _how_often(lazy_pgettext("one", "合作方案"))
    posting = _how_often(_("供需信息"))
    partnership = _how_often(_("合作项目"))
    organization = _how_often(_("单位与成员"))
    reminder = _how_often(_("期限提醒"))
    search = _how_often(_("保存的条件"))

    def chosen(self) -> dict[Topic, Frequency]:
        """Return what was chosen."""
        return {topic: Frequency(self[topic.value].data) for topic in Topic}


class ChangePasswordForm(BaseForm):
    """The old password and the new one."""

    old = PasswordField(
        _("当前密码"),
        [DataRequired(), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(_("新密码"), NEW_PASSWORD, render_kw=NEW)
    again = PasswordField(
        _("再次输入新密码"), [DataRequired(), EqualTo("password", _("两次输入的密码不一致。"))], render_kw=NEW
    )
