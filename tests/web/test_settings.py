"""One's own account: name, language, password, and the browsers in which one is signed in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import User, UserSession
from tests.factories import PASSWORD

NEW = "another good password"


@pytest.fixture
def person(make):
    return make.user(email="a@test.example", name="王某")


@pytest.fixture
def live(database):
    """Count the sessions that are not revoked."""

    def count():
        with database.reading() as session:
            return len(session.scalars(select(UserSession).where(UserSession.revoked_at.is_(None))).all())

    return count


def test_a_name_and_a_language_are_kept_and_hold_at_once(database, sign_in, person):
    client = sign_in(person)
    assert "王某" in client.get("/accounts/settings").text
    response = client.post("/accounts/settings", data={"name": "李某", "language": "en"})
    assert response.status_code == 303
    page = client.get(response.location).text
    assert '<html lang="en"' in page
    assert "李某" in page
    with database.reading() as session:
        assert session.scalars(select(User.language)).one() == "en"


@pytest.mark.parametrize("facts", [{"name": ""}, {"language": "xx"}, {"name": "长" * 61}])
def test_a_setting_that_does_not_hold_changes_nothing(database, sign_in, person, facts):
    client = sign_in(person)
    assert (
        client.post("/accounts/settings", data={"name": "李某", "language": "zh"} | facts).status_code == 422
    )
    with database.reading() as session:
        assert session.scalars(select(User.name)).one() == "王某"


def test_a_new_password_puts_out_everybody_else(sign_in, person, client, live):
    here, there = sign_in(person), sign_in(person)
    facts = {"old": PASSWORD, "password": NEW, "again": NEW}
    assert here.post("/accounts/password", data=facts).status_code == 303
    assert here.get("/accounts/settings").status_code == 200
    assert there.get("/accounts/settings").status_code == 302
    assert live() == 1
    log_in = client.post("/accounts/log-in", data={"email": "a@test.example", "password": NEW})
    assert log_in.status_code == 303


@pytest.mark.parametrize(
    "facts", [{"old": NEW}, {"again": PASSWORD}, {"password": "short", "again": "short"}, {"old": ""}]
)
def test_a_password_does_not_change_without_the_old_one_or_to_a_weak_one(sign_in, person, live, facts):
    here, there = sign_in(person), sign_in(person)
    page = here.post("/accounts/password", data={"old": PASSWORD, "password": NEW, "again": NEW} | facts)
    assert page.status_code == 422
    assert PASSWORD not in page.text
    assert there.get("/accounts/settings").status_code == 200
    assert live() == 2


def test_a_browser_is_signed_out_from_another_one(database, sign_in, person):
    here, there = sign_in(person), sign_in(person)
    with database.reading() as session:
        _, other = session.scalars(select(UserSession.id).order_by(UserSession.id)).all()
    page = here.get("/accounts/sessions")
    assert "当前设备" in page.text
    assert here.post(f"/accounts/sessions/{other}/end").status_code == 303
    assert there.get("/accounts/settings").status_code == 302
    assert here.get("/accounts/settings").status_code == 200


def test_all_other_browsers_are_signed_out_at_once(sign_in, person, live):
    here, *others = (sign_in(person) for _ in range(3))
    assert here.post("/accounts/sessions/end-others").status_code == 303
    assert [other.get("/accounts/settings").status_code for other in others] == [302, 302]
    assert live() == 1


def test_the_session_of_another_person_is_not_found(make, database, sign_in, person):
    here, theirs = sign_in(person), sign_in(make.user())
    with database.reading() as session:
        other = session.scalars(select(UserSession.id).where(UserSession.user_id != person.id)).one()
    assert here.post(f"/accounts/sessions/{other}/end").status_code == 404
    assert theirs.get("/accounts/settings").status_code == 200
