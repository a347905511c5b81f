"""The web process and the worker are killed while people confirm and reminders go out.

What was acknowledged is there, no mail goes out twice, and the ledger balances.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select, update

from matchmaker.app import create_app
from matchmaker.config import Settings
from matchmaker.db import now
from matchmaker.models import Mail, Notification, Organization, Partnership, Preference, Proposal
from matchmaker.services.messages import outbox
from matchmaker.services.partnerships import ledger
from matchmaker.services.people import sessions
from matchmaker.terms import Frequency, Topic
from matchmaker.workflow import Answer, ProposalState
from tests.battery import mail_server
from tests.battery.programs import GONE, WORKER, Program, Visitor, free_port, web
from tests.battery.races import check_ledger

KILLS = 10  # On each database, the web process and the worker in turn.
GROUP = 30  # Proposals that a program has to do with between two kills.
CONFIRMED = REMINDED = GROUP * (KILLS // 2 + 1)
PATIENCE = 120  # Seconds that anything may take.
MOMENTS = random.Random(4)  # noqa: S311 - moments, not secrets.


class Party(threading.Thread):
    """One party that confirms every proposal, however often it has to ask."""

    def __init__(self, visitor, organization_id, ids) -> None:
        super().__init__(daemon=True)
        self._visitor, self._organization_id, self._ids = visitor, organization_id, ids
        self.answers = {}
        self._permits = threading.Semaphore(0)
        self.is_over = threading.Event()

    def run(self) -> None:
        self._insist(lambda: self._visitor.read_token(f"/proposals/{self._ids[0]}"))
        for proposal_id in self._ids:
            self._permits.acquire()
            self.answers[proposal_id] = self._insist(lambda one=proposal_id: self._confirm(one))

    def go_on(self, permits=GROUP) -> None:
        """Let so many more proposals be confirmed."""
        self._permits.release(permits)

    def _confirm(self, proposal_id) -> int:
        path = f"/proposals/{proposal_id}/confirm"
        return self._visitor.post(path, number=1, organization_id=self._organization_id)

    def _insist(self, act):
        """Do it, again and again while nobody answers."""
        while not self.is_over.is_set():
            with contextlib.suppress(*GONE):
                return act()
            time.sleep(0.05)
        return None


@pytest.fixture
def stage(store, prepare):
    """A school, an enterprise, what they have to confirm, and what they have to be reminded of."""

    def build(make):
        school, enterprise = make.school(), make.enterprise()
        people = [make.editor(school), make.editor(enterprise)]
        make.save(
            *(Preference(user_id=one.id, topic=Topic.PROPOSAL, frequency=Frequency.OFF) for one in people)
        )
        waiting = [_approved(make, school, enterprise) for _ in range(CONFIRMED)]
        silent = [_sent(make, school, enterprise) for _ in range(REMINDED)]
        return school.id, enterprise.id, people, waiting, list(zip(*[iter(silent)] * GROUP, strict=True))

    return prepare(build)


def _approved(make, school, enterprise):
    proposal = make.proposal(make.programme(school), make.demand(enterprise), state=ProposalState.APPROVED)
    for party in proposal.parties:
        party.answer = Answer.INTERESTED
    ledger.reserve(make.session, proposal)
    return proposal.id


def _sent(make, school, enterprise):
    postings = make.programme(school), make.demand(enterprise)
    return make.proposal(*postings, state=ProposalState.SENT, sent_at=now()).id


@pytest.fixture
def settings(store, tmp_path):
    return {
        "SECRET_KEY": "battery",
        "DATABASE_URL": store.engine.url.render_as_string(hide_password=False),
        "DATA_DIR": str(tmp_path / "data"),
        "EMBEDDED_WORKER": "no",
        "COOKIE_SECURE": "no",
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture
def cookies(store, settings, stage):
    """The cookies of the two people, signed in."""
    read = Settings.from_environment({f"MATCHMAKER_{name}": value for name, value in settings.items()})
    app = create_app(read, store)
    found = []
    for user in stage[2]:
        with store.transaction() as session:
            browser = sessions.Browser("127.0.0.1")
            token = sessions.open_session(session, user, browser=browser, settings=read)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        found.append(f"session={client.get_cookie('session').value}")
    return found


def wait_for(what, is_so) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} seconds"
        time.sleep(0.02)


def answered(parties) -> int:
    """Count the confirmations that were acknowledged."""
    return sum(len(party.answers) for party in parties)


class Life:
    """A program that is given work, killed while it does it, and started again."""

    def __init__(self, program, give_work, count) -> None:
        self.program, self._give_work, self._count = program, give_work, count
        self._done = 0
        self._begin()

    def _begin(self) -> None:
        self._give_work()
        self.program.start()

    def end_at_work(self) -> None:
        wait_for("work", lambda: self._count() > self._done)
        time.sleep(MOMENTS.uniform(0, 0.4))
        self.program.kill()
        self._done = self._count()
        self._begin()


def remind_of(store, ids) -> None:
    """Let the time pass after which the parties of these proposals are reminded."""
    with store.transaction() as session:
        long_ago = now() - timedelta(days=30)
        session.execute(update(Proposal).where(Proposal.id.in_(ids)).values(sent_at=long_ago))


def test_kills_lose_nothing_and_repeat_nothing(store, stage, settings, cookies, tmp_path):
    school, enterprise, _people, ids, silent = stage
    port = free_port()
    parties = [
        Party(Visitor(port, cookie), number, ids)
        for cookie, number in zip(cookies, (school, enterprise), strict=True)
    ]
    with mail_server.running() as post:
        environment = settings | {"MAIL_URL": post.url}
        programs = [
            Program(web(port), environment, tmp_path / "web.log"),
            Program(WORKER, environment, tmp_path / "worker.log"),
        ]
        groups = iter(silent)
        try:
            for party in parties:
                party.start()
            lives = [
                Life(programs[0], lambda: [party.go_on() for party in parties], lambda: answered(parties)),
                Life(programs[1], lambda: remind_of(store, next(groups)), post.received.total),
            ]
            for turn in range(KILLS):
                lives[turn % 2].end_at_work()
            for party in parties:
                party.go_on(CONFIRMED)
            wait_for("confirmations", lambda: answered(parties) == 2 * CONFIRMED)
            wait_for("outbox", lambda: post.received.total() >= 2 * REMINDED - KILLS and not waiting(store))
        finally:
            for program in programs:
                program.kill()
            for party in parties:
                party.is_over.set()
    check_confirmations(store, ids, parties)
    check_mails(store, post.received)


def waiting(store) -> int:
    """Count the mails that are still to be written or to be sent."""
    with store.reading() as session:
        unwritten = select(func.count()).where(Notification.mail_at.is_not(None))
        unsent = Mail.sent_at.is_(None) & (Mail.error != outbox.IN_FLIGHT)
        return session.scalar(unwritten) + session.scalar(select(func.count(Mail.id)).where(unsent))


def check_confirmations(store, ids, parties) -> None:
    """Assert that what was acknowledged is there: agreed, founded once, and with its places held."""
    statuses = Counter(status for party in parties for status in party.answers.values())
    assert set(statuses) <= {303, 409}, statuses
    with store.reading() as session:
        for proposal in session.scalars(select(Proposal).where(Proposal.id.in_(ids))):
            assert [party.confirmed_number for party in proposal.parties] == [1, 1]
            assert proposal.state is ProposalState.AGREED
            founded = select(func.count()).where(Partnership.proposal_id == proposal.id)
            assert session.scalar(founded) == 1
            assert [ledger.held(session, party.posting) for party in proposal.parties] == [20, 20]
        check_ledger(session)


def check_mails(store, received) -> None:
    """Assert that no mail came twice, and that all came but those that a kill caught on their way."""
    assert set(received.values()) == {1}
    with store.reading() as session:
        mails = session.scalars(select(Mail)).all()
        people = session.scalar(select(func.count()).select_from(Organization))
    assert people == 2
    assert len(mails) == 2 * REMINDED
    on_their_way = [mail for mail in mails if mail.sent_at is None]
    assert len(on_their_way) <= KILLS // 2
    for mail in mails:
        number = f"<{sha256(mail.key.encode()).hexdigest()[:32]}@matchmaker.example>"
        assert mail.sent_at is None or received[number] == 1
