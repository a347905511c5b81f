"""Links from mails: a forgotten password and an invitation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.db import now
from matchmaker.models import Invitation, Mail, Membership, PasswordReset
from tests.factories import PASSWORD

NEW = "another good password"


def test_the_answer_to_a_reset_does_not_tell_whether_the_address_is_known(make, client, rows):
    make.user(email="a@test.example")
    pages = []
    for email in ("a@test.example", "b@test.example"):
        response = client.post("/accounts/forgotten-password", data={"email": email})
        pages.append((response.status_code, response.location, client.get(response.location).text))
    assert pages[0] == pages[1]
    assert [row.recipient for row in rows(Mail)] == ["a@test.example"]


def test_a_forgotten_password_is_set_anew(make, client, sign_in, log_in, sent_link):
    user = make.user(email="a@test.example")
    elsewhere = sign_in(user)
    client.post("/accounts/forgotten-password", data={"email": "a@test.example"})
    address = sent_link()
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


def test_an_old_reset_link_is_refused(database, make, client, sent_link):
    make.user(email="a@test.example")
    client.post("/accounts/forgotten-password", data={"email": "a@test.example"})
    with database.transaction() as session:
        session.scalars(select(PasswordReset)).one().expires_at = now()
    assert client.get(sent_link()).status_code == 410


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 5000, "%00"])
@pytest.mark.parametrize("path", ["/accounts/new-password", "/accounts/invitation"])
def test_a_token_that_never_was_is_refused(client, path, token):
    assert client.get(path, query_string={"token": token.encode("utf-8", "replace")}).status_code == 410


@pytest.fixture
def invited(make, sign_in, sent_link):
    """Invite guest@test.example; return the address in the mail, its token and the school."""
    school = make.school(name="邀请学校")
    editor = sign_in(make.editor(school))
    response = editor.post(
        f"/organizations/{school.id}/members/invitations", data={"email": "guest@test.example"}
    )
    assert response.status_code == 303
    return sent_link(), sent_link().partition("token=")[2], school


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


def test_no_secret_stands_in_the_path_that_is_logged(client, make, caplog, sent_link):
    make.user(email="a@test.example")
    client.post("/accounts/forgotten-password", data={"email": "a@test.example"})
    token = sent_link().partition("token=")[2]
    with caplog.at_level("INFO"):
        client.get(sent_link())
    assert caplog.records
    assert all(token not in str(vars(record)) for record in caplog.records)
