"""Signing up, and which passwords are good enough."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from matchmaker.models import Event, Membership, Organization, Review, User
from matchmaker.policy import Role
from matchmaker.services.people import accounts, credentials, sessions, users
from matchmaker.services.people.accounts import Person
from matchmaker.services.people.organizations import CodeError
from matchmaker.terms import Department, OrganizationKind
from matchmaker.workflow import OrganizationState
from tests.factories import PASSWORD

PERSON = Person("New@Test.example", " 王某 ", PASSWORD)
SCHOOL = {"name": "郑州示例学校", "code": "4141010459", "region_code": "410105", "school_level": None}
CODE = "91110000600037341L"


@pytest.fixture
def sign_up(session):
    def act(kind=OrganizationKind.SCHOOL, person=PERSON, **values):
        return accounts.sign_up(session, person, kind=kind, values=SCHOOL | values, request_id="r1")

    return act


def test_a_sign_up_makes_an_editor_of_a_school_that_waits(session, sign_up):
    user, school = sign_up()
    assert (user.email, user.name, user.is_administrator) == ("new@test.example", "王某", False)
    assert (school.state, school.region_code) == (OrganizationState.UNVERIFIED, "410105")
    membership = session.scalars(select(Membership)).one()
    assert (membership.user_id, membership.organization_id, membership.role) == (
        user.id,
        school.id,
        Role.EDITOR,
    )
    review = session.scalars(select(Review)).one()
    assert (review.organization_id, review.region_code) == (school.id, "410105")
    trail = session.execute(select(Event.action, Event.actor_id, Event.request_id)).all()
    assert [tuple(row) for row in trail] == [
        ("create", user.id, "r1"),
        ("create", user.id, "r1"),
        ("add_member", user.id, "r1"),
    ]


def test_an_authority_signs_up_with_a_reviewer_and_no_code(session, sign_up):
    user, authority = sign_up(
        OrganizationKind.AUTHORITY, name="金水区示例教育局", department=Department.EDUCATION
    )
    assert authority.code is None
    assert session.scalars(select(Membership.role)).one() is Role.REVIEWER
    assert not sessions.identify(session, user).reviewer_of


@pytest.mark.parametrize("code", ["", "123", "414101045X", "91110000600037341L"])
def test_a_school_needs_its_identification_code(session, sign_up, code):
    with pytest.raises(CodeError):
        sign_up(code=code)
    assert session.scalar(select(func.count()).select_from(User)) == 0


def test_an_enterprise_needs_a_credit_code_that_holds(sign_up):
    with pytest.raises(CodeError):
        sign_up(OrganizationKind.ENTERPRISE, code="91110000600037341M")
    _, enterprise = sign_up(OrganizationKind.ENTERPRISE, code=CODE.lower())
    assert enterprise.code == CODE


@pytest.mark.parametrize(
    "facts",
    [
        {"code": "4141010459", "name": "旧名"},
        {"code": None, "name": "郑州示例学校"},
        {"name": " 郑州 示例学校"},
    ],
)
def test_a_school_that_is_here_already_gets_no_double_and_no_member(session, make, sign_up, facts):
    if "code" in facts:
        make.school(**facts)
        user, school = sign_up()
    else:
        make.school(name="郑州示例学校")
        user, school = sign_up(name=facts["name"])
    assert school is None
    assert user.id is not None
    assert session.scalar(select(func.count()).select_from(Organization)) == 1
    assert session.scalar(select(func.count()).select_from(Membership)) == 0


def test_brackets_of_any_width_are_the_same_name(make, sign_up):
    make.school(name="示例学校（东校区）")
    assert sign_up(name="示例学校(东校区)")[1] is None


def test_an_address_is_taken_once_whatever_its_case(make, sign_up):
    make.user(email="new@test.example")
    with pytest.raises(users.TakenError):
        sign_up()


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "new@test.example",
        "NEW@TEST.EXAMPLE",
        "1234567890",
        "aaaaaaaaaaaa",
        "Password123!",
        "qwertyuiop",
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password):
    with pytest.raises(credentials.WeakPasswordError):
        credentials.encode(password, email="new@test.example")


def test_a_password_is_kept_as_argon2id_and_matches_itself_alone():
    stored = credentials.encode("Läng genug 密码", email="new@test.example")
    assert stored.startswith("$argon2id$")
    assert credentials.matches(stored, "Läng genug 密码")
    assert not credentials.matches(stored, "Läng genug 密碼")
    assert not credentials.matches("no hash", "Läng genug 密码")
