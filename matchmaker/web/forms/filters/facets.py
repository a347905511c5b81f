"""Filters by place, level and kind, each of whose choices tells how much it would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup, escape
from sqlalchemy.orm import Session
from wtforms import SelectChoice, SelectField, widgets
from wtforms.widgets.core import clean_key

from matchmaker.services import gazetteer
from matchmaker.services.search import choices
from matchmaker.services.search.choices import Choice
from matchmaker.terms import Kind, Level
from matchmaker.web.forms.listings import ListForm
from matchmaker.web.labels import label

Counts = Mapping[str, Mapping[str, int]]
DISTANCES = (20, 50, 100, 200, 300)  # Kilometers.


def bare(members: Iterable[StrEnum | int]) -> list[SelectChoice]:
    """Return choices without words: enough to read an address, before anything was counted."""
    return [SelectChoice("", ""), *(SelectChoice(str(member), str(member)) for member in members)]


class Dropdown(widgets.Select):  # type: ignore[misc]
    """A list of choices written at once; to ask of each part how it is written takes ten times as long."""

    def __call__(self, field: SelectField, **attributes: object) -> Markup:
        """Return the list with what was chosen selected."""
        options = (
            f'<option{" selected" if one.value == field.data else ""} value="{escape(one.value)}">'
            f"{escape(one.label)}</option>"
            for one in field.choices
        )
        told = {"name": field.name, "id": field.id, **attributes}
        opened = " ".join(
            f'{clean_key(name)}="{escape(value)}"'
            for name, value in sorted(told.items())
            if value is not False
        )
        return Markup(f"<select {opened}>{''.join(options)}</select>")  # noqa: S704 - every part is escaped.


class Facet(SelectField):  # type: ignore[misc]
    """One filter; a page shows hundreds of choices."""

    widget = Dropdown()


class FacetForm(ListForm):
    """What both the search and the lists of matches narrow by."""

    region = Facet(lazy_gettext("地区"), default="", validate_choice=False)
    level = Facet(lazy_gettext("层次"), default="", choices=lambda: bare(Level))
    kind = Facet(lazy_gettext("合作模式"), default="", choices=lambda: bare(Kind))
    within = Facet(lazy_gettext("距离"), default="", choices=lambda: bare(DISTANCES))

    def read(self, session: Session) -> dict[str, str]:
        """Return what is asked for; an address that was changed by hand is put right."""
        if self.region.data and self.region.data not in gazetteer.held(session).names:
            self.region.data = ""
        return self.said()

    def offer(self, session: Session, counts: Counts, *, left: int, has_origin: bool) -> None:
        """Name the choices of every filter, with how much each would leave; what is chosen leaves so many."""
        found = counts.get("region", {})
        self.name("region", choices.regions(session, found, chosen=self.region.data, left=left))
        for name, members in (("level", Level), ("kind", Kind)):
            found = counts.get(name, {})
            self.name(name, [Choice(one.value, label(one), found.get(one.value, 0)) for one in members])
        if has_origin:
            told = (SelectChoice(str(one), _("%(number)s 公里内", number=one)) for one in DISTANCES)
            self.within.choices = [SelectChoice("", _("不限")), *told]
        else:
            del self.within

    def name(self, name: str, offered: Iterable[Choice]) -> None:
        """Fill the choices of a filter, where this list has it."""
        if name in self:
            words = _("%(text)s（%(more)s）")  # Looked up once for all.
            self[name].choices = [SelectChoice("", _("不限")), *(_told(choice, words) for choice in offered)]

    def with_chosen(self, name: str, counts: Counts) -> Mapping[str, int]:
        """Add the choice that was made, also where it leaves nothing."""
        chosen = self[name].data if name in self else ""
        found = counts.get(name, {})
        return {chosen: 0, **found} if chosen else found


def _told(choice: Choice, words: str) -> SelectChoice:
    # The places of a province stand below it.
    indent = "　" * choice.depth
    return SelectChoice(choice.value, indent + words % {"text": choice.name, "more": choice.count})
