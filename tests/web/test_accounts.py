"""Getting in and out through the pages: log in, sign up, reset, invitation."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import (
    Invitation,
    LoginFailure,
    Mail,
    Membership,
    Organization,
    PasswordReset,
    User,
    UserSession,
)
from matchmaker.services.people import sessions
from matchmaker.workflow import OrganizationState
from tests.factories import PASSWORD

NEW = "another good password"
SCHOOL = {
    "name": "郑州示例学校",
    "code": "4141010459",
    "region_code": "410105",
    "school_level": "college",
    "is_public_school": "y",
    "person": "王某",
    "email": "new@test.example",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def log_in(client):
    def act(email, password=PASSWORD, by=client, **more):
        return by.post("/accounts/log-in", data={"email": email, "password": password} | more)

    return act


@pytest.fixture
def rows(database):
    """Read every row of a table."""

    def read(table):
        with database.reading() as session:
            return session.scalars(select(table).order_by(table.id)).all()

    return read


def link(rows):
    """Return the address in the latest mail, without the host."""
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", rows(Mail)[-1].body)
    return found[1]


def cookie_token(client):
    with client.session_transaction() as cookie:
        return cookie.get("_user_id")


def test_a_person_logs_in_and_out(make, client, log_in, rows):
    make.user(email="a@test.example")
    response = log_in("A@test.example ")
    assert (response.status_code, response.location) == (303, "/dashboard")
    assert client.get("/accounts/settings").status_code == 200
    assert client.post("/accounts/log-out").status_code == 303
    assert rows(UserSession)[0].revoked_at is not None
    assert client.get("/accounts/settings").status_code == 302


def test_logging_out_ends_the_session_for_a_copied_cookie_too(app, make, client, log_in):
    make.user(email="a@test.example")
    log_in("a@test.example")
    thief = app.test_client()
    with client.session_transaction() as mine, thief.session_transaction() as copied:
        copied.update(mine)
    assert thief.get("/accounts/settings").status_code == 200
    client.post("/accounts/log-out")
    assert thief.get("/accounts/settings").status_code == 302


def test_logging_in_takes_a_new_session_and_ends_the_old_one(make, client, log_in, rows):
    make.user(email="a@test.example")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    log_in("a@test.example")
    first = cookie_token(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
    log_in("a@test.example")
    assert cookie_token(client) not in {first, None}
    assert [row.revoked_at is None for row in rows(UserSession)] == [False, True]


def test_a_wrong_password_and_an_unknown_address_look_the_same(make, log_in):
    make.user(email="a@test.example")
    pages = [log_in(email, "wrong horse battery") for email in ("a@test.example", "b@test.example")]
    assert [page.status_code for page in pages] == [422, 422]
    texts = [re.sub(r'value="[ab]@test.example"', "", page.text.partition("<main")[2]) for page in pages]
    assert texts[0] == texts[1]
    assert "邮箱或密码不正确" in texts[0]


def test_a_failure_stays_written_although_the_request_failed(make, log_in, rows):
    make.user(email="a@test.example")
    log_in("A@test.example", "wrong horse battery")
    assert [(row.email, row.address) for row in rows(LoginFailure)] == [("a@test.example", "127.0.0.1")]


def test_ten_failures_lock_even_with_the_right_password_and_from_a_new_process(
    settings, database, make, client, log_in
):
    from matchmaker.app import create_app

    make.user(email="a@test.example")
    for _ in range(10):
        assert log_in("a@test.example", "wrong horse battery").status_code == 422
    assert log_in("a@test.example").status_code == 429
    other = create_app(settings, database)
    other.config["WTF_CSRF_ENABLED"] = False
    elsewhere = other.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert log_in("a@test.example", by=elsewhere).status_code == 429


def test_ten_failures_of_one_address_lock_it_for_every_account(make, client, log_in):
    make.user(email="a@test.example")
    for number in range(10):
        log_in(f"{number}@test.example", "wrong horse battery")
    assert log_in("a@test.example").status_code == 429
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert log_in("a@test.example").status_code == 303


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/accounts/settings", "/accounts/settings"),
        ("/search?side=demands", "/search?side=demands"),
        ("https://evil.example/accounts/settings", "/accounts/settings"),
        ("//evil.example/accounts", "/dashboard"),
        ("/\\evil.example", "/dashboard"),
        ("\t//evil.example", "/dashboard"),
        ("javascript:alert(1)", "/dashboard"),
        ("/accounts/log-out", "/dashboard"),
        ("/nowhere", "/dashboard"),
        ("", "/dashboard"),
    ],
)
def test_after_logging_in_only_pages_of_this_site_follow(make, log_in, wanted, location):
    make.user(email="a@test.example")
    assert log_in("a@test.example", next=wanted).location == location


def test_a_page_for_members_leads_to_the_log_in_and_back(make, client, log_in):
    make.user(email="a@test.example")
    response = client.get("/accounts/settings")
    assert (response.status_code, response.location) == (302, "/accounts/log-in?next=%2Faccounts%2Fsettings")
    assert 'value="/accounts/settings"' in client.get(response.location).text


def test_a_closed_account_is_out_at_once(database, make, sign_in):
    user = make.user()
    client = sign_in(user)
    assert client.get("/accounts/settings").status_code == 200
    with database.transaction() as session:
        session.get_one(User, user.id).is_active = False
    assert client.get("/accounts/settings").status_code == 302


def test_an_idle_session_is_out_and_use_keeps_it(database, settings, make, sign_in):
    client = sign_in(make.user())

    def wait(time):
        with database.transaction() as session:
            session.scalars(select(UserSession)).one().last_seen_at -= time

    wait(settings.session_idle - timedelta(minutes=1))
    assert client.get("/accounts/settings").status_code == 200
    wait(timedelta(minutes=2))
    assert client.get("/accounts/settings").status_code == 200
    wait(settings.session_idle)
    assert client.get("/accounts/settings").status_code == 302


def test_sending_a_form_counts_as_use(database, settings, make, sign_in, rows):
    client = sign_in(make.user())
    with database.transaction() as session:
        session.scalars(select(UserSession)).one().last_seen_at -= timedelta(hours=7)
    client.post("/accounts/settings", data={"name": "新名", "language": "zh"})
    assert now() - rows(UserSession)[0].last_seen_at < timedelta(minutes=1)


@pytest.mark.parametrize("kind", ["school", "enterprise", "authority"])
def test_each_kind_has_its_own_form(client, kind):
    page = client.get(f"/accounts/sign-up?kind={kind}")
    assert page.status_code == 200
    assert f'action="/accounts/sign-up/{kind}"' in page.text


def test_a_school_signs_up_and_waits(client, rows):
    response = client.post("/accounts/sign-up/school", data=SCHOOL)
    assert (response.status_code, response.location) == (303, "/organizations/mine")
    page = client.get("/organizations/mine", follow_redirects=True)
    assert "郑州示例学校" in page.text
    assert "等待所在地区主管部门核验" in page.text
    assert rows(Organization)[0].state is OrganizationState.UNVERIFIED


def test_an_authority_sees_its_own_record_while_it_waits(client):
    facts = SCHOOL | {"name": "金水区示例教育局", "department": "education"}
    client.post("/accounts/sign-up/authority", data=facts)
    page = client.get("/organizations/mine", follow_redirects=True)
    assert page.status_code == 200
    assert "金水区示例教育局" in page.text
    assert client.get("/organizations").status_code == 403


def test_a_form_that_does_not_hold_creates_nothing(client, rows):
    for facts in (
        {"code": "123"},
        {"region_code": "火星"},
        {"password": "short", "again": "short"},
        {"again": "another"},
        {"email": "nobody"},
        {"name": ""},
    ):
        page = client.post("/accounts/sign-up/school", data=SCHOOL | facts)
        assert page.status_code == 422, facts
        assert "错误：" in page.text
        assert PASSWORD not in page.text
    assert rows(User) == rows(Organization) == []


def test_a_school_that_is_here_already_is_claimed_and_its_people_are_not_told(make, client, rows):
    school = make.school(name="郑州示例学校", code="4141010459")
    editor = make.editor(school, name="在校同事", email="colleague@test.example")
    response = client.post("/accounts/sign-up/school", data=SCHOOL)
    assert response.status_code == 303
    assert response.location.startswith("/organizations/claim?")
    page = client.get(response.location)
    assert 'value="4141010459"' in page.text
    assert editor.name not in page.text
    assert editor.email not in page.text
    assert len(rows(Organization)) == 1
    assert [row.user_id for row in rows(Membership)] == [editor.id]
    assert client.get(f"/organizations/{school.id}/members").status_code == 403


def test_the_answer_to_a_reset_does_not_tell_whether_the_address_is_known(make, client, rows):
    make.user(email="a@test.example")
    pages = []
    for email in ("a@test.example", "b@test.example"):
        response = client.post("/accounts/forgotten-password", data={"email": email})
        pages.append((response.status_code, response.location, client.get(response.location).text))
    assert pages[0] == pages[1]
    assert [row.recipient for row in rows(Mail)] == ["a@test.example"]


def test_a_forgotten_password_is_set_anew(make, client, sign_in, log_in, rows):
    user = make.user(email="a@test.example")
    elsewhere = sign_in(user)
    client.post("/accounts/forgotten-password", data={"email": "a@test.example"})
    address = link(rows)
    token = address.partition("token=")[2]
    assert client.get(address).status_code == 200
    mismatch = client.post(
        "/accounts/new-password", data={"token": token, "password": NEW, "again": PASSWORD}
    )
    assert mismatch.status_code == 422
    done = client.post("/accounts/new-password", data={"token": token, "password": NEW, "again": NEW})
    assert (done.status_code, done.location) == (303, "/accounts/log-in")
    assert elsewhere.get("/accounts/settings").status_code == 302
    assert client.get(address).status_code == 410
    assert (
        client.post(
            "/accounts/new-password", data={"token": token, "password": NEW, "again": NEW}
        ).status_code
        == 410
    )
    assert log_in("a@test.example").status_code == 422
    assert log_in("a@test.example", NEW).status_code == 303


def test_an_old_reset_link_is_refused(database, make, client, rows):
    make.user(email="a@test.example")
    client.post("/accounts/forgotten-password", data={"email": "a@test.example"})
    with database.transaction() as session:
        session.scalars(select(PasswordReset)).one().expires_at = now()
    assert client.get(link(rows)).status_code == 410


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 5000, "%00"])
@pytest.mark.parametrize("path", ["/accounts/new-password", "/accounts/invitation"])
def test_a_token_that_never_was_is_refused(client, path, token):
    assert client.get(path, query_string={"token": token.encode("utf-8", "replace")}).status_code == 410


@pytest.fixture
def invited(make, sign_in, rows):
    """Invite guest@test.example; return the address in the mail, its token and the school."""
    school = make.school(name="邀请学校")
    editor = sign_in(make.editor(school))
    response = editor.post(
        f"/organizations/{school.id}/members/invitations", data={"email": "guest@test.example"}
    )
    assert response.status_code == 303
    return link(rows), link(rows).partition("token=")[2], school


def test_a_newcomer_joins_by_invitation(client, invited, rows):
    address, token, school = invited
    page = client.get(address)
    assert "邀请学校" in page.text
    assert "guest@test.example" in page.text
    facts = {"token": token, "name": "客人", "password": NEW, "again": NEW}
    assert client.post("/accounts/invitation/join", data=facts).status_code == 303
    assert "邀请学校" in client.get("/organizations/mine", follow_redirects=True).text
    assert client.get(address).status_code == 410
    assert client.post("/accounts/invitation/join", data=facts).status_code == 410
    assert rows(Membership)[-1].organization_id == school.id


def test_who_has_an_account_logs_in_and_accepts(make, client, sign_in, invited, rows):
    address, token, school = invited
    guest = make.user(email="guest@test.example")
    assert "已有账号" in client.get(address).text
    assert client.post("/accounts/invitation", data={"token": token}).status_code == 302
    response = sign_in(guest).post("/accounts/invitation", data={"token": token})
    assert response.status_code == 303
    assert (rows(Membership)[-1].user_id, rows(Membership)[-1].organization_id) == (guest.id, school.id)
    assert rows(Invitation)[0].accepted_at is not None


def test_nobody_accepts_for_somebody_else(make, sign_in, invited, rows):
    _, token, _ = invited
    assert sign_in(make.user()).post("/accounts/invitation", data={"token": token}).status_code == 403
    assert rows(Invitation)[0].accepted_at is None


def test_nobody_takes_over_an_account_with_an_invitation(make, client, invited, log_in):
    _, token, _ = invited
    make.user(email="guest@test.example")
    facts = {"token": token, "name": "别人", "password": NEW, "again": NEW}
    assert client.post("/accounts/invitation/join", data=facts).status_code == 422
    assert log_in("guest@test.example", NEW).status_code == 422
    assert log_in("guest@test.example").status_code == 303


def test_no_secret_stands_in_the_path_that_is_logged(client, make, rows, caplog):
    make.user(email="a@test.example")
    client.post("/accounts/forgotten-password", data={"email": "a@test.example"})
    token = link(rows).partition("token=")[2]
    with caplog.at_level("INFO"):
        client.get(link(rows))
    assert caplog.records
    assert all(token not in str(vars(record)) for record in caplog.records)


def test_the_session_table_holds_no_cookie(make, client, log_in, rows):
    make.user(email="a@test.example")
    log_in("a@test.example")
    (row,) = rows(UserSession)
    assert row.token_hash == sessions.credentials.fingerprint(cookie_token(client))
    assert row.token_hash != cookie_token(client)
