"""The forms above lists of matches, which live in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from wtforms import Field, SearchField, SelectChoice, StringField
from wtforms.validators import Length

from matchmaker.models import Mark
from matchmaker.services.matches import lists
from matchmaker.services.matches.lists import Filters, Sort
from matchmaker.terms import Side
from matchmaker.web.forms.filters.facets import Counts, Facet, FacetForm, bare
from matchmaker.web.forms.listings import ListForm, choices
from matchmaker.web.labels import label

LEAST = (30, 40, 50, 60, 70, 80)  # Points.


class PairListForm(ListForm):
    """Filters of the pairs of a region."""

    q = StringField(lazy_gettext("单位或名称"), [Length(max=60)], default="")
    least = Facet(lazy_gettext("最低分"), default="", choices=lambda: bare(LEAST))
    mark = Facet(lazy_gettext("范围"), default="")

    def offer_marks(self, marks: Iterable[Mark]) -> None:
        """Fill the list of marks to look for, and name the least scores."""
        self.mark.choices = choices(("", _("未处理")), *((mark.value, label(mark)) for mark in marks))
        told = ((str(points), _("%(points)s 分及以上", points=points)) for points in LEAST)
        self.least.choices = choices(("", _("不限")), *told)

    def filters(self) -> Filters:
        """Return what is asked for."""
        return lists.read(self.said())

    def narrowing(self) -> list[Field]:
        """Return the fields beside the words, in their order."""
        return [self.least, self.mark]


class NamedForm(ListForm):
    """Whom somebody misses among the matches."""

    q = SearchField(lazy_gettext("单位、专业或岗位"), [Length(max=60)], default="")

    def words(self) -> str:
        """Return what is looked for."""
        return self.said()["q"]


class MatchListForm(PairListForm, FacetForm):
    """Filters of a posting's matches; place, level and kind are those of the other side."""

    sort = Facet(lazy_gettext("排序"), default=Sort.SCORE.value, choices=lambda: bare(Sort)[1:])

    def offer(self, session: Session, counts: Counts, *, left: int, has_origin: bool) -> None:
        """Name the choices of every filter, with how much each would leave."""
        super().offer(session, counts, left=left, has_origin=has_origin)
        words = {Sort.SCORE: _("总分最高"), Sort.NEAREST: _("距离最近")}
        self.sort.choices = [
            SelectChoice(sort.value, word) for sort, word in words.items() if has_origin or sort is Sort.SCORE
        ]

    def filters_in(self, session: Session, side: Side) -> Filters:
        """Return what is asked for of the other side, which is this one."""
        if side is Side.DEMANDS:
            self.level.label.text = _("可接收层次")
        return lists.read(self.read(session))

    def narrowing(self) -> list[Field]:
        """Return the fields beside the words, in their order."""
        names = ("within", "region", "level", "kind", "least", "mark", "sort")
        return [self[name] for name in names if name in self]
