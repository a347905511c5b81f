"""No unsafe request is heard without the token of this very session."""

from __future__ import annotations

import re

import pytest

from tests.web.routes import routes

TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"|value="([^"]+)"[^>]*?name="csrf_token"')


@pytest.fixture
def guarded(app):
    """The application with its forms protected as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def token_of(client):
    found = TOKEN.search(client.get("/").text)
    return found[1] or found[2]


def unsafe(app):
    return [route for route in routes(app) if route.method != "GET"]


def test_there_are_unsafe_routes_to_try(app):
    assert len(unsafe(app)) > 30


@pytest.mark.parametrize("role", ["visitor", "editor", "reviewer", "administrator"])
def test_every_unsafe_route_refuses_a_missing_and_a_wrong_token(guarded, make, sign_in, digest, role):
    people = {"editor": lambda: make.editor(make.school()), "reviewer": make.reviewer}
    person = people.get(role, make.administrator)()
    stranger = guarded.test_client()
    client = stranger if role == "visitor" else sign_in(person)
    others = token_of(sign_in(make.user()))
    mine = token_of(client)
    before, heard = digest(), []
    for route in unsafe(guarded):
        address = route.address(dict.fromkeys(route.variables, 1))
        # A forged token fails before anybody asks who sends it; one role is enough to try that.
        forged = ("", "nonsense", mine[::-1]) if role == "editor" else ()
        for token in (None, others, *forged):
            data = {} if token is None else {"csrf_token": token}
            status = client.open(address, method=route.method, data=data).status_code
            if status != 400:
                heard.append((route.endpoint, token, status))
    assert heard == []
    assert digest() == before


def test_the_right_token_is_heard(guarded, make, sign_in):
    client = sign_in(make.user(name="王某"))
    data = {"csrf_token": token_of(client), "name": "李某", "language": "zh"}
    assert client.post("/accounts/settings", data=data).status_code == 303
    assert "李某" in client.get("/accounts/settings").text


def test_logging_in_makes_the_visitors_token_worthless(guarded, make):
    make.user(email="a@test.example")
    client = guarded.test_client()
    before = token_of(client)
    data = {"csrf_token": before, "email": "a@test.example", "password": "correct horse battery"}
    assert client.post("/accounts/log-in", data=data).status_code == 303
    again = client.post("/accounts/settings", data={"csrf_token": before, "name": "李某", "language": "zh"})
    assert again.status_code == 400
