"""Jobs are queued once, leased by one worker, and taken over when it falls silent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Job, JobStatus
from matchmaker.services import jobs


def queue(database, key="match:programme:1"):
    with database.transaction() as session:
        return jobs.enqueue(session, name="match", key=key, payload={"programme_id": 1}).id


def take(database, worker, at=None):
    with database.transaction() as session:
        return jobs.lease(session, worker=worker, at=at or now())


def status(database, job_id):
    with database.reading() as session:
        return session.get_one(Job, job_id).status


def test_asking_twice_for_the_same_work_queues_it_once(database):
    assert queue(database) == queue(database)


def test_work_that_is_running_can_be_asked_for_again(database):
    first = queue(database)
    take(database, "a")
    assert queue(database) != first


def test_a_job_is_leased_to_one_worker_only(database):
    job_id = queue(database)
    assert take(database, "a").id == job_id
    assert take(database, "b") is None


def test_a_silent_workers_job_is_taken_over_and_its_late_word_is_refused(database):
    job_id = queue(database)
    take(database, "a")
    assert take(database, "b", at=now() + jobs.LEASE + timedelta(seconds=1)).id == job_id
    with pytest.raises(jobs.LeaseLostError), database.transaction() as session:
        jobs.finish(session, job_id, worker="a")
    with database.transaction() as session:
        jobs.finish(session, job_id, worker="b")
    assert status(database, job_id) is JobStatus.DONE


def test_a_report_renews_the_lease(database):
    job_id = queue(database)
    take(database, "a", at=now() - jobs.LEASE)
    with database.transaction() as session:
        jobs.report(session, job_id, worker="a", progress=1, total=2)
    assert take(database, "b") is None


def test_a_failing_job_is_tried_again_and_then_given_up(database):
    job_id = queue(database)
    for _attempt in range(jobs.ATTEMPTS):
        assert take(database, "a").id == job_id
        with database.transaction() as session:
            jobs.fail(session, job_id, worker="a", error="boom")
    assert status(database, job_id) is JobStatus.FAILED
    assert take(database, "a") is None


def test_a_job_whose_workers_always_die_is_given_up(database):
    job_id = queue(database)
    later = now()
    for _attempt in range(jobs.ATTEMPTS):
        assert take(database, "a", at=later).id == job_id
        later += jobs.LEASE + timedelta(seconds=1)
    assert take(database, "a", at=later) is None
    assert status(database, job_id) is JobStatus.FAILED


def test_done_jobs_are_forgotten_after_a_week_and_failed_ones_kept(database):
    with database.transaction() as session:
        old = now() - timedelta(days=8)
        session.add(Job(name="match", key="a", status=JobStatus.DONE, finished_at=old))
        session.add(Job(name="match", key="b", status=JobStatus.FAILED, finished_at=old))
        session.add(Job(name="match", key="c", status=JobStatus.DONE, finished_at=now()))
    with database.transaction() as session:
        jobs.forget(session)
    with database.reading() as session:
        assert set(session.scalars(select(Job.key))) == {"b", "c"}
