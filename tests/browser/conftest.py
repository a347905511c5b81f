"""The application on a loopback port, and pages in which a user is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from matchmaker.config import Settings
from matchmaker.db import Database
from matchmaker.models import Membership, Organization, Proposal, User
from matchmaker.policy import Role
from matchmaker.services.events import SYSTEM
from matchmaker.services.people import sessions, users
from matchmaker.services.upkeep import demo
from matchmaker.terms import Kind
from matchmaker.workflow import ProposalState
from tests.browser import demo_site


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """Serve the test's application with its forms protected as in production; return its address."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
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

    def visit(path: str = "/", *, user: User | None = None, **options: object) -> Page:
        page = open_page(base_url=live_server, **options)
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


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo_address(demo_folder: Path) -> Iterator[str]:
    """Return the address of the demo, made from nothing as `make run` makes it."""
    with demo_site.serve(demo_folder) as address:
        yield address


@pytest.fixture
def waiting(demo_address: str, demo_folder: Path) -> Callable[[Kind], tuple[Proposal, list[str]]]:
    """Return a function that finds a proposal of a kind that waits, with an account for each party.

    Only some of the demo's organizations have accounts; the others get one here. The school comes first.
    """
    database = Database(f"sqlite:///{demo_folder}/data/matchmaker.db")

    def act(kind: Kind) -> tuple[int, list[str]]:
        with database.transaction() as session:
            mine = (Proposal.state == ProposalState.SENT, Proposal.kind == kind)
            proposals = session.scalars(select(Proposal).where(*mine).order_by(Proposal.id))
            proposal = next(filter(_is_of_one_city, proposals.unique()), None)
            assert proposal is not None, f"no {kind} waits for answers in the demo"
            parties = sorted(proposal.parties, key=lambda party: party.programme is None)
            organizations = dict.fromkeys(party.organization for party in parties)
            return proposal, [_represent(session, organization) for organization in organizations]

    return act


def _is_of_one_city(proposal: Proposal) -> bool:
    """Tell whether the authorities with an account read both sides of it."""
    cities = {(party.posting.region_code or "")[:4] for party in proposal.parties}
    return cities == {(proposal.region_code or "")[:4]}


def _represent(session: Session, organization: Organization) -> str:
    email = f"organization{organization.id}@story.example"
    if session.scalar(select(User.id).where(User.email == email)) is None:
        user = users.create(session, email=email, name=email, password=demo.PASSWORD, actor=SYSTEM)
        session.add(Membership(user_id=user.id, organization_id=organization.id, role=Role.EDITOR))
    return email


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
