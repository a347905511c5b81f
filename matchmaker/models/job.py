"""Queued work, written in the transaction of the change that needs it, and the files that it reads."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.db import Base, now
from matchmaker.models.organization import Organization
from matchmaker.terms import Side


class JobStatus(enum.StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """A piece of work; a worker holds it by a lease and another takes it over when the lease runs out."""

    __tablename__ = "job"
    __table_args__ = (
        # One waiting job a key: asking twice for the same work queues it once.
        Index(
            "uq_job_waiting_key",
            "key",
            unique=True,
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.QUEUED, index=True)
    progress: Mapped[int] = mapped_column(default=0)  # Steps done
    total: Mapped[int] = mapped_column(default=0)  # of so many; 0: not known yet.
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(String(60), default="")
    lease_until: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Upload(Base):
    """A table that a person handed in for an organization, and what became of its rows."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    job_id: Mapped[int | None]  # Its job may be forgotten before it.
    side: Mapped[Side]
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(deferred=True)
    is_whole: Mapped[bool]  # With one faulty row, none is written.
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    finished_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)  # Below the heading.
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # Of an Outcome, by name.
    faults: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list
    )  # Row, column, value and message of each.
    keys: Mapped[list[str]] = mapped_column(default=list, deferred=True)  # Of the sound rows.
    refusal: Mapped[dict[str, Any]] = mapped_column(default=dict)  # Why the file could not be read at all.

    organization: Mapped[Organization] = relationship(lazy="joined")

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose table this is."""
        return frozenset({self.organization_id})

    @property
    def region_codes(self) -> frozenset[str]:
        """No authority looks into a table; what is made of it reaches its review."""
        return frozenset()

    @property
    def is_public(self) -> bool:
        """Nobody else may see it."""
        return False
