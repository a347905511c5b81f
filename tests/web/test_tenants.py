"""What belongs to one organization does not exist for another; its authority oversees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import (
    Claim,
    Invitation,
    Job,
    Membership,
    Notification,
    Partnership,
    SavedFilter,
    TermReport,
    Upload,
    User,
    UserSession,
)
from matchmaker.policy import Role
from matchmaker.services.people import sessions
from matchmaker.terms import Frequency, SavedPage, Side
from matchmaker.workflow import OrganizationState, PartnershipState, PostingState, ProposalState
from tests.classes import TERM
from tests.web.permissions import EDITOR, PERMISSIONS, ROLES, refusal
from tests.web.routes import Route, routes

COUNTS = {"students": 20, "left_students": 0, "interns": 0, "incidents": 0}


@dataclass(frozen=True)
class Others:
    """Records of other people, by the name of the number in an address, and the people themselves."""

    records: dict[str, int]
    pair: dict[str, int]  # A match needs published postings, which everybody may see.
    agreed_id: int  # Of the proposal that has an agreement.
    editors: tuple[User, User]

    def numbers(self, route: Route) -> dict[str, int]:
        """Return the numbers for an address."""
        assert route.variables <= self.records.keys(), "a number in an address that this test does not know"
        if route.endpoint.startswith("agreements."):
            return self.records | {"proposal_id": self.agreed_id}
        return self.records | (self.pair if self.pair.keys() <= route.variables else {})


@pytest.fixture
def others(make, database, settings):
    """Records that nobody but their owners, their authority and administrators may know of."""
    school, enterprise = (
        make.school(state=OrganizationState.UNVERIFIED),
        make.enterprise(state=OrganizationState.UNVERIFIED),
    )
    editors = make.editor(school), make.editor(enterprise)
    programme = make.programme(school, state=PostingState.DRAFT)
    demand = make.demand(enterprise, state=PostingState.DRAFT)
    offer, need = make.programme(school), make.demand(enterprise)
    make.match(offer, need)
    proposal = make.proposal(offer, need, state=ProposalState.DISCUSSING)
    agreed = make.proposal(offer, need, state=ProposalState.AGREED)
    records = {
        "organization_id": school.id,
        "programme_id": programme.id,
        "demand_id": demand.id,
        "posting_id": programme.id,
        "proposal_id": proposal.id,
        "partnership_id": make.save(running(agreed)).id,
        "review_id": make.review(programme_id=programme.id).id,
        "user_id": editors[0].id,
        "job_id": make.save(Job(name="plan", key="plan:410100", user_id=editors[0].id)).id,
    }
    table = {"side": Side.PROGRAMMES, "name": "table.csv", "content": b"a", "is_whole": False}
    table["faults"] = [{"row": 2, "column": "", "value": "", "message": "示例", "values": {}}]
    records["upload_id"] = make.save(Upload(organization_id=school.id, **table)).id
    records |= _papers(make, school, editors[0])
    about = {"partnership_id": records["partnership_id"], "organization_id": school.id}
    records["report_id"] = make.save(TermReport(**about, period=str(TERM), **COUNTS)).id
    records["scan_id"] = make.scan(records["partnership_id"], school, settings).id
    with database.transaction() as session:
        sessions.open_session(session, editors[0], browser=sessions.Browser(""), settings=settings)
        for name, table in (("session_id", UserSession), ("membership_id", Membership)):
            records[name] = session.scalars(select(table.id).where(table.user_id == editors[0].id)).one()
    return Others(records, {"programme_id": offer.id, "demand_id": need.id}, agreed.id, editors)


def running(proposal) -> Partnership:
    return Partnership(proposal_id=proposal.id, state=PartnershipState.RUNNING, started_at=now())


def _papers(make, school, editor) -> dict[str, int]:
    claim = Claim(organization_id=school.id, user_id=make.user().id, evidence="校办")
    invitation = Invitation(
        organization_id=school.id,
        email="guest@test.example",
        role=Role.EDITOR,
        token_hash="x",
        invited_by_id=editor.id,
        expires_at=now() + timedelta(days=7),
    )
    about = {"subject_type": "organization", "subject_id": school.id, "values": {}}
    filters = {"page": SavedPage.SEARCH, "values": {"side": "demands"}, "frequency": Frequency.OFF}
    saved = SavedFilter(user_id=editor.id, name="数控", **filters)
    notice = Notification(user_id=editor.id, name="x", topic="proposal", key="x", **about)
    make.save(claim, invitation, notice, saved)
    return {
        "claim_id": claim.id,
        "invitation_id": invitation.id,
        "notification_id": notice.id,
        "saved_id": saved.id,
    }


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"reviewer", "administrator"}])
def test_the_records_of_others_are_not_found(app, clients, others, digest, role):
    before, wrong = digest(), {}
    for route in routes(app):
        if not route.variables:
            continue
        may = PERMISSIONS[route.endpoint] in ROLES[role]
        wanted, found = 404 if may else refusal(role), route.ask(clients[role], others.numbers(route))
        if found != wanted:
            wrong[route.endpoint, route.method] = (found, wanted)
    assert wrong == {}
    assert digest() == before


# What the authority of the region and the administrators may see of others' records.
OVERSEEN = {
    "organizations.show", "organizations.examine", "organizations.compare", "programmes.show", "demands.show",
    "matches.show", "matches.of_programme", "matches.of_demand", "proposals.show", "partnerships.show",
    "dossiers.show", "agreements.show", "agreements.as_word", "agreements.as_pdf",
    "reviews.show",
}  # fmt: skip


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_the_authority_and_the_administrators_see_what_others_hide(app, clients, others, digest, role):
    before, answers = digest(), {}
    for route in routes(app):
        if route.endpoint in OVERSEEN and route.method == "GET":
            answers[route.endpoint] = route.ask(clients[role], others.numbers(route))
    assert answers == dict.fromkeys(OVERSEEN, 200)
    assert digest() == before


def test_the_owners_open_their_own_records(app, sign_in, others, digest):
    clients, before, shut = [sign_in(editor) for editor in others.editors], digest(), {}
    for route in routes(app):
        if route.method != "GET" or not route.variables or PERMISSIONS[route.endpoint] not in EDITOR:
            continue
        answers = {route.ask(client, others.numbers(route)) for client in clients}
        if 200 not in answers:
            shut[route.endpoint] = min(answers)
    # The one leads on to where a filter finds something, the other is done: the class runs.
    assert shut == {"saved.results": 302, "partnerships.start": 409}
    assert digest() == before
