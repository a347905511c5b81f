"""Two enterprises that confirm, and two presses of one button, come one after the other on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.errors import UserError
from matchmaker.models import AgreementScan, Event, Partnership, Report
from matchmaker.services.agreements import scans
from matchmaker.services.events import SYSTEM
from matchmaker.services.reports import filing
from matchmaker.services.reports.figures import TermFigures
from matchmaker.workflow import PartnershipState, ProposalState, ReportState
from tests.classes import TERM
from tests.factories import Make

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def crowd(request):
    """Return the factory on the database in question."""
    if request.param == "sqlite":
        return request.getfixturevalue("make")
    return Make(request.getfixturevalue("postgres_database"))


def running(make):
    """Return the id of a running class, and those of its school and enterprises."""
    programme, demands = make.programme(), [make.demand(), make.demand()]
    proposal = make.proposal(programme, *demands, state=ProposalState.AGREED)
    row = Partnership(proposal_id=proposal.id, state=PartnershipState.RUNNING, started_at=now())
    return make.save(row).id, [one.organization_id for one in (programme, *demands)]


def at_once(make, act, arguments):
    """Call a function with each argument at the same moment; return what a rule refused."""
    barrier = Barrier(len(arguments))

    def call(argument):
        barrier.wait()
        try:
            with make.database.transaction() as session:
                act(session, argument)
        except UserError as error:
            return type(error).__name__
        return None

    with ThreadPoolExecutor(len(arguments)) as pool:
        return sorted(filter(None, pool.map(call, arguments)))


def test_the_last_of_two_confirmations_at_once_settles_the_report(crowd):
    key, (school, *enterprises) = running(crowd)
    with crowd.database.transaction() as session:
        partnership = session.get_one(Partnership, key)
        facts = {"organization_id": school, "actor": SYSTEM}
        report = filing.file(session, partnership, TERM, TermFigures(students=20), **facts)
        session.flush()
        report_id, version = report.id, report.version

    def confirm(session, organization_id):
        seen = session.get_one(Report, report_id)
        filing.confirm(session, seen, version=version, organization_id=organization_id, actor=SYSTEM)

    assert at_once(crowd, confirm, enterprises) == []
    with crowd.database.reading() as session:
        assert session.get_one(Report, report_id).state is ReportState.CONFIRMED
        settled = select(Event).where(Event.action == "settle_report")
        assert len(session.scalars(settled).all()) == 1


def test_a_term_that_is_filed_twice_at_once_is_filed_once(crowd):
    key, (school, *_) = running(crowd)

    def file(session, students):
        partnership = session.get_one(Partnership, key)
        facts = {"organization_id": school, "actor": SYSTEM}
        filing.file(session, partnership, TERM, TermFigures(students=students), **facts)

    assert at_once(crowd, file, [20, 21, 22]) == ["FiledError", "FiledError"]


def test_a_scan_that_is_sent_twice_at_once_is_kept_once(crowd, settings):
    key, (school, *_) = running(crowd)

    def upload(session, content):
        partnership = session.get_one(Partnership, key)
        facts = {"organization_id": school, "actor": SYSTEM, "settings": settings}
        scans.upload(session, partnership, content, **facts)

    assert at_once(crowd, upload, [PDF, PDF, PDF]) == []
    with crowd.database.reading() as session:
        assert len(session.scalars(select(AgreementScan)).all()) == 1
