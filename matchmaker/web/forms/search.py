"""The public search's form, which lives in the address of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from matchmaker.models import Region
from matchmaker.policy import Identity
from matchmaker.services.search import choices, places
from matchmaker.services.search.choices import Choice
from matchmaker.services.search.filters import ONE_CLASS, Criteria, Size, Sort
from matchmaker.terms import Kind, Level, OrganizationKind, Side
from matchmaker.web.forms.listings import ListForm
from matchmaker.web.labels import label

Counts = Mapping[str, Mapping[str, int]]
DISTANCES = (20, 50, 100, 200)  # Kilometers.
# What narrows each side; an organization has no class and takes no part in a kind by itself.
FILTERS = {
    Side.PROGRAMMES: ("region", "group", "level", "kind", "size", "within", "sort"),
    Side.DEMANDS: ("region", "group", "section", "level", "kind", "size", "within", "sort"),
    Side.ORGANIZATIONS: ("region", "group", "section", "within", "sort"),
}


def _members(members: Iterable[StrEnum]) -> list[SelectChoice]:
    return [SelectChoice("", ""), *(SelectChoice(member.value, member.value) for member in members)]


class SearchForm(ListForm):
    """Words and filters; the names and numbers of the choices are known once something was found."""

    q = StringField(lazy_gettext("关键词"), [Length(max=100)])
    region = SelectField(lazy_gettext("地区"), default="", validate_choice=False)
    group = SelectField(lazy_gettext("类别"), default="", validate_choice=False)
    section = SelectField(lazy_gettext("行业"), default="", validate_choice=False)
    level = SelectField(lazy_gettext("层次"), default="", choices=lambda: _members(Level))
    kind = SelectField(lazy_gettext("合作模式"), default="", choices=lambda: _members(Kind))
    size = SelectField(lazy_gettext("规模"), default="", choices=lambda: _members(Size))
    within = SelectField(
        lazy_gettext("距离"),
        default="",
        choices=lambda: [("", ""), *((str(one), str(one)) for one in DISTANCES)],
    )
    sort = SelectField(lazy_gettext("排序"), default=Sort.NEWEST.value, choices=lambda: _members(Sort)[1:])

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

    def criteria(self, session: Session, identity: Identity) -> Criteria:
        """Return what is searched for; an address that was changed by hand is put right."""
        self.tidy()
        if self.region.data and session.get(Region, self.region.data) is None:
            self.region.data = ""
        said = {name: self[name].data for name in FILTERS[self.side]}
        near = places.origin(session, identity, said["region"])
        return Criteria(
            side=self.side,
            words=(self.q.data or "").strip(),
            region=said["region"],
            group=said["group"],
            section=said.get("section", ""),
            level=Level(said["level"]) if said.get("level") else None,
            kind=Kind(said["kind"]) if said.get("kind") else None,
            size=Size(said["size"]) if said.get("size") else None,
            within=int(said["within"]) if said["within"] else None,
            near=near,
            sort=Sort(said["sort"]),
        )

    def offer(self, session: Session, counts: Counts, *, has_origin: bool) -> None:
        """Name the choices of every filter, with how much each would leave."""
        named = {
            "region": choices.regions(session, self._with_chosen("region", counts)),
            "group": self._groups(session, self._with_chosen("group", counts)),
            "section": choices.sections(session, self._with_chosen("section", counts)),
        }
        for name, members in (("level", Level), ("kind", Kind)):
            found = counts.get(name, {})
            named[name] = [Choice(one.value, label(one), found.get(one.value, 0)) for one in members]
        limits = {"least": ONE_CLASS.class_minimum, "most": ONE_CLASS.class_maximum}
        sizes = {
            Size.SMALL: _("不足 %(least)s 人", **limits),
            Size.CLASS: _("%(least)s–%(most)s 人", **limits),
            Size.LARGE: _("超过 %(most)s 人", **limits),
        }
        found = counts.get("size", {})
        named["size"] = [Choice(one.value, word, found.get(one.value, 0)) for one, word in sizes.items()]
        for name in named.keys() & set(FILTERS[self.side]):
            self[name].choices = [SelectChoice("", _("不限")), *map(_told, named[name])]
        self._name_distances(has_origin=has_origin)

    def _groups(self, session: Session, counts: Mapping[str, int]) -> list[Choice]:
        if self.side is Side.ORGANIZATIONS:
            kinds = (OrganizationKind.SCHOOL, OrganizationKind.ENTERPRISE)
            return [Choice(kind.value, label(kind), counts.get(kind.value, 0)) for kind in kinds]
        return choices.groups(session, self.side, counts)

    def _with_chosen(self, name: str, counts: Counts) -> Mapping[str, int]:
        """Add the choice that was made, also where it leaves nothing."""
        chosen = self[name].data if name in self else ""
        found = counts.get(name, {})
        return {chosen: 0, **found} if chosen else found

    def _name_distances(self, *, has_origin: bool) -> None:
        size = _("学位最多") if self.side is Side.PROGRAMMES else _("人数最多")
        words = {Sort.NEWEST: _("最新发布"), Sort.LARGEST: size, Sort.NEAREST: _("距离最近")}
        if self.side is Side.ORGANIZATIONS:
            del words[Sort.LARGEST]
        if not has_origin:
            del words[Sort.NEAREST], self.within
        self.sort.choices = [SelectChoice(sort.value, word) for sort, word in words.items()]
        if has_origin:
            told = (SelectChoice(str(one), _("%(number)s 公里内", number=one)) for one in DISTANCES)
            self.within.choices = [SelectChoice("", _("不限")), *told]


def _told(choice: Choice) -> SelectChoice:
    # The places of a province stand below it.
    indent = "　" * choice.depth
    return SelectChoice(choice.value, indent + _("%(text)s（%(more)s）", text=choice.name, more=choice.count))
