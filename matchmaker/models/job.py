"""Queued work, written in the transaction of the change that needs it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.db import Base, now


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
