"""Browsers of every role, the log-in form, and what the database holds after a request."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from matchmaker.models import Mail
from matchmaker.services.messages.post import Letter
from matchmaker.worker import Worker
from matchmaker.workflow import OrganizationState
from tests.factories import LINYI, PASSWORD
from tests.web.desk import Desk


@pytest.fixture
def people(make):
    """One person of every role; the school and the enterprise are neither's of the records below."""
    waiting = make.authority(state=OrganizationState.UNVERIFIED)
    return {
        "closed account": make.user(),
        "newcomer": make.user(),
        "school editor": make.editor(make.school()),
        "enterprise editor": make.editor(make.enterprise()),
        "reviewer": make.reviewer(),
        "reviewer elsewhere": make.reviewer(make.authority(region_code=LINYI)),
        "waiting reviewer": make.reviewer(waiting),
        "administrator": make.administrator(),
    }


@pytest.fixture
def clients(app, database, people, sign_in):
    """A browser of every role; one account was closed while it was signed in."""
    clients = {role: sign_in(person) for role, person in people.items()}
    with database.transaction() as session:
        session.merge(people["closed account"]).is_active = False
    return clients | {"visitor": app.test_client()}


@pytest.fixture
def rows(database):
    """Read every row of a table."""

    def read(table):
        with database.reading() as session:
            return session.scalars(select(table).order_by(table.id)).all()

    return read


@pytest.fixture
def log_in(client):
    def act(email, password=PASSWORD, by=client, **more):
        return by.post("/accounts/log-in", data={"email": email, "password": password} | more)

    return act


@pytest.fixture
def sent_link(rows):
    """Return a function that reads the address in the latest mail, without the host."""

    def read():
        return re.search(r"http://127\.0\.0\.1:8000(/\S+)", rows(Mail)[-1].body)[1]

    return read


@pytest.fixture
def desk(make, sign_in):
    return Desk(make, sign_in)


@pytest.fixture
def work(database, settings):
    """Do every job that waits."""

    def act():
        worker = Worker(database, settings, lambda _user, _told: Letter("", ""))
        while worker.run_one():
            pass

    return act
