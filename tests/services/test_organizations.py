"""Organizations: entered, edited, verified, claimed and merged."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from matchmaker.models import (
    Claim,
    Demand,
    Event,
    Mail,
    Membership,
    Notification,
    Organization,
    Programme,
    ProposalParty,
    Review,
)
from matchmaker.policy import Identity
from matchmaker.services import reviews
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.people import claims, directory, merges, organizations, regions, sessions
from matchmaker.services.people.directory import Filter
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import (
    ClaimState,
    Decision,
    GuardError,
    IllegalMoveError,
    OrganizationState,
    PostingState,
)
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

CODE, OTHER_CODE = "91110000600037341L", "91440300708461136T"
UNVERIFIED, VERIFIED = OrganizationState.UNVERIFIED, OrganizationState.VERIFIED


@pytest.fixture
def hold(session):
    """Let the session look after records that were made outside of it."""

    def act(*rows):
        session.add_all(rows)
        return rows[0] if len(rows) == 1 else rows

    return act


def actions(session, organization):
    mine = Event.subject_type == "organization", Event.subject_id == organization.id
    return session.scalars(select(Event.action).where(*mine).order_by(Event.id)).all()


def test_an_editor_changes_what_is_not_verified(session, make, hold):
    enterprise = hold(make.enterprise(code=CODE))
    values = {"industry_code": "6100", "staff_total": 300, "summary": "酒店"}
    organizations.edit(session, enterprise, values=values, actor=Actor(make.user().id))
    assert (enterprise.industry_code, enterprise.staff_total) == ("6100", 300)
    event = session.scalars(select(Event)).one()
    assert event.after == {"industry_code": "6100", "staff_total": 300, "summary": "酒店"}


@pytest.mark.parametrize("values", [{"name": "另一家公司"}, {"code": OTHER_CODE}, {"region_code": LINYI}])
def test_a_verified_organization_does_not_become_another_one(session, make, hold, values):
    enterprise, user = hold(make.enterprise(code=CODE), make.user())
    with pytest.raises(organizations.FixedError):
        organizations.edit(session, enterprise, values=values, actor=Actor(user.id))
    assert enterprise.code == CODE


def test_what_an_import_left_out_is_filled_in(session, make, hold):
    enterprise, user = hold(make.enterprise(), make.user())
    organizations.edit(session, enterprise, values={"code": "", "summary": "酒店"}, actor=Actor(user.id))
    assert enterprise.code is None
    organizations.edit(session, enterprise, values={"code": CODE}, actor=Actor(user.id))
    assert enterprise.code == CODE


def test_an_administrator_renames_a_verified_organization(session, make, hold):
    enterprise, administrator = hold(make.enterprise(), make.administrator())
    organizations.edit(session, enterprise, values={"name": "新名公司"}, actor=Actor(administrator.id))
    assert enterprise.name == "新名公司"


def test_no_two_organizations_share_a_code_or_a_name(session, make, hold):
    hold(make.enterprise(name="甲公司", code=CODE))
    other = hold(make.enterprise(name="乙公司", code=OTHER_CODE, state=UNVERIFIED))
    for values in ({"code": CODE}, {"name": "甲公司"}):
        with pytest.raises(organizations.DoubleError):
            organizations.edit(session, other, values=values, actor=SYSTEM)


def test_a_verification_is_an_event_and_settles_the_queue(session, make, hold):
    reviewer, school = make.reviewer(), make.school(state=UNVERIFIED)
    editor = make.editor(school, email="e@test.example")
    hold(school)
    reviews.request(session, school)
    organizations.decide(session, school, action="verify", reason="", actor=Actor(reviewer.id, "r1"))
    assert school.state is VERIFIED
    review = session.scalars(select(Review)).one()
    assert (review.decision, review.decided_by_id) == (Decision.APPROVE, reviewer.id)
    assert actions(session, school) == ["verify"]
    told = session.scalars(select(Notification)).one()
    assert (told.user_id, told.name) == (editor.id, "organization_verified")
    assert session.scalars(select(Mail.recipient)).all() == ["e@test.example"]


@pytest.mark.parametrize(("state", "action"), [(UNVERIFIED, "refuse"), (VERIFIED, "suspend")])
def test_a_refusal_needs_a_reason(session, make, hold, state, action):
    school = hold(make.school(state=state))
    with pytest.raises(GuardError):
        organizations.decide(session, school, action=action, reason="  ", actor=SYSTEM)
    assert school.state is state


def test_a_refused_organization_may_ask_again(session, make, hold):
    school = hold(make.school(state=UNVERIFIED))
    organizations.decide(session, school, action="refuse", reason="代码不符", actor=SYSTEM)
    assert directory.verdict(session, school) == "代码不符"
    organizations.apply_again(session, school, actor=SYSTEM)
    assert school.state is UNVERIFIED
    assert session.scalars(select(Review.organization_id)).all() == [school.id]


def test_what_was_verified_is_not_verified_twice(session, make, hold):
    with pytest.raises(IllegalMoveError):
        organizations.decide(session, hold(make.school()), action="verify", reason="", actor=SYSTEM)


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (Decision.APPROVE, VERIFIED),
        (Decision.RETURN, OrganizationState.REFUSED),
        (Decision.REJECT, OrganizationState.REFUSED),
    ],
)
def test_a_decision_of_the_queue_is_carried_out(session, make, hold, decision, state):
    school = hold(make.school(state=UNVERIFIED))
    organizations.apply_decision(session, school, decision=decision, reason="说明", actor=SYSTEM)
    assert school.state is state


def test_a_suspension_takes_the_postings_off_the_market(session, make, hold):
    school = make.school()
    programme = hold(make.programme(school))
    organizations.decide(session, hold(school), action="suspend", reason="停办", actor=SYSTEM)
    session.flush()
    assert programme.state is PostingState.RETURNED


def test_an_authority_is_verified_by_one_above_it_alone(session, make, hold):
    district = make.authority(region_code=JINSHUI, state=UNVERIFIED)
    equal = make.reviewer(make.authority(region_code=JINSHUI))
    elsewhere, above = make.reviewer(make.authority(region_code=LINYI)), make.reviewer()
    hold(district)
    for reviewer in (equal, elsewhere):
        with pytest.raises(regions.NotAboveError):
            organizations.decide(session, district, action="verify", reason="", actor=Actor(reviewer.id))
    organizations.decide(session, district, action="verify", reason="", actor=Actor(above.id))
    assert district.state is VERIFIED


def test_an_administrator_verifies_an_authority(session, make, hold):
    authority, administrator = hold(make.authority(state=UNVERIFIED), make.administrator())
    organizations.decide(session, authority, action="verify", reason="", actor=Actor(administrator.id))
    assert authority.state is VERIFIED


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


def test_an_accepted_claim_makes_a_member_and_asks_for_verification(session, claim):
    claims.decide(session, claim, is_accepted=True, reason="", actor=SYSTEM)
    assert sessions.identify(session, claim.user).editor_of == {claim.organization_id}
    assert session.scalars(select(Review.organization_id)).all() == [claim.organization_id]
    assert actions(session, claim.organization) == ["claim", "accept_claim", "add_member"]


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


@pytest.fixture
def doubles(make, hold):
    """A double with people, postings and a proposal, and the organization that stays."""
    double = make.enterprise(name="甲公司（导入）", code=CODE, staff_total=80, state=UNVERIFIED)
    into = make.enterprise(name="甲公司", address="示例路1号")
    both = make.editor(into)
    make.save(Membership(user_id=both.id, organization_id=double.id, role="editor"))
    make.editor(double)
    demand = make.demand(double)
    make.proposal(make.programme(), demand)
    make.save(Claim(organization_id=double.id, user_id=both.id, evidence="人力资源部"))
    make.review(organization_id=double.id)
    hold(double, into)
    return double, into


def test_a_merge_moves_people_postings_and_parties(session, doubles):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.flush()
    for table, count in ((Membership, 2), (Demand, 1), (ProposalParty, 1), (Claim, 1)):
        owners = session.scalars(
            select(table.organization_id).where(table.organization_id.in_([double.id, into.id]))
        )
        assert owners.all() == [into.id] * count, table
    assert session.scalars(select(Claim.state)).one() is ClaimState.ACCEPTED


def test_a_merge_closes_the_double_and_tells_both_histories(session, doubles):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.flush()
    assert (double.state, double.merged_into_id) == (OrganizationState.MERGED, into.id)
    assert session.scalar(select(func.count()).select_from(Review)) == 0
    assert (actions(session, double), actions(session, into)) == (["merge"], ["absorb"])


def test_a_merge_takes_over_what_only_the_double_said(session, doubles):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    assert (into.code, into.staff_total, into.address) == (CODE, 80, "示例路1号")
    assert double.code is None


def test_the_merged_name_leads_to_what_it_became(session, doubles):
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.flush()
    assert directory.find(session, kind=double.kind, code=None, name="甲公司(导入)") is into


def test_different_codes_or_kinds_are_not_merged(session, make, hold):
    one, other = hold(make.enterprise(code=CODE), make.enterprise(code=OTHER_CODE))
    school = hold(make.school())
    with pytest.raises(merges.CodesDifferError):
        merges.merge(session, one, into=other, actor=SYSTEM)
    for wrong in (school, one):
        with pytest.raises(merges.NotTheSameError):
            merges.merge(session, one, into=wrong, actor=SYSTEM)


def test_nothing_is_merged_into_what_is_closed(session, make, hold):
    one, other = hold(make.enterprise(), make.enterprise(state=OrganizationState.SUSPENDED))
    with pytest.raises(IllegalMoveError):
        merges.merge(session, one, into=other, actor=SYSTEM)
    with pytest.raises(IllegalMoveError):
        merges.merge(session, other, into=one, actor=SYSTEM)


def test_the_list_is_cut_to_the_region_and_the_filters(session, make):
    near, far = make.school(name="近校", region_code=JINSHUI), make.school(name="远校", region_code=LINYI)
    waiting = make.enterprise(name="等待企业", state=UNVERIFIED)
    make.editor(near)
    me = Identity(user_id=1, reviewer_of=frozenset({1}), region_codes=frozenset({ZHENGZHOU}))

    def listed(identity=me, **facts):
        return [row.id for row in directory.listing(session, identity, filter_=Filter(**facts)).items]

    assert listed() == [waiting.id, near.id]
    assert listed(kind=OrganizationKind.SCHOOL) == [near.id]
    assert listed(state=UNVERIFIED) == [waiting.id]
    assert listed(has_people=True) == [near.id]
    assert listed(words="等待") == [waiting.id]
    assert listed(words="%") == []
    assert far.id in listed(Identity(user_id=1, is_administrator=True))
    assert listed(Identity(user_id=1)) == []


def test_a_merge_leaves_no_row_of_any_table_behind(session, doubles):
    """Whatever table gets an `organization_id`, a merge has to move it."""
    double, into = doubles
    merges.merge(session, double, into=into, actor=SYSTEM)
    session.flush()
    tables = [table for table in Organization.metadata.sorted_tables if "organization_id" in table.c]
    assert {"membership", "invitation", "claim", "programme", "demand", "proposal_party", "review"} <= {
        table.name for table in tables
    }
    left = {
        t.name for t in tables if session.execute(select(t).where(t.c.organization_id == double.id)).first()
    }
    assert left == set()
    assert session.scalars(select(Programme)).first() is not None
