"""Two people do the same at the same moment: one wins, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from matchmaker.errors import UserError
from matchmaker.models import Claim, Invitation, Membership, Organization, User
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.people import accounts, claims, invitations, memberships, resets
from matchmaker.services.people.accounts import Person
from matchmaker.services.people.credentials import fingerprint
from matchmaker.terms import OrganizationKind
from tests.databases import with_lists
from tests.factories import PASSWORD


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    is_postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres_url") if is_postgres else f"sqlite:///{tmp_path / 'races.db'}"
    with with_lists(url) as database:
        yield database


@pytest.fixture
def race(database):
    """Let every act run in a transaction of its own at once; return the names of the rules that refused."""

    def run(*acts):
        barrier = Barrier(len(acts))

        def one(act):
            with database.transaction() as session:
                barrier.wait()
                act(session)

        def outcome(act):
            try:
                one(act)
            except UserError as error:
                return type(error).__name__
            return "done"

        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(pool.map(outcome, acts))

    return run


def count(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def link(token):
    return f"https://site.example/?token={token}"


def test_a_claim_is_decided_by_one_of_two_reviewers(make, database, race):
    claim = make.save(Claim(organization_id=make.enterprise().id, user_id=make.user().id, evidence="人事"))

    def decide(is_accepted):
        def act(session):
            claims.decide(
                session,
                session.get_one(Claim, claim.id),
                is_accepted=is_accepted,
                reason="说明",
                actor=SYSTEM,
            )

        return act

    assert race(decide(True), decide(False)) == ["IllegalMoveError", "done"]


def test_two_members_do_not_remove_each_other(make, database, race):
    school = make.school()
    editors = [make.editor(school), make.editor(school)]
    with database.reading() as session:
        ids = dict(session.execute(select(Membership.user_id, Membership.id)).all())

    def remove(whom, by):
        def act(session):
            organization = session.get_one(Organization, school.id)
            memberships.remove(session, organization, ids[whom.id], actor=Actor(by.id))

        return act

    outcomes = race(remove(editors[0], by=editors[1]), remove(editors[1], by=editors[0]))
    assert outcomes == ["LastMemberError", "done"]
    assert count(database, Membership) == 1


def test_an_invitation_that_is_clicked_twice_makes_one_account(make, database, race):
    school = make.school()
    editor = make.editor(school)
    tokens = []
    with database.transaction() as session:
        invitations.invite(
            session,
            session.get_one(Organization, school.id),
            email="guest@test.example",
            link=lambda token: tokens.append(token) or link(token),
            actor=Actor(editor.id),
        )

    def join(session):
        accounts.join(session, tokens[0], name="客人", password=PASSWORD, request_id="r")

    assert race(join, join)[1] == "done"
    assert (count(database, User), count(database, Membership), count(database, Invitation)) == (2, 2, 1)


def test_a_reset_link_that_is_clicked_twice_works_once(make, database, race):
    user, tokens = make.user(), []
    with database.transaction() as session:
        resets.request(session, email=user.email, link=lambda token: tokens.append(token) or link(token))
    assert len(fingerprint(tokens[0])) == 64

    def redeem(session):
        resets.redeem(session, tokens[0], password="another good password", request_id="r")

    assert race(redeem, redeem) == ["SpentLinkError", "done"]


def test_two_people_who_enter_the_same_enterprise_make_no_double(database, race):
    values = {"name": "示例公司", "code": "91110000600037341L", "region_code": "410100"}

    def sign_up(number):
        def act(session):
            person = Person(f"{number}@test.example", "王某", PASSWORD)
            accounts.sign_up(session, person, kind=OrganizationKind.ENTERPRISE, values=values, request_id="r")

        return act

    assert "done" in race(sign_up(1), sign_up(2))
    assert (count(database, Organization), count(database, Membership)) == (1, 1)
