"""Every page in Chromium where every text is a payload: run by `make battery`, not by the tests."""

from __future__ import annotations

import pytest

from tests.attacks import texts
from tests.web.crowd import Crowd
from tests.web.routes import routes

FILES = ("agreements.as_", "scans.", "catalogue.", "plans.progress", "health.")


@pytest.fixture
def crowd(database, settings):
    crowd = Crowd(database, settings, 2)
    texts.spoil(database)
    return crowd


@pytest.mark.parametrize("role", ["visitor", "school", "enterprise", "reviewer", "administrator"])
def test_nothing_that_people_wrote_runs(app, crowd, visit, role):
    page = visit("/", user=crowd.people.get(role))
    page.add_init_script("window.xss = () => console.error('a payload ran')")
    shown = 0
    for route in routes(app):
        if route.method == "GET" and not route.endpoint.startswith(
            ("agreements.as_", "scans.", "catalogue.")
        ):
            answer = page.goto(crowd.address(route))
            shown += answer.status == 200
    assert shown >= 10
