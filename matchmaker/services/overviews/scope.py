"""What an overview looks at: all of a region, or the postings of some organizations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true

from matchmaker.models import Demand, Programme
from matchmaker.policy import reach

Side = type[Programme] | type[Demand]


@dataclass(frozen=True, slots=True)
class Scope:
    """A region with all within it, None for the whole country; with owners, only what they posted."""

    region_code: str | None = None
    owner_ids: frozenset[int] = frozenset()
    is_public: bool = False

    @property
    def region_codes(self) -> frozenset[str]:
        """The region whose authority may look."""
        return frozenset({self.region_code} if self.region_code else ())

    @property
    def prefix(self) -> str:
        """How the codes of the regions within begin."""
        return "" if self.region_code is None else reach(self.region_code)

    def covers(self, model: Side) -> ColumnElement[bool]:
        """Match the postings of one side that belong to it."""
        if self.owner_ids:
            return model.organization_id.in_(self.owner_ids)
        return model.region_code.startswith(self.prefix) if self.prefix else true()
