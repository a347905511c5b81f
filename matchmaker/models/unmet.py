"""Why a posting was closed or a proposal declined, kept without names: what the market lacks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base
from matchmaker.terms import OrganizationKind, UnmetOccasion, UnmetReason


class UnmetAnswer(Base):
    """One answer; it names no organization, no posting and no person."""

    __tablename__ = "unmet_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[UnmetReason]
    occasion: Mapped[UnmetOccasion]
    side: Mapped[OrganizationKind]  # Whose answer it is: a school's or an enterprise's.
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    major_class: Mapped[str | None] = mapped_column(String(4))  # First four digits of the major.
    occupation_group: Mapped[str | None] = mapped_column(String(7))  # Minor group: n-nn-nn.
    amount: Mapped[int | None]  # Places or posts that it is about.
    day: Mapped[date] = mapped_column(index=True)
    is_example: Mapped[bool] = mapped_column(default=False)  # 示例数据
