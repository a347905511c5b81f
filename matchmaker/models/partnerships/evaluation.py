"""What a party, or an authority, says of a partnership that has ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.organization import Organization


class Evaluation(Base):
    """One organization's evaluation; it may be changed until everybody has given theirs."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("partnership_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ratings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # Criterion value -> 1 (bad) to 5 (good).
    would_repeat: Mapped[bool]
    went_well: Mapped[str] = mapped_column(Text, default="")
    to_improve: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    organization: Mapped[Organization] = relationship(lazy="joined")
