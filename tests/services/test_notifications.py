"""Notifications and the outbox: told once, sent at most once, attempts counted."""

from __future__ import annotations

import email
import smtplib
import socketserver
import threading
from dataclasses import replace
from email.policy import default

import pytest
from sqlalchemy import func, select

from matchmaker.models import Mail, Membership, Notification
from matchmaker.services import events
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.messages import notifications, outbox


class Server(socketserver.StreamRequestHandler):
    """A mail server of a few words; `refusals` addresses get no for an answer."""

    received: list[str]
    refusals = frozenset({"refused@test.example"})
    hangs_up = False

    def handle(self):
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                self._receive()
            elif word == "QUIT":
                self._say("221 bye")
                return
            elif word == "RCPT" and any(address in line for address in self.refusals):
                self._say("550 no such person")
            else:
                self._say("250 fine")

    def _receive(self):
        lines = []
        while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
            lines.append(line)
        self.server.received.append("".join(lines))
        if not self.server.hangs_up:
            self._say("250 taken")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())
        if self.server.hangs_up and text.startswith("354"):
            self.wfile.flush()


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        server.received, server.hangs_up, server.daemon_threads = [], False, True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def by_server(settings, server):
    return replace(settings, mail_url=f"smtp://127.0.0.1:{server.server_address[1]}")


@pytest.fixture
def post(database):
    def write(*recipients, body="链接 https://site.example/x"):
        with database.transaction() as session:
            for recipient in recipients:
                outbox.mail(session, recipient=recipient, subject="主题", body=body, key=f"k:{recipient}")

    return write


@pytest.fixture
def send(database, settings):
    def act(by=settings, limit=50):
        return outbox.send_waiting(database, by, limit)

    return act


@pytest.fixture
def posted(database):
    def read():
        with database.reading() as session:
            return session.scalars(select(Mail).order_by(Mail.id)).all()

    return read


@pytest.fixture
def happen(session, hold):
    """Return a function that records an event about an organization."""

    def act(organization, *, actor=SYSTEM):
        return events.record(session, hold(organization), "verify", actor=actor)

    return act


def test_every_active_member_is_told_of_an_event_once(session, make, happen):
    school, other = make.school(), make.school()
    people = [make.editor(school), make.editor(school)]
    make.editor(school, is_active=False)
    make.editor(other)
    event = happen(school)
    for _ in range(2):
        notifications.tell(session, event, organization_ids=[school.id], name="organization_verified")
    rows = session.scalars(select(Notification).order_by(Notification.user_id)).all()
    assert [row.user_id for row in rows] == [person.id for person in people]
    assert {(row.subject_type, row.subject_id) for row in rows} == {("organization", school.id)}


def test_nobody_is_told_of_what_they_did_themselves(session, make, happen):
    school = make.school()
    author, colleague = make.editor(school), make.editor(school)
    event = happen(school, actor=Actor(author.id))
    notifications.tell(session, event, organization_ids=[school.id], name="organization_verified")
    assert session.scalars(select(Notification.user_id)).all() == [colleague.id]


def test_a_person_of_two_organizations_is_told_once(session, make, happen):
    school, other = make.school(), make.school()
    person = make.editor(school)
    make.save(Membership(user_id=person.id, organization_id=other.id, role="editor"))
    notifications.tell(session, happen(school), organization_ids=[school.id, other.id], name="x")
    assert session.scalar(select(func.count()).select_from(Notification)) == 1


def test_the_same_key_is_mailed_once(post, posted):
    post("a@test.example")
    post("a@test.example")
    assert len(posted()) == 1


def test_a_mail_becomes_a_file_and_the_outbox_forgets_the_letter(settings, post, send, posted):
    post("a@test.example")
    assert (send(), send()) == (1, 0)
    (path,) = (settings.data_dir / "mail").iterdir()
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert (message["To"], message["Subject"], message["From"]) == (
        "a@test.example",
        "主题",
        settings.mail_sender,
    )
    assert "https://site.example/x" in message.get_content()
    assert path.stat().st_mode & 0o077 == 0
    (row,) = posted()
    assert (row.body, row.error, row.attempts) == ("", "", 1)
    assert row.sent_at is not None


def test_a_subject_of_several_lines_adds_no_header(settings, database, send):
    with database.transaction() as session:
        outbox.mail(
            session, recipient="a@test.example", subject="一\r\nBcc: b@test.example", body="正文", key="k"
        )
    assert send() == 1
    (path,) = (settings.data_dir / "mail").iterdir()
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert message["Bcc"] is None


def test_a_full_disk_is_an_error_that_is_tried_again(settings, post, send, posted):
    (settings.data_dir / "mail").write_text("a file where the folder should be")
    post("a@test.example")
    assert send() == 0
    (row,) = posted()
    assert (row.attempts, row.sent_at) == (1, None)
    assert "NotSentError" in row.error
    assert send() == 0
    assert posted()[0].attempts == 1  # The next turn comes later, not at once.


def test_a_mail_goes_to_the_server(by_server, server, post, send, posted):
    post("a@test.example", "b@test.example")
    assert (send(by_server), send(by_server)) == (2, 0)
    assert len(server.received) == 2
    assert all(row.sent_at for row in posted())


def test_a_refused_address_stops_nobody_else(by_server, server, post, send, posted):
    post("refused@test.example", "b@test.example")
    assert send(by_server) == 1
    refused, taken = posted()
    assert "550" in refused.error
    assert (refused.attempts, refused.sent_at, bool(taken.sent_at)) == (1, None, True)


def test_a_server_that_is_not_there_costs_an_attempt(settings, post, send, posted):
    post("a@test.example")
    assert send(replace(settings, mail_url="smtp://127.0.0.1:1")) == 0
    (row,) = posted()
    assert row.attempts == 1
    assert "Refused" in row.error


def test_what_may_have_arrived_is_not_sent_again(by_server, server, post, send, posted, monkeypatch):
    def vanish(connection, message):
        smtplib.SMTP.sendmail(connection, message["From"], [message["To"]], bytes(message))
        raise smtplib.SMTPServerDisconnected("the answer was lost")

    monkeypatch.setattr(smtplib.SMTP, "send_message", vanish)
    post("a@test.example")
    assert (send(by_server), send(by_server)) == (0, 0)
    (row,) = posted()
    assert (row.error, row.sent_at) == (outbox.IN_FLIGHT, None)
    assert len(server.received) == 1


def test_two_workers_send_each_mail_once(by_server, server, post, send, posted):
    post(*(f"{number}@test.example" for number in range(20)))
    sent = []
    threads = [threading.Thread(target=lambda: sent.append(send(by_server))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(sent), len(server.received)) == (20, 20)


def test_a_batch_has_a_limit(post, send):
    post(*(f"{number}@test.example" for number in range(5)))
    assert (send(limit=3), send(limit=3)) == (3, 2)
