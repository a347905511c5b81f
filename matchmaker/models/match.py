"""Scored pairs, the runs that found them, and what people said of a pair."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.demand import Demand
from matchmaker.models.programme import Programme


class MatchRun(Base):
    """One run of the engine: which version and weights, over how many postings."""

    __tablename__ = "match_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    engine_version: Mapped[str] = mapped_column(String(20))
    weights: Mapped[dict[str, Any]]
    scope: Mapped[str] = mapped_column(String(40))  # all, programme:7 or demand:7
    programmes: Mapped[int] = mapped_column(default=0)
    demands: Mapped[int] = mapped_column(default=0)
    pairs: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Match(Base):
    """A pair with its score in [0, 100], the parts that add up to it, and the reasons."""

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("programme_id", "demand_id"),
        Index(None, "demand_id", "score"),
        Index(None, "programme_id", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_run.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))
    score: Mapped[float]
    parts: Mapped[dict[str, Any]]  # Feature -> points.
    reasons: Mapped[dict[str, Any]]  # missing, hit_terms, missed_terms, hit_skills, missed_must, missed_nice

    programme: Mapped[Programme] = relationship()
    demand: Mapped[Demand] = relationship()

    @property
    def owner_ids(self) -> frozenset[int]:
        """Both sides' organizations."""
        return self.programme.owner_ids | self.demand.owner_ids

    @property
    def region_codes(self) -> frozenset[str]:
        """Both sides' regions."""
        return self.programme.region_codes | self.demand.region_codes

    @property
    def is_public(self) -> bool:
        """A match is for its two sides and their authorities."""
        return False


class Mark(enum.StrEnum):
    """What somebody said of a pair."""

    PINNED = "pinned"  # An authority wants it in the plan.
    VETOED = "vetoed"  # An authority keeps it out of the plan.
    DISMISSED = "dismissed"  # One side is not interested.


class MatchMark(Base):
    """A mark on a pair; it outlives the runs."""

    __tablename__ = "match_mark"
    __table_args__ = (UniqueConstraint("programme_id", "demand_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    mark: Mapped[Mark]
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    programme: Mapped[Programme] = relationship()
    demand: Mapped[Demand] = relationship()

    @property
    def region_codes(self) -> frozenset[str]:
        """Both sides' regions."""
        return self.programme.region_codes | self.demand.region_codes
