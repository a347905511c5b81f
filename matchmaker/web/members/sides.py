"""The two sides of the market: what sets the pages of programmes and of demands apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from flask import url_for

from matchmaker.models import Demand, Industry, Major, Occupation, Programme, Region
from matchmaker.services.postings import demands, programmes
from matchmaker.services.postings.drafts import Row
from matchmaker.web.forms.demands import DemandForm
from matchmaker.web.forms.entries import List
from matchmaker.web.forms.postings import PostingForm
from matchmaker.web.forms.programmes import ProgrammeForm


@dataclass(frozen=True)
class Side:
    """What one side posts, how it is written, and where its pages are."""

    noun: str  # Of the blueprint, the folder of templates and the address.
    model: type[Row]
    form: type[PostingForm]
    service: ModuleType  # With create, edit and copy.
    entries: Mapping[str, List]  # Columns that hold codes of the catalogue.

    @property
    def key(self) -> str:
        """The name of a posting's number in addresses."""
        return f"{self.model.__tablename__}_id"

    def address(self, view: str, posting: Row | None = None, **values: Any) -> str:  # noqa: ANN401 - what addresses take.
        """Return the address of a page of the side, or of one posting."""
        if posting is not None:
            values[self.key] = posting.id
        return url_for(f"{self.noun}.{view}", **values)

    def matches(self, posting: Row) -> str:
        """Return where the matches of a posting are."""
        values: dict[str, Any] = {self.key: posting.id}
        return url_for(f"matches.of_{self.model.__tablename__}", **values)


PROGRAMMES = Side(
    "programmes", Programme, ProgrammeForm, programmes, {"major_code": Major, "region_code": Region}
)
DEMANDS = Side(
    "demands",
    Demand,
    DemandForm,
    demands,
    {"occupation_code": Occupation, "industry_code": Industry, "region_code": Region},
)
