"""Organizations: edited, verified, suspended and listed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event, Notification, Review
from matchmaker.policy import Identity
from matchmaker.services import reviews
from matchmaker.services.events import SYSTEM, Actor
from matchmaker.services.people import directory, organizations, regions
from matchmaker.services.people.directory import Filter
from matchmaker.terms import OrganizationKind
from matchmaker.workflow import Decision, GuardError, IllegalMoveError, OrganizationState
from tests.factories import JINSHUI, LINYI, ZHENGZHOU

CODE, OTHER_CODE = "91110000600037341L", "91440300708461136T"
UNVERIFIED, VERIFIED = OrganizationState.UNVERIFIED, OrganizationState.VERIFIED


def change(session, organization, **facts):
    return organizations.edit(session, organization, version=organization.version, **facts)


def test_an_editor_changes_what_is_not_verified(session, make, hold):
    enterprise = hold(make.enterprise(code=CODE))
    values = {"industry_code": "6100", "staff_total": 300, "summary": "酒店"}
    organizations.edit(
        session, enterprise, version=enterprise.version, values=values, actor=Actor(make.user().id)
    )
    assert (enterprise.industry_code, enterprise.staff_total) == ("6100", 300)
    event = session.scalars(select(Event)).one()
    assert event.after == {"industry_code": "6100", "staff_total": 300, "summary": "酒店"}


@pytest.mark.parametrize("values", [{"name": "另一家公司"}, {"code": OTHER_CODE}, {"region_code": LINYI}])
def test_a_verified_organization_does_not_become_another_one(session, make, hold, values):
    enterprise, user = hold(make.enterprise(code=CODE), make.user())
    with pytest.raises(organizations.FixedError):
        organizations.edit(
            session, enterprise, version=enterprise.version, values=values, actor=Actor(user.id)
        )
    assert enterprise.code == CODE


def test_what_an_import_left_out_is_filled_in(session, make, hold):
    enterprise, user = hold(make.enterprise(), make.user())
    organizations.edit(
        session,
        enterprise,
        version=enterprise.version,
        values={"code": "", "summary": "酒店"},
        actor=Actor(user.id),
    )
    assert enterprise.code is None
    organizations.edit(
        session, enterprise, version=enterprise.version, values={"code": CODE}, actor=Actor(user.id)
    )
    assert enterprise.code == CODE


def test_an_administrator_renames_a_verified_organization(session, make, hold):
    enterprise, administrator = hold(make.enterprise(), make.administrator())
    organizations.edit(
        session,
        enterprise,
        version=enterprise.version,
        values={"name": "新名公司"},
        actor=Actor(administrator.id),
    )
    assert enterprise.name == "新名公司"


def test_no_two_organizations_share_a_code_or_a_name(session, make, hold):
    hold(make.enterprise(name="甲公司", code=CODE))
    other = hold(make.enterprise(name="乙公司", code=OTHER_CODE, state=UNVERIFIED))
    for values in ({"code": CODE}, {"name": "甲公司"}):
        with pytest.raises(organizations.DoubleError):
            change(session, other, values=values, actor=SYSTEM)


def test_a_verification_is_an_event_and_settles_the_queue(session, make, hold, actions):
    reviewer, school = make.reviewer(), make.school(state=UNVERIFIED)
    editor = make.editor(school)
    hold(school)
    reviews.request(session, school)
    organizations.decide(session, school, action="verify", reason="", actor=Actor(reviewer.id, "r1"))
    assert school.state is VERIFIED
    review = session.scalars(select(Review)).one()
    assert (review.decision, review.decided_by_id) == (Decision.APPROVE, reviewer.id)
    assert actions(school) == ["verify"]
    told = session.scalars(select(Notification)).one()
    assert (told.user_id, told.name) == (editor.id, "organization_verified")
    assert told.mail_at is not None


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
