"""The application over records of every sort: its pages, its forms, and attempts that are undone at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, literal, select, union_all
from werkzeug.test import TestResponse

from matchmaker.db import Base
from tests.attacks import forms
from tests.attacks.forms import Form
from tests.attacks.listening import Listening
from tests.plugins.application import enter
from tests.web.crowd import Crowd
from tests.web.routes import routes

TABLES = Base.metadata.sorted_tables
COUNT = union_all(*(select(literal(table.name), func.count()).select_from(table) for table in TABLES))
HTML = "text/html"


@dataclass(frozen=True)
class Sent:
    """What became of a form that was sent: the answer, the page it led to, by how much tables changed."""

    answer: TestResponse
    page: str
    changes: Counter[str]


class Site:
    """Everything happens in one transaction on one connection, so that it can be undone."""

    def __init__(self, app, database, settings) -> None:
        self.app, self.listening = app, Listening(app)
        self.crowd = Crowd(database, settings, 2)
        clients = {role: enter(app, database, settings, user) for role, user in self.crowd.people.items()}
        self._cookies = {role: client.get_cookie("session").value for role, client in clients.items()}
        self._connection = database.engine.connect()
        bound = {"bind": self._connection, "join_transaction_mode": "create_savepoint"}
        for sessions in (database.sessions, database.reading_sessions):
            sessions.configure(**bound)

    def close(self):
        self._connection.close()

    @property
    def roles(self):
        """Everybody, the visitor last."""
        return (*self._cookies, "visitor")

    def client(self, role):
        """Return a browser as it was at the beginning."""
        client = self.app.test_client()
        if role in self._cookies:
            client.set_cookie("session", self._cookies[role])
        return client

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo what happens inside."""
        transaction = self._connection.begin()
        try:
            yield
        finally:
            transaction.rollback()

    def counts(self) -> Counter[str]:
        """Return how many rows every table has."""
        return Counter(dict(self._connection.execute(COUNT).all()))

    def get(self, role, address) -> TestResponse:
        """Open a page; what it may note of its visitor is undone."""
        with self.undone():
            return self.client(role).get(address)

    def send(self, role, address, data, *, follow=False) -> Sent:
        """Send a form and undo what it did."""
        with self.undone():
            before, client = self.counts(), self.client(role)
            answer = client.post(address, data=data)
            changes = self.counts()
            changes.subtract(before)
            page = answer.text if answer.mimetype == HTML else ""
            if follow and answer.status_code in {302, 303}:
                page += client.get(answer.location).text
            return Sent(answer, page, Counter({name: abs(n) for name, n in changes.items() if n}))

    def forms(self) -> dict[str, list[tuple[str, Form]]]:
        """Return by endpoint the forms that anybody is shown on any page, each with who is shown it."""
        found: dict[str, list[tuple[str, Form]]] = {}
        match = self.app.url_map.bind("localhost").match
        for role, page in self._pages():
            for form in forms.read(page)[0]:
                if form.method == "POST":
                    endpoint, _ = match(urlsplit(form.address).path, method="POST")
                    found.setdefault(endpoint, []).append((role, form))
        return found

    def _pages(self) -> Iterator[tuple[str, str]]:
        """Open every page for everybody, and once each what their links ask of them."""
        addresses = [self.crowd.address(route) for route in routes(self.app) if route.method == "GET"]
        waiting = [(role, address) for role in self.roles for address in addresses]
        seen = set()
        while waiting:
            role, address = waiting.pop()
            answer = self.get(role, address)
            if answer.status_code != 200 or answer.mimetype != HTML:
                continue
            yield role, answer.text
            for link in forms.read(answer.text)[1]:
                kind = (role, urlsplit(link).path, *sorted(parse_qs(urlsplit(link).query)))
                if link.startswith("/") and len(kind) > 2 and kind not in seen:
                    seen.add(kind)
                    waiting.append((role, link))
