"""The form that hands in a table."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from matchmaker.models import Organization
from matchmaker.services.imports import sheets
from matchmaker.web.forms.base import BaseForm, plain


class UploadForm(BaseForm):
    """For whom, the file, and whether one faulty row keeps the others out."""

    organization_id = SelectField(_("发布单位"), [InputRequired()], coerce=int)
    file = FileField(_("表格文件"), [FileRequired(_("请选择文件。"))])
    is_whole = BooleanField(_("有一行出错就全部不导入"))

    def offer(self, owners: Sequence[Organization]) -> None:
        """Fill the list of the organizations that the person posts for."""
        self.organization_id.choices = [SelectChoice(one.id, one.name) for one in owners]

    def name(self) -> str:
        """Return what the file is called, its ending kept."""
        return str(plain(self.file.data.filename))[-120:]

    def content(self) -> bytes:
        """Return the file, or its first bytes up to one more than may be."""
        content: bytes = self.file.data.stream.read(sheets.FILE_LIMIT + 1)
        return content
