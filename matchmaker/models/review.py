"""An authority's decision on a posting or a proposal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.demand import Demand
from matchmaker.models.organization import Organization
from matchmaker.models.programme import Programme
from matchmaker.models.proposal import Proposal
from matchmaker.models.user import User
from matchmaker.rules import READERS
from matchmaker.terms import Department
from matchmaker.workflow import Decision

Subject = Programme | Demand | Proposal | Organization


class Review(Base):
    """One entry of the queue: what is asked, who took it, what was decided and why."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint(
            " + ".join(
                f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END"
                for column in ("organization_id", "programme_id", "demand_id", "proposal_id")
            )
            + " = 1",
            name="one_subject",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    reader: Mapped[str | None] = mapped_column(String(20))  # Of the table of readers; None: any authority.
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    taken_at: Mapped[datetime | None]
    decision: Mapped[Decision | None]  # None though it is settled: there was nothing left to decide.
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    comments: Mapped[dict[str, Any]] = mapped_column(default=dict)  # Field name -> what to mend.
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization | None] = relationship(lazy="joined")
    programme: Mapped[Programme | None] = relationship(lazy="joined")
    demand: Mapped[Demand | None] = relationship(lazy="joined")
    proposal: Mapped[Proposal | None] = relationship(lazy="joined")
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id], lazy="joined")

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declared form.

    @property
    def subject(self) -> Subject:
        """What is reviewed."""
        subject = self.proposal or self.programme or self.demand or self.organization
        assert subject is not None  # noqa: S101 - the check constraint one_subject holds it.
        return subject

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose record is reviewed."""
        return self.subject.owner_ids

    @property
    def region_codes(self) -> frozenset[str]:
        """The region whose authority decides."""
        return frozenset({self.region_code} if self.region_code else ())

    @property
    def departments(self) -> frozenset[Department]:
        """The departments of which one decides; empty: whichever the authority's is."""
        return departments_of(self.reader)

    @property
    def is_public(self) -> bool:
        """A review is for the authority and the owner."""
        return False


def departments_of(reader: str | None) -> frozenset[Department]:
    """Return the departments of a row of the table of readers; none: whichever the authority's is."""
    return READERS[reader].departments if reader else frozenset()
