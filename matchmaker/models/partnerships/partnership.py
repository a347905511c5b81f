"""An agreed proposal that runs (合作项目)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.organization import Organization
from matchmaker.models.proposal import Proposal
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import PartnershipState


class Partnership(Base):
    """A partnership; its terms are those of the version that every party confirmed."""

    __tablename__ = "partnership"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    state: Mapped[PartnershipState] = mapped_column(default=PartnershipState.AGREED, index=True)
    agreed_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")

    proposal: Mapped[Proposal] = relationship(lazy="joined")

    def side(self, kind: OrganizationKind) -> dict[int, Organization]:
        """Return the parties of one side, the school or the enterprises, by their number."""
        is_school = kind is OrganizationKind.SCHOOL
        found = [party for party in self.proposal.parties if (party.demand_id is None) == is_school]
        return {party.organization_id: party.organization for party in found}

    @property
    def is_example(self) -> bool:
        """Whether it was invented for the demo (示例数据)."""
        return self.proposal.is_example

    @property
    def owner_ids(self) -> frozenset[int]:
        """The parties."""
        return self.proposal.owner_ids

    @property
    def region_codes(self) -> frozenset[str]:
        """The regions of the proposal."""
        return self.proposal.region_codes

    @property
    def is_public(self) -> bool:
        """A partnership is for its parties and their authorities."""
        return False
