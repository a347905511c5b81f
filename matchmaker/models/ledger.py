"""The ledger of places and posts: every hold, commitment and release is a row."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base, now


class LedgerAction(enum.StrEnum):
    """What happened to places or posts."""

    RESERVE = "reserve"  # All parties are interested.
    COMMIT = "commit"  # The proposal is agreed; what was reserved stays held.
    RELEASE = "release"  # The proposal or the partnership ended.


class LedgerEntry(Base):
    """A row of the ledger; the sum of a posting's amounts is what is held of it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (CheckConstraint("(programme_id IS NULL) != (demand_id IS NULL)", name="one_posting"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    action: Mapped[LedgerAction]
    amount: Mapped[int]  # Reserve: positive; commit: zero; release: negative.
    at: Mapped[datetime] = mapped_column(default=now)
