"""The public search's form, which lives in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectChoice, StringField
from wtforms.validators import Length

from matchmaker.services.people.standings import Standing
from matchmaker.services.search import choices, filters, places
from matchmaker.services.search.choices import Choice
from matchmaker.services.search.facets import ONE_CLASS, Size
from matchmaker.services.search.filters import Criteria, Sort
from matchmaker.terms import OrganizationKind, Side
from matchmaker.web.forms.filters.facets import Counts, Facet, FacetForm, bare
from matchmaker.web.labels import label

# What narrows each side; an organization has no class and takes no part in a kind by itself.
FILTERS = {
    Side.PROGRAMMES: ("region", "group", "level", "kind", "size", "within", "sort"),
    Side.DEMANDS: ("region", "group", "section", "level", "kind", "size", "within", "sort"),
    Side.ORGANIZATIONS: ("region", "group", "section", "within", "sort"),
}


class SearchForm(FacetForm):
    """Words and filters; the names and numbers of the choices are known once something was found."""

    q = StringField(lazy_gettext("关键词"), [Length(max=100)], default="")
    group = Facet(lazy_gettext("类别"), default="", validate_choice=False)
    section = Facet(lazy_gettext("行业"), default="", validate_choice=False)
    size = Facet(lazy_gettext("规模"), default="", choices=lambda: bare(Size))
    sort = Facet(lazy_gettext("排序"), default=Sort.NEWEST.value, choices=lambda: bare(Sort)[1:])

    def __init__(self, side: Side, query: MultiDict[str, str]) -> None:
        super().__init__(query)
        self.side = side
        for name in set(FILTERS[Side.DEMANDS]) - set(FILTERS[side]):
            del self[name]
        self.group.label.text = {
            Side.PROGRAMMES: _("专业类"),
            Side.DEMANDS: _("职业类别"),
            Side.ORGANIZATIONS: _("单位类型"),
        }[side]
        if side is Side.DEMANDS:
            self.level.label.text = _("可接收层次")

    def narrowing(self) -> list[Field]:
        """Return the fields beside the words, in their order."""
        return [self[name] for name in FILTERS[self.side] if name in self]

    def criteria(self, session: Session, standing: Standing) -> Criteria:
        """Return what is searched for."""
        said = self.read(session)
        near = places.origin(session, standing.posts_for, said["region"])
        return filters.read(self.side, said, near=near)

    def offer(self, session: Session, counts: Counts, *, left: int, has_origin: bool) -> None:
        """Name the choices of every filter, with how much each would leave."""
        super().offer(session, counts, left=left, has_origin=has_origin)
        self.name("group", self._groups(session, self.with_chosen("group", counts)))
        self.name("section", choices.sections(session, self.with_chosen("section", counts)))
        limits = {"least": ONE_CLASS.class_minimum, "most": ONE_CLASS.class_maximum}
        sizes = {
            Size.SMALL: _("不足 %(least)s 人", **limits),
            Size.CLASS: _("%(least)s–%(most)s 人", **limits),
            Size.LARGE: _("超过 %(most)s 人", **limits),
        }
        found = counts.get("size", {})
        self.name("size", [Choice(one.value, word, found.get(one.value, 0)) for one, word in sizes.items()])
        self._name_orders(has_origin=has_origin)

    def _groups(self, session: Session, counts: Mapping[str, int]) -> list[Choice]:
        if self.side is Side.ORGANIZATIONS:
            kinds = (OrganizationKind.SCHOOL, OrganizationKind.ENTERPRISE)
            return [Choice(kind.value, label(kind), counts.get(kind.value, 0)) for kind in kinds]
        return choices.groups(session, self.side, counts)

    def _name_orders(self, *, has_origin: bool) -> None:
        size = _("学位最多") if self.side is Side.PROGRAMMES else _("人数最多")
        words = {Sort.NEWEST: _("最新发布"), Sort.LARGEST: size, Sort.NEAREST: _("距离最近")}
        if self.side is Side.ORGANIZATIONS:
            del words[Sort.LARGEST]
        if not has_origin:
            del words[Sort.NEAREST]
        self.sort.choices = [SelectChoice(sort.value, word) for sort, word in words.items()]
