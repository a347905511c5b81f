"""Fixtures of the application: a database file a test, clients that look at every page they fetch.

What is alike in every test is made once a process: the schema, the statements and the templates compiled.
"""

from __future__ import annotations

import copy
import hashlib
import shutil
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from sqlalchemy import event

from matchmaker.app import create_app
from matchmaker.config import Settings
from matchmaker.db import Base, Database
from matchmaker.services.people import sessions
from tests.factories import Make, catalogue


class Page(HTMLParser):
    """What the checks need of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def check(self, where: str) -> None:
        """Assert what holds of every page: one h1, a title, unique ids, forms with an action."""
        ids = [facts["id"] for _, facts in self.tags if facts.get("id")]
        twice = {name for name in ids if ids.count(name) > 1}
        assert [tag for tag, _ in self.tags].count("h1") == 1, f"{where}: not exactly one h1"
        assert any(tag == "title" for tag, _ in self.tags), f"{where}: no title"
        assert not twice, f"{where}: ids used twice: {twice}"
        for tag, facts in self.tags:
            assert tag != "form" or facts.get("action"), f"{where}: a form without an action"


class PageClient(FlaskClient):
    """A test client that checks every HTML page it fetches."""

    def open(self, *args, **kwargs):
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and b"<html" in response.data:
            Page(response.get_data(as_text=True)).check(str(args[0] if args else kwargs))
        return response


class CompiledTemplates(BytecodeCache):
    """Templates as they were compiled for the first application of the process."""

    def __init__(self) -> None:
        self._codes = {}

    def load_bytecode(self, bucket):
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self._codes[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = CompiledTemplates()


class Rooms:
    """One engine for the files of all tests, so that it compiles each statement once."""

    def __init__(self) -> None:
        self._database, self._path = Database("sqlite:///test.db"), None
        event.listen(self._database.engine, "do_connect", self._lead)

    def _lead(self, _dialect, _record, arguments, _named):
        arguments[0] = str(self._path)

    @contextmanager
    def open(self, path):
        """Lead the engine to a file; what a test replaces in its database is gone with the test."""
        self._path = path
        self._database.kept.clear()
        yield copy.copy(self._database)
        self._database.engine.dispose()


def build(settings, database):
    """Return an application that begins with the templates compiled, and as tests want it."""
    app = create_app(settings, database)
    app.jinja_env.bytecode_cache = TEMPLATES
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False  # Tests look at the error pages that users see.
    app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_csrf.py switches it on.
    app.test_client_class = PageClient
    return app


def enter(app, database, settings, user):
    """Return a client in which the user is signed in."""
    with database.transaction() as session:
        token = sessions.open_session(session, user, browser=sessions.Browser("127.0.0.1"), settings=settings)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A file with the schema and a few entries of the catalogue, to copy for each test."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        session.add_all(catalogue())
    database.engine.dispose()  # The last connection writes the log back into the file.
    return path


@pytest.fixture
def settings(tmp_path):
    return Settings(
        secret_key="test",
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        is_worker_embedded=False,
    )


@pytest.fixture(scope="session")
def rooms():
    return Rooms()


@pytest.fixture
def database(rooms, empty_database, tmp_path):
    path = tmp_path / "test.db"
    shutil.copy(empty_database, path)
    with rooms.open(path) as database:
        yield database


@pytest.fixture
def make(database):
    return Make(database)


@pytest.fixture
def session(database):
    """A session for calling services; close or commit it before a client writes."""
    with database.sessions() as session:
        yield session


@pytest.fixture
def app(settings, database):
    return build(settings, database)


@pytest.fixture
def client(app):
    """A visitor."""
    return app.test_client()


@pytest.fixture
def sign_in(app, database, settings):
    """Return a function from a user to a client in which that user is signed in."""

    return partial(enter, app, database, settings)


@pytest.fixture
def digest(database):
    """Return a function that sums up every row of every table, to see whether anything was written."""

    def sum_up():
        with database.reading() as session:
            tables = [(t.name, session.execute(t.select()).all()) for t in Base.metadata.sorted_tables]
        return hashlib.sha256(repr([(name, sorted(map(repr, rows))) for name, rows in tables]).encode())

    return lambda: sum_up().hexdigest()
