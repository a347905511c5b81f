"""Filters that a person saved under a name, and what they have found before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base, now
from matchmaker.terms import Frequency, SavedPage


class SavedFilter(Base):
    """A page's filters as its address tells them; how often what is new is told."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(60))
    page: Mapped[SavedPage]
    posting_id: Mapped[int | None]  # Whose matches they are; none: the search's, or a region's.
    values: Mapped[dict[str, Any]]
    frequency: Mapped[Frequency]  # Daily, weekly or off.
    looked_on: Mapped[date | None] = mapped_column(index=True)  # None: nothing is looked for.
    created_at: Mapped[datetime] = mapped_column(default=now)


class SavedHit(Base):
    """Something that a saved filter has found: it is never told of again."""

    __tablename__ = "saved_hit"

    saved_filter_id: Mapped[int] = mapped_column(
        ForeignKey("saved_filter.id", ondelete="CASCADE"), primary_key=True
    )
    hit: Mapped[str] = mapped_column(String(40), primary_key=True)  # Such as demands:7, pair:3:7.
