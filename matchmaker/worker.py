"""The carrier of queued jobs, and the timetable of what must happen from time to time."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from matchmaker.config import Settings
from matchmaker.db import Database, now
from matchmaker.models import Job
from matchmaker.services import jobs, working_days
from matchmaker.services.deadlines import reminders, silence
from matchmaker.services.imports import uploads
from matchmaker.services.jobs import Progress
from matchmaker.services.matches.matchmaking import Matcher
from matchmaker.services.messages import outbox, post
from matchmaker.services.partnerships import planning, proposals
from matchmaker.services.postings import moves
from matchmaker.services.saved import digests
from matchmaker.services.upkeep import audit

logger = logging.getLogger(__name__)
PAUSE = 1.0  # Seconds between two looks into an empty queue.
HEARTBEAT = 15.0  # Seconds between two renewals of a lease.
WRITE_EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something to do every so often; it may run in several workers at once without harm."""

    name: str
    every: timedelta
    act: Callable[[Database, Settings], object]


def _in_one(act: Callable[[Session], object]) -> Callable[[Database, Settings], None]:
    """Return what acts in one transaction."""

    def run(database: Database, _settings: Settings) -> None:
        with database.transaction() as session:
            act(session)

    return run


TIMETABLE = (
    Periodic("send_mail", timedelta(seconds=5), outbox.send_waiting),
    Periodic("expire_postings", timedelta(minutes=10), _in_one(moves.expire)),
    Periodic("expire_proposals", timedelta(minutes=10), _in_one(proposals.expire)),
    Periodic("pause_silent", timedelta(minutes=30), _in_one(silence.pause)),
    Periodic("remind", timedelta(minutes=30), _in_one(reminders.remind)),
    Periodic("tell_hits", timedelta(seconds=30), lambda database, _settings: digests.tell(database)),
    Periodic("note_audit_head", timedelta(days=1), _in_one(audit.note)),
    Periodic("look_ahead", timedelta(days=1), lambda *_given: working_days.look_ahead(working_days.today())),
    Periodic("forget_jobs", timedelta(hours=6), _in_one(jobs.forget)),
    Periodic("forget_uploads", timedelta(days=1), _in_one(uploads.forget)),
)


class Worker:
    """Takes jobs one after the other until it is told to stop."""

    def __init__(self, database: Database, settings: Settings, compose: post.Compose) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
        self._database = database
        self._settings = settings
        self._stopping = threading.Event()
        self._matcher = Matcher(database, settings)
        write = Periodic("write_mail", WRITE_EVERY, _in_one(lambda session: post.write(session, compose)))
        self._due = dict.fromkeys((write, *TIMETABLE), 0.0)

    def run(self) -> None:
        """Work until `stop` is called; an error ends one job, never the worker."""
        logger.info("worker started", extra={"worker": self.name})
        while not self._stopping.is_set():
            try:
                self.run_due()
                has_worked = self.run_one()
            except Exception:
                logger.exception("worker error", extra={"worker": self.name})
                has_worked = False
            if not has_worked:
                self._stopping.wait(PAUSE)
        logger.info("worker stopped", extra={"worker": self.name})

    def stop(self) -> None:
        """End after the job in hand."""
        self._stopping.set()

    def start(self) -> threading.Thread:
        """Run in a thread of this process: the embedded deployment."""
        thread = threading.Thread(target=self.run, name="worker", daemon=True)
        thread.start()
        return thread

    def run_one(self) -> bool:
        """Do the next job; tell whether there was one."""
        with self._database.transaction() as session:
            job = jobs.lease(session, worker=self.name, at=now())
        if job is None:
            return False
        facts = {"job_id": job.id, "job_name": job.name, "worker": self.name}
        started = time.perf_counter()
        try:
            with self._heartbeat(job):
                self._do(job, lambda done, total: self._report(job, done, total))
            with self._database.transaction() as session:
                jobs.finish(session, job.id, worker=self.name)
        except jobs.LeaseLostError:
            logger.warning("another worker took the job over", extra=facts)
        except Exception as error:
            logger.exception("job failed", extra=facts)
            with self._database.transaction() as session:
                jobs.fail(session, job.id, worker=self.name, error=repr(error))
        else:
            facts["milliseconds"] = round(1000 * (time.perf_counter() - started))
            logger.info("job done", extra=facts)
        return True

    def run_due(self) -> None:
        """Do what the timetable asks for."""
        for entry, due in self._due.items():
            if time.monotonic() >= due:
                self._due[entry] = time.monotonic() + entry.every.total_seconds()
                entry.act(self._database, self._settings)

    def _do(self, job: Job, progress: Progress) -> None:
        payload: dict[str, Any] = job.payload
        match job.name:
            case "match" if payload:
                self._matcher.match_one(**payload)
            case "match":
                self._matcher.match_all(progress)
            case "index":
                self._matcher.renew()
            case "plan":
                planning.plan(
                    self._database, self._settings, today=working_days.today(), progress=progress, **payload
                )
            case "import":
                uploads.run(self._database, progress=progress, **payload)
            case _:
                raise ValueError(f"no such job: {job.name}")

    def _report(self, job: Job, done: int, total: int) -> None:
        with self._database.transaction() as session:
            jobs.report(session, job.id, worker=self.name, progress=done, total=total)

    @contextlib.contextmanager
    def _heartbeat(self, job: Job) -> Iterator[None]:
        """Renew the lease while a long step says nothing."""
        is_over = threading.Event()

        def beat() -> None:
            while not is_over.wait(HEARTBEAT):
                try:
                    with self._database.transaction() as session:
                        if not jobs.renew(session, job.id, worker=self.name):
                            return
                except OperationalError:  # The database may be back before the lease ends.
                    logger.warning("lease not renewed", exc_info=True, extra={"worker": self.name})

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
