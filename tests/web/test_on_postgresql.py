"""The pages on PostgreSQL: a plan is made and looked at, and a GET cannot write there either."""

import re

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from matchmaker.db import now
from matchmaker.models import Partnership, Proposal
from matchmaker.web.documents import mails
from matchmaker.worker import Worker
from matchmaker.workflow import PartnershipState, ProposalState
from tests.factories import ZHENGZHOU


@pytest.fixture
def database(postgres_database):
    return postgres_database


def test_a_plan_is_made_and_its_pages_open(make, sign_in, database, settings):
    programme, demand = make.programme(), make.demand()
    make.match(programme, demand, score=90.0)
    client = sign_in(make.reviewer())
    assert client.post(f"/plans/{ZHENGZHOU}").status_code == 303
    assert Worker(database, settings, mails.composer(client.application, settings)).run_one()
    with database.reading() as session:
        proposal = session.scalars(select(Proposal)).one()
    pages = ["/", "/dashboard", "/plans", "/proposals", f"/proposals/{proposal.id}", "/reviews", "/events"]
    pages += ["/search?q=酒店", "/matches", f"/matches/programmes/{programme.id}", f"/demands/{demand.id}"]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_running_class_has_its_pages_and_files(make, sign_in, settings):
    school = make.school()
    proposal = make.proposal(make.programme(school), make.demand(), state=ProposalState.AGREED)
    row = Partnership(proposal_id=proposal.id, state=PartnershipState.RUNNING, started_at=now())
    partnership = make.save(row)
    scan = make.scan(partnership.id, school, settings)
    client = sign_in(make.editor(school))
    agreement, class_ = f"/proposals/{proposal.id}/agreement", f"/partnerships/{partnership.id}"
    pages = [agreement, f"{agreement}/word", f"{agreement}/pdf", f"{class_}/scans/{scan.id}"]
    forms = re.findall(r'href="([^"]*/reports/new/[^"]*)"', client.get(f"{class_}/dossier").text)
    pages += [class_, f"{class_}/dossier", forms[0]]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=%00&region=%00",
        "/events?actor=%00&since=0001-01-01&until=9999-12-31&id=999999999999",
        "/events?id=-1&since=0001-01-02&until=9999-12-30",
        "/users?q=%00",
        "/plans?region=%00",
    ],
)
def test_no_address_upsets_the_database(make, sign_in, address):
    person = make.administrator() if address.startswith("/users") else make.reviewer()
    assert sign_in(person).get(address).status_code == 200


def test_no_path_upsets_the_database(make, sign_in):
    assert sign_in(make.reviewer()).post("/plans/%00").status_code == 404


def test_a_reading_session_cannot_write(database):
    with pytest.raises(DBAPIError, match="read-only"), database.reading() as session:
        session.execute(text("DELETE FROM job"))
