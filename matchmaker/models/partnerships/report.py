"""The class dossier: what the school reports of each term and the enterprises confirm; head-counts only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.organization import Organization
from matchmaker.models.partnerships.partnership import Partnership
from matchmaker.workflow import ReportState


class TermReport(Base):
    """One term of a running partnership; a None means that the school did not say (待补充)."""

    __tablename__ = "term_report"
    __table_args__ = (
        UniqueConstraint("partnership_id", "school_year", "term"),
        CheckConstraint("term IN (1, 2)", name="term_of_a_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    school_year: Mapped[int]  # The year in which it begins: 2026 for 2026–2027.
    term: Mapped[int]  # 1 begins in autumn, 2 in spring.
    state: Mapped[ReportState] = mapped_column(default=ReportState.SUBMITTED)
    students: Mapped[int]  # At the end of the term.
    left_students: Mapped[int]  # Who left the class during the term.
    interns: Mapped[int]  # Students at an internship during the term.
    school_teachers: Mapped[int | None]
    mentors: Mapped[int | None]  # Of the enterprises.
    class_hours: Mapped[int | None]
    practice_hours: Mapped[int | None]  # Of the class hours.
    wage_yuan: Mapped[int | None]  # Least pay of an intern a month.
    post_wage_yuan: Mapped[int | None]  # Pay of the same post a month.
    insured: Mapped[int | None]  # Students with an internship insurance.
    incidents: Mapped[int]  # Accidents and complaints.
    incident_note: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    return_reason: Mapped[str] = mapped_column(Text, default="")
    filed_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]  # When the last enterprise confirmed.
    version: Mapped[int] = mapped_column(default=1)

    partnership: Mapped[Partnership] = relationship(lazy="joined")
    confirmations: Mapped[list[ReportConfirmation]] = relationship(
        order_by="ReportConfirmation.id", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declared form.


class ReportConfirmation(Base):
    """An enterprise stands behind the report as it is."""

    __tablename__ = "report_confirmation"
    __table_args__ = (UniqueConstraint("report_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("term_report.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    organization: Mapped[Organization] = relationship(lazy="joined")
