"""Queued work: a row in the transaction of the change, leased by a worker, finished once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.db import now
from matchmaker.models import Job, JobStatus

Progress = Callable[[int, int], None]  # How much is done, of how much; called now and then.
LEASE = timedelta(seconds=60)
ATTEMPTS = 3
KEPT = timedelta(days=7)


class LeaseLostError(Exception):
    """Another worker took the job over because this one was silent for too long."""


def enqueue(
    session: Session,
    *,
    name: str,
    key: str,
    payload: Mapping[str, Any] | None = None,
    user_id: int | None = None,
) -> Job:
    """Queue work, or return what waits under the same key already."""
    standing = select(Job).where(Job.key == key, Job.status == JobStatus.QUEUED)
    while (waiting := session.scalar(standing)) is None:
        job = Job(name=name, key=key, payload=dict(payload or {}), user_id=user_id)
        try:
            with session.begin_nested():
                session.add(job)
        except IntegrityError:  # Somebody queued the same in this very moment.
            continue
        return job
    return waiting


def lease(session: Session, *, worker: str, at: datetime) -> Job | None:
    """Take the oldest job that waits or whose worker went silent; None when there is none.

    A job that was begun ATTEMPTS times and never ended is given up.
    """
    silent = (Job.status == JobStatus.RUNNING) & (Job.lease_until < at)
    statement = (
        select(Job)
        .where(or_(Job.status == JobStatus.QUEUED, silent))
        .order_by(Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    job = session.scalar(statement)
    if job is None:
        return None
    if job.attempts >= ATTEMPTS:
        job.status, job.finished_at, job.error = JobStatus.FAILED, at, "the worker ended without a word"
        return None
    job.status, job.worker, job.lease_until = JobStatus.RUNNING, worker, at + LEASE
    job.attempts += 1
    return job


def report(session: Session, job_id: int, *, worker: str, progress: int, total: int) -> None:
    """Say how far a job is, which also renews its lease; raise LeaseLostError when it is another's."""
    values = {"progress": progress, "total": total, "lease_until": now() + LEASE}
    _update_mine(session, job_id, worker, values)


def finish(session: Session, job_id: int, *, worker: str) -> None:
    """End a job in the transaction of its last change; raise LeaseLostError when it is another's."""
    values = {"status": JobStatus.DONE, "finished_at": now(), "lease_until": None}
    _update_mine(session, job_id, worker, values)


def fail(session: Session, job_id: int, *, worker: str, error: str) -> None:
    """Put a job back into the queue after an error, or give it up after ATTEMPTS."""
    job = session.get_one(Job, job_id)
    if job.worker != worker or job.status is not JobStatus.RUNNING:
        raise LeaseLostError(job_id)
    job.error = error[:2000]
    job.lease_until = None
    is_last = job.attempts >= ATTEMPTS or _is_waiting(session, job.key)
    job.status, job.finished_at = (JobStatus.FAILED, now()) if is_last else (JobStatus.QUEUED, None)


def _is_waiting(session: Session, key: str) -> bool:
    return session.scalar(select(Job.id).where(Job.key == key, Job.status == JobStatus.QUEUED)) is not None


def _update_mine(session: Session, job_id: int, worker: str, values: Mapping[str, Any]) -> None:
    mine = (Job.id == job_id) & (Job.worker == worker) & (Job.status == JobStatus.RUNNING)
    result = session.execute(update(Job).where(mine).values(**values))
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise LeaseLostError(job_id)


def renew(session: Session, job_id: int, *, worker: str) -> bool:
    """Renew a lease; tell whether the job is still this worker's."""
    try:
        _update_mine(session, job_id, worker, {"lease_until": now() + LEASE})
    except LeaseLostError:
        return False
    return True


def forget(session: Session) -> None:
    """Delete the jobs that were done a week ago; what failed stays to be looked at."""
    old = (Job.status == JobStatus.DONE) & (Job.finished_at < now() - KEPT)
    session.execute(delete(Job).where(old))
