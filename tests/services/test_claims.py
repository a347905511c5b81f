"""Claims: nobody acts for an organization before its authority says so."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Mail, Notification, Review
from matchmaker.policy import Identity
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.people import claims, directory, sessions
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import ClaimState, GuardError, IllegalMoveError, OrganizationState
from tests.factories import LINYI, ZHENGZHOU

CODE, OTHER_CODE = "91110000600037341L", "91440300708461136T"
UNVERIFIED, VERIFIED = OrganizationState.UNVERIFIED, OrganizationState.VERIFIED


@pytest.fixture
def claim(session, make, hold):
    """A claim of an imported enterprise."""
    enterprise, user = make.enterprise(name="甲公司", code=CODE, state=UNVERIFIED), make.user()
    make.reviewer(email="reviewer@test.example")
    hold(enterprise, user)
    return claims.file(
        session,
        user=user,
        kind=OrganizationKind.ENTERPRISE,
        named=CODE.lower(),
        evidence="人力资源部",
        actor=Actor(user.id),
    )


def file_again(session, claim, named="甲公司"):
    return claims.file(
        session,
        user=claim.user,
        kind=OrganizationKind.ENTERPRISE,
        named=named,
        evidence="人力资源部",
        actor=Actor(claim.user.id),
    )


def test_a_claim_makes_no_member_before_it_is_accepted(session, claim):
    assert claim.state is ClaimState.PENDING
    assert not sessions.identify(session, claim.user).member_of
    assert session.scalars(select(Notification.name)).all() == ["claim_waiting"]


def test_an_accepted_claim_makes_a_member_and_asks_for_verification(session, claim, actions):
    claims.decide(session, claim, is_accepted=True, reason="", actor=SYSTEM)
    assert sessions.identify(session, claim.user).editor_of == {claim.organization_id}
    assert session.scalars(select(Review.organization_id)).all() == [claim.organization_id]
    assert actions(claim.organization) == ["claim", "accept_claim", "add_member"]


def test_a_refused_claim_needs_a_reason_and_is_told(session, claim):
    with pytest.raises(GuardError):
        claims.decide(session, claim, is_accepted=False, reason=" ", actor=SYSTEM)
    claims.decide(session, claim, is_accepted=False, reason="查无此人", actor=SYSTEM)
    assert claim.state is ClaimState.REFUSED
    assert not sessions.identify(session, claim.user).member_of
    assert "查无此人" in session.scalars(select(Mail.body)).one()


def test_a_claim_is_decided_once(session, claim):
    claims.decide(session, claim, is_accepted=True, reason="", actor=SYSTEM)
    with pytest.raises(IllegalMoveError):
        claims.decide(session, claim, is_accepted=False, reason="迟了", actor=SYSTEM)


def test_one_claim_at_a_time_and_none_of_what_is_mine(session, claim):
    with pytest.raises(claims.PendingClaimError):
        file_again(session, claim)
    claims.decide(session, claim, is_accepted=True, reason="", actor=SYSTEM)
    with pytest.raises(claims.MemberError):
        file_again(session, claim)


@pytest.mark.parametrize("named", ["乙公司", "甲", "", OTHER_CODE])
def test_what_is_not_named_in_full_is_not_claimed(session, claim, named):
    with pytest.raises(claims.UnknownOrganizationError):
        file_again(session, claim, named)


def test_a_reviewer_sees_the_claims_of_the_region_alone(session, claim):
    near = Identity(user_id=1, reviewer_of=frozenset({1}), region_codes=frozenset({ZHENGZHOU}))
    far = Identity(user_id=1, reviewer_of=frozenset({1}), region_codes=frozenset({LINYI}))
    assert [row.id for row in directory.claims(session, near).items] == [claim.id]
    assert directory.claims(session, far).total == 0
    assert directory.claims(session, Identity(user_id=1, is_administrator=True)).total == 1
