"""Scored pairs, the runs that found them, and what people said of a pair."""

from __future__ import annotations

import enum
import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.demand import Demand
from matchmaker.models.programme import Programme

UNTOLD = -(2**15)  # Stands for the points of a feature of which one side said nothing.


class MatchRun(Base):
    """One run of the engine: which version and weights, over how many postings."""

    __tablename__ = "match_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    engine_version: Mapped[str] = mapped_column(String(20))
    weights: Mapped[dict[str, Any]]
    features: Mapped[list[str]]  # In the order in which its matches keep their points.
    scope: Mapped[str] = mapped_column(String(40))  # all, programme:7 or demand:7
    programmes: Mapped[int] = mapped_column(default=0)
    demands: Mapped[int] = mapped_column(default=0)
    pairs: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Match(Base):
    """A pair with its score in [0, 100] and the parts that add up to it; why is worked out when it is shown.

    There are many millions of them: a demand's stand together, and nothing is kept that can be told anew.
    No foreign keys, which took two thirds of the time of writing: postings and runs are never deleted, and
    whoever reads matches joins both postings.
    """

    __tablename__ = "match"
    __table_args__ = (Index(None, "programme_id", "score"), {"sqlite_with_rowid": False})

    demand_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    programme_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int]
    score: Mapped[float]
    points: Mapped[bytes]  # Hundredths of a point as 16-bit integers, lowest byte first, one a feature.

    run: Mapped[MatchRun] = relationship(
        primaryjoin=lambda: foreign(Match.run_id) == MatchRun.id, viewonly=True, lazy="joined", innerjoin=True
    )
    programme: Mapped[Programme] = relationship(
        primaryjoin=lambda: foreign(Match.programme_id) == Programme.id, viewonly=True
    )
    demand: Mapped[Demand] = relationship(
        primaryjoin=lambda: foreign(Match.demand_id) == Demand.id, viewonly=True
    )

    @property
    def parts(self) -> Mapping[str, float]:
        """Feature -> points; they add up to the score."""
        return {name: points / 100 for name, points in self._told() if points != UNTOLD}

    @property
    def missing(self) -> tuple[str, ...]:
        """The features of which one side said nothing."""
        return tuple(name for name, points in self._told() if points == UNTOLD)

    @property
    def is_example(self) -> bool:
        """Whether either side was invented for the demo (示例数据)."""
        return self.programme.is_example or self.demand.is_example

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

    def _told(self) -> list[tuple[str, int]]:
        names = self.run.features
        return list(zip(names, struct.unpack(f"<{len(names)}h", self.points), strict=True))


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
