"""The worker does what is queued, once, and survives what fails."""

import pytest
from sqlalchemy import func, select

from matchmaker.models import Job, JobStatus, Match, MatchRun
from matchmaker.services import jobs
from matchmaker.web.documents import mails
from matchmaker.worker import Worker


@pytest.fixture
def worker(app, database, settings):
    return Worker(database, settings, mails.composer(app, settings))


def queue(database, **facts):
    with database.transaction() as session:
        return jobs.enqueue(session, **facts).id


def job(database, job_id):
    with database.reading() as session:
        return session.get_one(Job, job_id)


def pairs(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Match))


def test_a_published_posting_is_matched(worker, database, make):
    programme, demand = make.programme(), make.demand()
    done = queue(database, name="match", key=f"match:demand:{demand.id}", payload={"demand_id": demand.id})
    assert worker.run_one()
    assert not worker.run_one()
    assert job(database, done).status is JobStatus.DONE
    with database.reading() as session:
        match = session.scalars(select(Match)).one()
    assert (match.programme_id, match.demand_id) == (programme.id, demand.id)
    assert match.score == pytest.approx(sum(match.parts.values()), abs=0.1)


def test_a_posting_that_comes_later_is_matched_against_the_kept_index(worker, database, make):
    make.programme()
    queue(database, name="match", key="match")
    worker.run_one()
    demand = make.demand()
    late = make.programme()
    for facts in ({"demand_id": demand.id}, {"programme_id": late.id}):
        queue(database, name="match", key=str(facts), payload=facts)
        worker.run_one()
    assert pairs(database) == 2
    with database.reading() as session:
        assert session.scalars(select(MatchRun.scope)).all() == [
            "all",
            f"demand:{demand.id}",
            f"programme:{late.id}",
        ]


def test_a_paused_posting_loses_its_pairs(worker, database, make):
    _programme, demand = make.programme(), make.demand()
    queue(database, name="match", key="match")
    worker.run_one()
    with database.transaction() as session:
        session.get_one(type(demand), demand.id).state = "paused"
    queue(database, name="match", key="again", payload={"demand_id": demand.id})
    worker.run_one()
    assert pairs(database) == 0


def test_an_unknown_job_fails_and_the_worker_goes_on(worker, database):
    bad = queue(database, name="dance", key="dance")
    good = queue(database, name="match", key="match")
    for _attempt in range(jobs.ATTEMPTS + 1):
        assert worker.run_one()
    assert job(database, bad).status is JobStatus.FAILED
    assert "dance" in job(database, bad).error
    assert job(database, good).status is JobStatus.DONE


def test_a_worker_stops_when_told(worker):
    thread = worker.start()
    worker.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()
