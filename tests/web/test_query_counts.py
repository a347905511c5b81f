"""No page asks the database more often because it shows more."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import event

from matchmaker.db import Database
from tests.plugins.application import build, enter
from tests.web.crowd import Crowd
from tests.web.routes import routes

FEW, MANY = 2, 20
# Pages of a mail's link; the last leads on to others.
UNSHOWN = {"accounts.invitation", "accounts.new_password", "renewals.show", "saved.results"}


@pytest.fixture
def look(empty_database, settings, tmp_path):
    """Return a function that opens every page for everybody over so many records of every sort.

    It tells of each the status and which statements it took.
    """

    def act(size):
        path, statements = tmp_path / f"{size}.db", []
        shutil.copy(empty_database, path)
        mine = replace(settings, database_url=f"sqlite:///{path}")
        database = Database(mine.database_url)
        crowd, app = Crowd(database, mine, size), build(mine, database)
        clients = {role: enter(app, database, mine, person) for role, person in crowd.people.items()}
        event.listen(database.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
        pages = [route for route in routes(app) if route.method == "GET"]
        return {
            (page.endpoint, role): _count(client, crowd.address(page), statements)
            for page in pages
            for role, client in (clients | {"visitor": app.test_client()}).items()
        }

    return act


def _count(client, address, statements):
    statements.clear()
    return client.get(address).status_code, Counter(statements)


def test_no_page_asks_more_often_because_it_shows_more(look):
    few, many = look(FEW), look(MANY)
    shown = {page for page, (status, _) in many.items() if status == 200}
    assert shown == {page for page, (status, _) in few.items() if status == 200}
    assert {endpoint for endpoint, _ in many.keys() - shown} - {endpoint for endpoint, _ in shown} == UNSHOWN
    growing = {page: _further(few[page][1], many[page][1]) for page in shown}
    assert {page: told for page, told in growing.items() if told} == {}


def _further(few, many):
    """Tell which statements are run more often; none where as many are run as before."""
    return "" if many.total() <= few.total() else str((many - few).most_common(3))
