"""Reports of a class: figures that one side files and every organization of the other confirms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.organization import Organization
from matchmaker.models.partnerships.partnership import Partnership
from matchmaker.workflow import ReportState


class Report(Base):
    """Whose report of what, and how far it is; its head-counts and sums stand in the table of its kind."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("partnership_id", "organization_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # Which table holds its figures.
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)  # Who filed it.
    period: Mapped[str] = mapped_column(String(16))  # A term, as 2026-1, or the name of a stage.
    state: Mapped[ReportState] = mapped_column(default=ReportState.SUBMITTED)
    return_reason: Mapped[str] = mapped_column(Text, default="")
    filed_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_at: Mapped[datetime | None]  # When the last of the other side confirmed.
    version: Mapped[int] = mapped_column(default=1)

    partnership: Mapped[Partnership] = relationship(lazy="joined")
    organization: Mapped[Organization] = relationship(lazy="joined")
    confirmations: Mapped[list[ReportConfirmation]] = relationship(
        order_by="ReportConfirmation.id", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__: dict[str, Any] = {"polymorphic_on": kind, "version_id_col": version}  # noqa: RUF012 - SQLAlchemy's declared form.

    @property
    def confirmed(self) -> frozenset[int]:
        """The organizations that stand behind it."""
        return frozenset(entry.organization_id for entry in self.confirmations)


class TermReport(Report):
    """One term of a running class; a None means that the school did not say (待补充)."""

    __tablename__ = "term_report"

    id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
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

    __mapper_args__: dict[str, Any] = {"polymorphic_identity": "term", "polymorphic_load": "inline"}  # noqa: RUF012


class OutcomeReport(Report):
    """What became of a class at a stage after its end; a stage leaves the columns of the others empty."""

    __tablename__ = "outcome_report"

    id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    graduates: Mapped[int | None]
    employed: Mapped[int | None]  # Of the graduates, wherever.
    matched: Mapped[int | None]  # Of the employed, in their own field.
    local: Mapped[int | None]  # Of the employed, in the school's city.
    hired: Mapped[int | None]  # Of the class, by this enterprise.
    kept: Mapped[int | None]  # Of the hired, still there.

    __mapper_args__: dict[str, Any] = {"polymorphic_identity": "outcome", "polymorphic_load": "inline"}  # noqa: RUF012


class ReportConfirmation(Base):
    """An organization of the other side stands behind the figures as they are."""

    __tablename__ = "report_confirmation"
    __table_args__ = (UniqueConstraint("report_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
