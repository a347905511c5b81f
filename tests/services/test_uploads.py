"""Tables that people hand in: read in the background, on both databases."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from matchmaker.models import Job, JobStatus, Programme, Upload
from matchmaker.services.events import Actor
from matchmaker.services.imports import uploads
from matchmaker.services.imports.uploads import TooManyWaitingError
from matchmaker.services.postings import programmes
from matchmaker.terms import Side
from tests.factories import Make

TABLE = "专业代码,学位数\n540106,40\n"


class Desk:
    """A person of a school who hands tables in."""

    def __init__(self, make):
        self.make, self.organization = make, make.school()
        self.actor = Actor(user_id=make.editor(self.organization).id)

    def send(self, text, name="table.csv"):
        upload = Upload(side=Side.PROGRAMMES, name=name, content=text.encode(), is_whole=False)
        with self.make.database.transaction() as session:
            uploads.receive(session, upload, organization=self.organization, actor=self.actor)
        return upload.id

    def hand_in(self, text, name="table.csv"):
        """Send a table, let it be read, and return what became of it."""
        upload_id = self.send(text, name)
        uploads.run(self.make.database, upload_id, lambda _done, _total: None)
        with self.make.database.reading() as session:
            return session.get_one(Upload, upload_id)


@pytest.fixture
def postgres_make(postgres_database):
    """Return a factory on PostgreSQL."""
    return Make(postgres_database)


@pytest.fixture(params=["make", "postgres_make"])
def desk(request):
    """Return a person who hands tables in, on each database."""
    return Desk(request.getfixturevalue(request.param))


def test_a_table_is_read_once_and_becomes_drafts(desk):
    upload = desk.hand_in(TABLE)
    uploads.run(desk.make.database, upload.id, lambda _done, _total: None)
    assert (upload.faults, upload.refusal, upload.counts["created"]) == ([], {}, 1)
    with desk.make.database.reading() as session:
        assert [programme.places for programme in session.scalars(select(Programme))] == [40]


def test_files_whose_reading_was_given_up_keep_nobody_waiting(desk):
    for _time in range(uploads.WAITING_MOST):
        desk.send(TABLE)
    with pytest.raises(TooManyWaitingError):
        desk.send(TABLE)
    with desk.make.database.transaction() as session:
        for job in session.scalars(select(Job)):
            job.status = JobStatus.FAILED
    assert desk.hand_in(TABLE).finished_at is not None


def test_a_person_whose_files_wait_has_no_more_inspected(desk):
    for _time in range(uploads.WAITING_MOST):
        desk.send(TABLE)
    with pytest.raises(TooManyWaitingError):
        desk.send("no workbook", name="table.xlsx")


@pytest.mark.parametrize(
    ("headings", "rows", "reason"),
    [(703, 1, "列太多"), (200, 15_000, "拆分"), (2, 20_000, "20000 行")],
)
def test_a_table_of_commas_has_the_bounds_of_a_workbook(make, headings, rows, reason):
    upload = Desk(make).hand_in(",".join(f"列{number}" for number in range(headings)) + "\n" + "x\n" * rows)
    assert reason in str(uploads.refusal(upload))
    assert (upload.rows, upload.faults) == (0, [])


def test_characters_that_no_database_takes_are_dropped_from_faults_too(desk):
    upload = desk.hand_in("专业\x00代码,学位数\n540106,许\x00多\n460103,4\x000\n")
    assert [(fault["column"], fault["value"]) for fault in upload.faults] == [("学位数", "许多")]
    assert upload.counts["created"] == 1
    assert "\x00" not in desk.hand_in("颜\x00色\n红\n").faults[0]["values"]["heading"]


def waits(database):
    """Tell whether somebody waits for a row that another holds."""
    with database.reading() as session:
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return bool(session.scalar(waiting))


def test_an_edit_of_the_same_moment_is_not_undone(postgres_make):
    desk, database = Desk(postgres_make), postgres_make.database
    desk.hand_in(TABLE)
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            programme = session.scalars(select(Programme)).one()
            values = {"places": 77, "campus": "东校区"}
            programmes.edit(session, programme, values=values, version=1, actor=desk.actor)
            session.flush()  # From here on the row is held.
            reading = pool.submit(desk.hand_in, TABLE.replace(",40", ",50"))
            while not waits(database) and not reading.done():
                time.sleep(0.02)
        upload = reading.result()
    assert (upload.counts["updated"], upload.counts["kept"]) == (0, 1)
    with database.reading() as session:
        programme = session.scalars(select(Programme)).one()
        assert (programme.places, programme.campus) == (77, "东校区")
