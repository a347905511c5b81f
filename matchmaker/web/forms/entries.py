"""The field for an entry of the catalogue: a code, a name or a choice from the list below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from wtforms import Field, StringField, ValidationError

from matchmaker.models import Industry, Major, Occupation, Region
from matchmaker.services import catalogue, gazetteer
from matchmaker.services.catalogue import UnknownEntryError
from matchmaker.web.access import db_session
from matchmaker.web.errors import tell
from matchmaker.web.labels import label

Entry = Major | Occupation | Industry | Region
List = type[Major] | type[Occupation] | type[Industry] | type[Region]
NOUNS: dict[List, str] = {
    Major: "majors",
    Occupation: "occupations",
    Industry: "industries",
    Region: "regions",
}


@dataclass(frozen=True, slots=True)
class Option:
    """An entry to choose: what goes into the field, its name, and what tells it from others."""

    value: str
    name: str
    hint: str


def options(entries: Sequence[Entry]) -> list[Option]:
    """Return entries of one list as what can be chosen under its field."""
    regions = gazetteer.held(db_session()).whole_names
    told = [
        _option(entry, regions.get(entry.code, entry.name) if isinstance(entry, Region) else entry.name)
        for entry in entries
    ]
    return [option for option in told if option.value]


def _option(entry: Entry, name: str) -> Option:
    value = name if isinstance(entry, Region) else f"{entry.code} {name}"
    return Option(value, name, " · ".join((entry.code, *_hints(entry))))


def _hints(entry: Entry) -> Sequence[str]:
    if isinstance(entry, Major):
        return label(entry.level), entry.class_name
    if isinstance(entry, Occupation):
        return (entry.minor_group_name,)
    return (entry.level,) if isinstance(entry, Industry) else ()


class EntryField(StringField):  # type: ignore[misc]
    """An entry of the catalogue; scripts offer choices while somebody types, the server where it is unclear.

    The choices carry the field's own name, so the last value sent is what was meant; the last choice is empty
    and takes the others back. `data` is the code. What stands in the field is told by the browser, or by
    `show` for a stored code.
    """

    data: Any

    def __init__(self, label: object = None, *, list_: List, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(label, **kwargs)
        self.list_ = list_
        self.options: list[Option] = []
        self._shown: str | None = None
        self.render_kw = {
            "autocomplete": "off",
            "data-entry": True,
            "hx-get": url_for("catalogue.entries", noun=NOUNS[list_], name=self.name),
            "hx-trigger": "input delay:250ms",
            "hx-target": f"#{self.id}-options",
            "hx-sync": "this:replace",
        }

    def show(self, text: str) -> None:
        """Say how the stored code reads; what the browser sent goes before."""
        self._shown = text

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the choice before what was typed."""
        told = [value for value in valuelist if value]
        self.raw_data = (told or valuelist)[-1:]
        super().process_formdata(self.raw_data)

    def pre_validate(self, _form: object) -> None:
        """Find the entry; offer the nearest ones where there is not exactly one."""
        if not self.data:
            self.data = None
            return
        try:
            self.data = catalogue.resolve(db_session(), self.list_, self.data).code
        except UnknownEntryError as error:
            self.options = options(error.near)
            message = gettext("请从下面的列表中选择一项。") if self.options else tell(error)
            raise ValidationError(message) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self._shown or self.data or ""


def describe(field: Field) -> None:
    """Let a field for an entry of the catalogue show its name beside the code."""
    if isinstance(field, EntryField) and field.data and not field.raw_data:
        field.show(catalogue.wording(db_session(), field.list_, field.data))
