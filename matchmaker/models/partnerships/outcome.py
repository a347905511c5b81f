"""What became of a class: head-counts that one side reports and the other confirms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.organization import Organization
from matchmaker.models.partnerships.partnership import Partnership
from matchmaker.terms import Stage
from matchmaker.workflow import ReportState


class OutcomeReport(Base):
    """One organization's figures of one stage; a stage leaves the columns of the others empty."""

    __tablename__ = "outcome_report"
    __table_args__ = (UniqueConstraint("partnership_id", "organization_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    stage: Mapped[Stage]
    state: Mapped[ReportState] = mapped_column(default=ReportState.SUBMITTED)
    graduates: Mapped[int | None]
    employed: Mapped[int | None]  # Of the graduates, wherever.
    matched: Mapped[int | None]  # Of the employed, in their own field.
    local: Mapped[int | None]  # Of the employed, in the school's city.
    hired: Mapped[int | None]  # Of the class, by this enterprise.
    kept: Mapped[int | None]  # Of the hired, still there.
    return_reason: Mapped[str] = mapped_column(Text, default="")
    filed_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]  # When the last of the other side confirmed.
    version: Mapped[int] = mapped_column(default=1)

    partnership: Mapped[Partnership] = relationship(lazy="joined")
    organization: Mapped[Organization] = relationship(lazy="joined")
    confirmations: Mapped[list[OutcomeConfirmation]] = relationship(
        order_by="OutcomeConfirmation.id", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declared form.


class OutcomeConfirmation(Base):
    """An organization of the other side stands behind the figures as they are."""

    __tablename__ = "outcome_confirmation"
    __table_args__ = (UniqueConstraint("report_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("outcome_report.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
