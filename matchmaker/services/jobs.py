"""Queued work: a row in the transaction of the change, leased by a worker, finished once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.models import Job, JobStatus


def enqueue(
    session: Session, *, name: str, key: str, payload: Mapping[str, Any] | None = None, user_id: int | None = None
) -> Job:
    """Queue work, or return what waits under the same key already."""
    waiting = session.scalar(select(Job).where(Job.key == key, Job.status == JobStatus.QUEUED))
    if waiting is not None:
        return waiting
    job = Job(name=name, key=key, payload=dict(payload or {}), user_id=user_id)
    session.add(job)
    session.flush()  # The caller links to the job by its id.
    return job
