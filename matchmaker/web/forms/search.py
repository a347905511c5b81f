"""The public search's form, which lives in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Form, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from matchmaker.models import Region
from matchmaker.services.search import Criteria, Side, Sort
from matchmaker.terms import Kind, Level
from matchmaker.web.labels import choices


class SearchForm(Form):  # type: ignore[misc]
    """Words and filters; what cannot be read does not narrow the search."""

    q = StringField(lazy_gettext("关键词"), [Length(max=100)])
    region = SelectField(lazy_gettext("地区"), default="")
    level = SelectField(lazy_gettext("层次"), default="")
    kind = SelectField(lazy_gettext("合作模式"), default="")
    sort = SelectField(lazy_gettext("排序"), default=Sort.NEWEST.value)

    def offer(self, side: Side, regions: Iterable[Region]) -> None:
        """Fill the lists for one side of the search."""
        anything = SelectChoice("", _("不限"))
        self.region.choices = [anything, *(SelectChoice(row.code, _indented(row)) for row in regions)]
        self.level.choices = [anything, *choices(Level)]
        self.kind.choices = [anything, *choices(Kind)]
        size = _("学位最多") if side is Side.PROGRAMMES else _("人数最多")
        newest, largest = Sort.NEWEST.value, Sort.LARGEST.value
        self.sort.choices = [SelectChoice(newest, _("最新发布")), SelectChoice(largest, size)]
        if side is Side.DEMANDS:
            self.level.label.text = _("可接收层次")

    def criteria(self) -> Criteria:
        """Return what is searched for; an address that was changed by hand is put right."""
        self.validate()
        for field in self:
            if field.errors:
                field.data, field.errors = field.default or "", ()
        level, kind, sort = self.level.data, self.kind.data, self.sort.data
        return Criteria(
            words=(self.q.data or "").strip(),
            region_code=self.region.data or "",
            level=Level(level) if level else None,
            kind=Kind(kind) if kind else None,
            sort=Sort(sort) if sort else Sort.NEWEST,
        )


def _indented(region: Region) -> str:
    # The places of a province stand below it.
    return region.name if region.code.endswith("0000") else f"　{region.name}"
