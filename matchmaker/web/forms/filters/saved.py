"""The form of saved filters: what they are called, and how often what is new is told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, Length

from matchmaker.terms import Frequency
from matchmaker.web.forms.base import BaseForm

HOW_OFTEN = {Frequency.DAILY: _("每天"), Frequency.WEEKLY: _("每周一"), Frequency.OFF: _("不提醒")}


class SavedForm(BaseForm):
    """A name and a frequency."""

    name = StringField(_("名称"), [DataRequired(), Length(max=60)])
    frequency = RadioField(
        _("有新结果时提醒我"),
        default=Frequency.DAILY.value,
        choices=lambda: [SelectChoice(one.value, str(word)) for one, word in HOW_OFTEN.items()],
    )
