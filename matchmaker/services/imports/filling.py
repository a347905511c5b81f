"""What new rows need not tell, as in the forms: the place and contact of last time, a major's courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.models import Upload, User
from matchmaker.services import catalogue
from matchmaker.services.imports.records import Record, Side
from matchmaker.services.postings import queries


@dataclass(frozen=True, slots=True)
class Defaults:
    """What stands in for empty cells of a new row; in a known row they leave what is there.

    A row that tells of another place tells all of it.
    """

    of_all: Mapping[str, Any] = field(default_factory=dict)
    of_major: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The columns that are filled in; a region that a file does not tell is always its organization's."""
        return frozenset(
            {"region_code", *self.of_all, *(n for known in self.of_major.values() for n in known)}
        )

    def fill(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a new row without its gaps."""
        known = {**self.of_all, **self.of_major.get(values.get("major_code", ""), {})}
        if _is_elsewhere(values, known):
            known = {name: value for name, value in known.items() if name not in queries.PLACE}
        return {**values, **{name: known[name] for name in known if not values.get(name)}}

    def news(
        self, values: Mapping[str, Any], held: Mapping[str, Any], blank: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what a row tells anew of what is held; a region is changed, never taken away."""
        told, filled = dict(values), self.names
        if _is_elsewhere(values, held):
            told = {name: blank[name] for name in queries.PLACE if name in blank} | told
            filled = filled.difference(queries.PLACE) | {"region_code"}
        return {
            name: value
            for name, value in told.items()
            if held[name] != value and (value or name not in filled)
        }


def _is_elsewhere(values: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Tell whether a row names another place than what is known: then none of that place is true of it."""
    return any(values.get(name) and values[name] != known.get(name) for name in queries.PLACE)


def defaults(session: Session, side: Side, upload: Upload, records: Sequence[Record]) -> Defaults:
    """Return what the rows of an upload need not tell; the first contact is who sent it."""
    names = {column.name for column in side.columns}
    user = None if upload.user_id is None else session.get(User, upload.user_id)
    habits = queries.habits(session, side.model, upload.organization, user)
    codes = {code for record in records if (code := record.values.get("major_code"))}
    return Defaults(
        {name: value for name, value in habits.items() if value and name in names},
        {
            code: {
                "courses": catalogue.courses(session, code),
                "certificates": catalogue.certificates(session, code),
            }
            for code in sorted(codes)
        },
    )
