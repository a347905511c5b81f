"""Every route has its permission, and answers every role as the table says."""

from __future__ import annotations

import pytest

from tests.web.permissions import OTHERWISE, PERMISSIONS, ROLES, TABLE, refusal
from tests.web.routes import routes


def test_every_route_stands_in_the_table_with_its_permission(app):
    marks = {
        route.endpoint: getattr(app.view_functions[route.endpoint], "permission", None)
        for route in routes(app)
    }
    assert marks == PERMISSIONS
    assert len(PERMISSIONS) == sum(len(names.split()) for names in TABLE.values()), "an endpoint stands twice"


@pytest.mark.parametrize("role", ROLES)
def test_every_page_without_variables_answers_as_the_roles_say(app, clients, digest, role):
    before, answers = digest(), {}
    expected = {}
    for route in routes(app):
        if route.method != "GET" or not route.is_bare:
            continue
        answers[route.endpoint] = route.ask(clients[role])
        may = PERMISSIONS[route.endpoint] in ROLES[role]
        usual = OTHERWISE.get((route.endpoint, role), OTHERWISE.get((route.endpoint, None), 200))
        expected[route.endpoint] = usual if may else refusal(role)
        if may and answers[route.endpoint] == 302:
            # Who has one organization alone is led to it; who is signed in needs no log-in.
            assert route.endpoint in {"organizations.show_mine", "accounts.log_in"}
            expected[route.endpoint] = 302
    assert len(answers) > 30
    assert answers == expected
    assert digest() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_missing_record_is_not_found_or_not_allowed(app, clients, digest, role):
    before, wrong = digest(), {}
    for route in routes(app):
        if not route.variables:
            continue
        may = PERMISSIONS[route.endpoint] in ROLES[role]
        wanted, found = 404 if may else refusal(role), route.ask(clients[role])
        if found != wanted:
            wrong[route.endpoint, route.method] = (found, wanted)
    assert wrong == {}
    assert digest() == before


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_that_no_table_holds_leads_nowhere(client, number):
    assert client.get(f"/organizations/{number}").status_code == 404
