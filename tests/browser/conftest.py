"""The application on a loopback port, and pages in which a user is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server

from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.models import User
from matchmaker.services.people import sessions
from matchmaker.services.upkeep import demo
from matchmaker.web.documents import mails
from matchmaker.worker import Worker
from tests.browser import demo_site
from tests.browser.people import Manner, Person


class QuietHandler(WSGIRequestHandler):
    """A page asks for many files; a line of each would hide what a failed test has to say."""

    def log_request(self, *_facts: object) -> None:
        pass


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """Serve the test's application with its forms protected as in production; return its address."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def pass_days(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that moves the clock of the services on by so many days."""
    passed = timedelta()

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + passed

    def act(days: int) -> None:
        nonlocal passed
        passed += timedelta(days=days)

    monkeypatch.setattr("matchmaker.db.datetime", Later)
    return act


@pytest.fixture
def visit(
    live_server: str, app: Flask, database: Database, settings: Settings, open_page: Callable[..., Page]
) -> Callable[..., Page]:
    """Return a function that opens a page of the live server, signed in as the user if there is one."""

    def visit(path: str = "/", *, user: User | None = None, language: str = "zh", **options: object) -> Page:
        page = open_page(base_url=live_server, **options)
        page.context.add_cookies([{"name": "language", "value": language, "url": live_server}])
        if user is not None:
            page.context.add_cookies([_session_cookie(user)])
        page.goto(path)
        return page

    def _session_cookie(user: User) -> dict[str, str]:
        with database.transaction() as session:
            browser = sessions.Browser("127.0.0.1")
            token = sessions.open_session(session, user, browser=browser, settings=settings)
        serializer = app.session_interface.get_signing_serializer(app)
        value = serializer.dumps({"_user_id": token, "_fresh": True})
        return {"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live_server}

    return visit


@pytest.fixture
def enter(visit: Callable[..., Page], manner: Manner) -> Callable[..., Person]:
    """Return a function that lets a user, or a visitor, enter the site in the manner of the test."""

    def enter(user: User | None = None, **options: object) -> Person:
        reads = {"language": manner.language, "java_script_enabled": manner.has_scripts}
        return Person(visit(user=user, **reads, **options), manner)

    return enter


@pytest.fixture
def work(app: Flask, database: Database, settings: Settings) -> Callable[[], None]:
    """Return a function that does what a worker finds to do."""

    def work() -> None:
        worker = Worker(database, settings, mails.composer(app, settings))
        worker.run_due()
        while worker.run_one():
            pass

    return work


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo_address(demo_folder: Path) -> Iterator[str]:
    """Return the address of the demo, made from nothing as `make run` makes it."""
    with demo_site.serve(demo_folder) as address:
        yield address


@pytest.fixture
def visit_demo(demo_address: str, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens the demo in a language, signed in through the form as an account."""

    def visit_demo(account: str = "", *, language: str = "zh", **options: object) -> Page:
        page = open_page(base_url=demo_address, **options)
        page.context.add_cookies([{"name": "language", "value": language, "url": demo_address}])
        if account:
            page.goto("/accounts/log-in")
            page.fill("main input[name=email]", account)
            page.fill("main input[name=password]", demo.PASSWORD)
            page.click("main form [type=submit]")
            page.wait_for_url(lambda address: "/log-in" not in address)
        return page

    return visit_demo
