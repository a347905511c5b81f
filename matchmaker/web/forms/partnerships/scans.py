"""The form that hands in a scan of the signed agreement."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectChoice, SelectField
from wtforms.validators import InputRequired

from matchmaker.web.forms.base import BaseForm


class ScanForm(BaseForm):
    """For which party, and the file."""

    organization_id = SelectField(_("签署单位"), [InputRequired()], coerce=int)
    file = FileField(_("扫描件"), [FileRequired(_("请选择文件。"))])

    def offer(self, parties: Mapping[int, str]) -> None:
        """Fill the list of the parties that the person acts for."""
        self.organization_id.choices = [SelectChoice(key, name) for key, name in parties.items()]

    def content(self, limit: int) -> bytes:
        """Return the file, or its first bytes up to one more than the limit."""
        content: bytes = self.file.data.stream.read(limit + 1)
        return content
