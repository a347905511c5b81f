"""Logging in and out through the pages: lock-out, rotation, revocation, and where it leads."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import LoginFailure, User, UserSession
from matchmaker.services.people import sessions


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


def test_the_session_table_holds_no_cookie(make, client, log_in, rows):
    make.user(email="a@test.example")
    log_in("a@test.example")
    (row,) = rows(UserSession)
    assert row.token_hash == sessions.credentials.fingerprint(cookie_token(client))
    assert row.token_hash != cookie_token(client)
