"""User administration through the pages."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from matchmaker.models import Event, Mail, User


@pytest.fixture
def administrator(make):
    return make.administrator(name="管理员甲")


@pytest.fixture
def desk(sign_in, administrator):
    return sign_in(administrator)


@pytest.fixture
def stored(database):
    def read(user_id):
        with database.reading() as session:
            return session.get_one(User, user_id)

    return read


def test_the_list_is_searched_and_filtered(make, desk):
    make.user(name="张三", email="zhang@test.example")
    make.user(name="李四", is_active=False)
    assert "张三" in desk.get("/users").text
    assert "李四" not in desk.get("/users?q=张").text
    assert "zhang@test.example" in desk.get("/users?q=zhang").text
    assert "张三" not in desk.get("/users?state=closed").text
    assert "张三" not in desk.get("/users?role=administrator").text
    page = desk.get("/users?state=x&role=y&page=99&q=%00%25")
    assert page.status_code == 200
    assert "field-error" not in page.text + desk.get("/users").text


def test_an_account_is_made_and_its_owner_gets_a_link(database, desk):
    facts = {"name": "新人", "email": "new@test.example"}
    response = desk.post("/users", data=facts)
    assert response.status_code == 303
    assert "尚未设置" in desk.get(response.location).text
    with database.reading() as session:
        mail = session.scalars(select(Mail)).one()
    assert mail.recipient == "new@test.example"
    assert "/accounts/new-password?token=" in mail.body
    assert desk.post("/users", data=facts).status_code == 422


def test_a_closed_account_is_out_at_once_and_may_come_back(make, desk, sign_in, stored):
    user = make.user()
    client = sign_in(user)
    assert desk.post(f"/users/{user.id}/deactivate").status_code == 303
    assert client.get("/accounts/settings").status_code == 302
    assert desk.post(f"/users/{user.id}/activate").status_code == 303
    assert stored(user.id).is_active
    assert client.get("/accounts/settings").status_code == 302
    assert sign_in(user).get("/accounts/settings").status_code == 200


def test_sessions_of_another_are_ended(make, desk, sign_in):
    user = make.user()
    client = sign_in(user)
    assert desk.post(f"/users/{user.id}/end_sessions").status_code == 303
    assert client.get("/accounts/settings").status_code == 302


def test_an_administrator_is_made_and_unmade(database, make, desk, sign_in, stored, administrator):
    user = make.user()
    client = sign_in(user)
    assert client.get("/users").status_code == 403
    desk.post(f"/users/{user.id}/promote")
    assert client.get("/users").status_code == 200
    desk.post(f"/users/{user.id}/demote")
    assert client.get("/users").status_code == 403
    with database.reading() as session:
        trail = session.execute(
            select(Event.action, Event.actor_id, Event.subject_id).order_by(Event.id)
        ).all()
    assert [tuple(row) for row in trail] == [
        ("promote", administrator.id, user.id),
        ("demote", administrator.id, user.id),
    ]


@pytest.mark.parametrize("action", ["deactivate", "demote"])
def test_nobody_locks_himself_out(make, desk, stored, administrator, action):
    make.administrator()
    page = desk.post(f"/users/{administrator.id}/{action}")
    assert page.status_code == 422
    assert "不能停用自己" in page.text
    assert (stored(administrator.id).is_active, stored(administrator.id).is_administrator) == (True, True)


def test_nobody_but_administrators_administers(make, client, sign_in, stored):
    user = make.user()
    assert client.get("/users").status_code == 302
    for person in (make.editor(make.school()), make.reviewer(), user):
        someone = sign_in(person)
        for path in ("/users", "/users/new", f"/users/{user.id}"):
            assert someone.get(path).status_code == 403
        assert someone.post(f"/users/{user.id}/promote").status_code == 403
    assert not stored(user.id).is_administrator


def test_an_unknown_account_or_action_is_not_found(make, desk):
    assert desk.get("/users/9999").status_code == 404
    assert desk.post("/users/9999/deactivate").status_code == 404
    assert desk.post(f"/users/{make.user().id}/drop").status_code == 404
